"""Hours, contacts, handing over to a person."""

from __future__ import annotations

from django.contrib.gis.geos import Point
from django.db import transaction

from chatbot.conversation.hours import closes_at, hours_text
from chatbot.conversation.procedures import PROCEDURE_OF, say_department
from chatbot.conversation.talk import Talk
from chatbot.conversation.wording import day, moment
from chatbot.handover import open_handover
from chatbot.understanding.intents import listed_intent
from gisapp.core.errors import Refused
from layers import api as layers


def tell_hours(talk: Talk) -> None:
    """Hours, address, telephone; which department, where the conversation is about something."""
    told, town = hours_text(talk), talk.authority
    if not told:
        talk.say("hours_missing", "hours_answer", "intent_answer", phone=town.phone, email=town.email)
        return
    talk.say("hours", "hours_answer", "intent_answer", hours=told, address=town.address, phone=town.phone, email=town.email)
    until = closes_at(talk)
    if until is not None:
        talk.say("hours_open", time=f"{until:%H:%M}")
    else:
        talk.say("hours_closed")
    if talk.memory.subject in PROCEDURE_OF:
        talk.say("department", "department_name", department=say_department(talk, PROCEDURE_OF[talk.memory.subject]))
    talk.say("source_town", date=day(talk.now.date(), talk))


def hand_over(talk: Talk, reason: str = "asked") -> None:
    """Give the conversation to the department it concerns: it says who, how late, and that the answer comes here."""
    town = talk.authority
    try:
        with transaction.atomic():
            handover = open_handover(
                talk.conversation, reason, summary=_summary(talk), slots=talk.memory.slots, pin=_pin(talk), intent=listed_intent(talk.memory.topic, talk.memory.subject or None) if talk.memory.topic else ""
            )
    except Refused:
        talk.say("handoff_off", "hours_answer", phone=town.phone, email=town.email, hours=hours_text(talk))
        return
    talk.memory.stop()
    talk.memory.waiting_told = False
    department = handover.department.name if handover.department is not None else town.name
    talk.say("handoff_created", "handoff_created", "department_name", "confirm_channel_reply", department=department, due=moment(handover.due_at, talk))
    if closes_at(talk) is None and hours_text(talk):
        talk.say("handoff_hours", "hours_answer", hours=hours_text(talk))


def _summary(talk: Talk) -> str:
    """What was understood, for the colleague: the parcel, an unfinished report or request. Masked already; the subject stands beside it."""
    held, flow = talk.memory.parcel, talk.memory.flow or {}
    parts = [f"nr. cad. {held['number']} {held['address']}".strip() if held else "", str(flow.get("what") or flow.get("purpose") or "")]
    return "; ".join(part for part in parts if part)


def _pin(talk: Talk) -> Point | None:
    """The place talked about, in EPSG:3844."""
    spot = talk.memory.parcel or talk.memory.point
    return layers.point_from_lonlat(float(spot["lon"]), float(spot["lat"])) if spot and "lon" in spot else None


def offer(talk: Talk) -> None:
    """Offer a person; nothing is done before a yes."""
    talk.ask("handoff", "handoff_offer", "handoff_offer", choices=[("yes", "b_yes"), ("no", "b_no"), ("menu", "b_menu")])
