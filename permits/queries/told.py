"""What an applicant was told about a case: the chat repeats it where they asked for it."""
from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q

from gisapp.accounts.models import Authority
from permits.models import Notice


@dataclass(frozen=True, slots=True)
class Told:
    """One notice to the applicant."""

    id: int
    case: uuid.UUID
    text: str


def told_since(authority: Authority, cases: Iterable[uuid.UUID], since: dt.datetime) -> list[Told]:
    """Return what the applicants of these cases were told after a moment, oldest first; nothing that was meant for staff."""
    theirs = Q(user__isnull=False, user=F("case__owner")) | (Q(address=F("case__applicant__email")) & ~Q(address=""))
    rows = Notice.objects.filter(theirs, authority=authority, case__in=list(cases), created_at__gt=since).order_by("created_at")[:200]
    return [Told(row.pk, row.case_id, f"{row.subject}\n\n{row.body}") for row in rows if row.case_id is not None]
