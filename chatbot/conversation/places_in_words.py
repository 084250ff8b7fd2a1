"""Coordinates, map links, numbers of land and addresses in the text of a message."""

from __future__ import annotations

import re

from chatbot.conversation import places
from chatbot.conversation.going_on import after_place
from chatbot.conversation.procedures import MAYBE_FREE
from chatbot.conversation.talk import Talk
from chatbot.conversation.wanted import describes, purpose_in
from chatbot.understanding.bands import Band
from chatbot.understanding.normalise import clean, fold
from gisapp.core.errors import BadInput
from layers import api as layers

_LOCATION_LABEL = re.compile(r"^\W*(?:trimite locatia|send location|share location|locatia mea|my location)\W*$")
RESTRICTIONS = re.compile(r"\b(?:restrict\w*|constrang\w*|interdicti\w*|constraints?)\b")
# Not a registry number: those end in a year.
_TOPO = re.compile(r"(?<![\d/.,-])(\d{1,5}/(?!(?:19|20)\d\d(?!\d))\d{1,4}(?:/\d{1,4}){0,2})(?![\d/.,-]?\d)")
_GOALS = frozenset({"what_can_i_build", "cu_fee", "endorsements_needed", "constraints", "need_cu", "start_request", "complaint_report_illegal_work", "need_building_permit", "cu_documents", "permit_documents", "permit_fee", "deadline", "street_certificate", "excavation_permit", "works_without_permit"})


def place_in_words(talk: Talk) -> bool:
    """Answer the place that a message names; False where it names none."""
    assert talk.meant is not None
    meant, memory = talk.meant, talk.memory
    if _LOCATION_LABEL.match(fold(clean(talk.text))) or (memory.asked == "location" and "📍" in talk.text):
        talk.ask("location", "location_help", "location_help", "map_link", "ask_location", values={"map": talk.map_url()}, more={"for": (memory.pending or {}).get("for", "")})
        return True
    goal = goal_of_message(talk)
    if goal == "need_building_permit" and describes(talk, question="?" in talk.text) and meant.slots.get("project_type") not in MAYBE_FREE:
        # Works on land that is named: on to the certificate that comes first.
        goal = "need_cu_land"
    if goal == "need_cu_land":
        memory.purpose = purpose_in(talk) or memory.purpose
    if "lat" in meant.slots or meant.stereo70 is not None:
        memory.pending = {"ask": "", "for": goal}
        if meant.stereo70 is not None:
            places.stereo(talk, meant.stereo70.north, meant.stereo70.east, order_known=meant.stereo70.order_known)
        else:
            places.locate(talk, float(meant.slots["lat"]), float(meant.slots["lon"]))
        after_place(talk)
        return True
    if meant.short_link:
        talk.ask("location", "short_link", "location_help", "map_link", "ask_location", values={"map": talk.map_url()}, more={"for": goal})
        return True
    number = meant.slots.get("cadastral_number") or meant.slots.get("topo_number")
    topo = _TOPO.search(meant.masked_text)
    if topo is not None and memory.flow_name != "status" and _is_land(talk, topo.group(1)):
        # An old topographical number, "1411/8": the land of ours that has it.
        number = memory.slots["topo_number"] = topo.group(1)
        talk.answered = "parcel_by_cadastral_number"
        memory.slots.pop("request_number", None)
    bare = re.findall(r"(?<![\d/.,])\d{4,7}(?![\d/]|[.,]\d)", meant.masked_text)
    if not number and meant.is_correction and memory.parcel is not None and len(bare) == 1 and not meant.slots.keys() & {"area_m2", "length_m"}:
        # "De fapt e 50004" while a parcel is talked about is another parcel, not a request.
        number = bare[0]
        if memory.slots.get("request_number") == number:
            del memory.slots["request_number"]
    elif meant.intent == "status_of_request":
        number = None
    elif not number and _is_land(talk, str(meant.slots.get("request_number", ""))):
        # "Certificat pentru 54327": a number of no request, and land of ours has it.
        number = meant.slots.pop("request_number")
        memory.slots.pop("request_number", None)
    if number and (memory.parcel is None or str(number) != memory.parcel["number"]):
        memory.pending = {"ask": "", "for": goal}
        places.by_number(talk, str(number))
        after_place(talk)
        return True
    return False


def _is_land(talk: Talk, number: str) -> bool:
    if not re.fullmatch(r"\d{4,7}|\d{1,5}(?:/\d{1,4}){1,3}", number):
        return False
    try:
        return layers.parcel_by_number(talk.authority, number) is not None
    except BadInput:
        return False


def goal_of_message(talk: Talk) -> str:
    """What a place in the text is named for: the flow, a question in the same message, the one asked before, or nothing but the place."""
    assert talk.meant is not None
    meant, memory = talk.meant, talk.memory
    if memory.flow_name in ("report", "draft"):
        return memory.flow_name
    if RESTRICTIONS.search(fold(clean(talk.text))):
        return "constraints"
    if meant.band is Band.ANSWER and meant.intent in _GOALS:
        return "need_cu_land" if meant.intent == "need_cu" else meant.intent
    if memory.pending and memory.pending.get("for"):
        return str(memory.pending["for"])
    if meant.is_correction and memory.topic in ("what_can_i_build", "cu_fee", "endorsements_needed", "constraints"):
        return memory.topic
    return ""
