"""From a stored event to the dialogue and back: one event at a time, in order, under the conversation's lock."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

import structlog
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from chatbot import channels, media, notices, postman, vendor
from chatbot.channel_accounts import accounts, web_account
from chatbot.channels.contract import Account, Received
from chatbot.conversation.engine import answer
from chatbot.conversation.messages import Inbound, Media, Reply
from chatbot.models import CannedText, ChatSettings, Conversation, InboundEvent, Outbound, opaque
from gisapp.accounts.models import Authority
from gisapp.core import clock, jobs

log = structlog.get_logger(__name__)
# Vendors repeat for up to seven days what they could not deliver; an answer to yesterday's question only confuses.
STALE = dt.timedelta(hours=12)
# An event that fails again and again may hold up the person's later ones only so long.
HOLDS_UP = dt.timedelta(minutes=2)


def store(account: Account, authority: Authority, events: list[Received]) -> list[InboundEvent]:
    """Write events down that are not known yet, each with its job, in the caller's transaction; return the new ones."""
    new = []
    for event in events:
        row, made = InboundEvent.objects.get_or_create(
            channel=account.channel, account=account.id, external_id=event.external_id,
            defaults={
                "authority": authority, "raw": sealed(event.raw), "received_at": clock.now(),
                "person": opaque(account.channel, account.id, event.person) if event.person else "",
            },
        )
        if made:
            new.append(row)
            jobs.enqueue("chatbot.read_event", event=row.pk)
    return new


def sealed(raw: dict[str, Any]) -> dict[str, str]:
    """A delivery as it is stored. Trap: the encrypted field turns every value inside JSON into text (False → "False")."""
    return {"json": json.dumps(raw)}


def opened(stored: dict[str, str] | None) -> dict[str, Any]:
    """A stored delivery as it came; empty once it was erased."""
    found = json.loads((stored or {}).get("json", "{}"))
    return found if isinstance(found, dict) else {}


@jobs.job("chatbot.read_event")
def read_event(event: int) -> None:
    """Read one event, after the person's earlier ones."""
    row = InboundEvent.objects.get(pk=event)
    if row.processed_at is not None:
        return
    if row.person:
        earlier = InboundEvent.objects.filter(
            channel=row.channel, account=row.account, person=row.person, processed_at=None, pk__lt=row.pk, received_at__gt=clock.now() - HOLDS_UP,
        )
        for pk in earlier.order_by("pk").values_list("pk", flat=True):
            _read_one(pk, ())
    _read_one(row.pk, ())


def read_now(row: InboundEvent, brought: tuple[Media, ...]) -> None:
    """Read an event of our own page within its request; the job finds it done."""
    _read_one(row.pk, brought)


def _read_one(pk: int, brought: tuple[Media, ...]) -> None:
    row = InboundEvent.objects.select_related("authority").get(pk=pk)
    account = _account(row)
    found = channels.CHANNELS[row.channel].read(opened(row.raw))
    if row.processed_at is not None:
        return
    if account is None or not found:
        InboundEvent.objects.filter(pk=pk).update(processed_at=clock.now(), outcome="unreadable" if account else "no account")
        return
    event = found[0]
    # Fetched before the lock: a slow vendor must not hold up the conversation.
    fetched = _fetch(account, event) if event.inbound is not None else ()
    with transaction.atomic():
        held = InboundEvent.objects.select_for_update().get(pk=pk)
        if held.processed_at is None:
            held.outcome = _handle(row.authority, account, event, (*brought, *fetched))[:40]
            held.processed_at = clock.now()
            held.save(update_fields=["outcome", "processed_at"])


def _account(row: InboundEvent) -> Account | None:
    if row.channel == "web":
        return web_account(row.authority.slug)
    return next((one for one in accounts() if (one.authority, one.channel, one.id) == (row.authority.slug, row.channel, row.account)), None)


def _fetch(account: Account, event: Received) -> tuple[Media, ...]:
    found = []
    for file in event.files[:5]:
        try:
            taken = media.take(vendor.fetch(account, file), file.name)
        except vendor.Unreachable as error:
            log.warning("a file of a message could not be fetched", channel=account.channel, why=str(error))
            continue
        if taken is not None:
            found.append(taken)
    return tuple(found)


def _handle(authority: Authority, account: Account, event: Received, brought: tuple[Media, ...]) -> str:
    """Do what an event asks for, under the conversation's lock; return what became of it."""
    if event.report is not None:
        return postman.take_report(account, *event.report)
    if not event.person:
        return event.note or "no person"
    conversation = conversation_of(authority, account, event)
    if event.left:
        # Blocked, or somebody else's number now: nothing more is sent, and the account that was linked is not theirs.
        Conversation.objects.filter(pk=conversation.pk).update(user=None)
        Outbound.objects.filter(conversation=conversation, state=Outbound.State.WAITING).update(state=Outbound.State.DROPPED, last_error="left")
    for call in event.courtesies:
        postman.post_call(conversation, call)
    if event.inbound is None:
        return event.note or "nothing to read"
    heard = _with_files(event.inbound, brought, wanted=bool(event.files))
    now = clock.now()
    if not ChatSettings.of(authority).is_on(account.channel):
        return _say_once(conversation, "channel_off", now)
    if heard.sent_at is not None and now - heard.sent_at > STALE:
        return _say_once(conversation, "stale", now)
    chosen = notices.take_choice(conversation, heard)
    if chosen is not None:
        postman.post(conversation, [chosen])
        return "answered"
    replies = answer(conversation, heard, now=now)
    asked = notices.offer(conversation, replies)
    postman.post(conversation, [*replies, asked] if asked is not None else replies)
    return "answered"


def _with_files(heard: Inbound, brought: tuple[Media, ...], *, wanted: bool) -> Inbound:
    if brought:
        return dataclasses.replace(heard, media=brought)
    return dataclasses.replace(heard, payload=heard.payload or "unsupported") if wanted else heard


def _say_once(conversation: Conversation, why: str, now: dt.datetime) -> str:
    """One sentence in twelve hours, not one for each message that comes late or to a channel that is off."""
    already = InboundEvent.objects.filter(
        channel=conversation.channel, account=conversation.account, person=conversation.external_user, outcome=why, processed_at__gt=now - STALE,
    )
    if not already.exists() and conversation.channel != "web":
        postman.post(conversation, [Reply(acts=("hours_answer",), text=_sentence(conversation, why))])
    return why


def _sentence(conversation: Conversation, why: str) -> str:
    lang, authority = conversation.lang or "ro", conversation.authority
    own = CannedText.said(authority, why.replace("_", "-"), lang)
    if own is not None:
        return own
    with translation.override(lang):
        if why == "stale":
            return _("Ne pare rău: mesajul dumneavoastră a ajuns la noi cu mare întârziere. Dacă mai este de actualitate, scrieți-ne din nou.")
        return _("Asistentul primăriei nu răspunde acum pe acest canal. Ne găsiți la telefon %(phone)s sau la ghișeu.") % {"phone": authority.phone}


def conversation_of(authority: Authority, account: Account, event: Received) -> Conversation:
    """The person's conversation, locked: by their stable id, else by an older id of theirs, else a new one."""
    now = clock.now()
    key = opaque(account.channel, account.id, event.person)
    mine = Conversation.objects.filter(authority=authority, channel=account.channel, account=account.id)
    if event.formerly and not mine.filter(external_user=key).exists():
        mine.filter(external_user=opaque(account.channel, account.id, event.formerly)).update(external_user=key)
    found, _made = Conversation.objects.get_or_create(
        authority=authority, channel=account.channel, account=account.id, external_user=key,
        defaults={"address": event.address, "started_at": now, "last_seen": now},
    )
    held: Conversation = Conversation.objects.select_for_update(of=("self",)).select_related("authority").get(pk=found.pk)
    if event.address and held.address != event.address:
        held.address = event.address
        held.save(update_fields=["address"])
    return held
