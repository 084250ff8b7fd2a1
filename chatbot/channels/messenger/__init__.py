"""Facebook Messenger: signed deliveries in, Send API out. Pins come through our own map page."""

from __future__ import annotations

from chatbot.channels.messenger.genuine import challenge, is_genuine
from chatbot.channels.messenger.read import read
from chatbot.channels.messenger.send import CAPABILITIES, send

__all__ = ["CAPABILITIES", "challenge", "is_genuine", "read", "send"]
