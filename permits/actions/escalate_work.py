"""Tells people that the term of a work item is half gone, nearly gone, over: each level once."""
from __future__ import annotations

import datetime as dt

from django.db import transaction

from gisapp.accounts.models import User
from gisapp.accounts.roles import holders
from gisapp.core import clock, jobs
from gisapp.core.working_days import Calendar
from permits.actions.count_term import local_day
from permits.actions.notify import notify_person
from permits.actions.record import record
from permits.models import WorkItem
from permits.queries.parameters import calendar_of
from permits.rules.lifecycle import CLOCK_RUNS
from permits.rules.work_plan import TOLD, Escalation, newly_crossed


@jobs.every_tick
def escalate_work() -> None:
    """Look at every open item of a case whose clock runs; a case that waits for the applicant is not late."""
    running = [state.value for state in CLOCK_RUNS]
    items = WorkItem.objects.filter(state=WorkItem.State.OPEN, case__state__in=running, case__practice=False).exclude(due=None).exclude(opened_at=None)
    for pk in items.order_by("due").values_list("pk", flat=True)[:2000]:
        _escalate(pk)


@transaction.atomic
def _escalate(pk: int) -> None:
    item = WorkItem.objects.select_for_update(of=("self",)).select_related("case__authority", "assignee").get(pk=pk)
    if item.state != WorkItem.State.OPEN or item.due is None or item.opened_at is None:
        return
    share = elapsed_percent(local_day(item.opened_at), item.due, clock.today(), calendar_of(item.case.authority))
    level = newly_crossed(item.escalated_pct, share)
    if level is None:
        return
    item.escalated_pct = min(share, 999)
    item.save(update_fields=["escalated_pct"])
    for person in _told(item, level):
        notify_person(item.case, f"work_{level.value}", person)
    record(item.case, "escalate", actor=None, step=item.step, percent=share, level=level.value)


def elapsed_percent(first: dt.date, due: dt.date, today: dt.date, calendar: Calendar) -> int:
    """Return how much of the term is used, in working days; past the due day it is over even on the first day."""
    if today > due:
        return max(100, _share(first, due, today, calendar))
    return min(_share(first, due, today, calendar), 99)


def _share(first: dt.date, due: dt.date, today: dt.date, calendar: Calendar) -> int:
    whole = calendar.count(first, due)
    return 100 * calendar.count(first, today) // whole if whole > 0 else 0


def _told(item: WorkItem, level: Escalation) -> list[User]:
    """Return who hears of it: who holds the item (or all who may take it), and the heads from the level on which they ask."""
    people = [item.assignee] if item.assignee is not None else list(holders(item.case.authority, item.role))
    for role in TOLD[level]:
        found = list(holders(item.case.authority, role.value))
        # A head hears of their own department; who has none hears of all.
        people += [one for one in found if _heads(one, item)]
    return list(dict.fromkeys(people))


def _heads(person: User, item: WorkItem) -> bool:
    departments = set(person.memberships.filter(authority=item.case.authority, until=None).values_list("department", flat=True)) - {None}
    return not departments or item.department_id is None or item.department_id in departments or not person.memberships.filter(
        authority=item.case.authority, until=None, role="head"
    ).exists()
