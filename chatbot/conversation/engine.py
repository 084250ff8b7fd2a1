"""The one entrance of the dialogue: a message in, messages out. No channel is known here."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import translation

from chatbot.conversation.commands import command
from chatbot.conversation.hearing import is_neutral, language, understood
from chatbot.conversation.memory import Memory
from chatbot.conversation.messages import OPENED, Inbound, Reply
from chatbot.conversation.policy import respond
from chatbot.conversation.talk import Talk
from chatbot.conversation.texts import own_words, own_words_of
from chatbot.conversation.topics import menu_buttons
from chatbot.conversation.yes_no import yes_or_no
from chatbot.forgetting import forget_conversation
from chatbot.models import Conversation, Handover, Turn
from chatbot.understanding.bands import Band

# Words are erased so many days after the last message.
KEPT_DAYS = 180
SAME_WORDS = 3


def answer(conversation: Conversation, inbound: Inbound, *, now: dt.datetime) -> list[Reply]:
    """Answer one message under the conversation's lock; what changes is written together with the turns, or not at all.

    Never raises for what a person may send. A reply without text (act `silent`) is written down and not sent.
    """
    with transaction.atomic():
        held = Conversation.objects.select_for_update(of=("self",)).select_related("authority", "user").get(pk=conversation.pk)
        memory = Memory.read(held.state)
        meant = understood(held, memory, inbound)
        lang = language(held, memory, meant, inbound)
        told = own_words.set(own_words_of(held.authority))
        try:
            with translation.override(lang):
                talk = Talk(held, memory, inbound, now, meant)
                _answer(talk)
                reply = talk.reply()
        finally:
            own_words.reset(told)
        memory.spoke = memory.spoke or (meant is not None and not is_neutral(meant, inbound.text))
        if memory.asked == "erase_now":
            forget_conversation(held)
            held.erased_at = now
            talk.memory = memory = Memory()
        else:
            _write(talk, reply, lang)
        held.state, held.lang, held.last_seen = memory.write(), lang, now
        held.erase_after = now.date() + dt.timedelta(days=KEPT_DAYS)
        held.save(update_fields=["state", "lang", "last_seen", "erase_after", "erased_at", "owner"])
    conversation.state, conversation.lang, conversation.owner = held.state, held.lang, held.owner
    return [reply]


def _answer(talk: Talk) -> None:
    """Say that it is a machine, once; be silent where a person speaks or nothing is asked; answer otherwise."""
    inbound, memory = talk.inbound, talk.memory
    if talk.conversation.owner != Conversation.Owner.BOT:
        _beside_a_person(talk)
        return
    if inbound.is_edit or (inbound.is_live and inbound.kind == "pin" and memory.streak.get("live")):
        _moved(talk)
        return
    if inbound.kind == "system" and inbound.payload != OPENED:
        talk.act("silent")
        return
    danger = talk.meant is not None and talk.meant.intent == "emergency" and inbound.kind in ("text", "media")
    if not danger and _same_words_again(talk):
        return
    first = not memory.disclosed
    memory.disclosed = True
    if first and not danger:
        _disclose(talk)
    if inbound.is_live:
        memory.streak = {"live": True}
    if inbound.kind == "system" or (inbound.kind == "text" and not talk.text):
        talk.say("greet", "greet", "menu") if inbound.kind == "system" else talk.say("one_prompt", "silent_or_single_prompt")
        menu_buttons(talk)
        return
    memory.remember_step()
    respond(talk)
    if first and danger:
        # 112 before anything else, and who speaks in the same breath.
        _disclose(talk)


def _disclose(talk: Talk) -> None:
    talk.say("disclose", "disclose_bot", town=talk.authority.name, privacy=talk.url("privacy"))


def _beside_a_person(talk: Talk) -> None:
    """The bot never talks over a person: one word that the message was added, then silence. Danger for life is the exception in the queue."""
    memory, waiting = talk.memory, talk.conversation.owner == Conversation.Owner.QUEUE
    if waiting and talk.meant is not None and talk.meant.intent == "emergency":
        talk.say("emergency", "intent_answer")
    elif waiting and talk.meant is not None and (talk.meant.command in ("cancel", "delete_data") or memory.asked == "erase"):
        _leave_queue(talk)
    elif waiting and not memory.waiting_told:
        memory.waiting_told = True
        talk.say("waiting_notice", "waiting_notice_once")
    else:
        talk.act("silent")


def _leave_queue(talk: Talk) -> None:
    """While nobody has taken the conversation, the person may give it up or have it erased; then the assistant answers again."""
    assert talk.meant is not None
    if talk.meant.command == "delete_data":
        command(talk, "delete_data")
        return
    if talk.memory.asked == "erase" and talk.meant.intent != "affirm" and talk.meant.command != "cancel":
        yes_or_no(talk, False)
        return
    Handover.objects.filter(conversation=talk.conversation, state=Handover.State.QUEUE).update(state=Handover.State.CLOSED, ended_at=talk.now)
    talk.conversation.owner = Conversation.Owner.BOT
    if talk.memory.asked == "erase" and talk.meant.intent == "affirm":
        yes_or_no(talk, True)
        return
    talk.memory.stop()
    talk.say("left_queue", "cancelled")
    menu_buttons(talk)


def _moved(talk: Talk) -> None:
    """A live location moved, or a message was edited: kept without a word, at most one question."""
    inbound, memory = talk.inbound, talk.memory
    talk.act("silent_or_single_prompt")
    if inbound.kind == "pin" and inbound.lat is not None and inbound.lon is not None and not memory.streak.get("asked_live"):
        memory.streak = {"live": True, "asked_live": True}
        memory.point = {"lat": inbound.lat, "lon": inbound.lon, "label": f"{inbound.lat:.5f}, {inbound.lon:.5f}"}
        if memory.pending is None:
            talk.ask("live", "live", "silent_or_single_prompt", choices=[("yes", "b_yes"), ("no", "b_no")])
        return
    talk.act("silent")


def _same_words_again(talk: Talk) -> bool:
    """The same words three times in a row: one prompt, then silence. Answers such as „da” may repeat."""
    memory = talk.memory
    if talk.inbound.kind != "text" or len(talk.text) < 4:
        if talk.inbound.kind != "pin":
            memory.streak = {}
        return False
    # Only a digest is kept: the words themselves may hold what must not be stored.
    mark = hashlib.sha256(talk.text.encode()).hexdigest()
    count = int(memory.streak.get("count", 0)) + 1 if memory.streak.get("text") == mark else 1
    memory.streak = {"kind": "text", "text": mark, "count": count}
    if count == SAME_WORDS + 1:
        talk.say("one_prompt", "silent_or_single_prompt")
    elif count > SAME_WORDS:
        talk.act("silent", "silent_or_single_prompt")
    return count > SAME_WORDS


def _write(talk: Talk, reply: Reply, lang: str) -> None:
    """The two turns, masked."""
    held, inbound, meant = talk.conversation, talk.inbound, talk.meant
    last = Turn.objects.filter(conversation=held).aggregate(n=Max("seq"))["n"] or 0
    sent = [{"sha256": one.sha256, "mime": one.mime, "size": one.size, "name": one.name} for one in inbound.media]
    said: dict[str, Any] = {"kind": inbound.kind, "text": meant.masked_text if meant is not None else "", "payload": inbound.payload[:200], "media": sent}
    if inbound.kind == "pin":
        finite = [value if isinstance(value, int | float) and abs(value) < 1e9 else None for value in (inbound.lat, inbound.lon, inbound.accuracy)]
        said.update(lat=finite[0], lon=finite[1], accuracy=finite[2], place_name=inbound.place_name[:120])
    band = "" if meant is None else Band.ANSWER.value if talk.taken else meant.band.value
    Turn.objects.create(
        conversation=held, seq=last + 1, who=Turn.Who.PERSON, said=said, at=talk.now, lang=lang, intent=(talk.answered or (meant.intent if meant is not None else ""))[:60],
        band=band, confidence=meant.confidence if meant is not None else None,
    )  # fmt: skip
    written = {
        "text": reply.text, "buttons": [dataclasses.asdict(one) for one in reply.buttons], "link": dataclasses.asdict(reply.link) if reply.link else None,
        "map_card": dataclasses.asdict(reply.map_card) if reply.map_card else None, "ask_location": reply.ask_location,
    }  # fmt: skip
    Turn.objects.create(conversation=held, seq=last + 2, who=Turn.Who.BOT, said=written, acts=list(reply.acts), at=talk.now, lang=lang)
