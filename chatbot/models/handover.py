"""A conversation that waits for a person, or that a person holds."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models

from chatbot.models.conversation import Conversation
from gisapp.accounts.models import Department, OfAuthority, User


class Handover(OfAuthority):
    """A work item of the chat: which department, what was asked, where, by when. One open one a conversation.

    The pin is EPSG:3844. What was said is in the conversation's turns; the summary is what the bot had understood.
    """

    class State(models.TextChoices):
        QUEUE = "queue", "așteaptă"
        AGENT = "agent", "preluată"
        HANDED_BACK = "handed_back", "înapoi la asistent"
        CLOSED = "closed", "închisă"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="handovers")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=24)
    reason = models.CharField(max_length=40, help_text="asked, not_understood, complaint, emergency, other")
    intent = models.CharField(max_length=60, default="", blank=True)
    summary = models.TextField(default="", blank=True)
    slots = models.JSONField(default=dict, blank=True)
    pin = models.PointField(srid=3844, null=True, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUE)
    agent = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    told_late_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["due_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["authority", "state", "due_at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation"], condition=models.Q(state__in=["queue", "agent"]), name="handover_one_open"),
            models.CheckConstraint(condition=~models.Q(state="agent") | models.Q(agent__isnull=False), name="handover_agent_named"),
        ]

    def __str__(self) -> str:
        return f"handover {self.pk}"
