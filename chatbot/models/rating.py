"""What a person thought of an answer: thumb up or down."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chatbot.models.turn import Turn


class Rating(models.Model):
    """One a turn; the last thumb counts."""

    turn = models.OneToOneField(Turn, on_delete=models.CASCADE, related_name="rating")
    good = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.turn_id} {self.good}"
