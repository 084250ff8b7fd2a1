"""A link to our own map, given in a conversation: the point chosen there comes back to it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chatbot.models.conversation import Conversation


class PinLink(models.Model):
    """Valid 30 minutes and once. Only the digest of its secret is kept."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="pin_links")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-expires_at"]

    def __str__(self) -> str:
        return f"pin link {self.pk}"
