"""The two SQL statements of the spatial question: what lies near, and how much of the land it takes."""
from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

# One index search per layer with the layer's largest distance, then the exact test. The distance must be a
# constant for the index: with a column it costs 64 times as much.
_NEAR = """
SELECT s.slot, f.id, f.key, f.label, f.attrs, h.distance, ST_Dimension(f.geom)
FROM (VALUES {slots}) AS s(slot, layer_id, geom, reach)
CROSS JOIN LATERAL (
    SELECT p.feature_id, min(ST_Distance(p.geom, s.geom)) AS distance
    FROM layers_piece p
    WHERE p.layer_id = s.layer_id AND {held} AND p.geom && ST_Expand(s.geom, s.reach) AND ST_DWithin(p.geom, s.geom, s.reach)
    GROUP BY p.feature_id
) h
JOIN layers_feature f ON f.id = h.feature_id
ORDER BY s.slot, h.distance, f.id
"""

# Overlap of the tested land with everything within the limit of the feature. Pieces of one polygon share edges only,
# so buffering their collection gives the buffer of the polygon; 64 segments per quarter circle keep the error of
# a 50 m arc under 3 cm².
_MEASURE = """
SELECT s.hit, m.area, m.length, m.feature_area, CASE WHEN m.area > 0 OR m.length > 0 THEN encode(ST_AsEWKB(m.part), 'hex') END
FROM (VALUES {slots}) AS s(hit, feature_id, geom, lim)
CROSS JOIN LATERAL (
    SELECT ST_Collect(p.geom) AS whole,
           CASE WHEN s.lim > 0 THEN ST_Buffer(ST_Collect(p.geom), s.lim, 'quad_segs=64') END AS zone
    FROM layers_piece p
    WHERE p.feature_id = s.feature_id AND p.geom && ST_Expand(s.geom, s.lim)
) n
CROSS JOIN LATERAL (
    SELECT CASE WHEN s.lim > 0 THEN ST_Intersection(s.geom, n.zone) ELSE (
               SELECT ST_UnaryUnion(ST_Collect(ST_Intersection(d.geom, s.geom))) FROM ST_Dump(n.whole) d) END AS part,
           (SELECT sum(ST_Length(ST_Intersection(d.geom, s.geom))) FROM ST_Dump(n.whole) d WHERE ST_Dimension(d.geom) = 1) AS line
) o
CROSS JOIN LATERAL (
    SELECT ST_Area(o.part) AS area, coalesce(o.line, 0) AS length, o.part AS part,
           (SELECT ST_Area(f.geom) FROM layers_feature f WHERE f.id = s.feature_id) AS feature_area
) m
"""


@dataclass(frozen=True, slots=True)
class Near:
    """A feature within reach of the tested land; `dimension` 0 point, 1 line, 2 polygon."""

    feature: int
    key: str
    label: str
    attrs: dict[str, Any]
    distance_m: float
    dimension: int


@dataclass(frozen=True, slots=True)
class Measured:
    """How much of the tested land lies within the limit of one feature."""

    area_m2: float
    length_m: float
    feature_area_m2: float
    geometry: str | None


def near(slots: Sequence[tuple[int, bytes, float]], at: dt.datetime | None) -> list[list[Near]]:
    """Return, for each (layer id, geometry as EWKB, reach in metres), the features within reach at that moment."""
    found: list[list[Near]] = [[] for _slot in slots]
    if not slots:
        return found
    values, parameters = [], []
    for number, (layer, geometry, reach) in enumerate(slots):
        values.append("(%s, %s::bigint, %s::geometry, %s::float8)")
        parameters += [number, layer, geometry.hex(), reach]
    with connection.cursor() as cursor:
        if at is None:
            cursor.execute(_NEAR.format(slots=", ".join(values), held="p.until IS NULL"), parameters)
            rows = cursor.fetchall()
        else:
            rows = []
            # Two statements: each can use its own partial index.
            for held in ("p.until IS NULL AND p.since <= %s", "p.until IS NOT NULL AND p.since <= %s AND p.until > %s"):
                moments = [at] * held.count("%s")
                cursor.execute(_NEAR.format(slots=", ".join(values), held=held), parameters + moments)
                rows += cursor.fetchall()
    # Trap: Django hands JSONB of raw cursors over as text.
    for slot, feature, key, label, attrs, distance, dimension in rows:
        found[slot].append(Near(feature, key, label, json.loads(attrs), distance, dimension))
    for hits in found:
        hits.sort(key=lambda hit: (hit.distance_m, hit.feature))
    return found


def measure(hits: Sequence[tuple[int, bytes, float]]) -> list[Measured]:
    """Return the overlap for each (feature id, geometry as EWKB, limit in metres)."""
    if not hits:
        return []
    values, parameters = [], []
    for number, (feature, geometry, limit) in enumerate(hits):
        values.append("(%s, %s::bigint, %s::geometry, %s::float8)")
        parameters += [number, feature, geometry.hex(), limit]
    measured: list[Measured | None] = [None] * len(hits)
    with connection.cursor() as cursor:
        cursor.execute(_MEASURE.format(slots=", ".join(values)), parameters)
        for number, area, length, feature_area, geometry in cursor.fetchall():
            measured[number] = Measured(area or 0.0, length or 0.0, feature_area or 0.0, geometry)
    if any(row is None for row in measured):
        raise ValueError("a feature within reach could not be measured")
    return [row for row in measured if row is not None]
