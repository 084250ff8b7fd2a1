"""Replies as Bot API calls. Plain text only: never Markdown with what people typed."""

from __future__ import annotations

from typing import Any

from chatbot.channels.contract import Call, Capabilities, Recipient
from chatbot.channels.degrade import Shape, numbered, pieces, shape_of, shortened
from chatbot.channels.telegram.words import ASK_PIN
from chatbot.conversation.messages import Button, Reply

# A title over 40 signs is cut by phones; more than eight choices are numbered.
CAPABILITIES = Capabilities(max_text=4096, max_buttons=8, button_len=40, can_request_location=True)
# The limit is 4096 UTF-16 units; 3500 characters leave room for signs that take two.
_MOST = 3500


def send(reply: Reply, to: Recipient) -> list[Call]:
    """The parcel as a venue (Telegram draws its map), then the words with the choices under the last of them."""
    chat = int(to.address)
    calls: list[Call] = []
    if card := reply.map_card:
        place = {"chat_id": chat, "latitude": card.lat, "longitude": card.lon}
        calls.append(Call("sendVenue", {**place, "title": shortened(card.cadastral_number or card.title, 60), "address": shortened(card.title, 120)}))
    text, markup = _choices(reply, to)
    found = pieces(text, _MOST)
    for number, piece in enumerate(found, start=1):
        body: dict[str, Any] = {"chat_id": chat, "text": piece, "link_preview_options": {"is_disabled": True}}
        if number == len(found) and markup:
            body["reply_markup"] = markup
        calls.append(Call("sendMessage", body))
    if reply.document is not None and to.document_url:
        calls.append(Call("sendDocument", {"chat_id": chat, "document": to.document_url, "caption": shortened(reply.document.name, 200)}))
    return calls


def _choices(reply: Reply, to: Recipient) -> tuple[str, dict[str, Any]]:
    text = reply.text
    shown = shape_of(reply.buttons, CAPABILITIES) is Shape.BUTTONS
    if reply.buttons and not shown:
        text = numbered(text, reply.buttons)
    links = [(one.title, one.url) for one in (reply.link, reply.map_card) if one is not None and one.url]
    if reply.ask_location:
        # A request for a pin is a keyboard of its own, and one message carries one keyboard: choices are its further rows.
        ask = [{"text": ASK_PIN.get(to.lang, ASK_PIN["ro"]), "request_location": True}]
        further = [[{"text": one.title}] for one in reply.buttons] if shown else []
        if to.map_page:
            text = f"{text}\n\n{to.map_page}"
        for title, url in links:
            text = f"{text}\n\n{title}: {url}"
        return text, {"keyboard": [ask, *further], "resize_keyboard": True, "one_time_keyboard": True}
    keyboard = [[_button(one)] for one in reply.buttons] if shown else []
    for title, url in links:
        if url.startswith("https://"):
            keyboard.append([{"text": shortened(title, 40), "url": url}])
        else:
            # Telegram refuses buttons to anything else, and with it the whole message.
            text = f"{text}\n\n{title}: {url}"
    return text, {"inline_keyboard": keyboard} if keyboard else {}


def _button(one: Button) -> dict[str, Any]:
    return {"text": one.title, "callback_data": one.id}
