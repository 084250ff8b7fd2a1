"""What a layer imposes on the land near it; dated rows, never edited in place."""
from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db.models import Func
from django.utils import translation

from gisapp.accounts.models import OfAuthority, User
from layers.models.layer import Layer

# Pipes are laid up to three metres wide; a larger number is a slip of the pen, and then the distance cannot be told.
MOST_DIAMETER_MM = 3000.0


class DateRange(Func):
    """daterange(valid_from, valid_to, '[]')."""

    function = "daterange"
    output_field = models.CharField()


class Restriction(OfAuthority):
    """One rule on one layer.

    `distances` is a list tried in order: [{"when": {"attr": "value" | ["a","b"] | {"min":..,"max":..}}, "distance_m": 12}];
    the first whose conditions hold for a feature gives its distance (metres, per side; an entry without "when" always holds).
    With "outer_edge": "diameter_mm" the distance counts from the pipe's outer edge: half that attribute is added to it.
    Zero means: only what overlaps. A feature that no entry fits, because an attribute is missing, is *unknown*, never clear.
    """

    class Effect(models.TextChoices):
        PROHIBIT = "prohibit", "interzis"
        ENDORSEMENT = "endorsement", "aviz obligatoriu"
        WARN = "warn", "atenție"
        NOTE = "note", "informare"

    class Tests(models.TextChoices):
        WORKS = "works", "lucrările desenate, unde există"
        PARCEL = "parcel", "terenul"

    class Confidence(models.TextChoices):
        SURE = "sure", "sigur"
        FOUND = "found", "găsit în sursă publică"
        TO_BE_CONFIRMED = "to_be_confirmed", "de confirmat"

    layer = models.ForeignKey(Layer, on_delete=models.PROTECT, related_name="restrictions")
    code = models.CharField(max_length=40)
    title_ro = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, default="", blank=True)
    explanation_ro = models.TextField(default="", blank=True)
    explanation_en = models.TextField(default="", blank=True)
    effect = models.CharField(max_length=12, choices=Effect.choices)
    tests = models.CharField(max_length=8, choices=Tests.choices)
    distances = models.JSONField(default=list)
    only = models.JSONField(default=dict, blank=True, help_text="Feature attributes that must hold for the rule to speak at all.")
    procedures = models.JSONField(default=list, blank=True, help_text="Procedure codes or families; empty means all.")
    uses = models.JSONField(default=list, blank=True, help_text="Uses of the works the rule speaks of; empty means all.")
    endorser = models.CharField(max_length=40, default="", blank=True, help_text="Code of the institution to ask.")
    overlap_tolerance_m2 = models.FloatField(default=1.0)
    legal_ref = models.CharField(max_length=240)
    confidence = models.CharField(max_length=16, choices=Confidence.choices, default=Confidence.FOUND)
    overridden_by_plan = models.BooleanField(default=False, help_text="Polygons drawn by the general plan take precedence over this distance.")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    # What nobody had entered yet did not speak in an answer of before, and what nobody had ended did.
    entered_at = models.DateTimeField(null=True, blank=True, help_text="Empty: known from the beginning.")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When its last day was entered.")
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["code", "valid_from"]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="restriction_one_at_a_time",
                expressions=[
                    ("authority", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Există deja o regulă cu acest cod valabilă în perioada aleasă; încheiați-o întâi pe aceea.",
            ),
            models.CheckConstraint(condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")), name="restriction_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.code} from {self.valid_from}"

    @property
    def title(self) -> str:
        """Title in the language of the page."""
        return self.title_en if translation.get_language() == "en" and self.title_en else self.title_ro

    @cached_property
    def largest_distance(self) -> float:
        """Largest distance in metres that the rule gives, from the outer edge where it counts from there."""
        return max((float(row["distance_m"]) for row in self.distances), default=0.0)

    @cached_property
    def thickest_m(self) -> float:
        """How much half a pipe may add to that distance, in metres: the index search reaches so much further."""
        return MOST_DIAMETER_MM / 2000 if any("outer_edge" in row for row in self.distances) else 0.0
