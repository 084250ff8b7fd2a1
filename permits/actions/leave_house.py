"""Somebody leaves the town hall: all that it gave them ends in one transaction."""
from __future__ import annotations

import datetime as dt

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from gisapp.accounts.leaving import person_left
from gisapp.accounts.models import Absence, Authority, Invitation, Membership, User
from gisapp.accounts.roles import posts
from gisapp.core import clock
from gisapp.core.errors import Conflict
from permits.actions.hand_over import hand_over
from permits.actions.integrate import revoke_token
from permits.actions.people_audit import audit, require_admin, require_other
from permits.models import ApiToken, CalendarFeed


@transaction.atomic
def leave_house(*, person: User, authority: Authority, by: User) -> int:
    """End posts, sessions, tokens, calendar links, delegations and database roles; hand work over. Returns how many items moved.

    The account stays the person's own, as a citizen: their private requests are not the town hall's.
    """
    require_admin(by, authority)
    require_other(by, person)
    held = posts(person, authority)
    if not held.exists():
        raise Conflict(_("Persoana nu mai lucrează în această primărie."), code="left_already")
    today = clock.today()
    Membership.objects.filter(Q(until=None) | Q(until__gte=today), authority=authority, user=person).update(until=today - dt.timedelta(days=1))
    for token in ApiToken.objects.filter(authority=authority, user=person, revoked_at=None):
        revoke_token(token=token, by=by)
    CalendarFeed.objects.filter(authority=authority, user=person).delete()
    Invitation.objects.filter(authority=authority, email=person.email, accepted_at=None, withdrawn_at=None).update(withdrawn_at=clock.now())
    Absence.objects.filter(authority=authority, delegate=person, last_day__gte=today).update(delegate=None)
    person_left.send(sender=Authority, user=person, authority=authority, by=by)
    moved = hand_over(person=person, authority=authority, by=by)
    end_sessions(person)
    audit(authority, "left", actor=by, person=person, work_items=moved)
    return moved


def end_sessions(person: User) -> None:
    """Sign the person out everywhere, at once."""
    for session in UserSession.objects.filter(user=person):
        session.end()
