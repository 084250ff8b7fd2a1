"""Known answers that a layer must keep giving."""
from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models

from gisapp.accounts.models import OfAuthority, User
from layers.models.layer import Layer


class Probe(OfAuthority):
    """"Parcel X lies in zone L1a": run on every publication, which a failed one stops, and nightly, when it raises an alarm.

    At a place (`point`, EPSG:3844, or a point inside the parcel `parcel`): a feature of the layer with `expected_key` lies there.
    Count: the layer holds `least` to `most` features. Attribute: the feature `expected_key` says `expected_value`.
    """

    class Kind(models.TextChoices):
        PLACE = "place", "la un loc se află un element"
        COUNT = "count", "numărul de elemente"
        ATTRIBUTE = "attribute", "atributul unui element"

    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="probes")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PLACE)
    point = models.PointField(srid=3844, null=True, blank=True)
    parcel = models.CharField(max_length=40, default="", blank=True, help_text="Cadastral number; the place is a point inside it.")
    expected_key = models.CharField(max_length=120, default="", blank=True)
    attribute = models.CharField(max_length=60, default="", blank=True)
    expected_value = models.CharField(max_length=200, default="", blank=True)
    least = models.PositiveIntegerField(null=True, blank=True)
    most = models.PositiveIntegerField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    last_run_at = models.DateTimeField(null=True, blank=True)
    last_ok = models.BooleanField(null=True, blank=True)
    last_found = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        return self.title
