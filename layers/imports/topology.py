"""How the shapes of a layer lie beside each other: overlaps, gaps, strips, land without a zone, doubles. Computed in the database."""
from __future__ import annotations

from typing import Any

import structlog
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core import clock, jobs
from gisapp.core.errors import Refused
from layers.models import Layer, LayerVersion, TopologyProblem, TopologyReport

log = structlog.get_logger(__name__)
JOB = "layers.topology"
AT_ONCE = 3_000
MOST_KEPT = 1_000
# Below this two neighbours were drawn beside each other and a hole is the drawing's (the tolerance of the spatial question).
LEAST_M2 = 1.0
# A larger hole is a street, a block left out on purpose or a river.
LARGEST_GAP_M2 = 5_000.0
# Two neighbours closer than this were meant to touch; a wider strip that opens outward is a path. Shorter ones are sharp corners.
WIDEST_STRIP_M, SHORTEST_STRIP_M = 2.0, 5.0

_OVERLAPS = """
SELECT ARRAY[a.key, b.key], ST_Area(i.geom), i.geom FROM layers_feature a
JOIN layers_feature b ON b.layer_id = a.layer_id AND b.until IS NULL AND b.id > a.id AND a.geom && b.geom AND ST_Intersects(a.geom, b.geom) AND NOT ST_Touches(a.geom, b.geom)
CROSS JOIN LATERAL (SELECT ST_CollectionExtract(ST_Intersection(a.geom, b.geom), 3) AS geom OFFSET 0) i
WHERE a.layer_id = %(layer)s::bigint AND a.until IS NULL AND ST_Area(i.geom) > %(least)s
"""
# Who lies beside a hole or a strip.
_BESIDE = "ARRAY(SELECT DISTINCT f.key FROM layers_feature f WHERE f.layer_id = %(layer)s::bigint AND f.until IS NULL AND f.geom && h.geom AND ST_DWithin(f.geom, h.geom, 0.01) ORDER BY f.key LIMIT 6)::text[]"
# The union of the layer, once for both questions: touching shapes are merged, so what is left open is land that no feature has.
_LAND = (
    "CREATE TEMP TABLE land ON COMMIT DROP AS SELECT (ST_Dump(ST_UnaryUnion(ST_Collect(geom)))).geom FROM layers_feature WHERE layer_id = %(layer)s::bigint AND until IS NULL",
    "CREATE TEMP TABLE holes ON COMMIT DROP AS SELECT h.geom FROM land u CROSS JOIN LATERAL generate_series(1, ST_NumInteriorRings(u.geom)) n"
    " CROSS JOIN LATERAL (SELECT ST_MakePolygon(ST_InteriorRingN(u.geom, n)) AS geom OFFSET 0) h WHERE ST_Area(h.geom) > %(least)s AND ST_Area(h.geom) <= %(largest)s",
    "CREATE INDEX ON holes USING gist (geom)",
    "ANALYZE land, holes",
)
_GAPS = f"SELECT {_BESIDE}, ST_Area(h.geom), h.geom FROM holes h"  # noqa: S608 - constants
# What the land widened and narrowed again gains is narrower than the widening: corridors between neighbours that open outward, and
# mouths of bays. Blocks farther apart than a strip is wide are looked at one by one; what lies in a gap is told there.
_STRIPS = f"""
WITH blocks AS MATERIALIZED (SELECT ST_Collect(geom) AS geom FROM (SELECT geom, ST_ClusterDBSCAN(geom, %(widest)s, 1) OVER () AS block FROM land) n GROUP BY block)
SELECT {_BESIDE}, ST_Area(h.geom), h.geom
FROM blocks b CROSS JOIN LATERAL ST_Dump(ST_CollectionExtract(ST_Difference(ST_Buffer(ST_Buffer(b.geom, %(widest)s / 2), -%(widest)s / 2), b.geom), 3)) h
WHERE ST_Area(h.geom) > %(least)s AND ST_Perimeter(h.geom) > 2 * %(shortest)s
  AND NOT EXISTS (SELECT FROM holes o WHERE o.geom && h.geom AND ST_Intersects(o.geom, ST_PointOnSurface(h.geom)))
"""  # noqa: S608 - constants
# Zones bind the built-up land: parcels elsewhere need none. Where no built-up limit is published, every parcel of the town is meant.
_OUTSIDE = """
SELECT ARRAY[p.key], ST_Area(p.geom), p.geom FROM layers_feature p
WHERE p.layer_id = %(parcels)s AND p.until IS NULL AND p.siruta IN ('', %(siruta)s)
  AND (%(built_up)s::bigint IS NULL OR EXISTS (
      SELECT FROM layers_piece b WHERE b.layer_id = %(built_up)s::bigint AND b.until IS NULL AND b.geom && p.geom AND ST_Intersects(b.geom, ST_PointOnSurface(p.geom))))
  AND NOT EXISTS (
      SELECT FROM layers_piece z WHERE z.layer_id = %(layer)s::bigint AND z.until IS NULL AND z.geom && p.geom AND ST_Intersects(z.geom, p.geom) AND NOT ST_Touches(z.geom, p.geom))
"""
_TWICE = """
SELECT array_agg(key ORDER BY id), max(ST_Area(geom)), (array_agg(geom ORDER BY id))[1] FROM layers_feature
WHERE layer_id = %(layer)s::bigint AND until IS NULL GROUP BY geom::bytea HAVING count(*) > 1
"""


def ask_topology(layer: Layer, *, by: User | None) -> TopologyReport:
    """Start a report on the published version: at once for a small layer, else in a job. Refused where nothing is published."""
    version = layer.versions.filter(state=LayerVersion.State.PUBLISHED).first()
    if version is None:
        raise Refused(_("Stratul nu are date publicate."), code="nothing_published")
    report = TopologyReport.objects.create(layer=layer, version_number=version.number, asked_at=clock.now(), asked_by=by)
    if version.feature_count <= AT_ONCE:
        make_report(report=report.pk)
        report.refresh_from_db()
    else:
        jobs.enqueue(JOB, report=report.pk)
    return report


@jobs.job(JOB)
def make_report(*, report: int) -> None:
    """Compute a report that waits; a database that cannot do it leaves the report failed, never empty."""
    row = TopologyReport.objects.select_related("layer", "layer__authority").get(pk=report)
    if row.state != TopologyReport.State.WAITING:
        return
    try:
        with transaction.atomic():
            row.counts = _look(row)
        row.state = TopologyReport.State.DONE
    except DatabaseError:
        log.exception("topology could not be computed", layer=row.layer.code)
        row.state = TopologyReport.State.FAILED
    row.finished_at = clock.now()
    row.save(update_fields=["counts", "state", "finished_at"])


def _look(row: TopologyReport) -> dict[str, Any]:
    layer = row.layer
    wanted = [(TopologyProblem.Kind.TWICE, _TWICE)]
    if layer.geometry == Layer.Geometry.POLYGON:
        wanted += [(TopologyProblem.Kind.OVERLAP, _OVERLAPS), (TopologyProblem.Kind.GAP, _GAPS), (TopologyProblem.Kind.STRIP, _STRIPS)]
    if layer.role in (Layer.Role.ZONING, Layer.Role.FISCAL_ZONES):
        wanted.append((TopologyProblem.Kind.OUTSIDE, _OUTSIDE))
    # A layer without features limits nothing: an unpublished built-up limit must not hide parcels.
    published = LayerVersion.objects.filter(layer__authority=layer.authority, layer__active=True, state=LayerVersion.State.PUBLISHED, feature_count__gt=0)
    others = dict(published.filter(layer__role__in=[Layer.Role.PARCELS, Layer.Role.BUILT_UP]).values_list("layer__role", "layer_id"))
    values = {
        "layer": layer.pk, "least": LEAST_M2, "largest": LARGEST_GAP_M2, "widest": WIDEST_STRIP_M, "shortest": SHORTEST_STRIP_M, "parcels": others.get(Layer.Role.PARCELS), "built_up": others.get(Layer.Role.BUILT_UP),
        "siruta": layer.authority.siruta, "report": row.pk, "most": MOST_KEPT,
    }
    counts: dict[str, Any] = {}
    with connection.cursor() as cursor:
        if layer.geometry == Layer.Geometry.POLYGON:
            cursor.execute("DROP TABLE IF EXISTS land, holes")
            for sentence in _LAND:
                cursor.execute(sentence, values)
        for kind, query in wanted:
            cursor.execute("DROP TABLE IF EXISTS found_wrong")
            cursor.execute(f"CREATE TEMP TABLE found_wrong (keys, area_m2, geom) ON COMMIT DROP AS {query}", values)
            cursor.execute("SELECT count(*), coalesce(sum(area_m2), 0) FROM found_wrong")
            count, area = cursor.fetchone()
            cursor.execute(
                "INSERT INTO layers_topologyproblem (report_id, kind, area_m2, keys, geom) SELECT %(report)s, %(kind)s, area_m2, to_jsonb(keys), geom FROM found_wrong ORDER BY area_m2 DESC LIMIT %(most)s",
                {**values, "kind": kind.value},
            )
            counts[kind.value] = {"count": count, "area_m2": round(float(area), 2)}
    return counts


def as_json(report: TopologyReport) -> dict[str, Any]:
    """Return a report as plain JSON for the command."""
    return {
        "layer": report.layer.code, "version": report.version_number, "state": report.state, "counts": report.counts,
        "problems": [{"kind": one.kind, "area_m2": round(one.area_m2, 2), "keys": one.keys} for one in report.problems.all()[:200]],
    }
