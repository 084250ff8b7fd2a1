"""A person answers instead of the assistant: opening, taking, answering, giving back, closing."""

from __future__ import annotations

from chatbot.handover.acts import close_handover, hand_back, say_as_agent, take_handover
from chatbot.handover.hours import answer_due, is_open_now, office_hours
from chatbot.handover.opening import open_handover

__all__ = ["answer_due", "close_handover", "hand_back", "is_open_now", "office_hours", "open_handover", "say_as_agent", "take_handover"]
