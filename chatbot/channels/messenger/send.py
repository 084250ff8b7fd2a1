"""Replies as `POST /<page id>/messages`. Choices are quick replies; links and the way to our map are a button template."""

from __future__ import annotations

from typing import Any

from chatbot.channels.contract import Call, Capabilities, Recipient, Undeliverable
from chatbot.channels.degrade import Shape, numbered, pieces, shape_of, shortened
from chatbot.conversation.messages import Reply

# Messenger has no list; its quick replies go to 13.
CAPABILITIES = Capabilities(max_text=2000, max_buttons=13, button_len=20, window_hours=24, person_hours=6 * 24)
_TEMPLATE = 640
_CHOOSE = {"ro": "Alegeți:", "en": "Choose:"}
_MAP = {"ro": "Alegeți pe hartă", "en": "Choose on the map"}


def send(reply: Reply, to: Recipient) -> list[Call]:
    """Text in pieces, the last with quick replies; after 24 hours only a colleague's own words, for seven days."""
    if not to.in_window and not to.by_person:
        raise Undeliverable("24 h window closed")
    text = reply.text
    shown = shape_of(reply.buttons, CAPABILITIES) is Shape.BUTTONS
    if reply.buttons and not shown:
        text = numbered(text, reply.buttons)
    urls = [(one.title, one.url) for one in (reply.link, reply.map_card) if one is not None and one.url]
    if reply.ask_location and to.map_page:
        urls.insert(0, (_MAP.get(to.lang, _MAP["ro"]), to.map_page))
    messages: list[dict[str, Any]] = []
    if to.picture and reply.map_card is not None:
        messages.append({"attachment": {"type": "image", "payload": {"url": to.picture, "is_reusable": False}}})
    if urls:
        *before, last = pieces(text, _TEMPLATE) or [_CHOOSE.get(to.lang, _CHOOSE["ro"])]
        messages += [{"text": piece} for piece in pieces("\n".join(before), CAPABILITIES.max_text)]
        buttons = [{"type": "web_url", "url": url, "title": shortened(title, 20)} for title, url in urls[:3]]
        messages.append({"attachment": {"type": "template", "payload": {"template_type": "button", "text": last, "buttons": buttons}}})
    else:
        messages += [{"text": piece} for piece in pieces(text, CAPABILITIES.max_text)]
    if shown:
        if not messages:
            messages.append({"text": _CHOOSE.get(to.lang, _CHOOSE["ro"])})
        messages[-1]["quick_replies"] = [{"content_type": "text", "title": one.title, "payload": one.id} for one in reply.buttons]
    if reply.document is not None and to.document_url:
        messages.append({"attachment": {"type": "file", "payload": {"url": to.document_url, "is_reusable": False}}})
    return [_call(to, message) for message in messages]


def _call(to: Recipient, message: dict[str, Any]) -> Call:
    body: dict[str, Any] = {"recipient": {"id": to.address}, "messaging_type": "RESPONSE", "message": message}
    if not to.in_window:
        body |= {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    return Call("messages", body)
