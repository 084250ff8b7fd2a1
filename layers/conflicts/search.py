"""The two SQL statements of the spatial question: what lies near, and how much of the land it takes."""
from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection

# Distances that differ by less are equal: at E, N near 600,000 a double holds about a ten-millionth of a millimetre, and
# two libraries that measure "exactly 12 m" disagree in the tenth decimal.
SAME_M = 1e-6

# One index search per layer with the layer's largest distance, then the exact test. The distance must be a
# constant for the index: with a column it costs 64 times as much. Only pieces are read: a whole river would be
# fetched from its TOAST table for the sake of its dimension.
_NEAR = """
WITH g(name, geom) AS MATERIALIZED (VALUES {shapes})
SELECT s.slot, f.id, f.key, f.label, f.attrs, h.distance, h.dimension
FROM (VALUES {slots}) AS s(slot, layer_id, name, reach)
JOIN g ON g.name = s.name
CROSS JOIN LATERAL (
    SELECT p.feature_id, min(ST_Distance(p.geom, g.geom)) AS distance, max(ST_Dimension(p.geom)) AS dimension
    FROM layers_piece p
    WHERE p.layer_id = s.layer_id AND {held} AND p.geom && ST_Expand(g.geom, s.reach) AND ST_DWithin(p.geom, g.geom, s.reach)
    GROUP BY p.feature_id
) h
JOIN layers_feature f ON f.id = h.feature_id
"""

# Overlap of the tested land with everything within the limit of the feature. Pieces of one polygon share edges only,
# so buffering their collection gives the buffer of the polygon. An arc of radius r drawn with chords of angle t loses
# L r t^2 / 12 m² over a length L; the number of segments grows with the root of r so that 200 m of arc lose under a
# hundredth of a square metre, whatever the radius.
# Land that lies wholly within the limit (its centre nearer than the limit by its own radius) needs no buffer.
_MEASURE = """
WITH given(name, geom) AS (VALUES {shapes}),
g AS MATERIALIZED (SELECT name, geom, ST_Centroid(geom) AS centre, ST_MaxDistance(ST_Centroid(geom), geom) AS radius FROM given)
SELECT s.hit, m.area, m.length, m.feature_area, CASE WHEN m.area > 0 OR m.length > 0 THEN encode(ST_AsEWKB(m.part), 'hex') END
FROM (VALUES {slots}) AS s(hit, feature_id, name, lim, fine)
JOIN g ON g.name = s.name
CROSS JOIN LATERAL (
    SELECT ST_Collect(p.geom) AS whole, max(ST_Dimension(p.geom)) AS dimension,
           s.lim > 0 AND min(ST_Distance(p.geom, g.centre)) + g.radius <= s.lim AS inside,
           CASE WHEN s.lim > 0 AND min(ST_Distance(p.geom, g.centre)) + g.radius > s.lim THEN ST_Buffer(ST_Collect(p.geom), s.lim, 'quad_segs=' || (8 + 66 * sqrt(s.lim))::int) END AS zone
    FROM layers_piece p
    WHERE p.feature_id = s.feature_id AND p.geom && ST_Expand(g.geom, s.lim)
) n
CROSS JOIN LATERAL (
    SELECT CASE WHEN n.inside THEN g.geom WHEN s.lim > 0 THEN ST_Intersection(g.geom, n.zone) ELSE (
               SELECT ST_UnaryUnion(ST_Collect(ST_Intersection(d.geom, g.geom))) FROM ST_Dump(n.whole) d) END AS part,
           CASE WHEN n.dimension = 1 THEN (SELECT sum(ST_Length(ST_Intersection(d.geom, g.geom))) FROM ST_Dump(n.whole) d) END AS line
) o
CROSS JOIN LATERAL (
    SELECT ST_Area(o.part) AS area, coalesce(o.line, ST_Length(o.part)) AS length, o.part AS part,
           CASE WHEN s.lim = 0 AND n.dimension = 2 AND ST_Area(o.part) <= s.fine THEN
               (SELECT ST_Area(f.geom) FROM layers_feature f WHERE f.id = s.feature_id) END AS feature_area
) m
"""


@dataclass(frozen=True)
class Near:
    """A feature within reach of the tested land; `written` are its attributes as JSON; `dimension` 0 point, 1 line, 2 polygon."""

    feature: int
    key: str
    label: str
    written: str
    distance_m: float
    dimension: int

    @cached_property
    def attrs(self) -> dict[str, Any]:
        """The attributes, read when something asks for them."""
        told: dict[str, Any] = json.loads(self.written)
        return told


@dataclass(frozen=True, slots=True)
class Measured:
    """How much of the tested land lies within the limit of one feature.

    `length_m`: how much of a line (the feature, or else the works) runs inside. `feature_area_m2` is asked for only
    where the overlap is as small as a sliver, and is 0 otherwise.
    """

    area_m2: float
    length_m: float
    feature_area_m2: float
    geometry: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to measure: the overlap of a shape with all that lies within `limit_m` of a feature."""

    feature: int
    shape: str
    limit_m: float
    fine_m2: float = 1.0


Shapes = Mapping[str, bytes]
"""Shapes by name, as EWKB in EPSG:3844: sent once, however many layers they are held against."""


def _values(shapes: Shapes) -> tuple[str, list[Any]]:
    return ", ".join("(%s, %s::geometry)" for _name in shapes), [value for name, shape in shapes.items() for value in (name, shape.hex())]


def near(shapes: Shapes, slots: Sequence[tuple[int, str, float]], at: dt.datetime | None) -> list[list[Near]]:
    """Return, for each (layer id, name of a shape, reach in metres), the features within reach at that moment, nearest first."""
    found: list[list[Near]] = [[] for _slot in slots]
    if not slots:
        return found
    given, parameters = _values(shapes)
    wanted = ", ".join("(%s, %s::bigint, %s, %s::float8)" for _slot in slots)
    for number, (layer, shape, reach) in enumerate(slots):
        parameters += [number, layer, shape, reach + SAME_M]
    with connection.cursor() as cursor:
        if at is None:
            cursor.execute(_NEAR.format(shapes=given, slots=wanted, held="p.until IS NULL"), parameters)
            rows = cursor.fetchall()
        else:
            rows = []
            # Two statements: each can use its own partial index.
            for held in ("p.until IS NULL AND p.since <= %s", "p.until IS NOT NULL AND p.since <= %s AND p.until > %s"):
                cursor.execute(_NEAR.format(shapes=given, slots=wanted, held=held), parameters + [at] * held.count("%s"))
                rows += cursor.fetchall()
    # Trap: Django hands JSONB of raw cursors over as text.
    for slot, feature, key, label, attrs, distance, dimension in rows:
        found[slot].append(Near(feature, key, label, attrs, distance, dimension))
    for hits in found:
        hits.sort(key=lambda hit: (hit.distance_m, hit.feature))
    return found


def measure(shapes: Shapes, wanted: Sequence[Wanted]) -> list[Measured]:
    """Return the overlap for each; what is asked twice is measured once."""
    if not wanted:
        return []
    once = list(dict.fromkeys(wanted))
    given, parameters = _values(shapes)
    slots = ", ".join("(%s, %s::bigint, %s, %s::float8, %s::float8)" for _one in once)
    for number, one in enumerate(once):
        parameters += [number, one.feature, one.shape, one.limit_m, one.fine_m2]
    measured: dict[Wanted, Measured] = {}
    with connection.cursor() as cursor:
        cursor.execute(_MEASURE.format(shapes=given, slots=slots), parameters)
        for number, area, length, feature_area, geometry in cursor.fetchall():
            measured[once[number]] = Measured(area or 0.0, length or 0.0, feature_area or 0.0, geometry)
    if len(measured) < len(once):
        raise ValueError("a feature within reach could not be measured")
    return [measured[one] for one in wanted]
