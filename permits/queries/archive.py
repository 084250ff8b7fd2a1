"""What the archive keeps and until when (Legea 16/1996): nomenclature, terms, what is due for selection."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from gisapp.accounts.models import Authority
from gisapp.core import clock
from permits.models import Case
from permits.rules.procedure_files import all_procedures
from permits.rules.retention import RETENTION

ENDED = ("closed", "returned", "withdrawn", "expired", "superseded", "revoked", "archived")


@dataclass(frozen=True, slots=True)
class ArchiveLine:
    """One case of the archive's list. `until` is the last day of its term; None is kept for ever."""

    case: Case
    book: str
    title: str
    retention: str
    until: dt.date | None
    due: bool


def archive_lines(authority: Authority, year: int) -> list[ArchiveLine]:
    """Return the cases that ended in a year, by book and number. A term runs from 1 January after the end of the case."""
    first, last = clock.start_of(dt.date(year, 1, 1)), clock.end_of(dt.date(year, 12, 31))
    ended = Q(closed_at__range=(first, last)) | Q(closed_at=None, decided_at__range=(first, last))
    cases = Case.objects.filter(ended, authority=authority, practice=False, state__in=ENDED, registered_at__isnull=False).select_related("department").order_by("registry_year", "registry_number")
    return sorted((_line(case) for case in cases), key=lambda line: line.book)


def due_for_selection(authority: Authority) -> list[ArchiveLine]:
    """Return ended cases whose term has run out: a commission decides on them, nothing is destroyed by itself."""
    cases = Case.objects.filter(authority=authority, practice=False, state__in=ENDED, registered_at__isnull=False).select_related("department").order_by("registry_year", "registry_number")
    return [line for line in map(_line, cases) if line.due]


def _line(case: Case) -> ArchiveLine:
    procedure = all_procedures()[case.procedure]
    term = RETENTION[procedure.retention]
    end = case.closed_at or case.decided_at or case.registered_at
    assert end is not None
    until = None if term.years is None else dt.date(end.astimezone(clock.TOWN_TIME).year + term.years, 12, 31)
    return ArchiveLine(case, procedure.register_book, procedure.title_ro, term.label_ro, until, until is not None and until < clock.today())
