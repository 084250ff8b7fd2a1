"""What every page knows: the town hall, the person's posts, the menus."""
from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gisapp.accounts.models import Role
from gisapp.accounts.roles import acting_roles

_LEADERS = frozenset({Role.HEAD, Role.CHIEF_ARCHITECT, Role.SECRETARY_GENERAL, Role.MAYOR, Role.DEPUTY_MAYOR, Role.TECHNICAL_DIRECTOR})
_ALL: frozenset[str] = frozenset()
WORK, DESKS, LEADING, KEEPING, MINE = _("Lucrul zilei"), _("Ghișee"), _("Conducere și calitate"), _("Administrare"), _("Ale mele")
# In the order of the menu: (heading, url name, label, icon, roles that see it; empty = all staff).
OFFICE_NAV: list[tuple[Any, str, Any, str, frozenset[str]]] = [
    (WORK, "inbox", _("De lucru"), "inbox", _ALL),
    (WORK, "office_cases", _("Dosare"), "file", _ALL),
    (WORK, "full_search", _("Căutare în acte"), "search", _ALL),
    (WORK, "chat_inbox", _("Conversații"), "chat", _ALL),
    (DESKS, "register_desk", _("Registratură"), "edit", frozenset({Role.REGISTRY_CLERK})),
    (DESKS, "signing_desk", _("De semnat"), "pen", _LEADERS | {Role.FINANCE_OFFICER}),
    (DESKS, "finance_desk", _("Taxe"), "money", frozenset({Role.FINANCE_OFFICER, Role.TAX_OFFICER})),
    (DESKS, "keepers_home", _("Straturi"), "layers", frozenset({Role.GIS_KEEPER})),
    (DESKS, "archive_desk", _("Arhivă"), "archive", frozenset({Role.ARCHIVIST, Role.REGISTRY_CLERK})),
    (LEADING, "board", _("Conducere"), "chart", _LEADERS | {Role.QUALITY_OFFICER}),
    (LEADING, "quality", _("Calitate"), "check", _LEADERS | {Role.QUALITY_OFFICER}),
    (LEADING, "workload", _("Echipa"), "users", _LEADERS),
    (LEADING, "house_documents", _("Registre și rapoarte"), "book",
     frozenset({Role.REGISTRY_CLERK, Role.SECRETARY_GENERAL, Role.MAYOR, Role.DEPUTY_MAYOR, Role.QUALITY_OFFICER, Role.CHIEF_ARCHITECT})),
    (KEEPING, "parameters", _("Valori"), "calendar", frozenset({Role.AUTHORITY_ADMIN, Role.CHIEF_ARCHITECT, Role.SECRETARY_GENERAL, Role.FINANCE_OFFICER, Role.TAX_OFFICER})),
    (KEEPING, "integrations", _("Integrări"), "unplugged", frozenset({Role.AUTHORITY_ADMIN})),
    (KEEPING, "people", _("Oameni"), "users", frozenset({Role.AUTHORITY_ADMIN})),
    (KEEPING, "reads", _("Citiri de date"), "search", frozenset({Role.AUTHORITY_ADMIN, Role.SECRETARY_GENERAL})),
    (MINE, "my_activity", _("Activitatea mea"), "clock", _ALL),
    (MINE, "my_absence", _("Absența mea"), "calendar", _ALL),
    (MINE, "tour", _("Turul rolului"), "flag", _ALL),
    (MINE, "help", _("Ajutor"), "help", _ALL),
]


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
    for group, name, label, sign, allowed in OFFICE_NAV:
        if not roles - {Role.ENDORSER} or (allowed and not allowed & roles):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        items.append({"group": group, "url": url, "label": label, "icon": sign, "count": "", "late": False, "current": False})
    # /birou/ begins every office address: only the longest match is where the person is.
    here = max((item for item in items if request.path.startswith(item["url"])), key=lambda item: len(item["url"]), default=None)
    if here is not None:
        here["current"] = True
    return items
