"""The history of a case as a hash chain that the database refuses to rewrite."""
from __future__ import annotations

from typing import ClassVar

from django.db import models

from gisapp.accounts.models import User
from permits.models.case import Case


class CaseEvent(models.Model):
    """One thing that happened. `hash` = SHA-256 over the previous hash and this event's canonical JSON.

    UPDATE and DELETE are refused by a trigger; `manage.py check_history` finds what went around it.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    acting_for = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    data = models.JSONField(default=dict)
    public = models.BooleanField(default=False, help_text="Shown to the applicant.")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["case", "seq"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "seq"], name="event_seq_once")]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"
