"""Telegram's updates, read leniently: its own sample updates lack members that the reference calls required."""

from __future__ import annotations

import dataclasses
from typing import Any

from chatbot.channels.contract import Call, Received, RemoteFile
from chatbot.channels.loose import degrees, moment, part, rows, words
from chatbot.channels.telegram.words import ASK_PIN
from chatbot.conversation.messages import OPENED, Inbound

_UNREADABLE = ("voice", "audio", "video", "video_note", "sticker", "animation", "contact", "poll", "dice", "story", "paid_media", "checklist")


def read(delivery: dict[str, Any]) -> list[Received]:
    """One update is one event."""
    number = words(delivery.get("update_id"))
    if not number:
        return []
    event = Received(external_id=number, raw=delivery)
    if "callback_query" in delivery:
        return [_button(event, part(delivery, "callback_query"))]
    if "message" in delivery:
        return [_message(event, part(delivery, "message"), is_edit=False)]
    if "edited_message" in delivery:
        return [_message(event, part(delivery, "edited_message"), is_edit=True)]
    if "my_chat_member" in delivery:
        return [_membership(event, part(delivery, "my_chat_member"))]
    return [dataclasses.replace(event, note="unknown update")]


def _button(event: Received, query: dict[str, Any]) -> Received:
    who, message = part(query, "from"), part(query, "message")
    # A query from an inline message has no chat; in a private chat its id is the person's.
    person = words(part(message, "chat").get("id")) or words(who.get("id"))
    courtesies = [Call("answerCallbackQuery", {"callback_query_id": words(query.get("id"))}, matters=False)]
    if message.get("message_id") is not None and person:
        # A button that was used is taken away, so that it is not pressed twice.
        used = {"chat_id": int(person), "message_id": message["message_id"], "reply_markup": {"inline_keyboard": []}}
        courtesies.append(Call("editMessageReplyMarkup", used, matters=False))
    heard = Inbound(kind="button", payload=words(query.get("data")), locale_hint=words(who.get("language_code")))
    return dataclasses.replace(event, person=person, address=person, inbound=heard, courtesies=tuple(courtesies))


def _membership(event: Received, change: dict[str, Any]) -> Received:
    person = words(part(change, "chat").get("id"))
    status = words(part(change, "new_chat_member").get("status"))
    return dataclasses.replace(event, person=person, address=person, note=f"membership {status}"[:40], left=status == "kicked")


def _message(event: Received, message: dict[str, Any], *, is_edit: bool) -> Received:
    chat, who = part(message, "chat"), part(message, "from")
    person = words(chat.get("id"))
    if not person:
        return dataclasses.replace(event, note="no chat")
    # The samples have no type; a group's id is negative.
    if chat.get("type", "private") != "private" or person.startswith("-"):
        return dataclasses.replace(event, note="not a private chat")
    if who.get("is_bot") is True:
        return dataclasses.replace(event, note="a bot")
    base = Inbound(
        kind="text", is_edit=is_edit, locale_hint=words(who.get("language_code")), sent_at=moment(message.get("edit_date") or message.get("date")),
    )
    heard, files = _content(message, base)
    return dataclasses.replace(event, person=person, address=person, inbound=heard, files=files, note="" if heard else "nothing to read")


def _content(message: dict[str, Any], base: Inbound) -> tuple[Inbound | None, tuple[RemoteFile, ...]]:
    # A venue also fills `location`: it must be looked at first, or its name is lost.
    venue = part(message, "venue")
    place = part(venue, "location") or part(message, "location")
    if venue or "location" in message:
        name = ", ".join(word for word in (words(venue.get("title")), words(venue.get("address"))) if word)
        pin = dataclasses.replace(
            base, kind="pin", lat=degrees(place.get("latitude")), lon=degrees(place.get("longitude")),
            accuracy=degrees(place.get("horizontal_accuracy")), place_name=name, is_live="live_period" in place,
        )
        return pin, ()
    caption = words(message.get("caption"))
    if photos := rows(message.get("photo")):
        # Sizes come from small to large.
        largest = max(photos, key=lambda photo: degrees(photo.get("file_size")) or degrees(photo.get("width")) or 0.0)
        return dataclasses.replace(base, kind="media", text=caption), (RemoteFile(words(largest.get("file_id")), "image/jpeg", "foto.jpg"),)
    if document := part(message, "document"):
        file = RemoteFile(words(document.get("file_id")), words(document.get("mime_type")), words(document.get("file_name")))
        return dataclasses.replace(base, kind="media", text=caption), (file,)
    for name in _UNREADABLE:
        if name in message:
            return dataclasses.replace(base, kind="media", text=caption, payload=name), ()
    text = words(message.get("text"))
    if text.strip() in ASK_PIN.values():
        # WebK's button only types its words (tweb#394): no pin came.
        return dataclasses.replace(base, kind="system", payload="location_unavailable"), ()
    if text == "/start" or text.startswith("/start "):
        return dataclasses.replace(base, kind="system", payload=OPENED), ()
    return (dataclasses.replace(base, text=text), ()) if text.strip() else (None, ())
