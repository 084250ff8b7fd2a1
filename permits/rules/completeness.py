"""Which papers and answers a case needs, what is missing, and what may be asked for."""
from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from gisapp.core.errors import BadInput
from gisapp.core.money import Money
from permits.rules.conditions import holds, said
from permits.rules.facts import CaseFacts
from permits.rules.procedure import Need, Paper, Procedure, Question, QuestionKind
from permits.rules.refusals import RuleRefused
from permits.rules.wording import listed_ro

LONGEST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class PaperNeed:
    """A paper of the procedure, whether this case must have it, and why."""

    paper: Paper
    needed: bool
    reason_ro: str
    reason_en: str


def paper_needs(procedure: Procedure, facts: CaseFacts) -> tuple[PaperNeed, ...]:
    """Go through the papers of the procedure, in its order. Conditional ones that do not apply are left out."""
    found = []
    for paper in procedure.papers:
        if paper.need is Need.OPTIONAL:
            found.append(PaperNeed(paper, False, "opțional", "optional"))
        elif paper.need is Need.REQUIRED:
            found.append(PaperNeed(paper, True, f"obligatoriu: {paper.legal_ref}", f"required: {paper.legal_ref}"))
        elif holds(paper.when, facts):
            why_ro, why_en = said(paper.when), said(paper.when, "en")
            reason_ro = f"obligatoriu, pentru că {why_ro}: {paper.legal_ref}"
            found.append(PaperNeed(paper, True, reason_ro, f"required because {why_en}: {paper.legal_ref}"))
    return tuple(found)


def missing_papers(procedure: Procedure, facts: CaseFacts, given: Collection[str]) -> tuple[Paper, ...]:
    """List the papers that the case must have and has not."""
    return tuple(need.paper for need in paper_needs(procedure, facts) if need.needed and need.paper.code not in given)


def check_request(
    procedure: Procedure, facts: CaseFacts, reasons: Mapping[str, str], asked_before: Collection[str] = ()
) -> None:
    """Refuse a request for papers that the procedure's article does not allow.

    Only papers of the procedure that apply to the case, each with a reason; one request for the whole file:
    a second one may only come back to papers already asked for (Legea 50/1991 art. 7 alin. (3); OUG 31/2025).
    """
    allowed = {need.paper.code: need.paper for need in paper_needs(procedure, facts)}
    if not reasons:
        raise RuleRefused("Alegeți cel puțin un act de cerut.", "Choose at least one paper to ask for.", code="papers.none")
    for code, reason in reasons.items():
        if code not in allowed:
            named = next((paper for paper in procedure.papers if paper.code == code), None)
            raise RuleRefused(
                f"Actul «{named.title_ro if named else code}» nu se poate cere: nu este prevăzut pentru această cerere. Se pot cere: "
                f"{listed_ro([paper.title_ro for paper in allowed.values()])}.",
                f"The paper '{named.title_en if named else code}' may not be asked for: the article does not list it for this request.",
                code="papers.not_allowed",
                field=code,
            )
        if not reason.strip():
            raise RuleRefused(
                f"Scrieți de ce este nevoie de «{allowed[code].title_ro}»: solicitantul trebuie să știe ce să corecteze.",
                f"Say why '{allowed[code].title_en}' is needed: the applicant must know what to mend.",
                code="papers.no_reason",
                field=code,
            )
    new = [code for code in reasons if code not in asked_before]
    if asked_before and new:
        raise RuleRefused(
            "Completările se cer o singură dată, pentru tot dosarul. A doua oară se poate reveni numai la actele deja cerute, nu la "
            f"{listed_ro([allowed[code].title_ro for code in new])}.",
            "Papers are asked for once, for the whole file. A second request may only come back to papers already asked for.",
            code="papers.second_request",
            field=new[0],
        )


def asked_questions(procedure: Procedure, facts: CaseFacts) -> tuple[Question, ...]:
    """List the questions that this case is asked."""
    return tuple(question for question in procedure.questions if holds(question.when, facts))


@dataclass(frozen=True, slots=True)
class AnswerProblem:
    """An answer that is missing or cannot be read, with a sentence for the person."""

    question: Question
    sentence_ro: str
    sentence_en: str


def answer_problems(procedure: Procedure, facts: CaseFacts) -> tuple[AnswerProblem, ...]:
    """Check every answer of the form; nothing found means the form is complete."""
    found = (_problem(question, facts.answers.get(question.code)) for question in asked_questions(procedure, facts))
    return tuple(problem for problem in found if problem is not None)


def _problem(question: Question, value: object) -> AnswerProblem | None:
    if value is None or value == "" or value == []:
        if not question.required:
            return None
        return AnswerProblem(question, f"Răspundeți la: {question.label_ro}", f"Answer: {question.label_en}")
    sentences = _unreadable(question, value)
    return AnswerProblem(question, *sentences) if sentences else None


def _unreadable(question: Question, value: object) -> tuple[str, str] | None:
    match question.kind:
        case QuestionKind.TEXT | QuestionKind.LONG_TEXT | QuestionKind.ACT:
            longest = question.maximum or LONGEST_TEXT
            if not isinstance(value, str) or len(value) > longest:
                return f"Textul are cel mult {longest} de caractere.", f"The text has at most {longest} characters."
        case QuestionKind.CHOICE | QuestionKind.CHOICES:
            chosen = value if isinstance(value, list | tuple) else [value]
            codes = {choice.code for choice in question.choices}
            if any(word not in codes for word in chosen) or (question.kind is QuestionKind.CHOICE and len(chosen) != 1):
                return "Alegeți dintre variantele oferite.", "Choose among the answers offered."
        case QuestionKind.YES_NO:
            if value not in {True, False, "yes", "no"}:
                return "Alegeți da sau nu.", "Choose yes or no."
        case QuestionKind.NUMBER | QuestionKind.AREA:
            return _number_problem(question, value)
        case QuestionKind.MONEY:
            return _money_problem(value)
        case QuestionKind.DATE:
            return _date_problem(value)
    return None


def _number_problem(question: Question, value: object) -> tuple[str, str] | None:
    try:
        number = Decimal(str(value).replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        return "Scrieți un număr cu cifre, de exemplu 125,5.", "Write a number with digits, for example 125.5."
    if question.kind is QuestionKind.NUMBER and number != int(number):
        return "Scrieți un număr întreg.", "Write a whole number."
    least = question.minimum if question.minimum is not None else 0
    if number < least or (question.kind is QuestionKind.AREA and number <= 0):
        return f"Numărul trebuie să fie mai mare ({least} sau peste).", f"The number should be larger ({least} or more)."
    if question.maximum is not None and number > question.maximum:
        return f"Numărul este prea mare: cel mult {question.maximum}.", f"The number is too large: at most {question.maximum}."
    return None


def _money_problem(value: object) -> tuple[str, str] | None:
    try:
        amount = Money.parse(str(value))
    except BadInput as error:
        return error.sentence, "The amount cannot be read. Write it with digits, for example 1,234.56."
    if amount < Money.zero():
        return "Suma nu poate fi negativă.", "The amount cannot be negative."
    return None


def _date_problem(value: object) -> tuple[str, str] | None:
    try:
        dt.date.fromisoformat(str(value))
    except ValueError:
        return "Alegeți o dată din calendar, de exemplu 2026-05-14.", "Choose a date, for example 2026-05-14."
    return None
