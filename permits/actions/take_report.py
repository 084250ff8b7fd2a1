"""Takes a report of illegal works or of a bad repair that a person made and confirmed in a chat (OG 27/2002)."""
from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.contrib.gis.geos import Point
from django.db import transaction

from gisapp.accounts.models import Authority, User
from gisapp.core import clock
from layers.api import ParcelInfo
from permits.actions.attach_paper import attach_paper
from permits.actions.choose_plot import choose_plot
from permits.actions.move import move
from permits.actions.register_case import register_case
from permits.actions.start_case import start_case
from permits.models import Applicant, Case
from permits.rules.states import Move

PROCEDURE = "illegal_works_report"
# Without a parcel the place is a circle this wide around the pin: about what a telephone knows.
AROUND_PIN_M = 10.0
UNNAMED = "Petent nenumit (sesizare primită prin asistentul automat)"


@transaction.atomic
def take_report(
    *, authority: Authority, kind: str, description: str, seen_on: dt.date, photos: Sequence[tuple[str, bytes]] = (), parcel: ParcelInfo | None = None,
    point: Point | None = None, email: str = "", by: User | None = None, submit_key: str,
) -> Case:
    """Register the report; a second call with the same key returns the same case. `point` in EPSG:3844.

    Without a name it may be filed (OG 27/2002 art. 7), though the place is checked ex officio: who reads it decides.
    """
    again = Case.objects.filter(submit_key=submit_key).first()
    if again is not None:
        return again
    answers = {"kind": kind, "purpose": description, "seen_on": seen_on.isoformat()}
    case = start_case(authority=authority, procedure=PROCEDURE, owner=by, channel="chat", answers=answers)
    if parcel is not None:
        choose_plot(case=case, parcels=[parcel], by=by)
    elif point is not None:
        choose_plot(case=case, sketch=point.buffer(AROUND_PIN_M), by=by)
    for name, content in photos:
        attach_paper(case=case, code="photos", file_name=name, chunks=[content], size=len(content), by=by)
    Applicant.objects.create(case=case, kind=Applicant.Kind.PERSON, name=by.full_name if by and by.full_name else UNNAMED, email=email)
    case.purpose, case.submit_key, case.submitted_at = description, submit_key, clock.now()
    case.save(update_fields=["purpose", "submit_key", "submitted_at"])
    move(case, Move.SUBMIT, by=by)
    return register_case(case=case, by=None)
