"""The open work of a person and of their departments."""
from __future__ import annotations

from django.db.models import Q, QuerySet

from gisapp.accounts.models import Authority, User
from gisapp.accounts.roles import acting_roles, posts
from permits.models import WorkItem
from permits.rules.states import CaseState


def open_work_of(user: User, authority: Authority) -> QuerySet[WorkItem]:
    """Return open items of the person: theirs, those of whom they stand in for, and those of nobody in their role."""
    roles = acting_roles(user, authority)
    mine = Q(assignee__in={person.pk for person in roles.values()}) | Q(assignee=None, role__in=list(roles))
    return WorkItem.objects.filter(mine, state=WorkItem.State.OPEN, case__authority=authority).exclude(case__state=CaseState.WAITING_PAPERS.value)


def open_work_of_departments(user: User, authority: Authority) -> QuerySet[WorkItem]:
    """Return open items of the departments in which the person holds a post."""
    departments = posts(user, authority).exclude(department=None).values("department")
    return WorkItem.objects.filter(department__in=departments, state=WorkItem.State.OPEN, case__authority=authority)
