"""Replies as `POST /<phone number id>/messages`. One message wherever possible: a pair may exchange one every six seconds."""

from __future__ import annotations

import json
import re
from typing import Any

from chatbot.channels.contract import Call, Capabilities, Recipient, Undeliverable
from chatbot.channels.degrade import Shape, numbered, pieces, shape_of, shortened
from chatbot.conversation.messages import Reply

CAPABILITIES = Capabilities(max_text=4096, max_buttons=3, button_len=20, list_rows=10, row_len=24, can_request_location=True, window_hours=24)
_BODY = 1024
_CHOOSE = {"ro": "Alegeți", "en": "Choose"}


def send(reply: Reply, to: Recipient) -> list[Call]:
    """Text, buttons, a list or a request for a pin; outside the 24 hours only the town hall's approved template."""
    if not to.in_window:
        return [_template(reply, to)]
    text = reply.text
    for link in (reply.link, reply.map_card):
        if link is not None and link.url:
            text = f"{text}\n\n{link.title}: {link.url}"
    if reply.document is not None and to.document_url:
        text = text or reply.document.name
    calls = [_call(to, body) for body in _messages(reply, text, to)]
    if reply.document is not None and to.document_url:
        calls.append(_call(to, {"type": "document", "document": {"link": to.document_url, "filename": shortened(reply.document.name, 200)}}))
    return calls


def _messages(reply: Reply, text: str, to: Recipient) -> list[dict[str, Any]]:
    shape = shape_of(reply.buttons, CAPABILITIES)
    if reply.ask_location or shape is Shape.NUMBERS:
        # The native request has no buttons of its own.
        text, shape = (numbered(text, reply.buttons) if reply.buttons else text), Shape.NONE
    if not reply.ask_location and shape is Shape.NONE:
        return [{"type": "text", "text": {"preview_url": False, "body": piece}} for piece in pieces(text, CAPABILITIES.max_text)]
    if reply.ask_location and to.map_page:
        text = f"{text}\n\n{to.map_page}"
    *before, last = pieces(text, _BODY) or [_CHOOSE.get(to.lang, _CHOOSE["ro"])]
    plain = [{"type": "text", "text": {"preview_url": False, "body": piece}} for piece in before]
    if reply.ask_location:
        inside: dict[str, Any] = {"type": "location_request_message", "body": {"text": last}, "action": {"name": "send_location"}}
    elif shape is Shape.BUTTONS:
        buttons = [{"type": "reply", "reply": {"id": one.id, "title": one.title}} for one in reply.buttons]
        inside = {"type": "button", "body": {"text": last}, "action": {"buttons": buttons}}
        if to.picture and reply.map_card is not None:
            inside = {"type": "button", "header": {"type": "image", "image": {"link": to.picture}}, "body": {"text": last}, "action": {"buttons": buttons}}
    else:
        listed = [{"id": one.id, "title": one.title} for one in reply.buttons]
        label = _CHOOSE.get(to.lang, _CHOOSE["ro"])
        inside = {"type": "list", "body": {"text": last}, "action": {"button": label, "sections": [{"title": label, "rows": listed}]}}
    return [*plain, {"type": "interactive", "interactive": inside}]


def _template(reply: Reply, to: Recipient) -> Call:
    if not to.template:
        raise Undeliverable("24 h window closed and no template is approved")
    text = reply.text if reply.link is None else f"{reply.text} {reply.link.url}"
    # A parameter may hold neither line ends nor more than four spaces.
    said = shortened(re.sub(r"\s+", " ", text).strip(), _BODY)
    parameters = [{"type": "text", "text": said}]
    template = {"name": to.template, "language": {"code": to.lang}, "components": [{"type": "body", "parameters": parameters}]}
    return _call(to, {"type": "template", "template": template})


def _call(to: Recipient, body: dict[str, Any]) -> Call:
    return Call("messages", {"messaging_product": "whatsapp", "recipient_type": "individual", **json.loads(to.address), **body})
