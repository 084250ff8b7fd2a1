"""Who works in a town hall, as its administrator sees them."""
from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet

from gisapp.accounts.models import Absence, Authority, Membership, PersonEvent, User
from gisapp.core import clock


@dataclass(frozen=True)
class Colleague:
    """One person with their posts of today, the absence of today and whether they have a second factor."""

    user: User
    posts: tuple[Membership, ...]
    absence: Absence | None
    second_factor: bool


def posts_today(authority: Authority) -> QuerySet[Membership]:
    """Return the posts held today, endorsers' too."""
    day = clock.today()
    return Membership.objects.filter(Q(until=None) | Q(until__gte=day), authority=authority, since__lte=day).select_related("user", "department", "institution")


def colleagues(authority: Authority) -> list[Colleague]:
    """Return everybody who holds a post today, by family name."""
    day = clock.today()
    held: dict[int, list[Membership]] = {}
    for post in posts_today(authority).order_by("user__last_name", "user__first_name", "role"):
        held.setdefault(post.user_id, []).append(post)
    away = {row.user_id: row for row in Absence.objects.filter(authority=authority, first_day__lte=day, last_day__gte=day).select_related("delegate")}
    secured = set(Authenticator.objects.filter(user__in=list(held)).exclude(type=Authenticator.Type.RECOVERY_CODES).values_list("user", flat=True))
    return [Colleague(rows[0].user, tuple(rows), away.get(pk), pk in secured) for pk, rows in held.items()]


def events_of(person: User, authority: Authority) -> QuerySet[PersonEvent]:
    """Return what was done to the person's rights here, latest first."""
    return PersonEvent.objects.filter(authority=authority, person=person).select_related("actor")
