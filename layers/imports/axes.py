"""Whether east and north were exchanged. Near 26.4° E both numbers are about 604,000, so a range check sees nothing.

Three witnesses, the surest first: features that are already published under the same key; the authority's own limit;
the distance to its streets. Each compares the delivery as given with the delivery mirrored (x, y) → (y, x).
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import shapely
from django.db import connection

from gisapp.core.errors import BadInput
from layers import crs
from layers.models import Delivery, Layer

SAMPLE = 400
LEAST_PAIRS, LEAST_POINTS = 5, 20
SAME_M, FAR_M = 1.0, 50.0
# A mirrored delivery must fit clearly better before it is called swapped.
CLEARLY = 0.5

_KEYS = """
SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY ST_Distance(s.c, f.c)), percentile_cont(0.5) WITHIN GROUP (ORDER BY ST_Distance(ST_FlipCoordinates(s.c), f.c))
FROM (SELECT key, siruta, ST_Centroid(geom) AS c FROM layers_stagedfeature WHERE delivery_id = %(delivery)s AND key <> '' LIMIT %(sample)s) s
JOIN LATERAL (SELECT ST_Centroid(f.geom) AS c FROM layers_feature f WHERE f.layer_id = %(layer)s AND f.until IS NULL AND f.key = s.key AND f.siruta = s.siruta LIMIT 1) f ON true
"""
_POINTS = """
WITH p AS MATERIALIZED (
    SELECT ST_PointOnSurface(geom) AS c FROM layers_stagedfeature WHERE delivery_id = %(delivery)s ORDER BY md5(position::text) LIMIT %(sample)s
)
"""
_SOME = f"{_POINTS}SELECT ST_AsBinary(c) FROM p"  # noqa: S608 - constants
_LIMIT = f"""{_POINTS}, l AS MATERIALIZED (
    SELECT f.geom FROM layers_layer y JOIN layers_feature f ON f.layer_id = y.id AND f.until IS NULL
    WHERE y.authority_id = %(authority)s AND y.role = 'admin_limits' AND y.active AND f.key = %(siruta)s LIMIT 1
)
SELECT count(*), avg(ST_DWithin(p.c, l.geom, 500)::int), avg(ST_DWithin(ST_FlipCoordinates(p.c), l.geom, 500)::int) FROM p, l
"""  # noqa: S608 - constants
_STREETS = f"""{_POINTS}SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY a.d), percentile_cont(0.5) WITHIN GROUP (ORDER BY b.d) FROM p
CROSS JOIN LATERAL (SELECT p.c <-> f.geom AS d FROM layers_feature f WHERE f.layer_id = %(streets)s::bigint AND f.until IS NULL ORDER BY p.c <-> f.geom LIMIT 1) a
CROSS JOIN LATERAL (SELECT ST_FlipCoordinates(p.c) <-> f.geom AS d FROM layers_feature f WHERE f.layer_id = %(streets)s::bigint AND f.until IS NULL ORDER BY ST_FlipCoordinates(p.c) <-> f.geom LIMIT 1) b
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class Verdict:
    """`swapped` is None where nothing could tell. `witness` is keys, limit, streets, names (columns called east and north), range (the other order is no place in Romania: degrees, web Mercator, UTM), both (as given and mirrored the land lies in the limit) or none; the numbers are as given and mirrored."""

    swapped: bool | None
    witness: str
    as_given: float | None = None
    mirrored: float | None = None


def judge_axes(delivery: Delivery, source_crs: str = "3844") -> Verdict:
    """Compare a staged delivery with what the authority already knows; `source_crs` is the system its file was in."""
    layer = delivery.layer
    if _impossible_otherwise(delivery, source_crs):
        return Verdict(False, "range")
    streets = Layer.objects.filter(authority_id=layer.authority_id, role=Layer.Role.STREETS, active=True).exclude(pk=layer.pk).first()
    values: dict[str, Any] = {
        "delivery": delivery.pk, "layer": layer.pk, "authority": layer.authority_id, "siruta": layer.authority.siruta, "sample": SAMPLE,
        "streets": streets.pk if streets else None,
    }
    both = False
    with connection.cursor() as cursor:
        cursor.execute(_KEYS, values)
        pairs, given, mirrored = cursor.fetchone()
        if pairs and min(given, mirrored) <= SAME_M and max(given, mirrored) > FAR_M:
            # Even one feature that stands exactly where it stood before, in one order only, tells.
            return Verdict(mirrored < given, "keys", given, mirrored)
        if pairs >= LEAST_PAIRS:
            # Metres: the same parcel does not move by more than its own size between deliveries.
            return Verdict(mirrored < CLEARLY * given and given > FAR_M, "keys", given, mirrored)
        if layer.role != Layer.Role.ADMIN_LIMITS:
            cursor.execute(_LIMIT, values)
            count, inside, inside_mirrored = cursor.fetchone()
            both = bool(count) and inside >= CLEARLY and inside_mirrored >= CLEARLY
            if count and (inside >= CLEARLY) != (inside_mirrored >= CLEARLY):
                return Verdict(inside_mirrored >= CLEARLY, "limit", float(inside), float(inside_mirrored))
        if streets is not None:
            cursor.execute(_STREETS, values)
            count, near, near_mirrored = cursor.fetchone()
            if count >= LEAST_POINTS and max(near, near_mirrored) > 10:
                if near_mirrored < CLEARLY * near:
                    return Verdict(True, "streets", near, near_mirrored)
                if near < CLEARLY * near_mirrored:
                    return Verdict(False, "streets", near, near_mirrored)
    return Verdict(None, "both" if both else "none")


def undecided(delivery: Delivery) -> bool:
    """Tell a delivery whose order of axes nothing could check and nobody has confirmed: publishing it might exchange east and north."""
    told = delivery.report.get("axes") or {}
    return bool(told) and told.get("swapped") is None and not told.get("confirmed")


def _impossible_otherwise(delivery: Delivery, source_crs: str) -> bool:
    """Tell whether the exchanged coordinates, in the system of the file, would lie outside Romania while the given ones lie inside."""
    if source_crs in map(str, crs.STEREO70_ALIASES):
        return False
    with connection.cursor() as cursor:
        cursor.execute(_SOME, {"delivery": delivery.pk, "sample": 20})
        points = [shapely.from_wkb(bytes(row[0])) for row in cursor.fetchall()]
    if not points or not all(crs.in_stereo70_range(point.x, point.y) for point in points):
        return False
    return not any(_in_romania(shapely.Point(given.y, given.x), source_crs) for given in (crs.from_stereo70_shape(point, source_crs) for point in points))


def _in_romania(point: shapely.Point, source_crs: str) -> bool:
    try:
        moved = crs.to_stereo70_shape(point, source_crs)
    except BadInput:
        return False
    return crs.in_stereo70_range(moved.x, moved.y)
