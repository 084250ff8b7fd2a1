"""The answers of a request in words."""
from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from permits.models import Case
from permits.rules.procedure import Question, QuestionKind
from permits.rules.procedure_files import all_procedures
from permits.rules.wording import date_en, date_ro


def answer_rows(case: Case) -> list[dict[str, Any]]:
    """Return the answers to the questions of the procedure, for staff and for the case page."""
    chosen = variant_title(case)
    return ([{"label": _("Forma cererii"), "value": chosen}] if chosen else []) + [
        {"label": question.label_en if translation.get_language() == "en" else question.label_ro, "value": answer_text(question, case.answers.get(question.code))}
        for question in all_procedures()[case.procedure].questions
        if case.answers.get(question.code) not in (None, "", [])
    ]


def variant_title(case: Case) -> str:
    """Return the form of the procedure that was asked for, in words; nothing for the plain one."""
    variant = all_procedures()[case.procedure].variant(case.variant)
    if variant is None:
        return ""
    return variant.title_en if translation.get_language() == "en" else variant.title_ro


def answer_text(question: Question, value: Any) -> str:
    """Return an answer in words: labels for choices, yes and no, lei for amounts."""
    english = translation.get_language() == "en"
    labels = {choice.code: choice.label_en if english else choice.label_ro for choice in question.choices}
    if value in (None, "", []):
        return ""
    if question.kind is QuestionKind.YES_NO:
        return _("Da") if value in ("yes", True) else _("Nu")
    if isinstance(value, list):
        return ", ".join(labels.get(str(one), str(one)) for one in value)
    if question.kind is QuestionKind.DATE:
        return _day(str(value), english)
    if question.kind is QuestionKind.MONEY:
        return f"{_number(str(value), english)} lei"
    if question.kind is QuestionKind.AREA:
        return f"{_number(str(value), english)} m²"
    return labels.get(str(value), str(value))


def _day(text: str, english: bool) -> str:
    """Write a stored date as people do; what is no date stays as it was typed."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return text
    return date_en(day) if english else date_ro(day)


def _number(text: str, english: bool) -> str:
    """Write an amount with the separators of the language."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return f"{number:,.2f}" if english else f"{number:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")
