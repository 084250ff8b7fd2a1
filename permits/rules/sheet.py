"""The information sheet of a procedure, drawn from its file and the rows in force: one text for citizens and staff.

The public page, the procedure sheet of the quality manual and the chat all say the same, because all read this.
"""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from permits.rules.conditions import said
from permits.rules.deadlines import DayKind, deadline_rule
from permits.rules.fee_summaries import fee_summary
from permits.rules.parameters import Confidence, Parameters
from permits.rules.procedure import Need, Paper, Procedure, Step
from permits.rules.wording import counted_en, counted_ro


@dataclass(frozen=True, slots=True)
class SheetPaper:
    """A paper with its condition in words and the article that allows it to be asked for."""

    code: str
    title: str
    condition: str
    legal_ref: str
    hint: str


@dataclass(frozen=True, slots=True)
class SheetStep:
    """A step with who does it and by which working day."""

    title: str
    department: str
    role: str
    due_day: int
    condition: str


@dataclass(frozen=True, slots=True)
class SheetForm:
    """The procedure or one of its variants: its term and its fee in words."""

    title: str
    summary: str
    term: str
    fee: str
    term_to_confirm: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything a person wants to know before asking."""

    code: str
    version: int
    title: str
    summary: str
    audience: str
    result: str
    legal_ref: str
    forms: tuple[SheetForm, ...]
    papers: tuple[SheetPaper, ...]
    steps: tuple[SheetStep, ...]
    signatories: tuple[str, ...]
    notes: tuple[str, ...]
    follow_ups: tuple[str, ...]
    contest: str


def sheet(procedure: Procedure, parameters: Parameters, on: dt.date, language: str = "ro") -> Sheet:
    """Write the sheet of a procedure as the rules stand on a date."""
    english = language.startswith("en")
    info = procedure.info
    forms = [_form(procedure, "", parameters, on, english)]
    forms += [_form(procedure, variant.code, parameters, on, english) for variant in procedure.variants]
    return Sheet(
        code=procedure.code,
        version=procedure.version,
        title=procedure.title(language),
        summary=procedure.summary_en if english else procedure.summary_ro,
        audience=info.audience_en if english else info.audience_ro,
        result=info.result_en if english else info.result_ro,
        legal_ref=procedure.legal_ref,
        forms=tuple(forms),
        papers=tuple(_paper(paper, english) for paper in procedure.papers),
        steps=tuple(_step(step, english) for step in procedure.steps),
        signatories=tuple(signatory.role.label(language) for signatory in procedure.signatories),
        notes=info.notes_en if english else info.notes_ro,
        follow_ups=tuple(one.title_en if english else one.title_ro for one in procedure.follow_ups),
        contest=_contest(parameters, on, english),
    )


def _contest(parameters: Parameters, on: dt.date, english: bool) -> str:
    row = parameters.at("deadline.prior_complaint", on)
    if english:
        days = counted_en(row.whole, "day", "days")
        return f"A refusal or a late answer may be contested by a prior complaint within {days} ({row.legal_ref})."
    return f"Refuzul sau întârzierea se pot contesta prin plângere prealabilă în {counted_ro(row.whole, 'zi', 'zile')} ({row.legal_ref})."


def _form(procedure: Procedure, code: str, parameters: Parameters, on: dt.date, english: bool) -> SheetForm:
    variant = procedure.variant(code)
    rule = deadline_rule(procedure.deadline_of(code), parameters, on)
    working = rule.kind is DayKind.WORKING
    if english:
        term = counted_en(rule.length, *(("working day", "working days") if working else ("day", "days")))
    else:
        term = counted_ro(rule.length, *(("zi lucrătoare", "zile lucrătoare") if working else ("zi", "zile")))
    title = variant if variant is not None else procedure
    return SheetForm(
        title=title.title_en if english else title.title_ro,
        summary=title.summary_en if english else title.summary_ro,
        term=f"{term} ({rule.legal_ref})",
        fee=fee_summary(procedure.fee_of(code), parameters, on, "en" if english else "ro", urgent=procedure.is_urgent(code)),
        term_to_confirm=rule.confidence is Confidence.TO_BE_CONFIRMED,
    )


def _paper(paper: Paper, english: bool) -> SheetPaper:
    if paper.need is Need.OPTIONAL:
        condition = "optional" if english else "opțional"
    elif paper.when:
        condition = f"if {said(paper.when, 'en')}" if english else f"dacă {said(paper.when)}"
    else:
        condition = ""
    return SheetPaper(
        paper.code,
        paper.title_en if english else paper.title_ro,
        condition,
        paper.legal_ref,
        paper.hint_en if english else paper.hint_ro,
    )


def _step(step: Step, english: bool) -> SheetStep:
    language = "en" if english else "ro"
    condition = said(step.when, language)
    word = "if" if english else "dacă"
    return SheetStep(
        step.title_en if english else step.title_ro,
        step.department.label(language),
        step.role.label(language),
        step.due_day,
        f"{word} {condition}" if condition else "",
    )
