"""What a procedure file may say: names that exist, an order that can be followed, signatures that hold."""
from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import lru_cache

from permits.rules import conditions, fees
from permits.rules.endorsements import ENDORSERS
from permits.rules.parameters import read_seeds
from permits.rules.procedure import Need, Procedure, QuestionKind, SignatureKind, StepKind
from permits.rules.procedure_table import ProcedureError
from permits.rules.retention import RETENTION

NO_VALIDITY = "none"
# An excavation approval is valid for its own schedule.
OWN_SCHEDULE = "schedule"


def known(file: str, key: str, word: str, words: Iterable[str]) -> None:
    """Refuse a word that is not among those known, with the nearest right one."""
    known = sorted(words)
    if word not in known:
        near = difflib.get_close_matches(word, known, n=1)
        raise ProcedureError(f"{file}: {key}: {word!r} is not known" + (f"; did you mean {near[0]!r}?" if near else ""))


@lru_cache(maxsize=1)
def _row_codes() -> frozenset[str]:
    return frozenset(row.code for row in read_seeds())


def check_procedure(file: str, procedure: Procedure) -> None:
    """Check the names that point elsewhere and the order of steps and signatures."""
    terms = {code.removeprefix("deadline.") for code in _row_codes() if code.startswith("deadline.")}
    validities = {code.split(".")[1] for code in _row_codes() if code.startswith("validity.")} | {NO_VALIDITY, OWN_SCHEDULE}
    forms = [("", procedure.fee, procedure.deadline)]
    forms += [(f"variants.{one.code}.", one.fee, one.deadline) for one in procedure.variants]
    for key, fee, term in forms:
        known(file, f"{key}fee", fee, fees.RULES)
        known(file, f"{key}deadline", term, terms)
    if procedure.file_check:
        known(file, "file_check", procedure.file_check, terms)
    known(file, "validity", procedure.validity, validities)
    known(file, "retention", procedure.retention, RETENTION)
    for follow_up in procedure.follow_ups:
        if follow_up.window:
            known(file, f"follow_ups.{follow_up.procedure}.window", f"extension_window.{follow_up.window}", _row_codes())
    named = [(f"papers.{paper.code}", paper.when) for paper in procedure.papers]
    named += [(f"questions.{question.code}", question.when) for question in procedure.questions]
    named += [(f"steps.{step.code}", step.when) for step in procedure.steps]
    named += [(f"endorsements.{one.endorser}", one.when) for one in procedure.endorsements]
    for one in procedure.endorsements:
        known(file, "endorsements.endorser", one.endorser, ENDORSERS)
    if procedure.endorsements and not procedure.collects_endorsements:
        raise ProcedureError(f"{file}: endorsements: need collects_endorsements = true")
    for key, when in named:
        if when:
            known(file, f"{key}.when", when, conditions.CONDITIONS)
    _check_papers_and_questions(file, procedure)
    _check_order(file, procedure)


def _check_papers_and_questions(file: str, procedure: Procedure) -> None:
    for key, codes in (
        ("papers", [paper.code for paper in procedure.papers]),
        ("questions", [question.code for question in procedure.questions]),
        ("steps", [step.code for step in procedure.steps]),
        ("variants", [variant.code for variant in procedure.variants]),
    ):
        for code in codes:
            if codes.count(code) > 1:
                raise ProcedureError(f"{file}: {key}: the code {code!r} is used twice")
    for paper in procedure.papers:
        if (paper.need is Need.CONDITIONAL) != bool(paper.when):
            raise ProcedureError(f"{file}: papers.{paper.code}: 'when' goes with need = \"conditional\", and only with it")
    for question in procedure.questions:
        is_choice = question.kind in {QuestionKind.CHOICE, QuestionKind.CHOICES}
        if is_choice != bool(question.choices):
            raise ProcedureError(f"{file}: questions.{question.code}.choices: goes with kind choice or choices, and only with them")
        if (question.kind is QuestionKind.ACT) != bool(question.of):
            raise ProcedureError(f"{file}: questions.{question.code}.of: goes with kind act, and only with it")


def _check_order(file: str, procedure: Procedure) -> None:
    if not procedure.steps:
        raise ProcedureError(f"{file}: steps: at least one step is needed, or nobody would have the case")
    seen: set[str] = set()
    for step in procedure.steps:
        for code in step.after:
            if code not in seen:
                raise ProcedureError(f"{file}: steps.{step.code}.after: {code!r} is not a step written before this one")
        seen.add(step.code)
    if not procedure.signatories:
        raise ProcedureError(f"{file}: signatories: an answer needs at least one human signature")
    kinds = [signatory.kind for signatory in procedure.signatories]
    if kinds[-1] is not SignatureKind.LOCK or SignatureKind.LOCK in kinds[:-1]:
        raise ProcedureError(f"{file}: signatories: the last one, and only the last one, locks")
    if len(kinds) > 1 and (kinds[0] is not SignatureKind.CERTIFY or SignatureKind.CERTIFY in kinds[1:]):
        raise ProcedureError(f"{file}: signatories: of several, the first one, and only the first one, certifies")
    drafts = [step for step in procedure.steps if step.kind is StepKind.DRAFT]
    if len(drafts) != 1:
        raise ProcedureError(f"{file}: steps: exactly one step drafts the answer, not {len(drafts)}")
