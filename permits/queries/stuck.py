"""Cases that lie where nobody sees them: they need work and nobody has it open."""
from __future__ import annotations

from collections.abc import Iterator

from gisapp.core.models import Job
from permits.models import Case, IssuedDocument, SignatureStep, WorkItem
from permits.rules.lifecycle import NEEDS_WORK_ITEM
from permits.rules.states import CaseState
from permits.rules.work_plan import is_stuck


def stuck_cases() -> Iterator[Case]:
    """Yield every case that needs somebody and has neither an open step, nor a signature to give, nor a delivery under way."""
    for case in Case.objects.filter(state__in=[state.value for state in NEEDS_WORK_ITEM], practice=False).select_related("authority").iterator(chunk_size=500):
        if is_stuck(CaseState(case.state), open_work_of(case)):
            yield case


def open_work_of(case: Case) -> int:
    """Count what somebody, or the delivery job, still has to do on a case."""
    steps = WorkItem.objects.filter(case=case, state=WorkItem.State.OPEN).count()
    waiting = [SignatureStep.State.WAITING, SignatureStep.State.REQUESTED]
    signatures = SignatureStep.objects.filter(document__case=case, state__in=waiting).exclude(document__state=IssuedDocument.State.CANCELLED).exclude(document__outcome="").count()
    undelivered = [f"deliver:{pk}" for pk in IssuedDocument.objects.filter(case=case, state=IssuedDocument.State.ISSUED, delivered_at=None).values_list("pk", flat=True)]
    return steps + signatures + Job.objects.filter(key__in=undelivered, done_at=None, dead_at=None).count()
