"""What a draft still needs before it can be submitted, each with a sentence and the place to mend it."""
from __future__ import annotations

from dataclasses import dataclass

from permits.models import Applicant, Case, Paper, Plot
from permits.queries.facts import case_facts
from permits.queries.followed import why_not_follow
from permits.rules.completeness import answer_problems, paper_needs
from permits.rules.procedure import Plot as PlotKind
from permits.rules.procedure import Procedure, Works
from permits.rules.procedure_files import all_procedures


@dataclass(frozen=True, slots=True)
class Missing:
    """One missing thing: where in the form, and what to do."""

    field: str
    step: str
    sentence: str


def missing_of(case: Case) -> list[Missing]:
    """List what is missing, in the order of the form."""
    procedure, facts = all_procedures()[case.procedure], case_facts(case)
    found: list[Missing] = []
    if procedure.plot not in (PlotKind.NONE, PlotKind.ACT) and not Plot.objects.filter(case=case).exists():
        found.append(Missing("plot", "land", "alegeți terenul"))
    if procedure.works is Works.REQUIRED and not facts.works_drawn:
        found.append(Missing("works", "works", "desenați lucrările"))
    for problem in answer_problems(procedure, facts):
        question = problem.question
        given = case.answers.get(question.code) not in (None, "", [], ())
        sentence = f"„{question.label_ro}”: {problem.sentence_ro.rstrip('.')}" if given else f"răspundeți la „{question.label_ro}”"
        found.append(Missing(question.code, f"q-{question.code}", sentence))
    # A late request is told so before it is sent; one that came on paper is registered all the same, and answered.
    late = why_not_follow(case) if case.channel != "counter" else ""
    if late:
        act = next((question.code for question in procedure.questions if question.of), "")
        found.append(Missing(act, f"q-{act}", late))
    if not Applicant.objects.filter(case=case).exists():
        found.append(Missing("identity", "identity", "completați datele solicitantului"))
    uploaded = set(Paper.objects.filter(case=case, withdrawn_at=None).values_list("code", flat=True))
    found += [Missing(paper, f"papers#{paper}", f"încărcați „{title}”") for paper, title in needed_papers(procedure, case) if paper not in uploaded]
    if not case.answers.get("consent"):
        found.append(Missing("consent", "check", "confirmați declarația de la sfârșit"))
    return found


def needed_papers(procedure: Procedure, case: Case) -> list[tuple[str, str]]:
    """Return (code, title) of the papers this case must bring, by the conditions of the procedure."""
    return [(need.paper.code, need.paper.title_ro) for need in paper_needs(procedure, case_facts(case)) if need.needed]
