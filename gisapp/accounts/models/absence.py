"""Absences with the person who stands in."""
from __future__ import annotations

from typing import ClassVar

from django.db import models

from gisapp.accounts.models.authority import OfAuthority
from gisapp.accounts.models.user import User


class Absence(OfAuthority):
    """From first to last day, both included; the delegate signs and works in the person's stead."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    first_day = models.DateField()
    last_day = models.DateField()
    delegate = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="stands_in")
    reason = models.CharField(max_length=40, default="concediu")
    decision = models.CharField(max_length=80, default="", blank=True, help_text="Disposition of the mayor that delegates, if any.")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(last_day__gte=models.F("first_day")), name="absence_ends_after_start"),
            models.CheckConstraint(condition=~models.Q(delegate=models.F("user")), name="absence_delegate_is_someone_else"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.first_day}–{self.last_day}"
