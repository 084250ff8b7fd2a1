"""The assistant's sentences in Romanian, by key; English is in the catalogue. Staff may replace any of them."""

from __future__ import annotations

from chatbot.conversation.phrases.guided import GUIDED
from chatbot.conversation.phrases.land import LAND
from chatbot.conversation.phrases.manners import MANNERS
from chatbot.conversation.phrases.procedures import PROCEDURES

PHRASES: dict[str, str] = {**MANNERS, **LAND, **PROCEDURES, **GUIDED}
