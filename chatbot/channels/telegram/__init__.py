"""Telegram Bot API: a secret in a header, updates in, methods out."""

from __future__ import annotations

from chatbot.channels.telegram.genuine import is_genuine
from chatbot.channels.telegram.read import read
from chatbot.channels.telegram.send import CAPABILITIES, send

__all__ = ["CAPABILITIES", "is_genuine", "read", "send"]
