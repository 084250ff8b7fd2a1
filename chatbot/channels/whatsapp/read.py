"""WhatsApp's deliveries. A person is known by the business-scoped id (BSUID); the phone number may be absent and may change."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from chatbot.channels.contract import Received, RemoteFile
from chatbot.channels.loose import degrees, moment, part, rows, words
from chatbot.conversation.messages import Inbound

# Nothing is said to these: they are no question.
_QUIET = ("reaction", "revoke", "order", "request_welcome")
_MEDIA = ("image", "document")


def read(delivery: dict[str, Any]) -> list[Received]:
    """Every message and every status of every change; each carries a delivery of its own as `raw`."""
    found: list[Received] = []
    for entry in rows(delivery.get("entry")):
        for change in rows(entry.get("changes")):
            value = part(change, "value")
            for message in rows(value.get("messages")):
                found.append(_message(message, value, _alone(delivery, entry, value, messages=[message])))
            for status in rows(value.get("statuses")):
                found.append(_status(status, _alone(delivery, entry, value, statuses=[status])))
    return [event for event in found if event.external_id]


def account_of(delivery: dict[str, Any]) -> set[str]:
    """The phone number ids that a delivery is for."""
    return {
        words(part(change, "value", "metadata").get("phone_number_id"))
        for entry in rows(delivery.get("entry")) for change in rows(entry.get("changes"))
    } - {""}


def _alone(delivery: dict[str, Any], entry: dict[str, Any], value: dict[str, Any], **only: Any) -> dict[str, Any]:
    kept = {key: value[key] for key in ("messaging_product", "metadata", "contacts") if key in value}
    change = {"field": "messages", "value": {**kept, **only}}
    return {"object": delivery.get("object"), "entry": [{"id": entry.get("id"), "changes": [change]}]}


def _status(status: dict[str, Any], raw: dict[str, Any]) -> Received:
    state, message = words(status.get("status")), words(status.get("id"))
    errors = rows(status.get("errors"))
    code = words(errors[0].get("code")) if errors else ""
    return Received(
        external_id=f"{message}:{state}"[:200] if message else "", raw=raw, note=f"status {state}"[:40], report=(message, state, code),
    )


def _message(message: dict[str, Any], value: dict[str, Any], raw: dict[str, Any]) -> Received:
    number = words(message.get("from"))
    # With several contacts only the one that is meant may lend its id.
    contacts = rows(value.get("contacts"))
    contact = next((one for one in contacts if number and words(one.get("wa_id")) == number), contacts[0] if len(contacts) == 1 else {})
    scoped = words(message.get("from_user_id")) or words(contact.get("user_id"))
    number = number or words(contact.get("wa_id"))
    person = scoped or number
    event = Received(
        external_id=words(message.get("id"))[:200], raw=raw, person=person, formerly=number if scoped else "",
        address=json.dumps({"to": number} if number else {"recipient": scoped}) if person else "",
    )
    if not person:
        return dataclasses.replace(event, note="no sender")
    kind = words(message.get("type"))
    if kind == "system":
        return _system(event, part(message, "system"), number)
    if kind in _QUIET:
        return dataclasses.replace(event, note=kind)
    base = Inbound(kind="text", sent_at=moment(message.get("timestamp")))
    heard, files = _content(kind, message, base)
    return dataclasses.replace(event, inbound=heard, files=files, note="" if heard else "nothing to read")


def _system(event: Received, system: dict[str, Any], number: str) -> Received:
    """The number, or the holder of the number, changed: the conversation follows a person, never a number."""
    kind = words(system.get("type"))
    if kind == "user_changed_number" and (new := words(system.get("wa_id"))):
        # The scoped id changes with the number: what follows is matched by the new number until it tells its own id.
        return dataclasses.replace(event, person=new, formerly=event.person, address=json.dumps({"to": new}), note=kind)
    if kind in ("user_id_update", "user_changed_user_id") and (new := words(system.get("user_id")) or words(system.get("new_user_id"))):
        return dataclasses.replace(event, person=new, formerly=event.person, note="user_id_update")
    return dataclasses.replace(event, note=kind[:40] or "system", left=kind == "customer_identity_changed")


def _content(kind: str, message: dict[str, Any], base: Inbound) -> tuple[Inbound | None, tuple[RemoteFile, ...]]:
    if kind == "location":
        place = part(message, "location")
        name = ", ".join(word for word in (words(place.get("name")), words(place.get("address"))) if word)
        return dataclasses.replace(base, kind="pin", lat=degrees(place.get("latitude")), lon=degrees(place.get("longitude")), place_name=name), ()
    if kind == "interactive":
        chosen = part(message, "interactive")
        reply = part(chosen, "button_reply") or part(chosen, "list_reply")
        if not reply:
            return dataclasses.replace(base, kind="media", payload="unsupported"), ()
        return dataclasses.replace(base, kind="button", payload=words(reply.get("id")), text=words(reply.get("title"))), ()
    if kind == "button":
        pressed = part(message, "button")
        return dataclasses.replace(base, kind="button", payload=words(pressed.get("payload")), text=words(pressed.get("text"))), ()
    if kind == "edit":
        # The edited content is a message of its own inside; the id of the first one is not needed.
        inner = part(message, "edit", "message")
        heard, files = _content(words(inner.get("type")), inner, base)
        return (dataclasses.replace(heard, is_edit=True) if heard else None), files
    if kind in _MEDIA:
        file = part(message, kind)
        name = words(file.get("filename")) or ("foto.jpg" if kind == "image" else "document")
        return (
            dataclasses.replace(base, kind="media", text=words(file.get("caption"))),
            (RemoteFile(words(file.get("id")), words(file.get("mime_type")).partition(";")[0], name),),
        )
    if kind == "text":
        text = words(part(message, "text").get("body"))
        return (dataclasses.replace(base, text=text), ()) if text.strip() else (None, ())
    # Live locations, voice, stickers, contacts and what is yet to come: said politely that it cannot be read.
    return dataclasses.replace(base, kind="media", text=words(part(message, kind).get("caption")), payload=kind or "unsupported"), ()
