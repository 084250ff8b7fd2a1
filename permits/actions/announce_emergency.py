"""Somebody digs at once because a network broke: the town hall is told, with a number; the papers follow within days."""
from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority, User
from gisapp.accounts.roles import holders
from gisapp.core import clock
from gisapp.core.errors import BadInput
from permits.actions.notify import notify_person
from permits.actions.record import record
from permits.actions.start_case import start_case
from permits.actions.take_number import GENERAL, take_number
from permits.models import Case, RegisterEntry
from permits.queries.emergencies import ANNOUNCED, PROCEDURE, intervention
from permits.rules.people import Role
from permits.rules.procedure_files import all_procedures

NETWORKS = {choice.code for question in all_procedures()[PROCEDURE].questions if question.code == "network" for choice in question.choices}


@transaction.atomic
def announce_emergency(*, authority: Authority, by: User, network: str, place: str, what: str, day: str, hour: str, responsible: str) -> Case:
    """Take the notice: a line in the general register, an event, a message to the technical inspectors, and a draft to be completed.

    `day` is ISO text, `hour` HH:MM in the town's time. Raises BadInput naming the field.
    """
    happened = intervention(day, hour) if hour.strip() else None
    if network not in NETWORKS:
        raise BadInput(_("Alegeți rețeaua la care s-a produs avaria."), code="no_network", field="network")
    if len(place.strip()) < 5:
        raise BadInput(_("Scrieți locul avariei: strada și numărul, sau un reper."), code="no_place", field="place")
    if happened is None:
        raise BadInput(_("Scrieți ziua și ora intervenției, de exemplu 14:30."), code="no_moment", field="hour")
    if happened > clock.now():
        raise BadInput(_("Intervenția nu poate fi în viitor: pentru o lucrare plănuită cereți autorizația de săpătură."), code="in_future", field="day")
    if len(responsible.strip()) < 5:
        raise BadInput(_("Scrieți numele și telefonul celui care răspunde de lucrare."), code="no_responsible", field="responsible")
    answers = {
        "network": network, "method": "trench", "purpose": what.strip()[:1000] or _("Intervenție de avarie"), "happened_on": happened.date().isoformat(),
        "happened_at": f"{happened:%H:%M}", "responsible": responsible.strip()[:160],
    }
    case = start_case(authority=authority, procedure=PROCEDURE, owner=by, answers=answers)
    case.purpose = str(answers["purpose"])
    case.save(update_fields=["purpose"])
    entry = take_number(authority=authority, book=GENERAL, direction=RegisterEntry.Direction.IN, subject=f"Anunț de avarie: {place.strip()}", by=by, case=case, correspondent=by.full_name)
    record(case, ANNOUNCED, actor=by, public=True, number=f"{entry.number}/{entry.year}", place=place.strip()[:160], network=network, happened_at=happened.isoformat())
    for person in holders(authority, Role.TECHNICAL_INSPECTOR.value):
        notify_person(case, "emergency", person)
    return case
