"""The land of a case and the works drawn on it."""
from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.utils.translation import gettext_noop as _

from permits.models.case import Case


class Plot(models.Model):
    """The land asked about: one or more parcels as they were when picked. EPSG:3844."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="plot")
    geom = models.MultiPolygonField(srid=3844)
    area_m2 = models.FloatField()
    parcels = models.JSONField(default=list, help_text='[{"siruta","cadastral_number","feature","area_m2"}]')
    address = models.CharField(max_length=240, default="", blank=True)
    land_register = models.CharField(max_length=60, default="", blank=True)
    sketched = models.BooleanField(default=False, help_text="Drawn by hand, without a registered parcel.")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(area_m2__gt=0), name="plot_has_area", violation_error_message="Terenul trebuie să aibă suprafață."),
        ]

    def __str__(self) -> str:
        return ", ".join(str(row["cadastral_number"]) for row in self.parcels) or "sketch"


class Works(models.Model):
    """A building footprint, a trench (its axis and width), or another drawn work. EPSG:3844."""

    class Kind(models.TextChoices):
        BUILDING = "building", _("construcție")
        TRENCH = "trench", _("săpătură")
        OTHER = "other", _("altă lucrare")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="works")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    geom = models.GeometryField(srid=3844)
    use = models.CharField(max_length=40, default="", blank=True)
    levels = models.PositiveSmallIntegerField(null=True, blank=True)
    height_m = models.FloatField(null=True, blank=True)
    width_m = models.FloatField(null=True, blank=True)
    basement = models.BooleanField(default=False)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    attrs = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} of {self.case_id}"
