"""A delivery of data: what came in, what was found wrong, what became of it."""
from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models

from gisapp.accounts.models import OfAuthority, User
from layers.models.layer import Layer, LayerVersion


class Delivery(OfAuthority):
    """One file (or service address) brought for one layer, from upload to publication.

    Invariant: read_count = staged_count + rejected rows.
    """

    class State(models.TextChoices):
        RECEIVED = "received", "primită"
        READING = "reading", "se citește"
        ASKING = "asking", "așteaptă un răspuns"
        COMPARED = "compared", "comparată"
        PUBLISHED = "published", "publicată"
        UNDONE = "undone", "retrasă"
        DISCARDED = "discarded", "abandonată"
        FAILED = "failed", "eșuată"

    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    file_name = models.CharField(max_length=255, default="", blank=True)
    sha256 = models.CharField(max_length=64, default="", blank=True)
    source_layer = models.CharField(max_length=120, default="", blank=True)
    url = models.URLField(max_length=500, default="", blank=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    data_date = models.DateField()
    driver = models.CharField(max_length=40, default="", blank=True)
    crs = models.CharField(max_length=40, default="", blank=True)
    encoding = models.CharField(max_length=20, default="", blank=True)
    field_map = models.JSONField(default=dict)
    read_count = models.PositiveIntegerField(default=0)
    staged_count = models.PositiveIntegerField(default=0)
    repaired_count = models.PositiveIntegerField(default=0)
    progress = models.FloatField(default=0)
    question = models.JSONField(null=True, blank=True, help_text="What must be asked of the person: encoding, CRS, axes.")
    report = models.JSONField(default=dict, help_text="Warnings, counts of the comparison, touched cases.")
    failure = models.CharField(max_length=400, default="", blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Who asks a second person to agree to the deletions.")
    asked_at = models.DateTimeField(null=True, blank=True)
    version = models.ForeignKey(LayerVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="deliveries")

    class Meta:
        ordering: ClassVar = ["-received_at"]

    def __str__(self) -> str:
        return f"delivery {self.pk} for {self.layer_id}"


class RejectedFeature(models.Model):
    """A delivered feature that was not stored, with the reason; nothing disappears without a row here."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="rejected")
    position = models.PositiveIntegerField(help_text="Place in the file, from 0.")
    key = models.CharField(max_length=120, default="", blank=True)
    reason = models.CharField(max_length=60)
    detail = models.CharField(max_length=300, default="", blank=True)
    geom = models.GeometryField(srid=3844, null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["delivery", "position"]

    def __str__(self) -> str:
        return f"{self.position}: {self.reason}"
