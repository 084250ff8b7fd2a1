"""Notices about a case in the conversation where they were asked for. E-mail goes out as ever; this is in addition, by consent."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from chatbot import postman
from chatbot.conversation.messages import Button, Inbound, Reply
from chatbot.models import Conversation, NoticeChoice, Outbound, Turn
from chatbot.turns import write_turn
from chatbot.understanding.commands import bare, command
from chatbot.understanding.normalise import clean, fold
from gisapp.core import clock, jobs
from permits import api as permits

PREFIX = "notices:"
# What is older is no news any more.
_NEWS = dt.timedelta(days=3)


def offer(conversation: Conversation, replies: list[Reply]) -> Reply | None:
    """The question whether to tell news of the draft here, asked once after it was made."""
    case = str((conversation.state or {}).get("draft") or "")
    if not case or not any("draft_created" in reply.acts for reply in replies):
        return None
    if NoticeChoice.objects.filter(conversation=conversation, case=case).exists():
        return None
    with translation.override(conversation.lang or "ro"):
        text = _("După ce depuneți cererea, doriți să vă scriem aici când se schimbă stadiul ei? Puteți renunța oricând cu „șterge datele”.")
        buttons = (Button(f"{PREFIX}yes:{case}", _("Da, scrieți-mi")), Button(f"{PREFIX}no:{case}", _("Nu, mulțumesc")))
    reply = Reply(acts=("ask_consent",), text=text, buttons=buttons)
    write_turn(conversation, Turn.Who.BOT, {"text": text, "buttons": [{"id": one.id, "title": one.title} for one in buttons]}, reply.acts)
    return reply


def take_choice(conversation: Conversation, inbound: Inbound) -> Reply | None:
    """Take the answer to that question, pressed or typed; None when this is something else. Only the case begun in this conversation counts."""
    inbound = _typed(conversation, inbound)
    if inbound.kind != "button" or not inbound.payload.startswith(PREFIX):
        return None
    _prefix, said, case, *_rest = [*inbound.payload.split(":", 2), "", ""]
    if case != str((conversation.state or {}).get("draft") or "") or said not in ("yes", "no"):
        return None
    now = clock.now()
    if said == "yes":
        NoticeChoice.objects.update_or_create(conversation=conversation, case=uuid.UUID(case), defaults={"agreed_at": now, "ended_at": None})
    else:
        NoticeChoice.objects.filter(conversation=conversation, case=case).update(ended_at=now)
    with translation.override(conversation.lang or "ro"):
        text = _("Bine, vă scriem aici când se schimbă ceva.") if said == "yes" else _("Bine, nu vă scriem aici; înștiințările vin pe e-mail.")
    write_turn(conversation, Turn.Who.PERSON, {"kind": "button", "text": inbound.text or said})
    write_turn(conversation, Turn.Who.BOT, {"text": text}, ["confirm_channel_reply"])
    return Reply(acts=("confirm_channel_reply",), text=text)


def _typed(conversation: Conversation, inbound: Inbound) -> Inbound:
    """A title, a number, a yes or a no right after the question, where a channel shows buttons as text."""
    if inbound.kind != "text" or conversation.owner != Conversation.Owner.BOT:
        return inbound
    last = conversation.turns.order_by("-seq").first()
    shown = last.said.get("buttons") or [] if last is not None and last.who == Turn.Who.BOT and isinstance(last.said, dict) else []
    if len(shown) != 2 or not all(str(one.get("id", "")).startswith(PREFIX) for one in shown):
        return inbound
    typed = bare(fold(clean(inbound.text)))
    meant = {"affirm": 0, "deny": 1}.get(command(typed) or "", -1)
    for place, one in enumerate(shown):
        if place == meant or typed in (str(place + 1), bare(fold(clean(str(one["title"]))))):
            return dataclasses.replace(inbound, kind="button", payload=str(one["id"]))
    return inbound


@jobs.every_tick
def tell_notices() -> None:
    """Repeat new notices where they were asked for: once each, within each vendor's rules."""
    for choice in NoticeChoice.objects.filter(ended_at=None, conversation__erased_at=None).select_related("conversation__authority")[:1000]:
        since = max(choice.agreed_at, clock.now() - _NEWS)
        for told in permits.told_since(choice.conversation.authority, [choice.case], since):
            _tell(choice.conversation, told.id, told.text)


@transaction.atomic
def _tell(conversation: Conversation, notice: int, text: str) -> None:
    held = Conversation.objects.select_for_update(of=("self",)).select_related("authority").get(pk=conversation.pk)
    if Outbound.objects.filter(conversation=held, notice=notice).exists() or held.turns.filter(said__notice=notice).exists():
        return
    write_turn(held, Turn.Who.BOT, {"text": text, "notice": notice}, ["status_answer"])
    postman.post(held, [Reply(acts=("status_answer",), text=text)], by=Outbound.By.NOTICE, notice=notice)
