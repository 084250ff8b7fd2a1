"""The secret address under which a person's due dates are read by a calendar program."""
from __future__ import annotations

from typing import ClassVar

from django.db import models

from gisapp.accounts.models import OfAuthority, User


class CalendarFeed(OfAuthority):
    """One feed per person and town hall. Only the SHA-256 of its secret is kept: a new address withdraws the old one."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="calendar_feeds")
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["authority", "user"], name="calendar_feed_once")]

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"
