"""Hearing a message: what it means here, in which language, and which of its facts are remembered."""

from __future__ import annotations

import dataclasses
import re

from chatbot.conversation.memory import Memory
from chatbot.conversation.messages import Inbound
from chatbot.conversation.status import without_codes
from chatbot.conversation.topics import SUBJECT_OF
from chatbot.models import Conversation
from chatbot.proposal import improve
from chatbot.understanding import understand
from chatbot.understanding.entities import Slots
from chatbot.understanding.normalise import clean, fold
from chatbot.understanding.pipeline import Context, Understanding
from chatbot.understanding.street_list import street_index

# Senseless letters look like English to the detector: a conversation begins in English only with a word of it.
_ENGLISH = re.compile(r"\b(?:the|what|is|are|how|i|you|to|my|of|and|hello|hi|do|does|can|where|who|when|it|please|for|your|me|hey|thanks|yes|no|need|want|help|map|location|speak|building|build|permit|permits|certificate|documents|papers|fee|fees|cost|hours|land|plot|house|fence|request|application|office|owner|report|human|person|street|neighbou?r|gas|fire|leak)\b")
_PENDING_SLOTS = frozenset({"cadastral_number", "request_number", "topo_number", "area_m2", "length_m", "location", "house_number"})
# Short words of both languages: the conversation keeps its own.
_NEUTRAL_COMMANDS = frozenset({"affirm", "deny", "menu", "back", "cancel"})
_WISHES = (("ro", re.compile(r"\b(?:in|pe) (?:limba )?roman[ae]\b|\bromaneste\b|\bin romanian\b")), ("en", re.compile(r"\b(?:in|pe) (?:limba )?engleza\b|\bin english\b|\benglezeste\b")))


def understood(held: Conversation, memory: Memory, inbound: Inbound) -> Understanding | None:
    """What a message means in its conversation; its facts are remembered. None where there are no words."""
    if inbound.kind not in ("text", "media") or not inbound.text.strip():
        return None
    # "Ce pot construi pe 50001?" is no answer to the question for a request's number.
    asks = memory.asked == "request_number" and "?" in inbound.text
    context = Context(
        lang=(held.lang or None) if memory.spoke else None, last_intent=_talked_about(memory), pending_slot=memory.asked if memory.asked in _PENDING_SLOTS and not asks else None,
        asked_yes_no=memory.asked in ("confirm_parcel", "consent", "send_report", "swap"), slots=memory.slots, other_language_turns=memory.other_language_turns,
    )  # fmt: skip
    meant = improve(understand(inbound.text, context=context, streets=street_index(held.authority_id)))
    wished = _wished_language(inbound.text)
    if wished and meant.asks_language is None:
        meant = dataclasses.replace(meant, lang=wished, asks_language=wished)
    if is_neutral(meant, inbound.text):
        english = not memory.spoke and meant.detected_lang == "en" and _ENGLISH.search(inbound.text.lower()) is not None
        meant = dataclasses.replace(meant, lang="en" if english else held.lang or meant.lang)
    else:
        memory.other_language_turns = memory.other_language_turns + 1 if held.lang and meant.detected_lang != meant.lang else 0
    masked, had_code = without_codes(inbound.text, meant.masked_text, asked=memory.asked in ("access_code", "request_number"))
    if had_code:
        # A code opens a case: it is not kept, and the figures in it are no numbers of anything else.
        kept: Slots = {name: value for name, value in meant.slots.items() if name not in ("cadastral_number", "topo_number", "house_number", "street")}
        meant = dataclasses.replace(meant, masked_text=masked, slots=kept)
    if meant.command is None and (meant.intent not in ("out_of_scope", "emergency") or meant.is_correction or meant.answers_pending):
        memory.slots.update({name: value for name, value in meant.slots.items() if name != "cadastral_number" or not memory.parcel})
    return meant


def _wished_language(text: str) -> str:
    """The language that a short message wishes for, in whatever words."""
    folded = fold(clean(text))
    return next((lang for lang, words in _WISHES if words.search(folded)), "") if len(folded.split()) <= 8 else ""


def is_neutral(meant: Understanding, text: str) -> bool:
    """Words too short to tell a language by: "ok", "da", "menu", a number with a word."""
    if meant.asks_language is not None:
        return False
    return not meant.lang_known or meant.command in _NEUTRAL_COMMANDS or len(re.findall(r"[^\W\d_]+", text)) <= 1


def _talked_about(memory: Memory) -> str | None:
    """The intent that a question without a subject ("și cât costă?") carries on from: the last one with a subject."""
    if memory.topic in SUBJECT_OF:
        return memory.topic
    return next((intent for intent, subject in SUBJECT_OF.items() if subject == memory.subject), memory.topic or None)


def language(held: Conversation, memory: Memory, meant: Understanding | None, inbound: Inbound) -> str:
    """The language to answer in."""
    if meant is not None:
        if not memory.spoke and meant.lang == "en" and meant.asks_language is None and not _ENGLISH.search(inbound.text.lower()):
            return "en" if inbound.locale_hint.lower().startswith("en") else "ro"
        return meant.lang
    return held.lang or ("en" if inbound.locale_hint.lower().startswith("en") else "ro")
