"""Forgetting a conversation on the person's word: words, places, photographs, what was delivered and what was sent."""

from __future__ import annotations

from chatbot.media import forget_photos
from chatbot.models import Conversation, Handover, InboundEvent, NoticeChoice, Outbound, PinLink


def forget_conversation(one: Conversation) -> None:
    """Erase everything that a person wrote or sent here. Requests that were registered stay, by law.

    The delivery that is being read and the answer that says so are erased when they are done (`chatbot.retention`).
    """
    forget_photos(one)
    one.turns.all().delete()
    Handover.objects.filter(conversation=one).update(summary="", slots={}, pin=None)
    NoticeChoice.objects.filter(conversation=one).delete()
    PinLink.objects.filter(conversation=one).delete()
    Outbound.objects.filter(conversation=one).exclude(state=Outbound.State.WAITING).exclude(call={}).update(call={})
    InboundEvent.objects.filter(channel=one.channel, account=one.account, person=one.external_user).exclude(processed_at=None).update(raw=None)
