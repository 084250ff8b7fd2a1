"""What every page knows: the town hall, the person's posts, the menus."""
from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gisapp.accounts.models import Role
from gisapp.accounts.roles import acting_roles

# (url name, label, roles that see it; empty = all staff)
OFFICE_NAV: list[tuple[str, Any, frozenset[str]]] = [
    ("inbox", _("De lucru"), frozenset()),
    ("office_cases", _("Dosare"), frozenset()),
    ("workload", _("Echipa"), frozenset({Role.HEAD, Role.CHIEF_ARCHITECT, Role.SECRETARY_GENERAL, Role.MAYOR, Role.DEPUTY_MAYOR, Role.TECHNICAL_DIRECTOR})),
    ("chat_inbox", _("Conversații"), frozenset()),
    ("register_desk", _("Registratură"), frozenset({Role.REGISTRY_CLERK})),
    ("signing_desk", _("De semnat"), frozenset({Role.CHIEF_ARCHITECT, Role.SECRETARY_GENERAL, Role.MAYOR, Role.DEPUTY_MAYOR, Role.TECHNICAL_DIRECTOR, Role.FINANCE_OFFICER, Role.HEAD})),
    ("finance_desk", _("Taxe"), frozenset({Role.FINANCE_OFFICER, Role.TAX_OFFICER})),
    ("parameters", _("Valori"), frozenset({Role.AUTHORITY_ADMIN, Role.CHIEF_ARCHITECT, Role.SECRETARY_GENERAL})),
    ("integrations", _("Integrări"), frozenset({Role.AUTHORITY_ADMIN})),
    ("keepers_home", _("Straturi"), frozenset({Role.GIS_KEEPER})),
    ("board", _("Conducere"), frozenset({Role.HEAD, Role.CHIEF_ARCHITECT, Role.SECRETARY_GENERAL, Role.MAYOR, Role.DEPUTY_MAYOR, Role.TECHNICAL_DIRECTOR, Role.QUALITY_OFFICER})),
    ("house_documents", _("Registre și rapoarte"), frozenset({Role.REGISTRY_CLERK, Role.SECRETARY_GENERAL, Role.MAYOR, Role.DEPUTY_MAYOR, Role.QUALITY_OFFICER, Role.CHIEF_ARCHITECT})),
    ("archive_desk", _("Arhivă"), frozenset({Role.ARCHIVIST, Role.REGISTRY_CLERK})),
    ("full_search", _("Căutare în acte"), frozenset()),
    ("my_activity", _("Activitatea mea"), frozenset()),
]
NAV_ICONS = {
    "inbox": "inbox", "office_cases": "archive", "workload": "users", "chat_inbox": "chat", "register_desk": "book", "signing_desk": "pen", "finance_desk": "money",
    "keepers_home": "layers", "board": "chart", "house_documents": "book",
    "archive_desk": "archive", "full_search": "search", "my_activity": "user",
}


def house(request: HttpRequest) -> dict[str, Any]:
    """Return the context shared by all templates."""
    authority = getattr(request, "authority", None)
    user = getattr(request, "user", None)
    roles: frozenset[str] = frozenset()
    if authority is not None and user is not None and user.is_authenticated:
        roles = frozenset(acting_roles(user, authority))
    return {
        "authority": authority,
        "my_roles": roles,
        "is_office": bool(roles - {Role.ENDORSER}),
        "is_endorser": Role.ENDORSER in roles,
        "office_nav": _office_nav(request, roles),
        "demo": settings.DEMO,
    }


def _office_nav(request: HttpRequest, roles: frozenset[str]) -> list[dict[str, Any]]:
    from django.urls import NoReverseMatch

    items = []
    for name, label, allowed in OFFICE_NAV:
        if not roles - {Role.ENDORSER} or (allowed and not allowed & roles):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        items.append({"url": url, "label": label, "icon": NAV_ICONS.get(name, "circle"), "current": False})
    # /birou/ begins every office address: only the longest match is where the person is.
    here = max((item for item in items if request.path.startswith(item["url"])), key=lambda item: len(item["url"]), default=None)
    if here is not None:
        here["current"] = True
    return items
