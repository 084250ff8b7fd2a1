"""When each member of staff last looked at a case: what is newer is marked as changed."""
from __future__ import annotations

from typing import ClassVar

from django.db import models

from gisapp.accounts.models import User
from permits.models.case import Case


class CaseVisit(models.Model):
    """The last time a person opened a case in the office."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="case_visits")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="visits")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "case"], name="case_visit_once")]

    def __str__(self) -> str:
        return f"visit of {self.case_id}"
