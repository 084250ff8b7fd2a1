"""Nouns of the chat, one file each."""

from chatbot.models.conversation import Conversation, opaque
from chatbot.models.handover import Handover
from chatbot.models.house_words import CannedText, ChatChange, ChatSettings, SeedMeasure, StaffSeed
from chatbot.models.inbound_event import InboundEvent
from chatbot.models.notice_choice import NoticeChoice
from chatbot.models.outbound import Outbound
from chatbot.models.pin_link import PinLink
from chatbot.models.rating import Rating
from chatbot.models.turn import Turn

__all__ = [
    "CannedText",
    "ChatChange",
    "ChatSettings",
    "Conversation",
    "Handover",
    "InboundEvent",
    "NoticeChoice",
    "Outbound",
    "PinLink",
    "Rating",
    "SeedMeasure",
    "StaffSeed",
    "Turn",
    "opaque",
]
