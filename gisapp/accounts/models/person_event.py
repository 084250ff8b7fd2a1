"""What was done to a person's rights in a town hall; rows are only added."""
from __future__ import annotations

from typing import ClassVar

from django.db import models

from gisapp.accounts.models.authority import OfAuthority
from gisapp.accounts.models.user import User


class PersonEvent(OfAuthority):
    """Posts given, changed and ended, absences, invitations, leaving, erasure: who did it to whom, when. `data` holds codes, no personal data."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    data = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["authority", "person", "-at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
