"""The outbox of the chat: replies become calls in the transaction of the answer; a job sends them in order, within the limits.

A message is sent at least once and in order; too late, it is dropped. Whether the bot may still speak is asked when it is sent.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
import time
from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import quote

import structlog
from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from chatbot import channels, vendor
from chatbot.addresses import public_address
from chatbot.channel_accounts import account_of
from chatbot.channels.contract import Account, Call, Recipient, Undeliverable
from chatbot.conversation.messages import Document, Reply
from chatbot.models import Conversation, Handover, Outbound, PinLink, Turn
from gisapp.core import clock, jobs

log = structlog.get_logger(__name__)
KEEPS = {Outbound.By.BOT: dt.timedelta(hours=12), Outbound.By.AGENT: dt.timedelta(days=6), Outbound.By.NOTICE: dt.timedelta(days=3)}
# Seconds between two messages to one person, and messages a second in all (see the vendors' limits in the note on channels).
PAIR_SECONDS = {"telegram": 1, "whatsapp": 6, "messenger": 1}
A_SECOND = {"telegram": 25, "whatsapp": 70, "messenger": 200}
PIN_LINK = dt.timedelta(minutes=30)
DOCUMENT_SALT = "chatbot.document"
MOST_ATTEMPTS = 12
_ADDRESS = ("to", "recipient")
# Meta's codes for "too fast": they come with status 400.
_TOO_FAST = {4, 613, 80007, 130429, 131048, 131056}
# A bot's answer that lay in the queue while a colleague took over would talk over them.
_TALKS_OVER = dt.timedelta(minutes=2)


def post(conversation: Conversation, replies: Sequence[Reply], *, by: str = Outbound.By.BOT, notice: int | None = None) -> list[Outbound]:
    """Write the calls that show these replies, with their job, in the caller's transaction. Our own page needs none."""
    account = account_of(conversation)
    if account is None:
        return []
    written = []
    for reply in replies:
        if reply.is_silent:
            continue
        try:
            calls = channels.CHANNELS[conversation.channel].send(reply, _recipient(conversation, account, reply, by))
        except Undeliverable as why:
            written.append(_write(conversation, Call("none", {}), by, notice, dropped=str(why)))
            continue
        written += [_write(conversation, call, by, notice if number == len(calls) else None) for number, call in enumerate(calls, start=1)]
    return written


def post_call(conversation: Conversation, call: Call) -> Outbound:
    """Write one call that is no reply: an answered button."""
    return _write(conversation, call, Outbound.By.BOT, None)


def _write(conversation: Conversation, call: Call, by: str, notice: int | None, *, dropped: str = "") -> Outbound:
    now = clock.now()
    # WhatsApp's address is a telephone number: it stays encrypted in the conversation and is put in when the call is made.
    body = {name: value for name, value in call.body.items() if conversation.channel != "whatsapp" or name not in _ADDRESS}
    row = Outbound.objects.create(
        conversation=conversation, written_by=by, call={"name": call.name, "body": body, "matters": call.matters}, created_at=now, next_try_at=now,
        not_after=now + KEEPS[Outbound.By(by)], notice=notice, state=Outbound.State.DROPPED if dropped else Outbound.State.WAITING, last_error=dropped,
    )
    if not dropped:
        jobs.enqueue("chatbot.send", conversation=str(conversation.pk))
    return row


def in_window(conversation: Conversation, now: dt.datetime) -> bool:
    """Whether the vendor still lets us write freely: hours since the person's own last message."""
    hours = channels.CHANNELS[conversation.channel].CAPABILITIES.window_hours
    if not hours:
        return True
    last = Turn.objects.filter(conversation=conversation, who=Turn.Who.PERSON).aggregate(last=Max("at"))["last"] or conversation.last_seen
    return bool(now - last < dt.timedelta(hours=hours) - dt.timedelta(minutes=5))


def _recipient(conversation: Conversation, account: Account, reply: Reply, by: str) -> Recipient:
    authority, now = conversation.authority, clock.now()
    picture = ""
    if reply.map_card is not None and reply.map_card.cadastral_number:
        picture = public_address(authority, reverse("chat_parcel_picture", args=[quote(reply.map_card.cadastral_number, safe="")]))
    return Recipient(
        address=conversation.address or "", lang=conversation.lang or "ro",
        map_page=public_address(authority, reverse("chat_pin", args=[new_pin_link(conversation)])) if reply.ask_location else "",
        picture=picture if picture.startswith("https://") else "",
        document_url=public_address(authority, reverse("chat_document", args=[document_token(reply.document)])) if reply.document else "",
        in_window=in_window(conversation, now), by_person=by == Outbound.By.AGENT, template=account.secret("template"),
    )


def new_pin_link(conversation: Conversation) -> str:
    """Make a link to our map for this conversation: once, for 30 minutes."""
    token = secrets.token_urlsafe(24)
    PinLink.objects.create(conversation=conversation, digest=sha256(token.encode()).hexdigest(), expires_at=clock.now() + PIN_LINK)
    return token


def document_token(document: Document) -> str:
    """What opens a document for a day without an account: who holds the chat holds it."""
    return signing.dumps([document.sha256, document.name, document.mime], salt=DOCUMENT_SALT, compress=True)


@jobs.job("chatbot.send")
def send(conversation: str) -> None:
    """Send what waits for a conversation, in order; NotYet when the vendor asks for patience."""
    for _round in range(50):
        wait = _send_next(conversation)
        if wait is None:
            return
        if wait > 6:
            raise jobs.NotYet("the vendor asks for patience", after=dt.timedelta(seconds=wait))
        if wait > 0:
            time.sleep(wait)
    # More than one turn may take: a job that ended here would forget the rest.
    raise jobs.NotYet("more waits", after=dt.timedelta(seconds=1))


def _send_next(conversation: str) -> float | None:
    """Send the first waiting message. Return the seconds to wait before the next, None when nothing waits."""
    with transaction.atomic():
        waiting = Outbound.objects.select_for_update(of=("self",)).filter(conversation=conversation, state=Outbound.State.WAITING)
        row = waiting.select_related("conversation__authority").order_by("pk").first()
        if row is None:
            return None
        now = clock.now()
        if row.next_try_at > now:
            return (row.next_try_at - now).total_seconds()
        account = account_of(row.conversation)
        why = "no account" if account is None else _too_late(row, now)
        if why or account is None:
            return _end(row, Outbound.State.DROPPED, why)
        pause = _pause(row, account, now)
        if pause > 0:
            return pause
        body = row.call["body"]
        if account.channel == "whatsapp":
            body = {**body, **json.loads(row.conversation.address or "{}")}
        call = Call(row.call["name"], body)
        try:
            answer = vendor.post(account, call)
        except vendor.Unreachable as error:
            return _again(row, now, str(error), 0)
        if answer.ok:
            row.external_id, row.sent_at = answer.message_id[:200], clock.now()
            return _end(row, Outbound.State.SENT, "")
        if answer.status == 429 or answer.status >= 500 or answer.status == 401 or answer.code in _TOO_FAST:
            return _again(row, now, f"status {answer.status} code {answer.code}", answer.retry_after)
        if answer.status == 403 and account.channel == "telegram":
            # Blocked by the person: nothing else will arrive either.
            waiting.exclude(pk=row.pk).update(state=Outbound.State.DROPPED, last_error="blocked")
        log.warning("the vendor refused a message", channel=account.channel, status=answer.status, code=answer.code)
        return _end(row, Outbound.State.DROPPED, f"refused: status {answer.status} code {answer.code}")


def _end(row: Outbound, state: str, why: str) -> float:
    row.state, row.last_error = state, why[:200]
    row.save(update_fields=["state", "last_error", "external_id", "sent_at"])
    return 0.0


def _again(row: Outbound, now: dt.datetime, why: str, asked: int) -> float:
    row.attempts += 1
    if not row.call.get("matters", True) or row.attempts >= MOST_ATTEMPTS:
        return _end(row, Outbound.State.DROPPED, why)
    wait = float(max(asked, min(2**row.attempts, 900)))
    row.next_try_at, row.last_error = now + dt.timedelta(seconds=wait), why[:200]
    row.save(update_fields=["attempts", "next_try_at", "last_error"])
    return wait


def _too_late(row: Outbound, now: dt.datetime) -> str:
    if row.not_after < now:
        return "stale"
    if row.written_by != Outbound.By.BOT or not row.call.get("matters", True) or row.conversation.owner != Conversation.Owner.AGENT:
        return ""
    taken = Handover.objects.filter(conversation=row.conversation, state=Handover.State.AGENT).values_list("taken_at", flat=True).first()
    if (taken is not None and row.created_at >= taken) or now - row.created_at > _TALKS_OVER:
        return "a colleague speaks"
    return ""


def _pause(row: Outbound, account: Account, now: dt.datetime) -> float:
    """Seconds until the limits allow it: one person's, then everybody's."""
    if row.call.get("matters", True):
        last = Outbound.objects.filter(conversation=row.conversation, state=Outbound.State.SENT, call__matters=True).aggregate(last=Max("sent_at"))["last"]
        if last is not None and (now - last).total_seconds() < PAIR_SECONDS[account.channel]:
            return PAIR_SECONDS[account.channel] - max((now - last).total_seconds(), 0.0)
    key = f"chat-rate:{account.channel}:{account.id}:{int(now.timestamp())}"
    cache.add(key, 0, timeout=5)
    try:
        count = cache.incr(key)
    except ValueError:
        count = 1
    return 0.5 if count > A_SECOND[account.channel] else 0.0


def take_report(account: Account, message: str, state: str, code: str) -> str:
    """Take a vendor's report of a message of ours: one that failed is dropped, with the reason."""
    if state == "failed" and message:
        rows = Outbound.objects.filter(external_id=message, conversation__channel=account.channel, conversation__account=account.id)
        rows.update(state=Outbound.State.DROPPED, last_error=f"failed: code {code}"[:200])
    return f"status {state}"
