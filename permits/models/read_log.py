"""Every read of a person's data by staff."""
from __future__ import annotations

from typing import ClassVar

from django.db import models

from gisapp.accounts.models import OfAuthority, User
from permits.models.case import Case


class ReadLog(OfAuthority):
    """Who read which group of personal data of which case, when, on what ground; shown to the applicant."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reads")
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    group = models.CharField(max_length=20, help_text="identity, contact, papers")
    ground = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.group} {self.at:%Y-%m-%d %H:%M}"
