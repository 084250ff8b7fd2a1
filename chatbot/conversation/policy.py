"""What is done with a message: danger first, then commands, buttons, the answer to what was asked, places, and only then the intent."""

from __future__ import annotations

import re

from chatbot.conversation import answers, other_tongue, places, report, second, unsure, wanted
from chatbot.conversation.buttons import button_meant, pressed
from chatbot.conversation.commands import command
from chatbot.conversation.going_on import after_place
from chatbot.conversation.pins import repeated_pin
from chatbot.conversation.places_in_words import RESTRICTIONS, goal_of_message, place_in_words
from chatbot.conversation.procedures import concepts_of
from chatbot.conversation.talk import Talk
from chatbot.conversation.topics import PASSING, menu, run
from chatbot.conversation.yes_no import yes_or_no
from chatbot.understanding.bands import Band
from chatbot.understanding.intents import CHANGES_STATE
from chatbot.understanding.model import current
from chatbot.understanding.normalise import clean, fold

_QUESTION = re.compile(r"\?|^\W*(?:si )?(?:ce|cat|cum|unde|cand|care|cine|de ce|how|what|where|when|which|who|why|can|do i|is it|are you)\b")
# "Vreau să încep cererea pentru certificat": the certificate is the subject, beginning is what is asked for.
_BEGIN = re.compile(r"\b(?:incep\w*|depun\w*|pornes\w*|complete\w*|start|begin|submit|apply|fill in|make)\b.{0,25}\b(?:cerere\w*|dosar\w*|request|application)\b|\b(?:vreau|doresc|as vrea) sa aplic\b|\bwant to apply\b")
_MAY_BEGIN = frozenset({"need_cu", "need_building_permit", "excavation_permit", "street_certificate", "start_request", "cu_documents"})
# Owners are never named, however it is asked: who owns, lives, is in the papers; whose; names and telephones of neighbours.
_OWNER = re.compile(
    r"\bcine (?:e|este|ii|sunt|sta|locuieste|are|detine)\b.{0,30}\b(?:proprietar\w*|in acte|vecin\w*|teren\w*|parcel\w*|casa|nr|numarul)\b"
    r"|\bal cui (?:e|este)\b|\b(?:numele|telefonul|numarul|telefon|datele|adresa) (?:al |a |ale |lui )?(?:proprietar\w*|vecin\w*|celui care)\b"
    r"|\bwho (?:lives|owns|is the owner)\b|\bwhose (?:land|plot|parcel|house)\b"
)
# What is kept of the person, asked as a right of theirs.
_PRIVACY = re.compile(r"\b(?:ce date|care date|what data)\b.{0,30}\b(?:mine|despre|pastra\w*|stoca\w*|keep|store|me)\b|\bgdpr\b|\b(?:prelucr\w*|protectia|confidentialit\w*)\b.{0,25}\b(?:datel\w*|date)\b|\bprivacy\b")
_MAP = re.compile(r"^(?:harta|map|the map)$|\b(?:arata\w*|vreau|da-mi|deschide|unde (?:e|este|vad|gasesc)|show|see|open)\b.{0,12}\b(?:harta|map)\b")


def respond(talk: Talk) -> None:
    """Answer the message of this turn into `talk`."""
    _respond(talk)
    second.offer(talk)


def _respond(talk: Talk) -> None:
    inbound, memory, meant = talk.inbound, talk.memory, talk.meant
    if inbound.kind == "pin":
        talk.answered = "parcel_info_by_pin"
        if not repeated_pin(talk):
            places.locate(talk, inbound.lat, inbound.lon, inbound.accuracy)
            after_place(talk)
        return
    if meant is not None and meant.intent == "emergency" and inbound.kind != "button":
        _emergency(talk)
        return
    if inbound.kind == "media" and _media(talk):
        return
    if inbound.kind == "button" or meant is None:
        pressed(talk, button_meant(talk) or inbound.payload)
        return
    if meant.personal_data & {"maskcnp", "maskcard", "maskiban", "maskci"}:
        talk.say("cnp_refused", "privacy_refusal")
        if len(re.findall(r"\w{3,}", re.sub(r"\[[^\]]*\]", "", meant.masked_text))) < 4:
            talk.ask_again()
            return
    button = button_meant(talk)
    if button is not None and not (talk.text.isdigit() and memory.asked in ("request_number", "area_m2", "purpose", "details", "access_code")):
        talk.taken = True
        pressed(talk, button)
        return
    if _command(talk) or _language(talk):
        return
    if answers.pending(talk, question=is_question(talk)):
        talk.answered, talk.taken = talk.answered or memory.topic, True
        return
    folded = fold(clean(talk.text))
    if _OWNER.search(folded) and not (meant.intent == "complaint_report_illegal_work" and meant.band is Band.ANSWER):
        # Before the number in it is taken for a question about the land: names are never told.
        _answer(talk, "owner_question")
        return
    if memory.flow_name == "status" and meant.intent not in ("status_of_request", *PASSING):
        memory.stop()
    if place_in_words(talk):
        return
    if other_tongue.tell(talk):
        return
    _intent(talk)


def is_question(talk: Talk) -> bool:
    """Whether the words ask something, rather than answer."""
    return _QUESTION.search(fold(clean(talk.text))) is not None


def _media(talk: Talk) -> bool:
    """Photographs are kept for a report; what cannot be read is said once. True where nothing else is to be answered."""
    meant, memory = talk.meant, talk.memory
    pictures = [one for one in talk.inbound.media if one.mime.startswith("image/")]
    if not pictures:
        talk.say("unreadable", "silent_or_single_prompt")
        return not talk.text
    if memory.flow_name == "report":
        report.take_photo(talk, pictures)
        return meant is None or meant.command is None
    memory.photos = [*memory.photos, *(one.sha256 for one in pictures)][: report.MOST_PHOTOS]
    talk.act("photo_received")
    if meant is not None and (meant.command is not None or unsure.band_of(talk) is Band.ANSWER):
        return False
    talk.answered = "complaint_report_illegal_work"
    talk.ask("photo_alone", "photo_alone", "photo_received", "clarify", choices=[("do:complaint_report_illegal_work", "b_report"), ("human", "b_human"), ("drop_photo", "b_none")])
    return True


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
        command(talk, said)
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


def _intent(talk: Talk) -> None:
    """The intent, by how sure it is."""
    assert talk.meant is not None
    meant, memory = talk.meant, talk.memory
    intent = "constraints" if meant.intent == "parcel_info_by_pin" and memory.parcel is not None and "endorse" in concepts_of(talk.text) else meant.intent
    folded = fold(clean(talk.text))
    if intent in _MAY_BEGIN and meant.band is not Band.CLARIFY and _BEGIN.search(folded) and not is_question(talk):
        intent = "start_request"
    elif "guarantee" in concepts_of(talk.text) and meant.band is not Band.ANSWER and memory.subject in ("", "excavation"):
        _answer(talk, "excavation_fee")
        return
    elif RESTRICTIONS.search(folded) and intent not in ("complaint_report_illegal_work", "status_of_request", "talk_to_human") and meant.topic not in ("injection", "abuse"):
        memory.misses = 0
        if memory.parcel is None and meant.slots.keys() >= {"street", "house_number"}:
            memory.pending = {"ask": "", "for": "constraints"}
            places.by_address(talk, str(meant.slots["street"]), str(meant.slots["house_number"]))
            after_place(talk)
        else:
            _answer(talk, "constraints")
        return
    elif _PRIVACY.search(folded):
        talk.answered = "about_bot"
        talk.say("privacy_told", "intent_answer", url=talk.url("privacy"))
        return
    elif _MAP.search(folded):
        talk.say("map_link", "map_link", "intent_answer", map=talk.map_url(str(memory.parcel["number"]) if memory.parcel else ""))
        return
    if intent in ("affirm", "deny"):
        yes_or_no(talk, intent == "affirm")
        return
    if wanted.describes(talk, question=is_question(talk)) and memory.flow_name != "draft":
        memory.misses = 0
        _described(talk, intent)
        return
    if intent == "start_request" and meant.intent != "start_request":
        _answer(talk, intent)
        return
    if unsure.corrected(talk):
        return
    if "street" in meant.slots and "house_number" in meant.slots and memory.parcel is None and (intent not in ("complaint_report_illegal_work", "office_hours_contact", "out_of_scope", "street_certificate") or "cadastral" in folded):
        asked_too = next((one for one in second.questions(talk) if one not in CHANGES_STATE), "")
        memory.pending = {"ask": "", "for": goal_of_message(talk) or asked_too}
        places.by_address(talk, str(meant.slots["street"]), str(meant.slots["house_number"]))
        after_place(talk)
        return
    band = unsure.band_of(talk)
    if _same_of_another(talk) or _aspect_without_subject(talk):
        return
    if meant.topic == "gibberish" and intent == "out_of_scope":
        unsure.missed(talk)
        return
    if band is Band.ANSWER or (band is Band.CONFIRM and intent in PASSING and intent not in CHANGES_STATE):
        if intent != "out_of_scope":
            memory.misses = 0
        _answer(talk, intent)
        return
    if meant.topic in ("abuse", "injection") and band is not Band.CLARIFY:
        _answer(talk, "out_of_scope")
        return
    sure = second.questions(talk) if meant.topic not in ("abuse", "injection") else []
    first = next((one for one in sure if one not in CHANGES_STATE), None)
    if first is not None:
        # Two questions at once are less sure than each of them.
        memory.misses = 0
        _answer(talk, first)
        return
    if band is Band.CONFIRM and memory.flow is None and intent in ("parcel_info_by_pin", "parcel_by_cadastral_number") and memory.parcel is None:
        # Asking which land is the question back.
        run(talk, intent)
        return
    if band is Band.CONFIRM and memory.flow is None:
        unsure.did_you_mean(talk, intent)
        return
    unsure.missed(talk)


# "Și pentru autorizație?" after the certificate's fee asks for the permit's fee: topic → the same of another subject.
_SAME_OF = {
    "fee": {"cu": "cu_fee", "permit": "permit_fee", "excavation": "excavation_fee"}, "documents": {"cu": "cu_documents", "permit": "permit_documents", "excavation": "excavation_papers"},
    "duration": {"cu": "deadline", "permit": "deadline", "excavation": "deadline", "street": "deadline"},
}  # fmt: skip
_AND = re.compile(r"^(?:si|dar|iar|and|but|what about|cum ramane cu)\b")


def _same_of_another(talk: Talk) -> bool:
    assert talk.meant is not None
    subject, topic = talk.meant.subject, talk.memory.topic
    folded = fold(clean(talk.text))
    if subject is None or len(folded.split()) > 6 or not _AND.match(folded) or concepts_of(talk.text) & {"fee", "documents", "duration"}:
        return False
    same = next((by for by in _SAME_OF.values() if topic in by.values()), None)
    if same is None or subject not in same:
        return False
    _answer(talk, same[subject])
    return True


# A question about papers, money or time that names no request: of the certificate where a parcel is talked about, else ask which.
_ASPECTS = {"fee": ("cu_fee", "permit_fee"), "documents": ("cu_documents", "permit_documents"), "duration": ("deadline", "deadline")}
_OTHER_SUBJECTS = frozenset({"case", "status", "submitted", "complaint", "hours", "contact", "human", "street_surface", "connection", "demolish", "build", "works", "extract", "online"})


def _aspect_without_subject(talk: Talk) -> bool:
    assert talk.meant is not None
    memory = talk.memory
    found = concepts_of(talk.text)
    aspect = next((one for one in _ASPECTS if one in found), None)
    if aspect is None or talk.meant.subject or memory.subject or len(re.findall(r"\w+", talk.text)) > 8 or found & (_OTHER_SUBJECTS | current().lexicon.foreign):
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


def _described(talk: Talk, intent: str) -> None:
    """Works described: what they need, and the consent to begin; a report that is open goes on behind it."""
    if talk.memory.flow_name == "report":
        _answer(talk, "need_cu")
        return
    talk.memory.stop()
    if talk.memory.parcel is None and talk.heard.keys() >= {"street", "house_number"}:
        talk.memory.purpose, talk.memory.pending = wanted.purpose_in(talk), {"ask": "", "for": "need_cu_land"}
        places.by_address(talk, str(talk.heard["street"]), str(talk.heard["house_number"]))
        after_place(talk)
        return
    wanted.tell(talk, intent)


def _answer(talk: Talk, intent: str) -> None:
    """Answer; an open guided way is taken up again behind it."""
    memory = talk.memory
    if intent == "complaint_report_illegal_work" and memory.flow_name == "report":
        talk.ask_again()
        return
    if intent == "start_request" or (intent == "complaint_report_illegal_work" and memory.flow_name != "report") or (memory.flow_name == "status" and intent != "status_of_request"):
        memory.stop()
    kept_flow, kept_pending = memory.flow, memory.pending
    run(talk, intent)
    if kept_flow is None and memory.pending is kept_pending and intent not in PASSING:
        # What was asked before is answered by nobody any more: a later "da" must not mean it.
        memory.pending = None
    guided = kept_flow is not None and kept_pending is not None and kept_flow.get("name") in ("report", "draft")
    if guided and intent not in ("talk_to_human", "start_request", "menu") and talk.conversation.owner == "bot":
        if memory.pending is not kept_pending:
            talk.unask()
        memory.flow, memory.pending = kept_flow, kept_pending
        talk.buttons.clear()
        talk.say("resume", "resume")
        talk.ask_again()
