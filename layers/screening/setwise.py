"""The set-wise pass in PostGIS: parcels against the features of one restriction in one statement.

The parcels of a pass are first laid out by place (a temporary table in the order of a Hilbert curve, with an index of its own):
the feature table holds all layers in the order in which they came, and its index grew with them, so that a search reads nine times
as many pages and ten times the city costs twenty-five times as much.
"""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from django.db import connection

from layers.conflicts.judge import LEAST_LENGTH_M
from layers.conflicts.search import SAME_M
from layers.screening.rules import Memo, RuleTask, TaskResult

# Features are few and parcels many: for each piece the parcels' index is searched with that feature's own distance. One row a
# piece and parcel, put together afterwards: sorting a million rows with their shapes to group them here costs more than all else.
# What is near in space is asked for one after the other (cells of 512 m, there and back), so that the parcels just read are
# still at hand: without that, ten times the city is far more than ten times the work.
# The piece is the first argument of ST_Intersects and ST_Covers because PostGIS prepares the first argument when it repeats; the
# parcel's box is held against it before the exact distance, and a parcel that lies inside needs no intersection.
_PAIRS = """
WITH f AS (SELECT * FROM unnest(%s::bigint[], %s::float8[]) AS f(id, lim))
SELECT par.id, p.feature_id, CASE WHEN n.inside THEN 0 ELSE ST_Distance(p.geom, par.geom) END, ST_Dimension(p.geom),
       CASE WHEN p.lim > 0 THEN NULL WHEN n.inside THEN ST_Area(par.geom)
            WHEN ST_Dimension(p.geom) = 2 THEN ST_Area(ST_Intersection(p.geom, par.geom))
            WHEN ST_Dimension(p.geom) = 1 THEN ST_Length(ST_Intersection(p.geom, par.geom)) END,
       CASE WHEN p.lim = 0 THEN ST_Area(par.geom) END
FROM (
    SELECT p.feature_id, p.geom, f.lim FROM f JOIN layers_piece p ON p.feature_id = f.id AND p.until IS NULL
    ORDER BY floor(ST_XMin(p.geom) / 512), ST_YMin(p.geom) * (1 - 2 * (floor(ST_XMin(p.geom) / 512)::bigint %% 2))
) p
JOIN {parcels} par ON par.geom && ST_Expand(p.geom, p.lim + %s)
    AND CASE WHEN ST_Intersects(p.geom, ST_Expand(par.geom, p.lim + %s)) THEN ST_DWithin(p.geom, par.geom, p.lim + %s) ELSE false END
CROSS JOIN LATERAL (SELECT ST_Dimension(p.geom) = 2 AND ST_Covers(p.geom, par.geom) AS inside) n
"""
_LAID_OUT = """
DROP TABLE IF EXISTS {parcels};
CREATE TEMPORARY TABLE {parcels} AS SELECT id, key, siruta, geom FROM layers_feature WHERE layer_id = %s AND until IS NULL ORDER BY geom;
CREATE INDEX ON {parcels} USING gist (geom);
ANALYZE {parcels};
SELECT id, key, siruta, ST_AsBinary(geom) FROM {parcels} ORDER BY id
"""
_ZONES = """
SELECT DISTINCT ON (z.id) z.id, z.key, z.m2 FROM (
    SELECT par.id, f.key, sum(CASE WHEN ST_Covers(p.geom, par.geom) THEN ST_Area(par.geom) ELSE ST_Area(ST_Intersection(p.geom, par.geom)) END) AS m2
    FROM layers_piece p JOIN layers_feature f ON f.id = p.feature_id
    JOIN {parcels} par ON par.geom && p.geom AND ST_Intersects(p.geom, par.geom)
    WHERE p.layer_id = %s AND p.until IS NULL
    GROUP BY par.id, f.key
) z WHERE z.m2 > 1 ORDER BY z.id, z.m2 DESC, z.key
"""


Pair = tuple[int, int, float, int, float | None, float | None]
"""Parcel, feature, distance m, dimension of the feature, shared m² or m (where the limit is zero), area of the parcel m²."""


@dataclass(frozen=True)
class Parcels:
    """All parcels of a layer: ids, cadastral numbers, UATs, shapes (EPSG:3844)."""

    layer: int
    ids: np.ndarray
    keys: list[str]
    sirutas: list[str]
    shapes: np.ndarray

    @property
    def position(self) -> dict[int, int]:
        """Return where each parcel id stands."""
        return {int(one): number for number, one in enumerate(self.ids)}


def laid_out(layer: int) -> str:
    """Return the name of the temporary table that holds the parcels of a layer while they are screened."""
    return f"screened_{layer:d}"


def read_parcels(layer: int) -> Parcels:
    """Read the present parcels and lay them out for a pass on this connection: the whole pass sees the same parcels."""
    with connection.cursor() as cursor:
        cursor.execute(_LAID_OUT.format(parcels=laid_out(layer)), [layer])
        rows = cursor.fetchall()
    return Parcels(layer, np.array([row[0] for row in rows], dtype=np.int64), [row[1] for row in rows], [row[2] for row in rows], shapely.from_wkb([bytes(row[3]) for row in rows]))


def run_task(task: RuleTask, parcels: Parcels, position: dict[int, int], memo: Memo | None = None) -> TaskResult:
    """Hold one restriction against all parcels; `memo` is shared by the tasks of one pass."""
    memo = memo or Memo([task])
    rows: list[tuple[int, int, str, float, float | None]] = []
    if task.features:
        certain = dict(zip(task.features, task.certain, strict=True))
        sizes = _sizes(task)
        tolerance = task.rule.overlap_tolerance_m2
        for parcel, feature, distance, dimension, shared, area in _pairs(task, parcels, memo):
            if not certain[feature]:
                rows.append((position[parcel], feature, "unknown", distance, None))
            elif shared is None or _overlaps(dimension, shared, area or 0.0, sizes.get(feature, 0.0), tolerance):
                rows.append((position[parcel], feature, "conflict", distance, shared if dimension == 2 else None))
    rows.sort()
    return TaskResult(task.rule.code, rows, task.without_answer(parcels.shapes, memo))


def _pairs(task: RuleTask, parcels: Parcels, memo: Memo) -> list[Pair]:
    """Return what lies within each feature's limit: one search a layer for all its distances, one for what must not be crossed."""
    limits = dict(zip(task.features, task.limits, strict=True))
    crossed = tuple(feature for feature, limit in limits.items() if limit == 0)
    rows: list[Pair] = []
    if len(crossed) < len(limits):
        widest = memo.widest[task.facts.id]
        near = memo.pairs((task.facts.id,), lambda: _search(list(widest), list(widest.values()), parcels))
        rows += [row for row in near if row[2] <= limits.get(row[1], -1.0) + SAME_M]
    if crossed:
        rows += memo.pairs(crossed, lambda: _search(list(crossed), [0.0] * len(crossed), parcels))
    return rows


def _search(features: list[int], limits: list[float], parcels: Parcels) -> list[Pair]:
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS.format(parcels=laid_out(parcels.layer)), [features, limits, SAME_M, SAME_M, SAME_M])
        return together(cursor.fetchall())


def together(rows: list[Pair]) -> list[Pair]:
    """Put the pieces of a feature together: one row a parcel and feature, the least distance and the sum of what is shared."""
    whole: dict[tuple[int, int], Pair] = {}
    for row in rows:
        key = row[:2]
        before = whole.get(key)
        if before is None:
            whole[key] = row
        else:
            parcel, feature, distance, dimension, shared, area = before
            both = shared if row[4] is None else row[4] + (shared or 0.0)
            whole[key] = (parcel, feature, min(distance, row[2]), max(dimension, row[3]), both, area)
    return list(whole.values())


def _overlaps(dimension: int, shared: float, area: float, feature_area: float, tolerance_m2: float) -> bool:
    """The same judgement as for one parcel: touching and slivers are no conflict, a small well is."""
    if dimension == 2:
        return shared > 0 and not (shared <= tolerance_m2 and shared < 0.5 * min(area, feature_area))
    return shared > LEAST_LENGTH_M if dimension == 1 else True


def _sizes(task: RuleTask) -> dict[int, float]:
    wanted = [feature for feature, limit in zip(task.features, task.limits, strict=True) if limit == 0]
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT feature_id, sum(ST_Area(geom)) FROM layers_piece WHERE feature_id = ANY(%s) AND until IS NULL GROUP BY 1", [wanted])
        return dict(cursor.fetchall())


def zones_of(parcels: int, zoning: int) -> dict[int, tuple[str, float]]:
    """Return the plan unit that holds most of each parcel, with its m², for a layer that `read_parcels` laid out."""
    with connection.cursor() as cursor:
        cursor.execute(_ZONES.format(parcels=laid_out(parcels)), [zoning])
        return {parcel: (key, m2) for parcel, key, m2 in cursor.fetchall()}
