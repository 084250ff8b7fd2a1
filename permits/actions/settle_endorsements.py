"""The clock of the institutions: silence becomes a tacit endorsement on its day, or is escalated where it never may."""
from __future__ import annotations

from uuid import UUID

from django.db import transaction

from gisapp.accounts.roles import holders
from gisapp.core import clock, jobs
from permits.actions.answer_endorsement import CLOCK
from permits.actions.move import locked
from permits.actions.notify import notify_handler, notify_person
from permits.actions.record import record
from permits.models import Endorsement
from permits.rules.endorsements import ENDORSERS
from permits.rules.people import Role

State = Endorsement.State


@jobs.every_tick
def settle_endorsements() -> None:
    """Go through the requests whose last day has passed. Practice cases too: they teach the same clock."""
    for pk in Endorsement.objects.filter(state=State.ASKED, due__lt=clock.today()).order_by("due").values_list("pk", flat=True)[:2000]:
        _settle(pk)


@transaction.atomic
def _settle(pk: UUID) -> None:
    row = Endorsement.objects.select_related("institution", "case").get(pk=pk)
    case = locked(row.case)
    row = Endorsement.objects.select_for_update(of=("self",)).select_related("institution").get(pk=pk)
    if row.state != State.ASKED:
        return
    if may_be_tacit(row):
        if row.tacit_from is None or clock.today() < row.tacit_from:
            return
        row.state, row.channel, row.answered_at = State.TACIT, CLOCK, clock.now()
        row.save(update_fields=["state", "channel", "answered_at"])
        record(case, "tacit_endorsement", actor=None, public=True, endorsement=str(row.pk), institution=row.institution.code, due=row.due.isoformat(), because=row.due_explanation)
        notify_handler(case, "endorsement_tacit", row)
        return
    if row.overdue_told_at is not None:
        return
    row.overdue_told_at = clock.now()
    row.save(update_fields=["overdue_told_at"])
    record(case, "endorsement_overdue", actor=None, endorsement=str(row.pk), institution=row.institution.code, due=row.due.isoformat())
    notify_handler(case, "endorsement_overdue", row)
    for person in holders(case.authority, Role.SECRETARY_GENERAL.value):
        notify_person(case, "endorsement_overdue", person, endorsement=row)


def may_be_tacit(row: Endorsement) -> bool:
    """Tell whether silence may ever count: the law's list, the town hall's row and the request must all allow it."""
    known = ENDORSERS.get(row.institution.code)
    return known is not None and known.tacit and row.institution.tacit and row.tacit_from is not None
