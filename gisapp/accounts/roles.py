"""Questions about a person's posts, answered for one authority on one day."""
from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from gisapp.accounts.models import Absence, Authority, Membership, Role, User
from gisapp.core import clock


def posts(user: User | AnonymousUser, authority: Authority, *, on: dt.date | None = None) -> QuerySet[Membership]:
    """Return the person's posts held on that day in that authority."""
    if not user.is_authenticated:
        return Membership.objects.none()
    day = on or clock.today()
    held = Q(since__lte=day) & (Q(until=None) | Q(until__gte=day))
    return Membership.objects.filter(held, user=user, authority=authority)


def roles_of(user: User, authority: Authority, *, on: dt.date | None = None) -> frozenset[str]:
    """Return the codes of the roles the person holds, without delegations."""
    return frozenset(posts(user, authority, on=on).values_list("role", flat=True))


def has_role(user: User, authority: Authority, *roles: str) -> bool:
    """Tell whether the person holds any of the roles."""
    return bool(roles_of(user, authority) & set(roles))


def holders(authority: Authority, role: str, *, on: dt.date | None = None) -> QuerySet[User]:
    """Return the active people who hold the role on that day."""
    day = on or clock.today()
    return User.objects.filter(
        Q(memberships__until=None) | Q(memberships__until__gte=day),
        is_active=True, memberships__authority=authority, memberships__role=role, memberships__since__lte=day,
    ).distinct()


def absent(user: User, authority: Authority, *, on: dt.date | None = None) -> Absence | None:
    """Return the absence that covers the day, if any."""
    day = on or clock.today()
    return Absence.objects.filter(user=user, authority=authority, first_day__lte=day, last_day__gte=day).first()


def acting_roles(user: User, authority: Authority, *, on: dt.date | None = None) -> dict[str, User]:
    """Return role → person in whose stead this one acts today (themself for own roles).

    A delegation never adds a role while its holder is present.
    """
    day = on or clock.today()
    found: dict[str, User] = {}
    for absence in Absence.objects.filter(delegate=user, authority=authority, first_day__lte=day, last_day__gte=day).select_related("user"):
        for role in roles_of(absence.user, authority, on=day):
            found[role] = absence.user
    for role in roles_of(user, authority, on=day):
        found[role] = user
    return found


def works_anywhere(user: User, *, on: dt.date | None = None) -> bool:
    """Tell whether the person holds a post today at any town hall or endorser (such accounts need a second factor)."""
    day = on or clock.today()
    return Membership.objects.filter(Q(until=None) | Q(until__gte=day), user=user, since__lte=day).exists()


def is_staff(user: User, authority: Authority) -> bool:
    """Tell whether the person works inside the town hall (endorsers do not)."""
    return bool(roles_of(user, authority) - {Role.ENDORSER})
