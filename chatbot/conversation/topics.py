"""What is answered for each intent: one table. And the commands that work everywhere."""

from __future__ import annotations

from collections.abc import Callable

from chatbot.conversation import draft, foreign, land, people, places, procedures, report, status, wanted
from chatbot.conversation.talk import Talk


def greet(talk: Talk) -> None:
    """A greeting; a draft that waits is mentioned."""
    talk.say("greet_again" if talk.memory.topic else "greet", "greet")
    draft.tell_draft(talk)
    menu_buttons(talk)


def menu(talk: Talk) -> None:
    """What can be asked here."""
    talk.memory.stop()
    talk.memory.purpose = ""
    talk.say("menu", "menu")
    menu_buttons(talk)


def menu_buttons(talk: Talk) -> None:
    """The three most usual ways on."""
    for code, key in (("do:parcel_info_by_pin", "b_parcel"), ("do:status_of_request", "b_status"), ("do:complaint_report_illegal_work", "b_report")):
        talk.button(code, key)


def about_bot(talk: Talk) -> None:
    """What this is."""
    talk.say("about_bot", "disclose_bot", "intent_answer")
    menu_buttons(talk)


def thanks(talk: Talk) -> None:
    """A thanks or a goodbye."""
    talk.say("thanks", "intent_answer")


def parcel_by_pin(talk: Talk) -> None:
    """About a place: the one held, or ask for it."""
    if land.current_parcel(talk) is not None and talk.inbound.kind != "button":
        land.summary(talk)
        return
    talk.memory.parcel = None
    talk.ask("location", "ask_location", "ask_location", "ask_cadastral", "location_help")


def parcel_by_number(talk: Talk) -> None:
    """About a number: the one named, the one held, or ask for it."""
    number = talk.heard.get("cadastral_number") or talk.heard.get("topo_number")
    if number:
        places.by_number(talk, str(number))
    elif land.current_parcel(talk) is not None:
        land.summary(talk)
    else:
        talk.ask("cadastral_number", "ask_cadastral", "ask_cadastral", "ask_location")


def parcel_by_address(talk: Talk) -> None:
    """About an address."""
    street = talk.heard.get("street")
    if street:
        places.by_address(talk, str(street), str(talk.heard.get("house_number", "")))
    else:
        parcel_by_pin(talk)


def owner(talk: Talk) -> None:
    """Owners are never named."""
    talk.say("owner_refused", "privacy_refusal", "refer_other_authority", "intent_answer")


def not_understood(talk: Talk) -> None:
    """The person says that this was not the question."""
    talk.say("rephrase", "clarify", "handoff_offer")
    talk.button("human", "b_human")
    talk.button("menu", "b_menu")


def start_request(talk: Talk) -> None:
    """Begin a request: the one talked about, or ask which."""
    subject = talk.meant.subject if talk.meant is not None else None
    chosen = procedures.PROCEDURE_OF.get(subject or talk.memory.subject or "")
    if chosen is None and draft.tell_draft(talk):
        return
    if chosen is None and talk.memory.parcel is not None:
        # Whatever is built there, the certificate comes first.
        chosen = "urbanism_certificate"
    if chosen is None:
        procedures.which_start(talk)
        return
    talk.memory.purpose = wanted.purpose_in(talk) or talk.memory.purpose
    draft.begin(talk, chosen)


TOPICS: dict[str, Callable[[Talk], None]] = {
    "greet": greet, "menu": menu, "about_bot": about_bot, "thanks_bye": thanks, "parcel_info_by_pin": parcel_by_pin, "parcel_by_cadastral_number": parcel_by_number,
    "parcel_by_address": parcel_by_address, "what_can_i_build": land.what_can_be_built, "constraints": land.restrictions, "endorsements_needed": land.approvals,
    "need_cu": procedures.need_cu, "need_cu_land": wanted.land_known, "cu_documents": procedures.cu_documents, "cu_fee": procedures.cu_fee,
    "need_building_permit": procedures.need_permit, "permit_documents": procedures.permit_documents, "permit_fee": procedures.permit_fee,
    "works_without_permit": procedures.works_without_permit, "excavation_permit": procedures.excavation, "excavation_papers": procedures.excavation_papers, "excavation_fee": procedures.excavation_fee,
    "street_certificate": procedures.street_certificate, "deadline": procedures.deadline, "extension": procedures.extension, "upload_papers": procedures.upload_papers,
    "status_of_request": status.status, "office_hours_contact": people.tell_hours, "complaint_report_illegal_work": report.begin, "talk_to_human": people.hand_over,
    "start_request": start_request, "owner_question": owner, "not_understood": not_understood, "out_of_scope": foreign.foreign,
}  # fmt: skip
# What an intent is about, for questions that follow without naming it.
SUBJECT_OF = {
    "need_cu": "cu", "cu_documents": "cu", "cu_fee": "cu", "need_building_permit": "permit", "permit_documents": "permit", "permit_fee": "permit",
    "works_without_permit": "permit", "excavation_permit": "excavation", "street_certificate": "street",
}  # fmt: skip
# Asked back as „V-ați referit la …?”: intent → the words on its button.
TITLES = {
    "parcel_info_by_pin": "b_parcel", "parcel_by_cadastral_number": "b_parcel", "what_can_i_build": "b_build", "need_cu": "b_cu", "cu_documents": "b_cu_papers", "cu_fee": "b_fee",
    "need_building_permit": "b_permit", "permit_documents": "b_permit_papers", "excavation_permit": "b_excavation", "status_of_request": "b_status", "office_hours_contact": "b_hours",
    "permit_fee": "b_fee", "deadline": "b_term", "endorsements_needed": "b_constraints", "works_without_permit": "b_permit", "parcel_by_address": "b_parcel",
    "street_certificate": "b_street", "complaint_report_illegal_work": "b_report", "talk_to_human": "b_human", "start_request": "b_start",
}  # fmt: skip
# These leave what was talked about as it is.
PASSING = frozenset({"greet", "menu", "about_bot", "thanks_bye", "office_hours_contact", "owner_question", "out_of_scope", "not_understood", "talk_to_human", "affirm", "deny"})


# Topics of the table alone → the intent that they are counted as.
_INSIDE = {"constraints": "endorsements_needed", "excavation_papers": "excavation_permit", "excavation_fee": "excavation_permit", "need_cu_land": "need_cu"}


def run(talk: Talk, intent: str) -> None:
    """Answer an intent, and remember what is talked about."""
    talk.answered = _INSIDE.get(intent, intent)
    subject = talk.meant.subject if talk.meant is not None else None
    if subject or intent in SUBJECT_OF:
        talk.memory.subject = SUBJECT_OF.get(intent) or subject or talk.memory.subject
    if intent not in PASSING:
        talk.memory.topic = intent
    TOPICS.get(intent, menu)(talk)
