"""The regulation of a plan unit (UTR) of the general plan."""
from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators

from gisapp.accounts.models import OfAuthority
from layers.models.restriction import DateRange


class PlanUnit(OfAuthority):
    """What may be built in the zones with this code. Empty numbers mean the plan is silent (RGU, HG 525/1996, then applies).

    POT = built footprint / plot × 100; CUT = gross floor area / plot (Law 350/2001, annex 2).
    """

    code = models.CharField(max_length=40)
    title_ro = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, default="", blank=True)
    uses_allowed = models.JSONField(default=list)
    uses_conditioned = models.JSONField(default=list)
    uses_forbidden = models.JSONField(default=list)
    text_allowed = models.TextField(default="", blank=True)
    text_conditioned = models.TextField(default="", blank=True)
    text_forbidden = models.TextField(default="", blank=True)
    pot_max = models.FloatField(null=True, blank=True)
    cut_max = models.FloatField(null=True, blank=True)
    height_max_m = models.FloatField(null=True, blank=True)
    height_regime = models.CharField(max_length=40, default="", blank=True)
    levels_max = models.PositiveSmallIntegerField(null=True, blank=True)
    front_m = models.FloatField(null=True, blank=True)
    side_m = models.FloatField(null=True, blank=True)
    rear_m = models.FloatField(null=True, blank=True)
    alignment_text = models.CharField(max_length=300, default="", blank=True)
    min_plot_m2 = models.FloatField(null=True, blank=True)
    min_frontage_m = models.FloatField(null=True, blank=True)
    green_pct = models.FloatField(null=True, blank=True)
    parking_text = models.CharField(max_length=300, default="", blank=True)
    detail_plan_needed = models.BooleanField(default=False)
    zonal_plan_needed = models.BooleanField(default=False)
    rural = models.BooleanField(default=False)
    legal_ref = models.CharField(max_length=240)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["code", "valid_from"]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="plan_unit_one_at_a_time",
                expressions=[
                    ("authority", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Există deja un regulament pentru acest UTR în perioada aleasă; încheiați-l întâi pe acela.",
            )
        ]

    def __str__(self) -> str:
        return self.code
