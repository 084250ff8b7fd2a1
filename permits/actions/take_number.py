"""Takes the next number of a register book, without gaps or doubles."""
from __future__ import annotations

from sequences import get_next_value

from gisapp.accounts.models import Authority, User
from gisapp.core import clock
from permits.models import Case, RegisterEntry

GENERAL = "general"


def take_number(
    *, authority: Authority, book: str, direction: str, subject: str, by: User | None, case: Case | None = None, correspondent: str = ""
) -> RegisterEntry:
    """Allocate the number and write its line in the caller's transaction: both stay or neither.

    The counter row is locked until commit (django-sequences), so a rolled back number is given to the next one.
    """
    moment = clock.now()
    year = moment.astimezone(clock.TOWN_TIME).year
    number = get_next_value(f"{authority.slug}:{book}:{year}")
    return RegisterEntry.objects.create(
        authority=authority, book=book, year=year, number=number, direction=direction, at=moment, by=by, case=case,
        subject=subject[:240], correspondent=correspondent[:160],
    )
