"""The inspector's report beside an act that waits for a signature: what was asked, found, decided, answered, paid, and by whom."""
from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from permits.models import Case, CheckRun, Endorsement, Finding, Note, Paper, WorkItem
from permits.queries.money import owed


@dataclass(frozen=True, slots=True)
class CaseReport:
    """Rows as stored; the page says them in words."""

    run: CheckRun | None
    conflicts: list[Finding]
    """Measured and not rejected by the inspector."""
    unsettled: list[Finding]
    """Unknown or failed: each has the inspector's written reason."""
    rejected: list[Finding]
    endorsements: QuerySet[Endorsement]
    papers: QuerySet[Paper]
    work: QuerySet[WorkItem]
    """Steps that are done, in the order in which they were."""
    notes: QuerySet[Note]
    owed: Decimal


def case_report(case: Case) -> CaseReport:
    """Return the report of a case as it stands now."""
    run = CheckRun.objects.filter(case=case, current=True).first()
    findings = list(run.findings.all()) if run else []
    return CaseReport(
        run=run,
        conflicts=[row for row in findings if row.state == "conflict" and row.decision != Finding.Decision.REJECTED],
        unsettled=[row for row in findings if row.state in ("unknown", "failed")],
        rejected=[row for row in findings if row.state == "conflict" and row.decision == Finding.Decision.REJECTED],
        endorsements=case.endorsements.select_related("institution").order_by("institution__name"),
        papers=case.papers.filter(withdrawn_at=None).order_by("code", "-version"),
        work=case.work_items.filter(state=WorkItem.State.DONE).select_related("done_by").order_by("done_at"),
        notes=case.notes.select_related("author"),
        owed=owed(case),
    )
