"""Writes a turn that did not come from the dialogue: a colleague's words, a word of the house."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Max

from chatbot.models import Conversation, Turn
from gisapp.core import clock


def write_turn(conversation: Conversation, who: str, said: dict[str, Any], acts: Sequence[str] = ()) -> Turn:
    """Write the next turn; the caller holds the conversation's lock."""
    last = Turn.objects.filter(conversation=conversation).aggregate(last=Max("seq"))["last"] or 0
    return Turn.objects.create(conversation=conversation, seq=last + 1, who=who, said=said, acts=list(acts), lang=conversation.lang, at=clock.now())
