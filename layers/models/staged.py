"""Features of a delivery that wait to be compared and published."""
from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models

from layers.models.delivery import Delivery


class StagedFeature(models.Model):
    """A delivered feature, read, brought to EPSG:3844 and repaired. The table is UNLOGGED: the delivered file can be read again."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="staged")
    position = models.PositiveIntegerField(help_text="Place in the file, from 0.")
    key = models.CharField(max_length=120, default="", blank=True)
    siruta = models.CharField(max_length=6, default="", blank=True)
    label = models.CharField(max_length=200, default="", blank=True)
    attrs = models.JSONField(default=dict)
    geom = models.GeometryField(srid=3844, spatial_index=False)
    original = models.GeometryField(srid=3844, null=True, blank=True, spatial_index=False)
    repaired = models.CharField(max_length=120, default="", blank=True)
    fingerprint = models.CharField(max_length=32)

    class Meta:
        ordering: ClassVar = ["delivery", "position"]

    def __str__(self) -> str:
        return self.label or self.key or f"staged {self.position}"
