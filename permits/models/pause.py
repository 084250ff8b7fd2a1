"""Days on which the clock of a case did not run."""
from __future__ import annotations

from typing import ClassVar

from django.db import models

from permits.models.case import Case
from permits.models.paper import PaperRequest


class Pause(models.Model):
    """From the day the applicant was asked until the day they answered (Law 50/1991 art. 7(3)-(4))."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pauses")
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    request = models.OneToOneField(PaperRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="pause")
    reason = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["first_day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(last_day=None), name="one_open_pause"),
            models.CheckConstraint(condition=models.Q(last_day=None) | models.Q(last_day__gte=models.F("first_day")), name="pause_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"pause from {self.first_day}"
