"""What the page's form sent: words, a button, or a point."""

from __future__ import annotations

from typing import Any

from chatbot.channels.contract import Received
from chatbot.channels.loose import degrees, words
from chatbot.conversation.messages import OPENED, Inbound

MOST = 1000


def read(delivery: dict[str, Any]) -> list[Received]:
    """One form is one event; its key makes a second press harmless."""
    person, key = words(delivery.get("conversation")), words(delivery.get("key"))
    if not person or not key:
        return []
    return [Received(external_id=f"{person}:{key}"[:200], raw=delivery, person=person, address=person, inbound=_inbound(delivery))]


def _inbound(form: dict[str, Any]) -> Inbound | None:
    hint = words(form.get("lang"))
    if words(form.get("open")):
        return Inbound(kind="system", payload=OPENED, locale_hint=hint)
    if payload := words(form.get("button")):
        return Inbound(kind="button", payload=payload, text=words(form.get("title")), locale_hint=hint)
    lat, lon = degrees(form.get("lat")), degrees(form.get("lon"))
    if lat is not None and lon is not None:
        return Inbound(kind="pin", lat=lat, lon=lon, accuracy=degrees(form.get("accuracy")), locale_hint=hint)
    text = words(form.get("text"))[:MOST].strip()
    if form.get("has_file"):
        return Inbound(kind="media", text=text, locale_hint=hint)
    return Inbound(kind="text", text=text, locale_hint=hint) if text else None
