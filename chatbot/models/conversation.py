"""One person's conversation with the town hall on one channel."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from encrypted_fields.fields import EncryptedCharField

from gisapp.accounts.models import OfAuthority, User


def opaque(channel: str, account: str, external_id: str) -> str:
    """The vendor's id of a person as a keyed digest: it finds the conversation again and tells nothing to who reads the table."""
    said = "\x1f".join((channel, account, external_id))
    return hmac.new(settings.LOOKUP_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()


class Conversation(OfAuthority):
    """What the dialogue remembers. `state` is JSON of our own making (chatbot.conversation.memory); nothing in it is trusted to be whole.

    `owner` says who speaks: while it is not the bot, the bot is silent. It is checked again when something is sent.
    """

    class Owner(models.TextChoices):
        BOT = "bot", "asistentul automat"
        QUEUE = "queue", "în așteptarea unui coleg"
        AGENT = "agent", "un coleg"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.CharField(max_length=16, help_text="web, telegram, whatsapp, messenger, cli")
    account = models.CharField(max_length=64, default="", blank=True, help_text="Which of the town hall's accounts on the channel.")
    external_user = models.CharField(max_length=64, help_text="Keyed digest of the channel's stable id of the person; never a phone number.")
    address = EncryptedCharField(max_length=200, null=True, blank=True, help_text="What the channel needs to send to the person.")
    lang = models.CharField(max_length=2, default="", blank=True)
    owner = models.CharField(max_length=8, choices=Owner.choices, default=Owner.BOT)
    state = models.JSONField(default=dict, blank=True)
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="conversations", help_text="Account the person linked, if any.")
    started_at = models.DateTimeField()
    last_seen = models.DateTimeField()
    erase_after = models.DateField(null=True, blank=True, help_text="Day after which the words are erased.")
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-last_seen"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["authority", "channel", "account", "external_user"], name="conversation_once"),
            models.CheckConstraint(condition=models.Q(owner__in=["bot", "queue", "agent"]), name="conversation_owner_known"),
        ]

    def __str__(self) -> str:
        return f"conversation {self.pk}"
