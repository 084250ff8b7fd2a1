"""What still stands between a case and its answer."""
from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from gisapp.templatetags.figures import lei
from permits.models import Case, Charge, CheckRun, Endorsement, Finding, WorkItem
from permits.queries.facts import case_facts, fee_of
from permits.queries.followed import why_not_follow
from permits.queries.money import owed
from permits.queries.titles import title_of
from permits.rules.completeness import asked_questions
from permits.rules.fee_quote import MissingFact
from permits.rules.procedure import Question, StepKind
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState

OPEN_STATES = frozenset({CaseState.REGISTERED.value, CaseState.IN_REVIEW.value, CaseState.WAITING_PAPERS.value, CaseState.DRAFTING.value})


def why_not_issue(case: Case, outcome: str) -> list[str]:
    """Return sentences that say why the answer cannot go to signing; empty when it can.

    A check that is *unknown* or *failed* blocks until a person answers for it in writing. A refusal only needs the
    findings it rests on to be decided.
    """
    procedure = all_procedures()[case.procedure]
    reasons = []
    if procedure.checks_required and hasattr(case, "plot"):
        run = CheckRun.objects.filter(case=case, current=True).first()
        if run is None:
            return [_("Terenul nu a fost verificat pe straturi; porniți verificarea.")]
        rows = list(Finding.objects.filter(run=run))
        undecided = sum(row.decision == Finding.Decision.PENDING for row in rows)
        unsettled = sum(row.state in ("unknown", "failed") and (row.decision == Finding.Decision.PENDING or not row.reason) for row in rows)
        if unsettled:
            reasons.append(_("Verificări fără răspuns și fără motivare scrisă: %(n)s.") % {"n": unsettled})
        if undecided - unsettled > 0:
            reasons.append(_("Constatări nedecise: %(n)s.") % {"n": undecided - unsettled})
        if outcome == "issue" and run.answer.get("outside_unknown"):
            reasons.append(_("Limita unității administrative nu este încărcată: nu se știe dacă terenul este în competența primăriei."))
    late = why_not_follow(case) if outcome == "issue" else ""
    if late:
        reasons.append(late)
    unknown = fee_missing(case) if outcome == "issue" else ""
    if unknown:
        reasons.append(_("Taxa nu este calculată. %(why)s") % {"why": unknown})
    unpaid = owed(case)
    if outcome == "issue" and unpaid > 0:
        reasons.append(_("Taxa nu este plătită: mai sunt de plată %(amount)s.") % {"amount": lei(unpaid)})
    if outcome == "issue" and procedure.collects_endorsements:
        asked = Endorsement.objects.filter(case=case).select_related("institution").order_by("institution__name")
        waiting = [row.institution.name for row in asked if row.state in (Endorsement.State.ASKED, Endorsement.State.NEEDS_PAPERS)]
        if waiting:
            reasons.append(_("Avize așteptate: %(names)s.") % {"names": ", ".join(waiting)})
        against = [row.institution.name for row in asked if row.state == Endorsement.State.UNFAVOURABLE]
        if against:
            reasons.append(_("Avize nefavorabile: %(names)s. Se poate redacta un refuz.") % {"names": ", ".join(against)})
    drafting = {step.code for step in procedure.steps if step.kind in (StepKind.DRAFT, StepKind.APPROVE_DRAFT, StepKind.DELIVER)}
    open_items = WorkItem.objects.filter(case=case, state__in=[WorkItem.State.OPEN, WorkItem.State.WAITING]).exclude(step__in=drafting)
    if outcome == "issue" and open_items.exists():
        reasons.append(_("Sarcini neterminate: %(steps)s.") % {"steps": ", ".join(title_of(item) for item in open_items.select_related("case"))})
    return reasons


def fee_missing(case: Case) -> str:
    """Say why a case has no fee yet although one is owed; empty where it was computed, or nothing is owed."""
    if Charge.objects.filter(case=case, kind=Charge.Kind.FEE, cancelled_at=None).exists():
        return ""
    try:
        quote = fee_of(case)
    except MissingFact as fact:
        return fact.sentence_en if translation.get_language() == "en" else fact.sentence_ro
    return _("Completați răspunsurile care lipsesc: taxa se calculează atunci.") if quote.total.lei > 0 else ""


def open_questions(case: Case) -> list[Question]:
    """Return the questions of the procedure that apply to the case and have no answer."""
    asked = asked_questions(all_procedures()[case.procedure], case_facts(case))
    return [question for question in asked if case.answers.get(question.code) in (None, "", [])]
