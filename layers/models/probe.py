"""Known answers that a layer must keep giving."""
from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models

from gisapp.accounts.models import OfAuthority, User
from layers.models.layer import Layer


class Probe(OfAuthority):
    """"Parcel X lies in zone L1a": run after every publication and nightly."""

    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="probes")
    title = models.CharField(max_length=200)
    point = models.PointField(srid=3844)
    expected_key = models.CharField(max_length=120)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    last_run_at = models.DateTimeField(null=True, blank=True)
    last_ok = models.BooleanField(null=True, blank=True)
    last_found = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        return self.title
