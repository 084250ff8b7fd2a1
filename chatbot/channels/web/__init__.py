"""The town hall's own page: no vendor, the session is the identity."""

from __future__ import annotations

from chatbot.channels.web.genuine import is_genuine, page_key
from chatbot.channels.web.read import read
from chatbot.channels.web.send import CAPABILITIES, send

__all__ = ["CAPABILITIES", "is_genuine", "page_key", "read", "send"]
