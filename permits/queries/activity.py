"""What one employee did, and how long the work waited with them: for themselves and for their manager, nobody else.

Waiting is counted in whole working days. Days on which the person was absent, and days on which the case waited for the
applicant, are not theirs and are not counted.
"""
from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from uuid import UUID

from django.db.models import QuerySet

from gisapp.accounts.models import Absence, Authority, Department, Membership, Role, User
from gisapp.accounts.roles import holders, posts
from gisapp.core import clock
from gisapp.core.working_days import Calendar
from permits.models import Case, CaseEvent, Pause, SignatureStep, WorkItem
from permits.queries.board import HEADS
from permits.queries.parameters import calendar_of
from permits.queries.titles import title_of

MANAGERS = HEADS | {Role.SECRETARY_GENERAL, Role.MAYOR}
LISTED = 200


@dataclass(frozen=True, slots=True)
class Done:
    """One step that the person has, or had, in hand. `waited` in working days of theirs."""

    case: Case
    title: str
    opened_at: dt.datetime
    done_at: dt.datetime | None
    due: dt.date | None
    waited: int
    in_time: bool | None


@dataclass(frozen=True, slots=True)
class Activity:
    """The period in figures and lines. `acts` counts the person's events by kind."""

    done: tuple[Done, ...]
    open: tuple[Done, ...]
    signatures: int
    acts: tuple[tuple[str, int], ...]
    absences: tuple[Absence, ...]
    days_present: int
    median_wait: Decimal | None
    in_time: int
    with_due: int


def managers_of(person: User, authority: Authority) -> set[int]:
    """Return who manages the person: the head nearest above them in the organisation chart, else the mayor."""
    found: set[int] = set()
    for post in posts(person, authority).exclude(role=Role.ENDORSER):
        department: Department | None = post.department
        heads: set[int] = set()
        while department is not None and not heads:
            heads = set(_held(department).exclude(user=person).values_list("user", flat=True))
            department = department.parent
        found |= heads or set(holders(authority, Role.MAYOR).exclude(pk=person.pk).values_list("pk", flat=True))
    return found


def _held(department: Department) -> QuerySet[Membership]:
    today = clock.today()
    return Membership.objects.filter(department=department, role__in=MANAGERS, since__lte=today).exclude(until__lt=today)


def managed_by(manager: User, authority: Authority) -> list[User]:
    """Return the people whose manager this is, by name."""
    today = clock.today()
    staff = User.objects.filter(memberships__authority=authority, memberships__since__lte=today, is_active=True).exclude(memberships__role=Role.ENDORSER)
    return [one for one in staff.distinct().order_by("first_name", "last_name") if one != manager and manager.pk in managers_of(one, authority)]


def activity(person: User, authority: Authority, since: dt.date, until: dt.date) -> Activity:
    """Tell what the person did between two days, both included."""
    calendar = calendar_of(authority)
    first, last = clock.start_of(since), clock.end_of(until)
    absences = tuple(Absence.objects.filter(user=person, authority=authority, last_day__gte=since - dt.timedelta(days=365)).order_by("first_day"))
    away = {day for one in absences for day in _days(one.first_day, one.last_day)}
    mine = WorkItem.objects.filter(case__authority=authority, case__practice=False).select_related("case")
    finished = list(mine.filter(done_by=person, done_at__range=(first, last), state=WorkItem.State.DONE).order_by("-done_at"))
    waiting = list(mine.filter(assignee=person, state=WorkItem.State.OPEN).order_by("due"))
    paused = _paused({item.case_id for item in (*finished, *waiting)})
    done = tuple(_line(item, away, paused.get(str(item.case_id), set()), calendar) for item in finished)
    dated = [one for one in done if one.in_time is not None]
    kinds = Counter(CaseEvent.objects.filter(actor=person, case__authority=authority, case__practice=False, at__range=(first, last)).values_list("kind", flat=True))
    shown = {day for day in away if since <= day <= until}
    return Activity(
        done=done, open=tuple(_line(item, away, paused.get(str(item.case_id), set()), calendar) for item in waiting),
        signatures=SignatureStep.objects.filter(signer=person, state=SignatureStep.State.SIGNED, signed_at__range=(first, last), document__authority=authority).count(),
        acts=tuple(kinds.most_common()), absences=tuple(one for one in absences if one.first_day <= until and one.last_day >= since),
        days_present=sum(calendar.is_working(day) and day not in shown for day in _days(since, min(until, clock.today()))),
        median_wait=Decimal(str(median(one.waited for one in done))) if done else None, in_time=sum(bool(one.in_time) for one in dated), with_due=len(dated),
    )


def _line(item: WorkItem, away: set[dt.date], paused: set[dt.date], calendar: Calendar) -> Done:
    opened = item.opened_at or item.created_at
    start, end = local(opened), local(item.done_at) if item.done_at else clock.today()
    waited = sum(calendar.is_working(day) and day not in away and day not in paused for day in _days(start + dt.timedelta(days=1), end))
    in_time = None if item.due is None or item.done_at is None else end <= item.due
    return Done(item.case, title_of(item), opened, item.done_at, item.due, waited, in_time)


def local(moment: dt.datetime) -> dt.date:
    """Return the local day of a moment."""
    return moment.astimezone(clock.TOWN_TIME).date()


def _paused(cases: set[UUID]) -> dict[str, set[dt.date]]:
    found: dict[str, set[dt.date]] = {}
    for pause in Pause.objects.filter(case__in=cases):
        found.setdefault(str(pause.case_id), set()).update(_days(pause.first_day, pause.last_day or clock.today()))
    return found


def _days(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    return (first + dt.timedelta(days=number) for number in range((last - first).days + 1))
