"""`{% load titles %}`: `{{ thing|said }}` writes a title in the reader's language; groups of data and office hours likewise."""
from __future__ import annotations

import re
from typing import Any

from django import template
from django.utils.translation import gettext as _

from gisapp.core.calendar_words import DAYS
from permits.queries.titles import title_of

register = template.Library()


@register.filter
def said(thing: Any) -> str:
    """The title of a procedure, a paper, a step, a work item or a document."""
    return title_of(thing) if thing else ""


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
