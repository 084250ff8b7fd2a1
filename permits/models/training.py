"""How far a person has gone in the tour of their role."""
from __future__ import annotations

from typing import ClassVar

from django.db import models

from gisapp.accounts.models import OfAuthority, User


class TourStep(OfAuthority):
    """One step of the guided tour that a person has ticked off."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=60)
    done_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["authority", "user", "step"], name="tour_step_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.step}"
