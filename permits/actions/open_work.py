"""Turns the steps of a procedure into work items, opens those whose turn has come, finds the people."""
from __future__ import annotations

from collections.abc import Sequence

from gisapp.accounts.models import Department
from gisapp.core import clock
from permits.actions.count_term import local_day
from permits.actions.record import record
from permits.models import Case, WorkItem
from permits.queries.assignee import assignment_of
from permits.queries.facts import case_facts
from permits.queries.parameters import calendar_of
from permits.rules.procedure import Step
from permits.rules.procedure_files import all_procedures
from permits.rules.work_plan import PlannedItem, plan_work


def open_work(case: Case) -> list[WorkItem]:
    """Create the work items of a registered case; those that wait for no other step open at once."""
    planned = _plan(case)
    items = [_item(case, step, planned.get(step.code)) for step in _steps(case)]
    WorkItem.objects.bulk_create(items)
    open_next(case)
    return items


def plan_again(case: Case) -> None:
    """Add the steps that the findings of now ask for. A step already begun stays: a person may have work in it."""
    rows = {row.step: row for row in WorkItem.objects.filter(case=case).exclude(state=WorkItem.State.CANCELLED)}
    if not rows:
        return
    planned = _plan(case)
    for step in _steps(case):
        item, row = planned.get(step.code), rows.get(step.code)
        if item is None:
            continue
        if row is None:
            _item(case, step, item).save()
            record(case, "plan_work_item", actor=None, step=step.code)
        elif row.state == WorkItem.State.SKIPPED:
            row.state, row.after, row.due = WorkItem.State.WAITING, list(item.after), item.due
            row.save(update_fields=["state", "after", "due"])
            record(case, "plan_work_item", actor=None, step=step.code)
        elif row.state == WorkItem.State.WAITING and row.after != list(item.after):
            row.after = list(item.after)
            row.save(update_fields=["after"])
    open_next(case)


def open_next(case: Case) -> None:
    """Open every waiting item whose earlier steps are over, and give it to a person."""
    rows = {row.step: row for row in WorkItem.objects.filter(case=case).exclude(state=WorkItem.State.CANCELLED)}
    over = {WorkItem.State.DONE, WorkItem.State.SKIPPED}
    for row in rows.values():
        if row.state != WorkItem.State.WAITING or not all(rows[step].state in over for step in row.after if step in rows):
            continue
        row.assignee, because = assignment_of(case, row)
        row.because = because[:240]
        row.state, row.opened_at = WorkItem.State.OPEN, clock.now()
        row.save(update_fields=["assignee", "because", "state", "opened_at"])
        record(case, "open_work_item", actor=None, step=row.step, assignee=row.assignee_id)


def _steps(case: Case) -> Sequence[Step]:
    return all_procedures()[case.procedure].steps


def _plan(case: Case) -> dict[str, PlannedItem]:
    """Return the steps that apply, by code. Signatures and delivery are not work items: the signing desk lists them."""
    assert case.registered_at is not None
    procedure = all_procedures()[case.procedure]
    plan = plan_work(procedure, case_facts(case), local_day(case.registered_at), calendar_of(case.authority), case.variant)
    own = {step.code for step in procedure.steps}
    return {item.code: item for item in plan if item.code in own}


def _item(case: Case, step: Step, planned: PlannedItem | None) -> WorkItem:
    """A step that does not apply is kept as skipped: who looks at the case sees that it was thought of."""
    return WorkItem(
        case=case, step=step.code, title=step.title_ro, role=step.role.value, after=list(planned.after if planned else step.after), created_at=clock.now(),
        department=Department.objects.filter(authority=case.authority, code=step.department.value).first(), due=planned.due if planned else None,
        state=WorkItem.State.WAITING if planned else WorkItem.State.SKIPPED,
    )
