"""Who may see which case. A case is reached only through here; strangers find nothing (404)."""
from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from gisapp.accounts.models import Authority, Role, User
from gisapp.accounts.roles import acting_roles
from permits.models import Case
from permits.rules.people import OUTSIDERS
from permits.rules.states import CaseState

_NOT_FOR_STAFF = (CaseState.DRAFT.value,)


def cases_of_applicant(user: User | AnonymousUser, authority: Authority) -> QuerySet[Case]:
    """Return the cases (and drafts) the person started or owns in this authority."""
    if not user.is_authenticated:
        return Case.objects.none()
    return Case.objects.filter(authority=authority, owner=user)


def cases_of_office(user: User, authority: Authority) -> QuerySet[Case]:
    """Return the cases that staff of the authority may see: all but other people's drafts."""
    roles = set(acting_roles(user, authority)) if user.is_authenticated else set()
    if not roles - {Role.ENDORSER.value}:
        return Case.objects.none()
    return Case.objects.filter(authority=authority).exclude(state__in=_NOT_FOR_STAFF, entered_by=None)


def own_or_office_cases(user: User | AnonymousUser, authority: Authority) -> QuerySet[Case]:
    """Return the cases whose whole file the person may read: their own, and those of their town hall."""
    if not user.is_authenticated:
        return Case.objects.none()
    mine, office = cases_of_applicant(user, authority), cases_of_office(user, authority)
    return Case.objects.filter(Q(pk__in=mine.values("pk")) | Q(pk__in=office.values("pk")))


def acting_role(user: User, case: Case, wanted: frozenset[str]) -> tuple[str, User] | None:
    """Return a role of `wanted` in which the person may act on this case, and the person they stand in for.

    The owner acts as applicant. Own roles come before delegated ones.
    """
    if "applicant" in wanted and case.owner_id == user.pk:
        return "applicant", user
    roles = acting_roles(user, case.authority)
    own = sorted((role for role, person in roles.items() if role in wanted and person == user))
    delegated = sorted((role for role, person in roles.items() if role in wanted and person != user))
    for role in (*own, *delegated):
        if role not in {outsider.value for outsider in OUTSIDERS}:
            return role, roles[role]
    return None
