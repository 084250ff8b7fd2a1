"""One message of a conversation, masked."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chatbot.models.conversation import Conversation


class Turn(models.Model):
    """What was said, in order. Personal data (CNP, phones, e-mail, cards) are masked before they are written."""

    class Who(models.TextChoices):
        PERSON = "person", "cetățean"
        BOT = "bot", "asistent automat"
        AGENT = "agent", "coleg"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    seq = models.PositiveIntegerField()
    who = models.CharField(max_length=8, choices=Who.choices)
    said = models.JSONField(default=dict, help_text="Masked Inbound or Reply.")
    acts = models.JSONField(default=list)
    intent = models.CharField(max_length=60, default="", blank=True)
    band = models.CharField(max_length=8, default="", blank=True)
    confidence = models.FloatField(null=True, blank=True)
    lang = models.CharField(max_length=2, default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["conversation", "seq"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["conversation", "seq"], name="turn_once")]
        indexes: ClassVar = [models.Index(fields=["at", "intent"])]

    def __str__(self) -> str:
        return f"{self.who} {self.seq}"
