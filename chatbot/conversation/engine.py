"""The one entrance of the dialogue: a message in, messages out. No channel is known here."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from chatbot.conversation.messages import Inbound, Reply
from chatbot.models import Conversation


def answer(conversation: Conversation, inbound: Inbound, *, now: dt.datetime) -> list[Reply]:
    """Answer one message under the conversation's lock; what changes is written together with the turns, or not at all.

    Never raises for what a person may send. A reply without text (act `silent`) is written down and not sent.
    """
    with transaction.atomic():
        held = Conversation.objects.select_for_update(of=("self",)).select_related("authority", "user").get(pk=conversation.pk)
        held.last_seen = now
        held.save(update_fields=["last_seen"])
        return []
