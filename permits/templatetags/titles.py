"""`{% load titles %}`: `{{ thing|said }}` writes a title in the reader's language; groups of data and office hours likewise."""
from __future__ import annotations

import re
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gisapp.core.calendar_words import DAYS
from permits.queries import titles
from permits.rules.people import Role
from permits.rules.routing import NoChoice

register = template.Library()


@register.filter
def said(thing: Any) -> str:
    """The title of a procedure, a paper, a step, a work item or a document."""
    return titles.title_of(thing) if thing else ""


@register.filter
def group_of_data(code: str) -> str:
    """Which of a person's data was read (log of reads), in words."""
    names = {"name": _("numele din dosar"), "identity": _("datele de identitate"), "contact": _("datele de contact"), "papers": _("actele depuse")}
    return names.get(code, code)


@register.filter
def days_said(days: str) -> str:
    """Office hours are kept in Romanian ("luni, marți"): the days in the reader's language."""
    english = dict(zip(("luni", "marți", "miercuri", "joi", "vineri", "sâmbătă", "duminică"), DAYS, strict=True))
    return re.sub(r"\w+", lambda word: _(english[word[0].lower()]) if word[0].lower() in english else word[0], days)


@register.filter
def stored_said(title: str) -> str:
    """A title as the registers keep it (permits.queries.titles)."""
    return titles.stored_said(title)


# How permits.rules.routing and the actions write why work came to somebody, and the same in English.
_BECAUSE = (
    (r"răspunde de zona (.+?); (.+)", "serves the area {0}; {1}"), (r"singurul (.+) disponibil", "the only {0} available"), (r"încărcarea cea mai mică \((.+)\)", "the lightest load ({0})"),
    (r"(.+) ține locul: (.+) \((.+)\) este absent", "{0} stands in: {1} ({2}) is away"), (r"realocat: (.+)", "reassigned: {0}"), (r"predat: (.+)", "handed over: {0}"),
    (r"preluată", "taken over"), (r"inspectorul dosarului", "inspector of the case"),
    *((re.escape(one.label_ro), one.label_en) for one in NoChoice),
)


@register.filter
def because_said(why: str) -> str:
    """Why work came to a person (or to nobody): kept in Romanian, said in the reader's language."""
    if not (get_language() or "ro").startswith("en"):
        return why
    for pattern, english in _BECAUSE:
        if found := re.fullmatch(pattern, why):
            roles = {one.label_ro: one.label_en for one in Role}
            return english.format(*(roles.get(part) or because_said(part) for part in found.groups()))
    return why
