"""Notes what an institution opened: in the history of the case, and in the log of reads when a person signed in."""
from __future__ import annotations

from django.db import transaction

from gisapp.accounts.models import User
from gisapp.core import clock
from permits.actions.log_read import log_read
from permits.actions.record import record
from permits.models import Endorsement


@transaction.atomic
def endorser_saw(*, endorsement: Endorsement, by: User | None) -> None:
    """The institution opened the request for the first time."""
    if Endorsement.objects.filter(pk=endorsement.pk, seen_at=None).update(seen_at=clock.now()):
        record(endorsement.case, "endorsement_seen", actor=by, endorsement=str(endorsement.pk), institution=endorsement.institution.code)


@transaction.atomic
def endorser_reads(*, endorsement: Endorsement, by: User | None, what: str) -> None:
    """The institution took a file. Without an account the history says so; with one also the log that the applicant sees."""
    if by is not None:
        log_read(case=endorsement.case, reader=by, group="papers", ground=f"aviz: {endorsement.institution.code}"[:80])
    record(endorsement.case, "endorser_read", actor=by, endorsement=str(endorsement.pk), institution=endorsement.institution.code, what=what)
