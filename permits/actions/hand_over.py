"""Moves the open work that a person may no longer do to whom routing chooses, or to the department's list."""
from __future__ import annotations

from django.db import transaction

from gisapp.accounts.models import Authority, User
from gisapp.accounts.roles import holders
from permits.actions.record import record
from permits.models import Case, WorkItem
from permits.queries.assignee import assignment_of


@transaction.atomic
def hand_over(*, person: User, authority: Authority, by: User) -> int:
    """Hand over each open item whose role the person no longer holds; return how many. Nothing stays with who cannot do it."""
    moved = 0
    open_items = WorkItem.objects.filter(case__authority=authority, assignee=person, state__in=[WorkItem.State.OPEN, WorkItem.State.WAITING])
    for item in open_items.select_related("case__authority", "case__inspector"):
        if holders(authority, item.role).filter(pk=person.pk).exists():
            continue
        heir, why = assignment_of(item.case, item)
        WorkItem.objects.filter(pk=item.pk).update(assignee=heir, because=f"predat: {why}"[:240])
        record(item.case, "reassign", actor=by, step=item.step, previous=person.pk, to=heir.pk if heir else None, reason="predare")
        if item.case.inspector_id == person.pk:
            Case.objects.filter(pk=item.case_id).update(inspector=heir if item.role == "urbanism_inspector" else None)
        moved += 1
    return moved
