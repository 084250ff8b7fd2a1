"""Absences: of oneself, or of a colleague by the administrator; the delegate holds a post here and is not away themselves."""
from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import Absence, Authority, User
from gisapp.accounts.roles import is_staff
from gisapp.core import clock
from gisapp.core.errors import BadInput, Conflict
from permits.actions.people_audit import audit, require_admin


@transaction.atomic
def set_absence(*, authority: Authority, person: User, first_day: dt.date, last_day: dt.date, delegate: User | None, by: User, reason: str = "", decision: str = "") -> Absence:
    """Write the absence; both days are included. Raises Refused with a sentence."""
    if by.pk != person.pk:
        require_admin(by, authority)
    if not is_staff(person, authority):
        raise BadInput(_("Persoana nu lucrează în această primărie."), field="person")
    if last_day < first_day:
        raise BadInput(_("Ultima zi nu poate fi înaintea primei zile."), field="last_day")
    if last_day < clock.today():
        raise BadInput(_("Absența s-a încheiat deja; alegeți zile de azi înainte."), field="last_day")
    overlapping = {"authority": authority, "first_day__lte": last_day, "last_day__gte": first_day}
    if Absence.objects.filter(user=person, **overlapping).exists():
        raise Conflict(_("Există deja o absență în aceste zile. Ștergeți-o întâi pe aceea."), code="absence_overlaps")
    if delegate is not None:
        if delegate.pk == person.pk or not is_staff(delegate, authority):
            raise BadInput(_("Înlocuitorul este un coleg din primărie."), field="delegate")
        if Absence.objects.filter(user=delegate, **overlapping).exists():
            raise BadInput(_("Înlocuitorul este și el absent în aceste zile."), field="delegate")
    row = Absence.objects.create(
        authority=authority, user=person, first_day=first_day, last_day=last_day, delegate=delegate, reason=reason.strip()[:40] or "concediu", decision=decision.strip()[:80],
    )
    audit(authority, "absence_set", actor=by, person=person, first=first_day.isoformat(), last=last_day.isoformat(), delegate=delegate.pk if delegate else None)
    return row


@transaction.atomic
def end_absence(*, absence: Absence, by: User) -> None:
    """Back earlier: the absence ends yesterday, or never was if it has not begun."""
    if by.pk != absence.user_id:
        require_admin(by, absence.authority)
    audit(absence.authority, "absence_ended", actor=by, person=absence.user, first=absence.first_day.isoformat(), last=absence.last_day.isoformat())
    yesterday = clock.today() - dt.timedelta(days=1)
    if absence.first_day > yesterday:
        absence.delete()
    else:
        absence.last_day = min(absence.last_day, yesterday)
        absence.save(update_fields=["last_day"])


def day_of(text: str) -> dt.date:
    """Read a day of an absence as typed; Refused with a sentence when it is none."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(_("Alegeți prima și ultima zi."), field="first_day") from error
