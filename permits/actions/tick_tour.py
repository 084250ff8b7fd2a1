"""Tick off a step of the tour, or take the tick back."""
from __future__ import annotations

from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority, User
from gisapp.core import clock
from gisapp.core.errors import BadInput
from permits.models import TourStep
from permits.queries.tours import TOURS


def tick_tour(*, authority: Authority, user: User, step: str, done: bool) -> None:
    """Note that the person did the step ("tour.step"); repeating changes nothing."""
    if step not in {f"{tour.code}.{one.code}" for tour in TOURS for one in tour.steps}:
        raise BadInput(_("Turul nu are acest pas. Reîncărcați pagina."), code="unknown_step", field="step")
    if done:
        TourStep.objects.get_or_create(authority=authority, user=user, step=step, defaults={"done_at": clock.now()})
    else:
        TourStep.objects.filter(authority=authority, user=user, step=step).delete()
