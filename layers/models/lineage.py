"""What became of a parcel's number: which numbers replaced it, by which act."""
from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models

from gisapp.accounts.models import User
from layers.models.layer import Layer


class Lineage(models.Model):
    """One old number and one of those that replaced it (dezmembrare, alipire: Legea 7/1996 a cadastrului). A split has several rows of one old, a merge several of one new."""

    class Kind(models.TextChoices):
        SPLIT = "split", "dezmembrare"
        MERGE = "merge", "alipire"

    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="lineages")
    version = models.PositiveIntegerField(help_text="Number of the layer version that made it so; undone with it.")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    old_key = models.CharField(max_length=120)
    old_siruta = models.CharField(max_length=6, default="", blank=True)
    new_key = models.CharField(max_length=120)
    new_siruta = models.CharField(max_length=6, default="", blank=True)
    document = models.CharField(max_length=120, help_text="Number of the decision or act.")
    document_date = models.DateField()
    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-at", "pk"]
        indexes: ClassVar = [models.Index(fields=["layer", "old_key"], name="lineage_old"), models.Index(fields=["layer", "new_key"], name="lineage_new")]
        constraints: ClassVar = [models.CheckConstraint(condition=~models.Q(old_key=models.F("new_key")), name="lineage_numbers_differ")]

    def __str__(self) -> str:
        return f"{self.old_key} → {self.new_key}"
