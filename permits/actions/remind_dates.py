"""Tells people in time: the applicant that an act is about to end, the inspector that a warranty is over. Each once."""
from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from gisapp.core import clock, jobs
from permits.actions.move import locked
from permits.actions.notify import notify_applicant, notify_handler
from permits.actions.record import record
from permits.models import Case, CaseEvent
from permits.queries.warranty import warranty_of
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState

HOLDING = (CaseState.DELIVERED.value, CaseState.EXTENDED.value, CaseState.WORKS_STARTED.value)
EXPIRY, WARRANTY = "remind_expiry", "warranty_over"


@jobs.every_tick
def remind_dates() -> None:
    """Remind of what ends soon, as many days before as the procedure says of its follow-ups."""
    today = clock.today()
    days = {code: max((row.remind_days for row in procedure.follow_ups), default=0) for code, procedure in all_procedures().items()}
    for code, before in days.items():
        ending = Case.objects.filter(procedure=code, state__in=HOLDING, valid_until__gte=today, valid_until__lte=today + dt.timedelta(days=before)) if before else Case.objects.none()
        for pk in ending.exclude(events__kind=EXPIRY, events__at__gte=clock.now() - dt.timedelta(days=before)).values_list("pk", flat=True)[:500]:
            _remind_expiry(pk)
    for pk in Case.objects.filter(state=CaseState.WARRANTY.value).exclude(events__kind=WARRANTY).values_list("pk", flat=True)[:500]:
        _tell_warranty_over(pk)


@transaction.atomic
def _remind_expiry(pk: uuid.UUID) -> None:
    case = locked(Case(pk=pk))
    until = case.valid_until.isoformat() if case.valid_until is not None else ""
    if not until or CaseEvent.objects.filter(case=case, kind=EXPIRY, data__until=until).exists():
        return
    record(case, EXPIRY, actor=None, public=True, until=until)
    notify_applicant(case, "expiry_soon")


@transaction.atomic
def _tell_warranty_over(pk: uuid.UUID) -> None:
    case = locked(Case(pk=pk))
    term = warranty_of(case)
    if term is None or not term.is_over(clock.today()) or CaseEvent.objects.filter(case=case, kind=WARRANTY).exists():
        return
    record(case, WARRANTY, actor=None, until=term.until.isoformat())
    notify_handler(case, WARRANTY)
