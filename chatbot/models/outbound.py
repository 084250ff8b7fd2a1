"""What is to be sent to a person: the outbox of the chat."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chatbot.models.conversation import Conversation


class Outbound(models.Model):
    """One call to a vendor, written with the reply it carries; sent in order within a conversation, at least once.

    `written_by` is checked when it is sent: the bot's words are dropped if a person has taken the conversation meanwhile.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "de trimis"
        SENT = "sent", "trimis"
        DROPPED = "dropped", "renunțat"

    class By(models.TextChoices):
        BOT = "bot", "asistent automat"
        AGENT = "agent", "coleg"
        NOTICE = "notice", "înștiințare"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="outbox")
    written_by = models.CharField(max_length=8, choices=By.choices, default=By.BOT)
    call = models.JSONField(help_text="Name and body of the vendor's call; never a secret.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField()
    not_after = models.DateTimeField(help_text="A later answer would only confuse.")
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    external_id = models.CharField(max_length=200, default="", blank=True, help_text="The vendor's id of the message sent.")
    last_error = models.CharField(max_length=200, default="", blank=True)
    notice = models.PositiveBigIntegerField(null=True, blank=True, help_text="The permits' notice that this delivers.")

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(fields=["conversation", "state"]),
            models.Index(fields=["next_try_at"], condition=models.Q(state="waiting"), name="outbound_waiting"),
            models.Index(fields=["external_id"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=["waiting", "sent", "dropped"]), name="outbound_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"
