"""Edits of single features, wherever they are made, and the database roles of those who edit from QGIS."""
from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models

from gisapp.accounts.models import OfAuthority, User
from layers.models.layer import Layer


class EditorRole(OfAuthority):
    """A login role of the database that belongs to one keeper of one town hall; its password is known to the keeper only."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=63, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["authority", "user"], condition=models.Q(ended_at=None), name="one_editor_role"),
        ]

    def __str__(self) -> str:
        return self.name


class Edit(models.Model):
    """One feature added, changed or removed by a person: who, when, before, after. Written by the database (layers_edit_feature), never changed.

    `before` and `after` hold key, siruta, label, attrs and geom (EWKT, EPSG:3844). `identity` is the thing's lasting number.
    """

    class Action(models.TextChoices):
        INSERT = "insert", "adăugat"
        UPDATE = "update", "modificat"
        DELETE = "delete", "șters"

    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="edits")
    version = models.PositiveIntegerField(help_text="Number of the layer version the edit made.")
    identity = models.BigIntegerField()
    action = models.CharField(max_length=6, choices=Action.choices)
    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    db_role = models.CharField(max_length=63)
    program = models.CharField(max_length=64, default="", blank=True)
    reason = models.CharField(max_length=300, default="", blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["layer", "identity"], name="edit_of_thing")]

    def __str__(self) -> str:
        return f"{self.action} {self.identity} in {self.layer_id}"
