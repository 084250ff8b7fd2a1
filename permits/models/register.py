"""The register books: numbers without gaps or doubles."""
from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_noop as _

from gisapp.accounts.models import OfAuthority, User
from permits.models.case import Case


class RegisterEntry(OfAuthority):
    """One line of one book of one year. Written in the same transaction that allocates the number; never deleted."""

    class Direction(models.TextChoices):
        IN = "in", _("intrare")
        OUT = "out", _("ieșire")
        INTERNAL = "internal", _("intern")

    book = models.CharField(max_length=40, help_text="general, or the book of an act: CU, AC, AD, SP, AV...")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    direction = models.CharField(max_length=8, choices=Direction.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="register_entries")
    subject = models.CharField(max_length=240)
    correspondent = models.CharField(max_length=160, default="", blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_reason = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        ordering: ClassVar = ["book", "-year", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["authority", "book", "year", "number"], name="register_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="register_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.book} {self.number}/{self.year}"
