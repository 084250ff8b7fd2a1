"""From a message to what it means: facts first, then commands, then the model, then the conversation.

Nothing here changes anything: the dialogue decides what to do, and does nothing on low confidence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from . import commands
from .bands import Band, Decision, band, decide
from .entities import Facts, Slots, StreetIndex, read_facts
from .entities.coordinates import Stereo70
from .features import PLACEHOLDERS
from .intents import CHANGES_STATE, listed_intent
from .lexicon import Lexicon
from .model import Artefact, current
from .normalise import clean, fold
from .tongue import Tongue, tongue_of
from .wording import CLOSED, OPENED, words


@dataclass(frozen=True, slots=True)
class Context:
    """What the conversation knows when a message comes in.

    `pending_slot` is the slot just asked for; `asked_yes_no` that a yes or no was asked; `last_intent` the intent being
    talked about; `other_language_turns` how many messages in a row were in the other language.
    """

    lang: str | None = None
    last_intent: str | None = None
    pending_slot: str | None = None
    asked_yes_no: bool = False
    slots: Mapping[str, str | float] = field(default_factory=dict)
    other_language_turns: int = 0


@dataclass(frozen=True, slots=True)
class Understanding:
    """One message understood. `intent` may be an own, finer one; `listed` is the one of the agreed list.

    `lang_known` is False when the words don't tell a language ("ok", a number): the conversation keeps its own.
    `other_language` is the code of a language that is neither of ours.
    """

    lang: str
    detected_lang: str
    intent: str
    listed: str
    confidence: float
    band: Band
    slots: Slots
    alternatives: tuple[tuple[str, float], ...]
    masked_text: str
    subject: str | None = None
    topic: str | None = None
    command: str | None = None
    is_correction: bool = False
    answers_pending: bool = False
    asks_language: str | None = None
    stereo70: Stereo70 | None = None
    short_link: bool = False
    personal_data: frozenset[str] = frozenset()
    lang_known: bool = True
    other_language: str | None = None

    @property
    def may_change_state(self) -> bool:
        """An intent that changes something is only followed at once when it is sure."""
        return self.band is Band.ANSWER or self.intent not in CHANGES_STATE


_FACT_WORDS = {"si", "e", "este", "is", "the", "la", "de", "in", "numar", "numarul", "nr", "no", "number", "my", "meu", "mea", "aici", "here", "it", "its", "cu", "uite", "iata", "acesta", "asta", "?", "catre", "acela", OPENED, CLOSED}


def understand(
    text: str,
    *,
    lang: str | None = None,
    context: Context | None = None,
    streets: StreetIndex | None = None,
    artefact: Artefact | None = None,
) -> Understanding:
    """Understand one message. `lang` forces the language; `streets` is the town's street list, if at hand."""
    model = artefact or current()
    context = context or Context()
    facts = read_facts(text, streets)
    cleaned = clean(text)
    folded = fold(cleaned)
    found = words(facts.view)
    subject = _subject(found, model.lexicon)
    tongue = tongue_of(facts, cleaned, folded, lang, context.lang, context.other_language_turns, model)
    decision, said = _decide(folded, facts, found, subject, context, model, tongue)
    slots = _slots_with_bare(facts, decision, context)
    answers_pending = _answers_pending(context, facts, slots, found, said)
    if answers_pending and context.last_intent and decision.confidence < 0.97 and said is None:
        listed = listed_intent(context.last_intent, subject)
        decision = Decision(context.last_intent, listed, 0.9, decision.ranking)
    topic = decision.intent.partition(".")[2] or None
    return Understanding(
        lang=tongue.used,
        detected_lang=tongue.said,
        intent=decision.intent.partition(".")[0],
        listed=decision.listed,
        confidence=round(min(decision.confidence, 0.99), 3),
        band=band(decision.confidence),
        slots=slots,
        alternatives=tuple((name, round(share, 3)) for name, share in decision.ranking if name != decision.listed)[:3],
        masked_text=facts.masked,
        subject=subject,
        topic=topic,
        command=said,
        is_correction=commands.is_correction(folded),
        answers_pending=answers_pending,
        asks_language=tongue.asked,
        lang_known=tongue.known,
        other_language=tongue.other,
        stereo70=facts.place.stereo70,
        short_link=facts.place.short_link,
        personal_data=facts.personal,
    )


def _subject(found: list[str], lexicon: Lexicon) -> str | None:
    """Certificate, permit, excavation or street certificate: what the words are about, if they say so."""
    concepts = set(lexicon.of_words(found))
    if "nomenclature" in concepts:
        return "street"
    if "cu" in concepts or "ceurb" in found or {"certificate", "urbanism"} <= concepts:
        return "cu"
    if "dig" in concepts:
        return "excavation"
    if "ac" in concepts or "aconst" in found or "permit" in concepts or "demolish" in concepts:
        return "permit"
    return "cu" if "certificate" in concepts else None


def _only_facts(found: list[str]) -> str | None:
    """The one placeholder that a message consists of, apart from a few empty words."""
    held = [word for word in found if word in PLACEHOLDERS and word not in (OPENED, CLOSED)]
    rest = [word for word in found if word not in PLACEHOLDERS and word not in _FACT_WORDS]
    return held[0] if held and not rest else None


_INTENT_OF_FACT = {
    "coordpunct": ("parcel_info_by_pin", 0.97),
    "linkharta": ("parcel_info_by_pin", 0.97),
    "numarcad": ("parcel_by_cadastral_number", 0.97),
    "numartopo": ("parcel_by_cadastral_number", 0.95),
    "numargol": ("parcel_by_cadastral_number", 0.80),
    "numardosar": ("status_of_request", 0.95),
    "codacces": ("status_of_request", 0.90),
    "adresa": ("parcel_by_address", 0.85),
}


def _decide(
    folded: str, facts: Facts, found: list[str], subject: str | None, context: Context, model: Artefact, tongue: Tongue
) -> tuple[Decision, str | None]:
    said = commands.command(folded)
    if said is not None:
        return Decision(said, listed_intent(said), 0.99, ((listed_intent(said), 0.99),)), said
    if commands.is_emergency(folded):
        return Decision("emergency", "emergency", 0.97, (("emergency", 0.97),)), None
    polite = commands.manners(folded)
    if polite is not None:
        return Decision(polite, polite, 0.97, ((polite, 0.97),)), None
    if not any(word.isalnum() for word in found):
        return Decision("out_of_scope.gibberish", "out_of_scope", 0.4, (("out_of_scope", 0.4),)), None  # nothing said: asked to say it otherwise
    if commands.is_injection(folded):
        return Decision("out_of_scope.injection", "out_of_scope", 0.95, (("out_of_scope", 0.95),)), None
    only = _only_facts(found)
    if only in _INTENT_OF_FACT:
        intent, sure = _INTENT_OF_FACT[only]
        return Decision(intent, listed_intent(intent), sure, ((listed_intent(intent), sure),)), None
    if tongue.other is not None:
        sure = round(max(tongue.other_share, 0.75), 3)
        return Decision("out_of_scope.other_language", "out_of_scope", sure, (("out_of_scope", sure),)), None
    shares = model.predict(facts.view)
    carried = _carry_over(found, subject, context, model.lexicon)
    if carried is not None:
        return Decision(carried, listed_intent(carried, _SUBJECT_OF.get(context.last_intent or "")), 0.85, tuple(shares.items())[:0]), None
    listed_of = {intent: listed_intent(intent, subject) for intent in shares}
    listed_of["emergency"] = "complaint_report_illegal_work"
    if subject is None and "cadastral_number" in facts.slots:
        listed_of["owner_question"] = "parcel_by_cadastral_number"
    concepts = model.lexicon.of_words(found)
    familiar = any(concept not in model.lexicon.foreign for concept in concepts) or any(word in PLACEHOLDERS for word in found)
    return decide(shares, listed_of, familiar=familiar), None


_SUBJECT_OF = {
    "need_cu": "cu", "cu_documents": "cu", "cu_fee": "cu",
    "need_building_permit": "permit", "permit_documents": "permit", "permit_fee": "permit", "works_without_permit": "permit", "endorsements_needed": "permit",
    "excavation_permit": "excavation", "street_certificate": "street",
}  # fmt: skip
_ASPECTS: dict[str, dict[str, str]] = {
    "fee": {"cu": "cu_fee", "permit": "permit_fee", "excavation": "excavation_permit", "street": "street_certificate"},
    "documents": {"cu": "cu_documents", "permit": "permit_documents", "excavation": "excavation_permit", "street": "street_certificate"},
    "duration": {"cu": "deadline", "permit": "deadline", "excavation": "deadline", "street": "deadline"},
    "endorse": {"cu": "endorsements_needed", "permit": "endorsements_needed", "excavation": "endorsements_needed"},
    "extend": {"cu": "extension", "permit": "extension", "excavation": "extension"},
}


def _carry_over(found: list[str], subject: str | None, context: Context, lexicon: Lexicon) -> str | None:
    """A short question without a subject ("și cât costă?", "ce acte?") is about what was talked about last."""
    talked_about = _SUBJECT_OF.get(context.last_intent or "")
    if subject is not None or talked_about is None or len(found) > 6:
        return None
    concepts = set(lexicon.of_words(found))
    if concepts & {"status", "case", "hours", "contact", "complaint", "human", "cadastral", "pin"} or concepts & lexicon.foreign:
        return None
    for aspect, by_subject in _ASPECTS.items():
        if aspect in concepts and talked_about in by_subject:
            return by_subject[talked_about]
    return None


def _slots_with_bare(facts: Facts, decision: Decision, context: Context) -> Slots:
    """A number that nothing explains is what was asked for last, or what the intent is about."""
    slots = dict(facts.slots)
    bare = facts.numbers.bare
    if bare is None:
        return slots
    if context.pending_slot in ("request_number", "cadastral_number", "topo_number"):
        slots.setdefault(context.pending_slot, bare)
    elif context.pending_slot in ("area_m2", "length_m"):
        slots.setdefault(context.pending_slot, int(bare))
    elif decision.listed == "status_of_request":
        slots.setdefault("request_number", bare)
    else:
        slots.setdefault("cadastral_number", bare)
    return slots


_PLAIN_NUMBER = re.compile(r"^[^\d]{0,25}?(\d{1,7}(?:[.,]\d{1,2})?)[^\d]{0,12}$")


def _answers_pending(context: Context, facts: Facts, slots: Slots, found: list[str], said: str | None) -> bool:
    """True when the message answers the question asked last; fills the slot from a plain number if need be."""
    pending = context.pending_slot
    if pending is None or said is not None:
        return False
    if pending in slots:
        return True
    if pending in ("lat", "lon", "location"):
        return "lat" in slots or facts.place.stereo70 is not None or "cadastral_number" in slots or "street" in slots
    plain = _PLAIN_NUMBER.match(facts.masked)
    if plain is None or len(found) > 5:
        return False
    number = plain.group(1)
    if pending in ("area_m2", "length_m"):
        value = float(number.replace(",", "."))
        slots[pending] = int(value) if value == int(value) else value
        return True
    if pending == "house_number" or (pending == "request_number" and number.isdigit()) or (
        pending == "cadastral_number" and number.isdigit() and 3 <= len(number) <= 7
    ):
        other = "request_number" if pending == "cadastral_number" else "cadastral_number"
        if slots.get(other) == number:
            del slots[other]
        slots[pending] = number
        return True
    return False
