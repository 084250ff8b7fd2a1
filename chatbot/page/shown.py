"""Turns as the pages show them: plain values, whatever of them is missing in the stored JSON."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from chatbot.models import Conversation, Turn


def shown(turn: Turn) -> dict[str, Any]:
    """One bubble."""
    said = turn.said if isinstance(turn.said, dict) else {}
    card = said.get("map_card") if isinstance(said.get("map_card"), dict) else {}
    link = said.get("link") if isinstance(said.get("link"), dict) else {}
    number = str(card.get("cadastral_number") or "")
    return {
        "seq": turn.seq, "who": turn.who, "at": turn.at, "text": str(said.get("text") or ""), "is_pin": said.get("kind") == "pin",
        "photos": len(said.get("media") or []), "pictures": [place for place, one in enumerate(_pictures(said)) if one.get("sha256")], "link": link if link.get("url") else {}, "card": card if card.get("url") else {},
        "picture": reverse("chat_parcel_picture", args=[number]) if number and "/" not in number else "", "intent": turn.intent, "band": turn.band,
        "title": str(said.get("title") or ""), "pressed": said.get("kind") == "button",
    }


def _pictures(said: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in said.get("media") or [] if isinstance(one, dict) and str(one.get("mime", "")).startswith("image/")]


def visible(turn: Turn) -> bool:
    """Whether there is anything to see: a silent reply is written down and not shown."""
    one = shown(turn)
    return bool(one["text"] or one["is_pin"] or one["photos"] or one["link"] or one["card"])


def bubbles(conversation: Conversation | None, *, after: int = 0) -> list[dict[str, Any]]:
    """The conversation's visible turns after a number, the last hundred at most."""
    if conversation is None:
        return []
    rows = list(conversation.turns.filter(seq__gt=after).order_by("-seq")[:100])
    return [shown(turn) for turn in reversed(rows) if visible(turn)]


def choices(conversation: Conversation | None) -> dict[str, Any]:
    """The buttons of the last answer, and whether it asks for a place; none while a person answers."""
    last = conversation.turns.exclude(said={}).order_by("-seq").first() if conversation is not None else None
    if last is None or last.who != Turn.Who.BOT or conversation is None:
        return {"buttons": [], "ask_location": False, "rate": None}
    said = last.said if isinstance(last.said, dict) else {}
    buttons = [one for one in said.get("buttons") or [] if isinstance(one, dict) and one.get("id") and one.get("title")]
    asked = last.intent or conversation.turns.filter(who=Turn.Who.PERSON).order_by("-seq").values_list("intent", flat=True).first()
    return {"buttons": buttons, "ask_location": bool(said.get("ask_location")), "rate": last.seq if asked and not hasattr(last, "rating") else None}
