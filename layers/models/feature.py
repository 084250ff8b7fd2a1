"""Features of all layers, as temporal rows, and their subdivided pieces for index searches."""
from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex, OpClass
from django.db.models import F, Func
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from layers.models.layer import Layer


class Plain(Func):
    """layers_plain(text): lower case, without diacritics; immutable, so that it can be indexed (migration 0002)."""

    function = "layers_plain"
    output_field = models.TextField()


class Feature(models.Model):
    """One thing on the land. It held from `since` until `until` (open: it holds now).

    `geom` is EPSG:3844 metres (x = E, y = N), valid, 2-D. `original` keeps what was delivered where it had to be repaired.
    `geom_3857` is kept for tiles: transforming on the fly loses the index.
    """

    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="features")
    key = models.CharField(max_length=120, default="", blank=True)
    siruta = models.CharField(max_length=6, default="", blank=True, help_text="UAT it lies in, where keys are unique only per UAT.")
    label = models.CharField(max_length=200, default="", blank=True)
    attrs = models.JSONField(default=dict)
    geom = models.GeometryField(srid=3844, spatial_index=False)
    geom_3857 = models.GeometryField(srid=3857, spatial_index=False)
    original = models.GeometryField(srid=3844, null=True, blank=True, spatial_index=False)
    repaired = models.CharField(max_length=120, default="", blank=True)
    fingerprint = models.CharField(max_length=32, help_text="MD5 of geometry and attributes, to compare deliveries.")
    # An edit ends a row and begins another; both are the same thing on the land, by this number (the first row's id).
    identity = models.BigIntegerField(null=True, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(F("layer"), Coalesce("identity", "id"), condition=models.Q(until=None), name="feature_identity"),
            GistIndex(fields=["layer", "geom"], condition=models.Q(until=None), name="feature_now_geom"),
            GistIndex(fields=["layer", "geom_3857"], condition=models.Q(until=None), name="feature_now_tile"),
            GistIndex(fields=["layer", "geom"], condition=models.Q(until__isnull=False), name="feature_past_geom"),
            # Pattern operators: one index serves equality and "numbers that begin with", whatever the collation.
            models.Index(fields=["layer", "key", "siruta"], opclasses=["int8_ops", "varchar_pattern_ops", "varchar_pattern_ops"], name="feature_key"),
            models.Index(fields=["layer", "since"], name="feature_since"),
            models.Index(fields=["layer", "until"], name="feature_until"),
            # Names of streets and the like as people type them; parcels have no label, so 100,000 of them cost nothing here.
            GistIndex(F("layer"), OpClass(Plain("label"), name="gist_trgm_ops"), condition=models.Q(until=None) & ~models.Q(label=""), name="feature_label_plain"),
            models.Index(F("layer"), KT("attrs__topo_number"), condition=models.Q(until=None, attrs__has_key="topo_number"), name="feature_topo_number"),
            models.Index(F("layer"), KT("attrs__street"), condition=models.Q(until=None, attrs__has_key="street"), name="feature_street"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(until=None) | models.Q(until__gt=models.F("since")), name="feature_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.label or self.key or f"feature {self.pk}"


class Piece(models.Model):
    """Part of a feature cut by ST_Subdivide: the spatial question searches these.

    Overlaps of pieces of one polygon add up to the overlap of the polygon; the nearest piece gives its distance.
    """

    feature = models.ForeignKey(Feature, on_delete=models.CASCADE, related_name="pieces")
    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="+", db_index=False)
    geom = models.GeometryField(srid=3844, spatial_index=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            GistIndex(fields=["layer", "geom"], condition=models.Q(until=None), name="piece_now_geom"),
            GistIndex(fields=["layer", "geom"], condition=models.Q(until__isnull=False), name="piece_past_geom"),
        ]

    def __str__(self) -> str:
        return f"piece of {self.feature_id}"
