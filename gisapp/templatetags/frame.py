"""The menus around a citizen's page. A link appears once its page exists."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

register = template.Library()

SITE_NAV: list[tuple[str, Any]] = [
    ("map", _("Harta")),
    ("procedures", _("Ce puteți cere")),
    ("my_cases", _("Cererile mele")),
    ("dig_calendar", _("Săpături")),
    ("verify", _("Verificați un document")),
]
FOOTER_NAV: list[tuple[str, Any]] = [
    ("help", _("Ajutor")),
    ("verify", _("Verificați un document")),
    ("privacy", _("Datele dumneavoastră")),
    ("accessibility", _("Accesibilitate")),
    ("contact", _("Contact")),
]


def _links(context: Context, entries: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    path = context["request"].path if "request" in context else ""
    links = []
    for name, label in entries:
        try:
            href = reverse(name)
        except NoReverseMatch:
            continue
        links.append({"href": href, "label": label, "current": href != "/" and path.startswith(href)})
    return links


@register.inclusion_tag("components/site_nav.html", takes_context=True)
def site_nav(context: Context, *, phone: bool = False) -> dict[str, Any]:
    """The main menu: a row of links, and the same behind one button for a narrow screen; the style sheet shows one of them."""
    return {"links": _links(context, SITE_NAV), "phone": phone}


@register.inclusion_tag("components/footer_nav.html", takes_context=True)
def footer_nav(context: Context) -> dict[str, Any]:
    """The links every public page must carry."""
    return {"links": _links(context, FOOTER_NAV)}


@register.simple_tag
def url_or_empty(name: str, *args: Any) -> str:
    """Return the address of a page, empty when this installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
