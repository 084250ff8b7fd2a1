"""`manage.py chat_talk`: messages as JSON lines in, what the assistant does and says as JSON lines out."""

from __future__ import annotations

import dataclasses
import json
import math
import re
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from chatbot.conversation.engine import answer
from chatbot.conversation.messages import Inbound, Media, Reply
from chatbot.models import Conversation, Turn, opaque
from chatbot.understanding.intents import listed_intent
from gisapp.accounts.models import Authority
from gisapp.core import clock, jobs
from gisapp.core.errors import BadInput

KINDS = {"text": "text", "location": "pin", "button": "button", "photo": "media"}
MOST_LINE = 100_000
# What a message does to the talk, not what it is about: then the intent is what is talked about.
_NO_INTENTS = frozenset({"", "affirm", "deny", "back", "cancel"})


class Command(BaseCommand):
    """Talk with the assistant on the command line; conversations may be interleaved and go on in a later run."""

    help = "Reads JSON lines {conversation, channel, type, text, lon, lat, accuracy} and prints what the assistant does."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The town hall that is spoken for."""
        parser.add_argument("--authority", default="", help="slug; the default authority without it")
        parser.add_argument("--lang", choices=["ro", "en"], default="", help="language a new conversation begins in")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line in, one line out, at once."""
        slug = options["authority"] or settings.DEFAULT_AUTHORITY
        authority = Authority.objects.filter(slug=slug).first()
        if authority is None:
            raise CommandError(f"no authority '{slug}': run open_house first")
        for raw in iter(sys.stdin.buffer.readline, b""):
            line = raw.decode("utf-8", errors="replace").lstrip("\ufeff").strip()
            if line:
                sys.stdout.write(json.dumps(self._turn(line, authority, options["lang"]), ensure_ascii=False) + "\n")
                sys.stdout.flush()

    def _turn(self, line: str, authority: Authority, lang: str) -> dict[str, Any]:
        given: Any = None
        try:
            if len(line) > MOST_LINE:
                raise BadInput("Linia este prea lungă.", code="too_long")
            given = json.loads(line)
            inbound, key, channel = read(given)
        except (json.JSONDecodeError, RecursionError):
            return {"error": {"code": "not_json", "message": "Linia nu este JSON."}}
        except BadInput as bad:
            return {"conversation": given.get("conversation") if isinstance(given, dict) else None, "error": {"code": bad.code, "message": bad.sentence}}
        conversation = conversation_of(authority, channel, key, lang)
        if inbound.kind == "button" and not _is_button(conversation, inbound.payload):
            # A title of an older message, or no button at all: words, which never do more than a button.
            inbound = dataclasses.replace(inbound, kind="text", payload="")
        # Jobs stay rows, which the worker sweeps: a line is answered at once whether or not a broker is there.
        with jobs.done_here():
            replies = answer(conversation, inbound, now=clock.now())
        return said(given["conversation"], conversation, inbound, replies)


def read(given: Any) -> tuple[Inbound, str, str]:
    """Return the message, the conversation's name and the channel's name; BadInput with a sentence for a bad line."""
    if not isinstance(given, dict):
        raise BadInput("Linia trebuie să fie un obiect JSON.", code="not_an_object")
    key = given.get("conversation")
    if not isinstance(key, str | int) or isinstance(key, bool) or not str(key).strip():
        raise BadInput("Lipsește „conversation”.", code="no_conversation")
    channel = str(given.get("channel") or "cli")[:16]
    kind = given.get("type", "text")
    if not isinstance(kind, str) or kind not in KINDS:
        raise BadInput("„type” este text, location, button sau photo.", code="bad_type")
    text = given.get("text") or ""
    if not isinstance(text, str):
        raise BadInput("„text” trebuie să fie un șir.", code="bad_text")
    text = text.replace("\x00", "").encode("utf-8", "replace").decode()
    lat, lon, accuracy = (_degrees(given.get(name), name) for name in ("lat", "lon", "accuracy"))
    if kind == "location":
        return Inbound("pin", text=text, lat=lat, lon=lon, accuracy=accuracy), str(key), channel
    if kind == "photo":
        return Inbound("media", text=text, lat=lat, lon=lon, media=(Media("", "image/jpeg", 0),)), str(key), channel
    if kind == "button":
        return Inbound("button", text=text, payload=text), str(key), channel
    return Inbound("text", text=text), str(key), channel


_CODES = re.compile(r"(?:do|start|parcel|notices):.+|yes|no|other|agree|send|erase|menu|cancel|back|delete_data|human|next|anonymous|drop_photo")


def _is_button(conversation: Conversation, given: str) -> bool:
    shown = [str(part) for pair in (conversation.state or {}).get("buttons") or [] if isinstance(pair, list) for part in pair]
    return given in shown or _CODES.fullmatch(given) is not None


def _degrees(value: Any, name: str) -> float | None:
    if value is None:
        return None
    try:
        number = float(value) if not isinstance(value, bool) else math.nan
    except (TypeError, ValueError, OverflowError):
        raise BadInput(f"„{name}” trebuie să fie un număr.", code="bad_number") from None
    return number


def conversation_of(authority: Authority, channel: str, key: str, lang: str) -> Conversation:
    """The conversation of this name on this channel, begun if need be."""
    moment = clock.now()
    found, _made = Conversation.objects.get_or_create(
        authority=authority, channel=channel, account="cli", external_user=opaque(channel, "cli", key), defaults={"started_at": moment, "last_seen": moment, "lang": lang}
    )
    return found


def said(key: Any, conversation: Conversation, inbound: Inbound, replies: list[Reply]) -> dict[str, Any]:
    """What the assistant did, in the words agreed."""
    turn = Turn.objects.filter(conversation=conversation, who=Turn.Who.PERSON).order_by("-seq").first()
    intent = turn.intent if turn is not None else ""
    if intent in _NO_INTENTS:
        intent = str(conversation.state.get("topic", "")) or ("parcel_info_by_pin" if conversation.state.get("parcel") else "")
    texts = [reply.text for reply in replies if reply.text]
    links = [f"{reply.link.title}: {reply.link.url}" for reply in replies if reply.link and reply.link.url not in reply.text]
    return {
        "conversation": key, "acts": list(dict.fromkeys(act for reply in replies for act in reply.acts)), "text": "\n\n".join([*texts, *links]),
        "buttons": [button.title for reply in replies for button in reply.buttons], "slots": conversation.state.get("slots", {}),
        "intent": listed_intent(intent) if intent else None, "lang": conversation.lang,
    }  # fmt: skip
