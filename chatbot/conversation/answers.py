"""The answer to what was asked last; anything else is left to the order of a turn."""

from __future__ import annotations

import re

from chatbot.conversation import draft, places, report, status, topics, wanted
from chatbot.conversation.going_on import after_place
from chatbot.conversation.talk import Talk
from chatbot.conversation.yes_no import YES_OR_NO, yes_or_no
from chatbot.understanding.bands import Band
from chatbot.understanding.intents import CHANGES_STATE
from chatbot.understanding.normalise import clean, fold

# A yes that changes something is short; elsewhere more words may follow it.
_OTHER_LAND = re.compile(r"\b(?:alt(?:a|ul|ceva)?|other|another|different) ?(?:teren\w*|parcel\w*|loc\w*|numar\w*|land|plot|parcel|one)?\b")
_CHANGING = frozenset({"consent", "send_report", "erase", "handoff"})
_YES = re.compile(r"(?:da|yes|sigur|corect|exact|ok|asa e|yep|yeah|ja|oui)\b(?! (?:dar|nu|but|ce|cat|cum))")
_NO = re.compile(r"(?:nu|no|nope)\b(?! (?:stiu|inteleg|am inteles|e clar|problem|know|worries))")
_NO_PHOTO = re.compile(r"\b(?:mai departe|n-?am|nu am|fara (?:poza|poze|foto\w*)|nu pot|no photo|go on|skip|don'?t have|without|continua|gata|atat)\b|^(?:nu|no|fara)\W*$")
_NAMELESS = re.compile(r"\banonim\w*|\banonym\w*|\bfara (?:nume|raspuns)|\bnu (?:vreau|doresc|e nevoie|am e-?mail|am mail)\b|\bno (?:e-?mail|answer|reply)\b")
# Sure questions of their own, which are never the words that a guided way asked for.
_OWN_QUESTIONS = frozenset({
    "status_of_request", "office_hours_contact", "cu_fee", "cu_documents", "permit_documents", "permit_fee", "deadline", "owner_question", "talk_to_human", "street_certificate",
    "extension", "endorsements_needed", "about_bot", "greet", "thanks_bye", "menu", "upload_papers", "not_understood", "delete_data",
})  # fmt: skip


def pending(talk: Talk, *, question: bool) -> bool:
    """Take the message as the answer to what was asked; False where it is something else."""
    memory, meant = talk.memory, talk.meant
    asked = memory.asked
    assert meant is not None
    if not asked or meant.intent in ("affirm", "deny"):
        return False
    said = fold(clean(talk.text))
    if asked in ("consent", "purpose") and memory.flow_name == "draft" and _changed(talk, said):
        return True
    if asked in YES_OR_NO and not meant.slots.keys() - {"project_type"} and _yes_no(talk, said, question):
        return True
    if asked in ("request_number", "access_code"):
        return status.take_number_or_code(talk)
    if question and not meant.answers_pending:
        return False
    if meant.intent in CHANGES_STATE - {"complaint_report_illegal_work", "start_request"} and meant.band is Band.ANSWER:
        return False
    if asked in ("photo", "contact", "consent", "send_report"):
        return _closed(talk, said)
    if asked in ("purpose", "details", "dates", "plan"):
        return _open(talk)
    if asked == "area_m2" and "area_m2" in meant.slots:
        goal = str((memory.pending or {}).get("for", ""))
        memory.pending = None
        topics.run(talk, goal or "cu_fee")
        return True
    if asked == "location" and "street" in meant.slots and "lat" not in meant.slots and "cadastral_number" not in meant.slots:
        _address(talk, str(meant.slots["street"]), str(meant.slots.get("house_number", "")))
        return True
    return False


def _changed(talk: Talk, said: str) -> bool:
    """Another land, or other works, while the consent is asked for: the draft is asked about anew."""
    memory, meant = talk.memory, talk.meant
    assert meant is not None
    assert memory.flow is not None
    if memory.parcel is not None and "cadastral_number" not in meant.slots and len(said.split()) <= 6 and re.match(r"(?:nu|no|de fapt|actually|vreau|schimb)\b", said) and _OTHER_LAND.search(said):
        memory.parcel = None
        memory.slots.pop("cadastral_number", None)
        talk.ask("location", "ask_cadastral", "ask_cadastral", "ask_location", more={"for": "draft"})
        return True
    if memory.asked == "consent" and meant.is_correction and meant.slots.keys() & {"project_type", "height_regime"}:
        told = re.sub(r"^\W*(?:nu|no)?\W*(?:de fapt|scuze|am gresit|actually|sorry|i meant)\W+", "", talk.told, flags=re.IGNORECASE).strip()
        memory.flow["purpose"] = memory.purpose = (told or talk.told)[:400]
        draft.go_on(talk)
        return True
    return False


def _yes_no(talk: Talk, said: str, question: bool) -> bool:
    most = 4 if talk.memory.asked in _CHANGING else 7
    if question or len(said.split()) > most:
        return False
    if talk.memory.asked == "erase" and talk.meant is not None and talk.meant.command not in (None, "affirm", "deny"):
        return False
    for pattern, yes in ((_YES, True), (_NO, False)):
        if pattern.match(said):
            yes_or_no(talk, yes)
            return True
    return False


def _closed(talk: Talk, said: str) -> bool:
    """Questions with a few answers: a photograph or none, an address or none, a yes in other words."""
    asked = talk.memory.asked
    if asked != "consent" and _tells_more(talk, said):
        report.add_details(talk)
        return True
    if asked == "photo" and len(said.split()) <= 8 and _NO_PHOTO.search(said):
        report.no_more_photos(talk)
        return True
    if asked == "contact" and _NAMELESS.search(said):
        report.stay_anonymous(talk)
        return True
    if asked == "contact":
        return report.take_contact(talk)
    if asked == "consent" and re.match(r"(?:sunt de acord|de acord|accept|i agree|agree)\b", said):
        draft.create(talk)
        return True
    if asked == "send_report" and re.match(r"(?:trimite|trimiteti|da,? trimite|send)\b", said):
        report.send(talk)
        return True
    return False


def _tells_more(talk: Talk, said: str) -> bool:
    """More of what happens, while something else is asked for: it is added to the report."""
    meant = talk.meant
    assert meant is not None
    if talk.memory.flow_name != "report" or len(said.split()) < 4 or "@" in talk.text or meant.command is not None or _NAMELESS.search(said):
        return False
    if len(said.split()) <= 8 and _NO_PHOTO.search(said) and talk.memory.asked == "photo":
        return False
    return meant.intent == "complaint_report_illegal_work" or (meant.band is not Band.ANSWER and meant.intent not in ("out_of_scope", "not_understood"))


def _open(talk: Talk) -> bool:
    """Questions answered in the person's own words."""
    meant, asked = talk.meant, talk.memory.asked
    assert meant is not None
    if meant.band is Band.ANSWER and meant.intent in _OWN_QUESTIONS:
        return False
    if asked == "dates":
        return draft.take_dates(talk)
    if meant.intent == "complaint_report_illegal_work" and meant.band is Band.ANSWER and asked in ("purpose", "plan"):
        return False
    if asked == "details":
        return report.take_details(talk)
    if asked == "purpose":
        return draft.take_purpose(talk)
    return wanted.take_plan(talk)


def _address(talk: Talk, street: str, house: str) -> None:
    """A street, or an address, where a place was asked for."""
    memory = talk.memory
    goal = str((memory.pending or {}).get("for", ""))
    if goal == "report" and memory.flow is not None:
        memory.flow["where"] = {"label": f"{street} {house}".strip()}
    before = memory.parcel
    memory.pending = {"ask": "", "for": goal}
    if house or goal != "report":
        places.by_address(talk, street, house)
    if goal == "report" and memory.parcel is before:
        talk.paragraphs.clear()
        talk.buttons.clear()
        report.go_on(talk)
    else:
        after_place(talk)
