"""WhatsApp Business Cloud API: signed deliveries in, `messages` calls out, a window of 24 hours."""

from __future__ import annotations

from chatbot.channels.whatsapp.genuine import challenge, is_genuine
from chatbot.channels.whatsapp.read import read
from chatbot.channels.whatsapp.send import CAPABILITIES, send

__all__ = ["CAPABILITIES", "challenge", "is_genuine", "read", "send"]
