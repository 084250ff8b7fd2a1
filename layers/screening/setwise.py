"""The set-wise pass in PostGIS: parcels against the features of one restriction in one statement."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from django.db import connection

from layers.conflicts.judge import LEAST_LENGTH_M
from layers.conflicts.search import SAME_M
from layers.screening.rules import Memo, RuleTask, TaskResult

# Features are few and parcels many: for each piece the parcels' index is searched with that feature's own distance.
_PAIRS = """
WITH f AS (SELECT * FROM unnest(%s::bigint[], %s::float8[]) AS f(id, lim))
SELECT par.id, f.id, min(ST_Distance(p.geom, par.geom)), max(ST_Dimension(p.geom)),
       CASE WHEN f.lim = 0 THEN sum(CASE WHEN ST_Dimension(p.geom) = 2 THEN ST_Area(ST_Intersection(p.geom, par.geom))
                                         WHEN ST_Dimension(p.geom) = 1 THEN ST_Length(ST_Intersection(p.geom, par.geom)) END) END,
       CASE WHEN f.lim = 0 THEN ST_Area(par.geom) END
FROM f
JOIN layers_piece p ON p.feature_id = f.id AND p.until IS NULL
JOIN layers_feature par ON par.layer_id = %s AND par.until IS NULL AND par.geom && ST_Expand(p.geom, f.lim + %s) AND ST_DWithin(par.geom, p.geom, f.lim + %s)
GROUP BY par.id, par.geom, f.id, f.lim
"""
_ZONES = """
SELECT DISTINCT ON (z.id) z.id, z.key, z.m2 FROM (
    SELECT par.id, f.key, sum(ST_Area(ST_Intersection(p.geom, par.geom))) AS m2
    FROM layers_piece p JOIN layers_feature f ON f.id = p.feature_id
    JOIN layers_feature par ON par.layer_id = %s AND par.until IS NULL AND par.geom && p.geom AND ST_Intersects(par.geom, p.geom)
    WHERE p.layer_id = %s AND p.until IS NULL
    GROUP BY par.id, f.key
) z WHERE z.m2 > 1 ORDER BY z.id, z.m2 DESC, z.key
"""


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


def read_parcels(layer: int) -> Parcels:
    """Read the present parcels."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, key, siruta, ST_AsBinary(geom) FROM layers_feature WHERE layer_id = %s AND until IS NULL ORDER BY id", [layer])
        rows = cursor.fetchall()
    return Parcels(layer, np.array([row[0] for row in rows], dtype=np.int64), [row[1] for row in rows], [row[2] for row in rows], shapely.from_wkb([bytes(row[3]) for row in rows]))


def run_task(task: RuleTask, parcels: Parcels, position: dict[int, int], memo: Memo | None = None) -> TaskResult:
    """Hold one restriction against all parcels; `memo` is shared by the tasks of one pass."""
    memo = memo or Memo()
    rows: list[tuple[int, int, str, float, float | None]] = []
    if task.features:
        certain = dict(zip(task.features, task.certain, strict=True))
        sizes = _sizes(task)
        tolerance = task.rule.overlap_tolerance_m2
        for parcel, feature, distance, dimension, shared, area in memo.pairs(task, lambda: _pairs(task, parcels)):
            if not certain[feature]:
                rows.append((position[parcel], feature, "unknown", distance, None))
            elif shared is None or _overlaps(dimension, shared, area, sizes.get(feature, 0.0), tolerance):
                rows.append((position[parcel], feature, "conflict", distance, shared if dimension == 2 else None))
    rows.sort()
    return TaskResult(task.rule.code, rows, task.without_answer(parcels.shapes, memo))


def _pairs(task: RuleTask, parcels: Parcels) -> list[tuple[int, int, float, int, float | None, float | None]]:
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, [list(task.features), list(task.limits), parcels.layer, SAME_M, SAME_M])
        return list(cursor.fetchall())


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
    """Return the plan unit that holds most of each parcel, with its m²."""
    with connection.cursor() as cursor:
        cursor.execute(_ZONES, [parcels, zoning])
        return {parcel: (key, m2) for parcel, key, m2 in cursor.fetchall()}
