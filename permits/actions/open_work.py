"""Turns the steps of a procedure into work items, opens those whose turn has come, finds the people."""
from __future__ import annotations

from gisapp.accounts.models import Department
from gisapp.core import clock
from permits.actions.count_term import local_day
from permits.actions.record import record
from permits.models import Case, WorkItem
from permits.queries.assignee import choose_assignee
from permits.queries.facts import case_facts
from permits.queries.parameters import calendar_of
from permits.rules.conditions import CONDITIONS
from permits.rules.procedure_files import all_procedures


def open_work(case: Case) -> list[WorkItem]:
    """Create the work items of a registered case; those that wait for no other step open at once."""
    assert case.registered_at is not None
    procedure, facts, calendar = all_procedures()[case.procedure], case_facts(case), calendar_of(case.authority)
    start = local_day(case.registered_at)
    items = []
    for step in procedure.steps:
        needed = not step.when or CONDITIONS[step.when].holds(facts)
        items.append(
            WorkItem.objects.create(
                case=case, step=step.code, title=step.title_ro, role=step.role.value, after=list(step.after), created_at=clock.now(),
                department=Department.objects.filter(authority=case.authority, code=step.department.value).first(),
                due=calendar.add(start, procedure.due_day(step.due_day, case.variant)),
                state=WorkItem.State.WAITING if needed else WorkItem.State.SKIPPED,
            )
        )
    open_next(case)
    return items


def open_next(case: Case) -> None:
    """Open every waiting item whose earlier steps are over, and give it to a person."""
    rows = {row.step: row for row in WorkItem.objects.filter(case=case).exclude(state=WorkItem.State.CANCELLED)}
    over = {WorkItem.State.DONE, WorkItem.State.SKIPPED}
    for row in rows.values():
        if row.state != WorkItem.State.WAITING or not all(rows[step].state in over for step in row.after if step in rows):
            continue
        row.assignee = choose_assignee(case, row)
        row.state, row.opened_at = WorkItem.State.OPEN, clock.now()
        row.save(update_fields=["assignee", "state", "opened_at"])
        record(case, "open_work_item", actor=None, step=row.step, assignee=row.assignee_id)
