"""The pages of a request form, one thing per page, drawn from the procedure."""
from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from permits.models import Case
from permits.queries.completeness import missing_of
from permits.queries.facts import case_facts
from permits.rules.conditions import CONDITIONS
from permits.rules.procedure import Plot, Procedure, Question, Works
from permits.rules.procedure_files import all_procedures


@dataclass(frozen=True, slots=True)
class FormStep:
    """One page: its place in the address, its title, its question if it asks one."""

    code: str
    title: str
    question: Question | None = None


def steps_of(case: Case) -> list[FormStep]:
    """Return the pages this case needs, in order; questions whose condition does not hold are left out."""
    procedure: Procedure = all_procedures()[case.procedure]
    facts = case_facts(case)
    english = translation.get_language() == "en"
    steps = []
    if procedure.variants:
        steps.append(FormStep("variant", _("Forma cererii")))
    if procedure.plot not in (Plot.NONE, Plot.ACT):
        steps.append(FormStep("land", _("Terenul")))
    if procedure.works is not Works.NONE:
        steps.append(FormStep("works", _("Lucrările")))
    for question in procedure.questions:
        if not question.when or CONDITIONS[question.when].holds(facts):
            steps.append(FormStep(f"q-{question.code}", question.label_en if english else question.label_ro, question))
    return [*steps, FormStep("identity", _("Solicitantul")), FormStep("papers", _("Acte")), FormStep("fee", _("Taxa")), FormStep("check", _("Verificați răspunsurile"))]


def next_step(case: Case, code: str) -> str:
    """Return the page after this one; the last is the check."""
    codes = [step.code for step in steps_of(case)]
    return codes[min(codes.index(code) + 1, len(codes) - 1)] if code in codes else codes[0]


def first_unfinished(case: Case) -> str:
    """Return where to resume: the page last left, else the first with something missing."""
    codes = {step.code for step in steps_of(case)}
    if case.step in codes:
        return case.step
    missing = [item.step.split("#")[0] for item in missing_of(case)]
    return next((step for step in missing if step in codes), "check")
