"""What is done with a message: danger first, then commands, buttons, the answer to what was asked, places, and only then the intent."""

from __future__ import annotations

import re

from chatbot.conversation import answers, draft, places, report
from chatbot.conversation.procedures import concepts_of
from chatbot.conversation.talk import Talk
from chatbot.conversation.topics import PASSING, TOPICS, menu, run
from chatbot.understanding.bands import Band
from chatbot.understanding.intents import CHANGES_STATE
from chatbot.understanding.model import current
from chatbot.understanding.normalise import clean, fold

_QUESTION = re.compile(r"\?|^\W*(?:si )?(?:ce|cat|cum|unde|cand|care|cine|de ce|how|what|where|when|which|who|why|can|do i|is it|are you)\b")
# "Vreau să încep cererea pentru certificat": the certificate is the subject, beginning is what is asked for.
_BEGIN = re.compile(r"\b(?:incep\w*|depun\w*|pornes\w*|complete\w*|start|begin|submit|apply|fill in|make)\b.{0,25}\b(?:cerere\w*|dosar\w*|request|application)\b|\b(?:vreau|doresc|as vrea) sa aplic\b|\bwant to apply\b")
_MAY_BEGIN = frozenset({"need_cu", "need_building_permit", "excavation_permit", "street_certificate", "start_request", "cu_documents"})
_RESTRICTIONS = re.compile(r"\b(?:restrict\w*|constrang\w*|interdicti\w*|constraints?)\b")
_WHO = re.compile(
    r"\bcine (?:e|este|sta|locuieste|are|detine)\b.{0,30}\b(?:vecin\w*|teren\w*|casa|parcela|nr|numarul)\b|\bwho (?:lives|owns)\b"
    r"|\b(?:numele|telefonul|datele|adresa) (?:proprietar\w*|vecin\w*|celui care)\b"
)
_OWNER = re.compile(r"\bcine (?:e|este|ii|sunt|detine|are) (?:e )?(?:proprietar\w*|in acte|teren\w*|parcel\w*|casa)\b|\bal cui (?:e|este)\b|\bwho (?:owns|is the owner)\b|\bwhose (?:land|plot|parcel|house)\b")
_MAP = re.compile(r"^(?:harta|map|the map)$|\b(?:arata\w*|vreau|da-mi|deschide|unde e|show|see|open)\b.{0,12}\b(?:harta|map)\b")
_LOCATION_LABEL = re.compile(r"^\W*(?:trimite locatia|send location|share location|locatia mea|my location)\W*$")


def respond(talk: Talk) -> None:
    """Answer the message of this turn into `talk`."""
    inbound, memory = talk.inbound, talk.memory
    if inbound.kind == "pin":
        if not answers.repeated_pin(talk):
            places.locate(talk, inbound.lat, inbound.lon, inbound.accuracy)
            after_place(talk)
        return
    if inbound.kind == "media":
        _media(talk)
        if not talk.text:
            return
    meant = talk.meant
    if inbound.kind == "button" or meant is None:
        answers.pressed(talk, answers.button_meant(talk) or inbound.payload)
        return
    if meant.intent == "emergency":
        _emergency(talk)
        return
    if meant.personal_data & {"maskcnp", "maskcard", "maskiban", "maskci"}:
        talk.say("cnp_refused", "privacy_refusal")
        if len(re.findall(r"\w{3,}", re.sub(r"\[[^\]]*\]", "", meant.masked_text))) < 4:
            talk.ask_again()
            return
    pressed = answers.button_meant(talk)
    if pressed is not None and memory.asked not in ("request_number", "area_m2", "purpose", "details", "access_code"):
        answers.pressed(talk, pressed)
        return
    if _command(talk) or _language(talk):
        return
    if answers.pending(talk, question=is_question(talk)):
        talk.answered = talk.answered or memory.topic
        return
    if _OWNER.search(fold(clean(talk.text))):
        # Before the number in it is taken for a question about the land: names are never told.
        run(talk, "owner_question")
        return
    if _place_in_words(talk):
        return
    _intent(talk)


def is_question(talk: Talk) -> bool:
    """Whether the words ask something, rather than answer."""
    return _QUESTION.search(fold(clean(talk.text))) is not None


def after_place(talk: Talk) -> None:
    """A place was found for a question asked before: go on with it."""
    pending = talk.memory.pending
    waits = talk.memory.flow_name == "report" and talk.memory.flow is not None and talk.memory.flow["where"] is None
    if waits and "outside_area" not in talk.acts and (talk.memory.parcel is not None or (talk.memory.point is not None and (pending is None or "public_domain_notice" in talk.acts))):
        report.place_known(talk)
        return
    if pending is None or pending.get("ask") != "":
        return
    goal = str(pending.get("for", ""))
    talk.memory.pending = None
    if goal == "draft" and talk.memory.flow_name == "draft":
        draft.go_on(talk)
    elif goal == "report":
        if talk.memory.flow_name == "report":
            report.place_known(talk)
    elif goal in TOPICS:
        run(talk, goal)


def _media(talk: Talk) -> None:
    """Photographs are kept for a report; what cannot be read is said once."""
    pictures = [one.sha256 for one in talk.inbound.media if one.mime.startswith("image/")]
    if not pictures:
        talk.say("unreadable", "silent_or_single_prompt")
        return
    if talk.memory.flow_name == "report":
        report.take_photo(talk, pictures)
        return
    talk.memory.photos = [*talk.memory.photos, *pictures][: report.MOST_PHOTOS]
    if talk.text:
        talk.act("photo_received")
        return
    talk.ask("photo_alone", "photo_alone", "photo_received", "clarify", choices=[("do:complaint_report_illegal_work", "b_report"), ("human", "b_human"), ("drop_photo", "b_none")])


def _emergency(talk: Talk) -> None:
    talk.say("emergency", "intent_answer", "refer_other_authority")
    talk.say("emergency_after", "handoff_offer")
    talk.button("human", "b_human")
    talk.button("do:complaint_report_illegal_work", "b_report")
    # What was begun stays as it is: it goes on with the next message.


def _command(talk: Talk) -> bool:
    assert talk.meant is not None
    said = talk.meant.command
    if said is None and talk.meant.intent == "delete_data" and talk.meant.band is Band.ANSWER:
        said = "delete_data"
    if said in ("menu", "back", "cancel", "delete_data", "talk_to_human"):
        answers.command(talk, said)
        return True
    return False


def _language(talk: Talk) -> bool:
    """A message that only asks for the other language."""
    assert talk.meant is not None
    if talk.meant.asks_language is None or len(re.findall(r"\w+", talk.text)) > 7:
        return False
    talk.say("language", "intent_answer")
    if talk.memory.pending is not None and talk.memory.flow is not None:
        talk.ask_again()
    else:
        menu(talk)
    return True


def _place_in_words(talk: Talk) -> bool:
    """Coordinates, map links and numbers of land in the text."""
    assert talk.meant is not None
    meant, memory = talk.meant, talk.memory
    if _LOCATION_LABEL.match(fold(clean(talk.text))) or (memory.asked == "location" and "📍" in talk.text):
        talk.ask("location", "location_help", "location_help", "map_link", "ask_location", values={"map": talk.map_url()}, more={"for": (memory.pending or {}).get("for", "")})
        return True
    goal = _goal_of_message(talk)
    if "lat" in meant.slots or meant.stereo70 is not None:
        memory.pending = {"ask": "", "for": goal}
        if meant.stereo70 is not None:
            places.stereo(talk, meant.stereo70.north, meant.stereo70.east, order_known=meant.stereo70.order_known)
        else:
            places.locate(talk, float(meant.slots["lat"]), float(meant.slots["lon"]))
        after_place(talk)
        return True
    if meant.short_link:
        talk.ask("location", "short_link", "location_help", "map_link", values={"map": talk.map_url()}, more={"for": goal})
        return True
    number = meant.slots.get("cadastral_number") or meant.slots.get("topo_number")
    bare = re.findall(r"(?<![\d/.,])\d{4,7}(?![\d/]|[.,]\d)", meant.masked_text)
    if not number and meant.is_correction and memory.parcel is not None and len(bare) == 1 and not meant.slots.keys() & {"area_m2", "length_m"}:
        # "De fapt e 50004" while a parcel is talked about is another parcel, not a request.
        number = bare[0]
        if memory.slots.get("request_number") == number:
            del memory.slots["request_number"]
    elif meant.intent == "status_of_request":
        number = None
    if number and (memory.parcel is None or str(number) != memory.parcel["number"]):
        memory.pending = {"ask": "", "for": goal}
        places.by_number(talk, str(number))
        after_place(talk)
        return True
    return False


def _goal_of_message(talk: Talk) -> str:
    """What a place in the text is named for: the flow, a question in the same message, the one asked before, or nothing but the place."""
    assert talk.meant is not None
    meant, memory = talk.meant, talk.memory
    if memory.flow_name in ("report", "draft"):
        return memory.flow_name
    if meant.band is Band.ANSWER and meant.intent in ("what_can_i_build", "cu_fee", "endorsements_needed", "constraints", "need_cu", "start_request", "complaint_report_illegal_work"):
        return "report" if meant.intent == "complaint_report_illegal_work" and memory.flow_name == "report" else meant.intent
    if memory.pending and memory.pending.get("for"):
        return str(memory.pending["for"])
    if meant.is_correction and memory.topic in ("what_can_i_build", "cu_fee", "endorsements_needed", "constraints"):
        return memory.topic
    return ""


def _intent(talk: Talk) -> None:
    """The intent, by how sure it is."""
    assert talk.meant is not None
    meant, memory = talk.meant, talk.memory
    intent = "constraints" if meant.intent == "parcel_info_by_pin" and memory.parcel is not None and "endorse" in concepts_of(talk.text) else meant.intent
    folded = fold(clean(talk.text))
    if intent in _MAY_BEGIN and meant.band is not Band.CLARIFY and _BEGIN.search(folded) and not is_question(talk):
        intent = "start_request"
    elif _WHO.search(folded) and not (intent == "complaint_report_illegal_work" and meant.band is Band.ANSWER):
        run(talk, "owner_question")
        return
    elif "guarantee" in concepts_of(talk.text) and meant.band is not Band.ANSWER and memory.subject in ("", "excavation"):
        _answer(talk, "excavation_fee")
        return
    elif _RESTRICTIONS.search(folded) and intent not in ("complaint_report_illegal_work", "status_of_request", "talk_to_human") and meant.topic not in ("injection", "abuse"):
        memory.misses = 0
        if memory.parcel is None and meant.slots.keys() >= {"street", "house_number"}:
            memory.pending = {"ask": "", "for": "constraints"}
            places.by_address(talk, str(meant.slots["street"]), str(meant.slots["house_number"]))
            after_place(talk)
        else:
            _answer(talk, "constraints")
        return
    elif _MAP.search(folded):
        talk.say("map_link", "map_link", "intent_answer", map=talk.map_url(str(memory.parcel["number"]) if memory.parcel else ""))
        return
    if intent in ("affirm", "deny"):
        answers.yes_or_no(talk, intent == "affirm")
        return
    if intent == "start_request" and meant.intent != "start_request":
        _answer(talk, intent)
        return
    if answers.corrected(talk):
        return
    if "street" in meant.slots and "house_number" in meant.slots and memory.parcel is None and intent not in ("complaint_report_illegal_work", "office_hours_contact", "out_of_scope", "street_certificate"):
        memory.pending = {"ask": "", "for": intent if intent in ("what_can_i_build", "cu_fee", "endorsements_needed") else ""}
        places.by_address(talk, str(meant.slots["street"]), str(meant.slots["house_number"]))
        after_place(talk)
        return
    band = answers.band_of(talk)
    if _aspect_without_subject(talk):
        return
    if meant.topic == "gibberish" and intent == "out_of_scope":
        answers.missed(talk)
        return
    if band is Band.ANSWER or (band is Band.CONFIRM and intent in PASSING and intent not in CHANGES_STATE):
        if intent != "out_of_scope":
            memory.misses = 0
        _answer(talk, intent)
        return
    if meant.topic in ("abuse", "injection") and band is not Band.CLARIFY:
        _answer(talk, "out_of_scope")
        return
    if band is Band.CONFIRM and memory.flow is None and intent in ("parcel_info_by_pin", "parcel_by_cadastral_number") and memory.parcel is None:
        # Asking which land is the question back.
        run(talk, intent)
        return
    if band is Band.CONFIRM and memory.flow is None:
        answers.did_you_mean(talk, intent)
        return
    answers.missed(talk)


# A question about papers, money or time that names no request: of the certificate where a parcel is talked about, else ask which.
_ASPECTS = {"fee": ("cu_fee", "permit_fee"), "documents": ("cu_documents", "permit_documents"), "duration": ("deadline", "deadline")}
_OTHER_SUBJECTS = frozenset({"case", "status", "submitted", "complaint", "hours", "contact", "human", "street_surface", "connection", "demolish", "build", "works", "extract", "online"})


def _aspect_without_subject(talk: Talk) -> bool:
    assert talk.meant is not None
    memory = talk.memory
    found = concepts_of(talk.text)
    aspect = next((one for one in _ASPECTS if one in found), None)
    if aspect is None or talk.meant.subject or memory.subject or len(re.findall(r"\w+", talk.text)) > 6 or found & (_OTHER_SUBJECTS | current().lexicon.foreign):
        return False
    memory.misses = 0
    certificate, permit = _ASPECTS[aspect]
    if memory.parcel is not None:
        run(talk, certificate)
        return True
    if aspect == "duration":
        run(talk, "deadline")
        return True
    excavation = "do:excavation_papers" if aspect == "documents" else "do:excavation_fee"
    talk.ask("which_procedure", "which_procedure", "clarify", "ask_purpose", choices=[(f"do:{certificate}", "b_cu"), (f"do:{permit}", "b_permit"), (excavation, "b_excavation")])
    return True


def _answer(talk: Talk, intent: str) -> None:
    """Answer; an open guided way is taken up again behind it, and a second question is offered."""
    memory = talk.memory
    if intent == "complaint_report_illegal_work" and memory.flow_name == "report":
        talk.ask_again()
        return
    if intent == "start_request" or (intent == "complaint_report_illegal_work" and memory.flow_name != "report"):
        memory.stop()
    kept_flow, kept_pending = memory.flow, memory.pending
    run(talk, intent)
    if kept_flow is not None and kept_pending is not None and kept_flow.get("name") in ("report", "draft") and intent not in ("talk_to_human", "start_request", "menu") and talk.conversation.owner == "bot":
        memory.flow, memory.pending = kept_flow, kept_pending
        talk.buttons.clear()
        talk.say("resume", "resume")
        talk.ask_again()
        return
    if memory.pending is None and intent not in PASSING:
        answers.offer_second(talk, intent)


