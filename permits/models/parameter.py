"""What a law or a council changes: dated rows, never edited in place."""
from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Func
from django.utils.translation import gettext_noop as _

from gisapp.accounts.models import OfAuthority, User


class DateRange(Func):
    """daterange(valid_from, valid_to, '[]')."""

    function = "daterange"
    output_field = models.CharField()


class Parameter(OfAuthority):
    """One value of one named rule, valid from a day to a day, with where it comes from and how sure it is.

    A row takes effect only when a second person approved it.
    """

    class Confidence(models.TextChoices):
        SURE = "sure", _("sigur")
        FOUND = "found", _("găsit în sursă publică")
        TO_BE_CONFIRMED = "to_be_confirmed", _("de confirmat")

    code = models.CharField(max_length=80, help_text="Dotted name, as the rules ask for it: deadline.urbanism_certificate, fee.connection.")
    value = models.DecimalField(max_digits=20, decimal_places=6)
    unit = models.CharField(max_length=20)
    legal_ref = models.CharField(max_length=240)
    source = models.CharField(max_length=240, default="", blank=True)
    decision = models.CharField(max_length=120, default="", blank=True, help_text="Council decision (HCL) number and date.")
    note_ro = models.CharField(max_length=300, default="", blank=True)
    note_en = models.CharField(max_length=300, default="", blank=True)
    minimum = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True, help_text="What the law lets the council choose from.")
    maximum = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    base_year = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Amount of the law itself, indexed with the rates of later years (Cod fiscal art. 491).")
    confidence = models.CharField(max_length=16, choices=Confidence.choices, default=Confidence.FOUND)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved = models.BooleanField(default=False)
    entered_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    refused_reason = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        ordering: ClassVar = ["code", "valid_from"]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="parameter_one_at_a_time",
                expressions=[
                    ("authority", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=models.Q(approved=True),
                violation_error_message="Există deja o valoare valabilă în perioada aleasă; încheiați-o întâi pe aceea.",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | models.Q(entered_by=None) | ~models.Q(approved_by=models.F("entered_by")),
                name="parameter_two_people", violation_error_message="Valoarea trebuie aprobată de altă persoană decât cea care a introdus-o.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} from {self.valid_from}"
