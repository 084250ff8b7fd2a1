"""A person's consent to hear about one case in a conversation."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chatbot.models.conversation import Conversation


class NoticeChoice(models.Model):
    """Written when the person says yes, with what they were told; ends when they say no or erase their data."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notice_choices")
    case = models.UUIDField(help_text="Key of the case in permits.")
    agreed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["conversation", "case"], name="notice_choice_once")]

    def __str__(self) -> str:
        return f"notices of {self.case}"
