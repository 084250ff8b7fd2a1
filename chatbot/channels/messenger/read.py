"""Messenger's deliveries. Pins have had three shapes and may no longer come at all; each is read, none is relied on."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from chatbot.channels.contract import Received, RemoteFile
from chatbot.channels.loose import degrees, moment, part, rows, words
from chatbot.conversation.messages import OPENED, Inbound

GET_STARTED = "GET_STARTED"
_QUIET = ("read", "delivery", "reaction", "referral", "optin", "account_linking", "pass_thread_control", "take_thread_control", "app_roles")
_FILES = {"image": "image/jpeg", "file": ""}


def read(delivery: dict[str, Any]) -> list[Received]:
    """Every messaging item of every entry: Meta batches. `standby` items are another application's conversation."""
    found: list[Received] = []
    for entry in rows(delivery.get("entry")):
        for name in ("messaging", "standby"):
            for item in rows(entry.get(name)):
                raw = {"object": delivery.get("object"), "entry": [{"id": entry.get("id"), "time": entry.get("time"), name: [item]}]}
                event = Received(external_id=_id(item), raw=raw)
                found.append(dataclasses.replace(event, note="standby") if name == "standby" else _item(event, item))
    return found


def _id(item: dict[str, Any]) -> str:
    for name in ("message", "postback"):
        if mid := words(part(item, name).get("mid")):
            return mid[:200]
    # Older postbacks and other events have no id: the same event has the same content.
    return "h:" + hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()


def _item(event: Received, item: dict[str, Any]) -> Received:
    person = words(part(item, "sender").get("id"))
    event = dataclasses.replace(event, person=person, address=person)
    message, postback = part(item, "message"), part(item, "postback")
    if message.get("is_echo"):
        return dataclasses.replace(event, person="", address="", note="echo")
    if not person:
        return dataclasses.replace(event, note="no sender")
    base = Inbound(kind="text", sent_at=moment(item.get("timestamp"), per_second=1000))
    if postback:
        payload = words(postback.get("payload"))
        if payload == GET_STARTED:
            return dataclasses.replace(event, inbound=dataclasses.replace(base, kind="system", payload=OPENED))
        return dataclasses.replace(event, inbound=dataclasses.replace(base, kind="button", payload=payload, text=words(postback.get("title"))))
    if not message:
        note = next((name for name in _QUIET if name in item), "unknown event")
        return dataclasses.replace(event, note=note)
    if message.get("is_deleted"):
        return dataclasses.replace(event, note="deleted")
    heard, files = _content(message, base)
    return dataclasses.replace(event, inbound=heard, files=files, note="" if heard else "nothing to read")


def _content(message: dict[str, Any], base: Inbound) -> tuple[Inbound | None, tuple[RemoteFile, ...]]:
    text = words(message.get("text"))
    if quick := part(message, "quick_reply"):
        return dataclasses.replace(base, kind="button", payload=words(quick.get("payload")), text=text), ()
    attachments = rows(message.get("attachments"))
    for one in attachments:
        if one.get("type") == "location":
            return _pin(one, base, text), ()
    files = tuple(
        RemoteFile(words(part(one, "payload").get("url")), _FILES[kind], "foto.jpg" if kind == "image" else "document")
        for one in attachments
        if (kind := words(one.get("type"))) in _FILES and words(part(one, "payload").get("url")) and "sticker_id" not in part(one, "payload")
    )
    if files:
        return dataclasses.replace(base, kind="media", text=text), files
    # A shared link is a `fallback`: its address is also in the text, or only in the payload. A map link is read by the dialogue.
    urls = [url for one in attachments if one.get("type") == "fallback" and (url := _unwrapped(words(part(one, "payload").get("url"))))]
    text = "\n".join([text, *[url for url in urls if url not in text]]).strip()
    if text:
        return dataclasses.replace(base, text=text), ()
    if attachments:
        # A pin that Meta no longer delivers looks like this: an empty fallback.
        kind = words(attachments[0].get("type"))
        return dataclasses.replace(base, kind="system" if kind == "fallback" else "media", payload="location_unavailable" if kind == "fallback" else kind or "unsupported"), ()
    return None, ()


def _pin(one: dict[str, Any], base: Inbound, text: str) -> Inbound:
    """`coordinates` with `lat` and `long` (not lng); title beside the payload until v5, inside it since v6."""
    at = part(one, "payload", "coordinates")
    title = words(part(one, "payload").get("title")) or words(one.get("title"))
    lon = at.get("long") if at.get("long") is not None else at.get("lng")
    # "Pinned Location" and "Ion's Location" are no names of a place.
    name = "" if title.endswith("Location") else title
    return dataclasses.replace(base, kind="pin", text=text, lat=degrees(at.get("lat")), lon=degrees(lon), place_name=name)


def _unwrapped(url: str) -> str:
    """The address inside Facebook's own redirect (l.facebook.com/l.php?u=…), without asking anybody."""
    try:
        there = urlsplit(url)
    except ValueError:
        return ""
    if there.hostname in ("l.facebook.com", "www.facebook.com", "lm.facebook.com") and there.path == "/l.php":
        return parse_qs(there.query).get("u", [""])[0]
    return url
