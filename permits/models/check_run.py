"""The stored answer to the spatial question, and what the planner decided on each finding."""
from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models

from gisapp.accounts.models import User
from permits.models.case import Case


class CheckRun(models.Model):
    """One answer of layers.api.find_conflicts, whole, with the layer versions it rests on: it can be replayed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="check_runs")
    at = models.DateTimeField()
    on = models.DateField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.JSONField()
    layer_versions = models.JSONField(default=dict)
    current = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["-at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(current=True), name="one_current_check"),
        ]

    def __str__(self) -> str:
        return f"check of {self.at:%Y-%m-%d %H:%M}"


class Finding(models.Model):
    """One row of the answer (conflict, unknown or failed) and the planner's decision on it."""

    class Decision(models.TextChoices):
        PENDING = "pending", "nedecis"
        ACCEPTED = "accepted", "acceptat"
        REJECTED = "rejected", "respins"

    run = models.ForeignKey(CheckRun, on_delete=models.CASCADE, related_name="findings")
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    state = models.CharField(max_length=10, help_text="conflict, unknown, failed")
    effect = models.CharField(max_length=12)
    title = models.CharField(max_length=240)
    data = models.JSONField(default=dict, help_text="The finding as answered: measures, references, dates.")
    geom = models.GeometryField(srid=3844, null=True, blank=True)
    manual = models.BooleanField(default=False)
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.PENDING)
    reason = models.TextField(default="", blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["run", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "number"], name="finding_number_once"),
            models.CheckConstraint(
                condition=~models.Q(decision="rejected") | ~models.Q(reason=""), name="rejection_has_a_reason",
                violation_error_message="O constatare se respinge numai cu o motivare scrisă.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.code}"
