"""What is done when a message is not sure: ask back, ask once to say it otherwise, then menu and a person. And corrections."""

from __future__ import annotations

import re

from chatbot.conversation import people, topics
from chatbot.conversation.talk import Talk
from chatbot.models import ChatSettings
from chatbot.understanding.bands import Band
from chatbot.understanding.intents import CHANGES_STATE


def band_of(talk: Talk) -> Band:
    """The band of the message by the town hall's own thresholds, where it set some."""
    assert talk.meant is not None
    settings = ChatSettings.of(talk.authority)
    if settings.answer_at is None and settings.confirm_at is None:
        return talk.meant.band
    if talk.meant.confidence >= (settings.answer_at or 0.75):
        return Band.ANSWER
    return Band.CONFIRM if talk.meant.confidence >= (settings.confirm_at or 0.45) else Band.CLARIFY


def corrected(talk: Talk) -> bool:
    """A correction: a new value replaces the old one and the last question is answered again; „nu ăsta” drops the parcel."""
    memory, meant = talk.memory, talk.meant
    assert meant is not None
    new_value = meant.slots.keys() & {"area_m2", "length_m", "project_type", "height_regime"}
    only_value = bool(new_value) and len(re.findall(r"[^\W\d_]{3,}", talk.text)) <= 4
    if (meant.is_correction or (only_value and meant.band is not Band.ANSWER)) and new_value and memory.topic in ("cu_fee", "what_can_i_build", "need_building_permit", "permit_fee", "excavation_permit"):
        topics.run(talk, memory.topic)
        return True
    if meant.is_correction and memory.parcel is not None and not (meant.slots.keys() - {"cadastral_number"}) and meant.band is not Band.ANSWER:
        goal = memory.topic if memory.topic in ("what_can_i_build", "cu_fee", "endorsements_needed") else ""
        if memory.flow_name == "draft":
            goal = "draft"
        memory.parcel = None
        memory.slots.pop("cadastral_number", None)
        talk.answered = "parcel_info_by_pin"
        talk.ask("location", "ask_cadastral", "ask_cadastral", "ask_location", more={"for": goal})
        return True
    if meant.is_correction and not meant.slots and memory.pending is not None and "key" in memory.pending and meant.intent not in ("complaint_report_illegal_work", "talk_to_human"):
        # "Am greșit": the question stands as it is.
        talk.act("clarify")
        talk.ask_again()
        return True
    return False


def did_you_mean(talk: Talk, intent: str) -> None:
    """The middle band: two or three choices, and nothing is done yet."""
    assert talk.meant is not None
    offered = [one for one in dict.fromkeys([intent, talk.meant.listed, *(name for name, _share in talk.meant.alternatives)]) if one in topics.TITLES]
    if talk.meant.subject is not None and len({topics.SUBJECT_OF.get(one) for one in offered} - {None}) > 1:
        # "Papers for the certificate" leaves nothing to choose between papers and papers.
        offered = [one for one in offered if topics.SUBJECT_OF.get(one) in (None, talk.meant.subject)]
        sure = [one for one in offered if one in topics.SUBJECT_OF]
        if len(sure) == 1 and sure[0] not in CHANGES_STATE:
            topics.run(talk, sure[0])
            return
    if not offered:
        missed(talk)
        return
    if len({topics.TITLES[one] for one in offered}) == 1 and not set(offered) & CHANGES_STATE:
        # Two names of one thing: nothing to choose between.
        topics.run(talk, offered[0])
        return
    talk.say("did_you_mean", "clarify", "ask_confirmation")
    for one in offered[:2]:
        talk.button("human" if one == "talk_to_human" else f"do:{one}", topics.TITLES[one])
    talk.button("menu", "b_menu")
    if len(offered) == 1 or offered[0] == intent:
        talk.memory.pending = {"ask": "second", "for": offered[0]} if offered[0] not in CHANGES_STATE else None


def missed(talk: Talk) -> None:
    """Not understood: ask once to say it otherwise, then menu and a person."""
    memory = talk.memory
    memory.misses += 1
    if memory.flow is not None and memory.pending is not None and memory.misses <= 2:
        talk.say("clarify", "clarify")
        talk.ask_again()
        return
    if memory.misses == 1:
        talk.say("clarify", "clarify")
        topics.menu_buttons(talk)
        return
    talk.say("fallback", "fallback", "menu")
    people.offer(talk)
