"""What still stands between a case and its answer."""
from __future__ import annotations

from permits.models import Case, CheckRun, Endorsement, Finding, WorkItem
from permits.queries.money import owed
from permits.rules.procedure import StepKind
from permits.rules.procedure_files import all_procedures


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
            return ["Terenul nu a fost verificat pe straturi; porniți verificarea."]
        rows = list(Finding.objects.filter(run=run))
        undecided = sum(row.decision == Finding.Decision.PENDING for row in rows)
        unsettled = sum(row.state in ("unknown", "failed") and (row.decision == Finding.Decision.PENDING or not row.reason) for row in rows)
        if unsettled:
            reasons.append(f"Verificări fără răspuns și fără motivare scrisă: {unsettled}.")
        if undecided - unsettled > 0:
            reasons.append(f"Constatări nedecise: {undecided - unsettled}.")
        if outcome == "issue" and run.answer.get("outside_unknown"):
            reasons.append("Limita unității administrative nu este încărcată: nu se știe dacă terenul este în competența primăriei.")
    unpaid = owed(case)
    if outcome == "issue" and unpaid > 0:
        reasons.append(f"Taxa nu este plătită: mai sunt de plată {unpaid} lei.")
    if outcome == "issue" and procedure.collects_endorsements:
        asked = Endorsement.objects.filter(case=case).select_related("institution").order_by("institution__name")
        waiting = [row.institution.name for row in asked if row.state in (Endorsement.State.ASKED, Endorsement.State.NEEDS_PAPERS)]
        if waiting:
            reasons.append("Avize așteptate: " + ", ".join(waiting) + ".")
        against = [row.institution.name for row in asked if row.state == Endorsement.State.UNFAVOURABLE]
        if against:
            reasons.append("Avize nefavorabile: " + ", ".join(against) + ". Se poate redacta un refuz.")
    drafting = {step.code for step in procedure.steps if step.kind in (StepKind.DRAFT, StepKind.APPROVE_DRAFT, StepKind.DELIVER)}
    open_items = WorkItem.objects.filter(case=case, state__in=[WorkItem.State.OPEN, WorkItem.State.WAITING]).exclude(step__in=drafting)
    if outcome == "issue" and open_items.exists():
        reasons.append("Sarcini neterminate: " + ", ".join(open_items.values_list("title", flat=True)) + ".")
    return reasons
