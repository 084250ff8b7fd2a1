"""What is wrong with how the shapes of a layer lie beside each other."""
from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models

from gisapp.accounts.models import User
from layers.models.layer import Layer


class TopologyReport(models.Model):
    """One look at a published version: counts by kind, and the worst problems with their place."""

    class State(models.TextChoices):
        WAITING = "waiting", "se calculează"
        DONE = "done", "gata"
        FAILED = "failed", "eșuat"

    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="topology_reports")
    version_number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, help_text='{kind: {"count", "area_m2"}}')

    class Meta:
        ordering: ClassVar = ["-asked_at"]

    def __str__(self) -> str:
        return f"topology of {self.layer_id} v{self.version_number}"


class TopologyProblem(models.Model):
    """One place where shapes lie wrongly. EPSG:3844."""

    class Kind(models.TextChoices):
        OVERLAP = "overlap", "suprapunere"
        GAP = "gap", "gol"
        STRIP = "strip", "fâșie între vecini"
        OUTSIDE = "outside", "parcelă în afara oricărei zone"
        TWICE = "twice", "geometrie de două ori"

    report = models.ForeignKey(TopologyReport, on_delete=models.CASCADE, related_name="problems")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    area_m2 = models.FloatField(default=0)
    keys = models.JSONField(default=list, help_text="Natural keys of the features concerned.")
    geom = models.GeometryField(srid=3844, spatial_index=False)

    class Meta:
        ordering: ClassVar = ["report", "kind", "-area_m2"]

    def __str__(self) -> str:
        return f"{self.kind} {self.keys}"
