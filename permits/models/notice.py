"""Messages to people about a case; e-mail and the chat deliver them."""
from __future__ import annotations

from typing import ClassVar

from django.db import models

from gisapp.accounts.models import OfAuthority, User
from permits.models.case import Case


class Notice(OfAuthority):
    """One message, written in the transaction of what it tells; delivered at least once with a fixed Message-ID."""

    class Channel(models.TextChoices):
        EMAIL = "email", "e-mail"
        CHAT = "chat", "mesagerie"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="notices")
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.EMAIL)
    address = models.CharField(max_length=200, help_text="E-mail address, or the conversation's id.")
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    gave_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
