"""Where each case's history ends, sealed with the installation's secret."""
from __future__ import annotations

from typing import ClassVar

from django.db import models

from permits.models.case import Case


class HistoryHead(models.Model):
    """The last event of a case. A chain alone cannot tell that its end was cut off, nor that it was written anew from the start.

    `seal` is an HMAC with a key that is not in the database: who has only the database cannot make it.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="history_head")
    seq = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["case"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.seq}"
