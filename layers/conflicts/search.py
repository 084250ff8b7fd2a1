"""The two SQL statements of the spatial question: what lies near, and how much of the land it takes."""
from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import attrgetter
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

# The same statement tells of what catalogue its answer is: one round trip less than asking beforehand, and one snapshot for both.
_STAMP = "SELECT coalesce(sum(changes), 0)::bigint, coalesce(sum(xmin::text::bigint), 0)::bigint FROM layers_cataloguechange"
_WITH_STAMP = f" UNION ALL SELECT -1, t.changes, t.transactions::text, '', '{{{{}}}}'::jsonb, 0, 0 FROM ({_STAMP}) t(changes, transactions)"  # noqa: S608

# Overlap of the tested land with everything within the limit of the feature. Pieces of one polygon share edges only, so buffering
# their collection gives the buffer of the polygon, but for the hundredths of a square metre by which GEOS smooths shallow bays before
# it buffers: a feature of few pieces is therefore taken whole, a larger one as it is within twice the limit and 50 m, so that anybody who buffers it gets
# the same. An arc of radius r and length L drawn with chords of angle t
# loses L r t^2 / 12 m²; no arc within the land is longer than its outline, so the number of segments grows with the root of both
# and 4 thousandths of a square metre are lost at most. A line is cut by an arc at its ends: there the radius alone counts.
# Land that lies wholly within the limit (its centre nearer than the limit by its own radius) needs no buffer.
# Trap: without OFFSET 0 each use of a part computes it again, five buffers for one.
_MEASURE = """
WITH given(name, geom) AS (VALUES {shapes}),
g AS MATERIALIZED (
    SELECT name, geom, ST_Dimension(geom) AS dimension, ST_Centroid(geom) AS centre, ST_MaxDistance(ST_Centroid(geom), geom) AS radius,
           CASE WHEN ST_Dimension(geom) = 2 THEN 7.2 * sqrt(ST_Perimeter(geom)) ELSE 66 END AS fineness FROM given)
SELECT s.hit, m.area, m.length,
       CASE WHEN s.lim = 0 AND m.dimension = 2 AND m.area <= s.fine THEN (SELECT ST_Area(f.geom) FROM layers_feature f WHERE f.id = s.feature_id) END,
       CASE WHEN m.area > 0 OR m.length > 0 THEN encode(ST_AsEWKB(m.part), 'hex') END
FROM (VALUES {slots}) AS s(hit, feature_id, name, lim, fine)
JOIN g ON g.name = s.name
CROSS JOIN LATERAL (
    SELECT ST_Collect(p.geom) AS whole, max(ST_Dimension(p.geom)) AS dimension,
           s.lim > 0 AND min(ST_Distance(p.geom, g.centre)) + g.radius <= s.lim AS inside
    FROM layers_piece p
    WHERE p.feature_id = s.feature_id AND p.geom && ST_Expand(g.geom, s.lim)
    OFFSET 0
) b
CROSS JOIN LATERAL (
    SELECT b.*, CASE WHEN s.lim = 0 OR b.inside OR c.pieces = 1 THEN b.whole
                     ELSE (SELECT CASE WHEN c.pieces <= 20 THEN f.geom ELSE ST_Intersection(f.geom, ST_Expand(g.geom, 2 * s.lim + 50)) END
                           FROM layers_feature f WHERE f.id = s.feature_id) END AS source
    FROM (SELECT count(*) AS pieces FROM (SELECT FROM layers_piece p WHERE p.feature_id = s.feature_id LIMIT 21) p) c
    OFFSET 0
) n
CROSS JOIN LATERAL (
    SELECT CASE WHEN n.inside THEN g.geom
                WHEN s.lim > 0 THEN ST_Intersection(g.geom, ST_Buffer(n.source, s.lim, 'quad_segs=' || least(8 + g.fineness * sqrt(s.lim), 6000)::int))
                ELSE (SELECT ST_UnaryUnion(ST_Collect(ST_Intersection(d.geom, g.geom))) FROM ST_Dump(n.whole) d) END AS part,
           CASE WHEN n.dimension = 1 AND g.dimension = 2 THEN (SELECT sum(ST_Length(ST_Intersection(d.geom, g.geom))) FROM ST_Dump(n.whole) d) END AS line,
           n.dimension
    OFFSET 0
) o
CROSS JOIN LATERAL (SELECT ST_Area(o.part) AS area, coalesce(o.line, ST_Length(o.part)) AS length, o.part, o.dimension OFFSET 0) m
"""


# The names under which shapes are asked for; they are written into statements.
_SHAPE_NAMES = {"parcel": "parcel", "works": "works"}

Stamp = tuple[int, int]
"""A value that changes whenever a layer, a version or a restriction does (triggers of migration 0006 count).

The count alone would repeat after a rollback; numbers of transactions never do. Sums, because they do not commit in the
order of their numbers.
"""


def stamp() -> Stamp:
    """Return the stamp of the catalogue as it is now."""
    with connection.cursor() as cursor:
        cursor.execute(_STAMP)
        changes, transactions = cursor.fetchone()
        return changes, transactions


class Moved(Exception):
    """The catalogue is no longer the one that the question was prepared for; `stamp` is the one found."""

    def __init__(self, found: Stamp) -> None:
        super().__init__("the catalogue changed")
        self.stamp = found


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

    `length_m`: how much of a line runs inside: of the feature through an area, of works that are a line themselves within the limit. `feature_area_m2` is asked for only
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


def _given(count: int) -> str:
    return ", ".join(["(%s, %s::geometry)"] * count)


@lru_cache(maxsize=256)
def _near_question(shapes: int, slots: tuple[tuple[int, str, float], ...], held: str, with_stamp: bool) -> str:
    """Return the first statement for so many shapes; the slots, which are numbers and names of ours, stand in its text and are written once."""
    wanted = ", ".join(f"({number}, {layer:d}::bigint, '{_SHAPE_NAMES[name]}', {reach + SAME_M!r}::float8)" for number, (layer, name, reach) in enumerate(slots))
    question = _NEAR + _WITH_STAMP if with_stamp else _NEAR
    return question.format(shapes=_given(shapes), slots=wanted, held=held)


@lru_cache(maxsize=256)
def _measure_question(shapes: int, wanted: int) -> str:
    """Return the second statement for so many shapes and things to measure."""
    return _MEASURE.format(shapes=_given(shapes), slots=", ".join(["(%s, %s::bigint, %s, %s::float8, %s::float8)"] * wanted))


def near(shapes: Shapes, slots: Sequence[tuple[int, str, float]], at: dt.datetime | None, expected: Stamp | None = None) -> list[list[Near]]:
    """Return, for each (layer id, name of a shape, reach in metres), the features within reach at that moment, nearest first.

    `expected` is the catalogue that the slots were made from; Moved is raised if it is no longer that.
    """
    found: list[list[Near]] = [[] for _slot in slots]
    if not slots:
        if expected is not None and (now := stamp()) != expected:
            raise Moved(now)
        return found
    given = [value for name, shape in shapes.items() for value in (name, shape.hex())]
    # Of the past, two statements: each can use its own partial index.
    held = ("p.until IS NULL",) if at is None else ("p.until IS NULL AND p.since <= %s", "p.until IS NOT NULL AND p.since <= %s AND p.until > %s")
    with connection.cursor() as cursor:
        for number, condition in enumerate(held):
            question = _near_question(len(shapes), tuple(slots), condition, expected is not None and number == 0)
            cursor.execute(question, given + [at] * condition.count("%s"))
            # Trap: Django hands JSONB of raw cursors over as text.
            for slot, feature, key, label, attrs, distance, dimension in cursor.fetchall():
                if slot >= 0:
                    found[slot].append(Near(feature, key, label, attrs, distance, dimension))
                elif (feature, int(key)) != expected:
                    raise Moved((feature, int(key)))
    for hits in found:
        if len(hits) > 1:
            hits.sort(key=attrgetter("distance_m", "feature"))
    return found


def measure(shapes: Shapes, wanted: Sequence[Wanted]) -> list[Measured]:
    """Return the overlap for each; what is asked twice is measured once."""
    if not wanted:
        return []
    once = list(dict.fromkeys(wanted))
    parameters: list[Any] = [value for name, shape in shapes.items() for value in (name, shape.hex())]
    for number, one in enumerate(once):
        parameters += [number, one.feature, one.shape, one.limit_m, one.fine_m2]
    measured: dict[Wanted, Measured] = {}
    with connection.cursor() as cursor:
        cursor.execute(_measure_question(len(shapes), len(once)), parameters)
        for number, area, length, feature_area, geometry in cursor.fetchall():
            measured[once[number]] = Measured(area or 0.0, length or 0.0, feature_area or 0.0, geometry)
    if len(measured) < len(once):
        raise ValueError("a feature within reach could not be measured")
    return [measured[one] for one in wanted]
