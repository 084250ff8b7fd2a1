"""Nouns of the chat, one file each."""

from chatbot.models.conversation import Conversation
from chatbot.models.turn import Turn

__all__ = ["Conversation", "Turn"]
