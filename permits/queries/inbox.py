"""The work of a person: theirs, that of whom they stand in for, and what lies in their role without an owner."""
from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from gisapp.accounts.models import Authority, Role, User
from gisapp.accounts.roles import acting_roles, posts
from permits.models import CaseEvent, CaseVisit, IssuedDocument, SignatureStep, WorkItem
from permits.rules.states import CaseState

# Who sees and moves the work of the whole town hall; a head of department, that of the department.
WHOLE = frozenset({Role.CHIEF_ARCHITECT, Role.TECHNICAL_DIRECTOR, Role.SECRETARY_GENERAL, Role.MAYOR, Role.DEPUTY_MAYOR})
MANAGERS = WHOLE | {Role.HEAD}


def items_of(user: User, authority: Authority) -> QuerySet[WorkItem]:
    """Return open items that the person may do now; a case that waits for its applicant is left out."""
    roles = acting_roles(user, authority)
    people = {person.pk for person in roles.values()}
    mine = Q(assignee__in=people) | Q(assignee=None, role__in=list(roles))
    return WorkItem.objects.filter(mine, state=WorkItem.State.OPEN, case__authority=authority).exclude(case__state=CaseState.WAITING_PAPERS.value)


def managed_items(user: User, authority: Authority) -> QuerySet[WorkItem]:
    """Return the open items whose people the person may change; none for who manages nobody."""
    rows = WorkItem.objects.filter(state=WorkItem.State.OPEN, case__authority=authority)
    roles = set(acting_roles(user, authority))
    if roles & WHOLE:
        return rows
    departments = [post.department_id for person in {*acting_roles(user, authority).values()} for post in posts(person, authority).filter(role=Role.HEAD) if post.department_id]
    return rows.filter(department__in=departments) if Role.HEAD in roles else rows.none()


def signatures_of(user: User, authority: Authority) -> QuerySet[SignatureStep]:
    """Return the signatures whose turn has come and that the person may give."""
    earlier = SignatureStep.objects.filter(document=OuterRef("document"), order__lt=OuterRef("order")).exclude(state=SignatureStep.State.SIGNED)
    return (
        SignatureStep.objects.filter(
            document__authority=authority, role__in=list(acting_roles(user, authority)), document__case__isnull=False, state__in=[SignatureStep.State.WAITING, SignatureStep.State.REQUESTED],
        )
        .exclude(document__state=IssuedDocument.State.CANCELLED).exclude(Exists(earlier))
    )


def changed_cases(user: User, case_ids: list[UUID]) -> set[UUID]:
    """Return which of the cases had something happen by others since the person last opened them."""
    seen = dict(CaseVisit.objects.filter(user=user, case__in=case_ids).values_list("case", "at"))
    if not seen:
        return set()
    newer = Q(pk__in=[])
    for case, at in seen.items():
        newer |= Q(case=case, at__gt=at)
    return set(CaseEvent.objects.filter(newer).exclude(actor=user).values_list("case", flat=True))
