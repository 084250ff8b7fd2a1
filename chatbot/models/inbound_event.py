"""What a vendor delivered, as it came: stored before anything else happens, read afterwards in the background."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from encrypted_fields.fields import EncryptedJSONField

from gisapp.accounts.models import OfAuthority


class InboundEvent(OfAuthority):
    """One event of one delivery. The vendors repeat deliveries for days: the unique key makes a repetition harmless.

    `raw` holds a person's words and perhaps their name: encrypted, and erased after 30 days (chatbot.retention).
    """

    channel = models.CharField(max_length=16)
    account = models.CharField(max_length=64, default="", blank=True)
    external_id = models.CharField(max_length=200)
    person = models.CharField(max_length=64, default="", blank=True, help_text="Keyed digest, as in Conversation.external_user.")
    received_at = models.DateTimeField()
    raw = EncryptedJSONField(null=True, blank=True)
    processed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=40, default="", blank=True, help_text="answered, ignored: why, stale")

    class Meta:
        ordering: ClassVar = ["received_at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["channel", "account", "external_id"], name="inbound_event_once")]
        indexes: ClassVar = [models.Index(fields=["received_at"]), models.Index(fields=["person", "processed_at"])]

    def __str__(self) -> str:
        return f"{self.channel} {self.external_id}"
