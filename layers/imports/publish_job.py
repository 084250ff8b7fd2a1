"""Publishing from a page: at once where it is little, in the background where it is much."""
from __future__ import annotations

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import connection
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core import clock, jobs
from gisapp.core.errors import Refused
from layers.imports.axes import undecided
from layers.imports.change_list import write_changes
from layers.imports.coverage import own_limit
from layers.imports.publish import publish_delivery
from layers.models import Delivery, Layer, LayerVersion
from layers.touches import touched_by_delivery

JOB = "layers.publish_delivery"
AT_ONCE = 5_000


def ask_publication(delivery: Delivery, *, by: User, axes_seen: bool = False) -> None:
    """Publish the delivery now or in a job. What stops it is written on the delivery (`report["stopped"]`), with its sentence.

    `axes_seen`: this person looked at the map and answers for east and north, where nothing else could tell.
    """
    report = {name: value for name, value in delivery.report.items() if name != "stopped"}
    if axes_seen and undecided(delivery):
        report["axes"] = {**report["axes"], "confirmed": by.pk}
    if delivery.staged_count <= AT_ONCE:
        Delivery.objects.filter(pk=delivery.pk).update(report=report)
        publish(delivery=delivery.pk, by=by.pk)
        return
    Delivery.objects.filter(pk=delivery.pk).update(report={**report, "publishing": True})
    jobs.enqueue(JOB, delivery=delivery.pk, by=by.pk)


@jobs.job(JOB)
def publish(*, delivery: int, by: int) -> None:
    """Publish as this person; where somebody else had asked for a second one, as the two of them."""
    row = Delivery.objects.select_related("layer", "layer__authority", "asked_by").get(pk=delivery)
    if row.state != Delivery.State.COMPARED:
        return
    person = User.objects.get(pk=by)
    first, second = (row.asked_by, person) if row.asked_by is not None and row.asked_by != person else (person, None)
    stopped = None
    try:
        _check_still_compared(row)
        publish_delivery(delivery=row, by=first, seconded_by=second, coverage=coverage_of(row), note=row.report.get("answers", {}).get("note", ""))
        _after(row)
    except Refused as refusal:
        stopped = {"code": refusal.code, "sentence": refusal.sentence}
    row.refresh_from_db()
    if stopped is not None and stopped["code"] == "second_person_needed" and row.asked_by is None:
        row.asked_by, row.asked_at = person, clock.now()
    row.report = {name: value for name, value in row.report.items() if name not in ("publishing", "stopped")} | ({"stopped": stopped} if stopped else {})
    row.save(update_fields=["report", "asked_by", "asked_at"])


def _check_still_compared(row: Delivery) -> None:
    """Refuse where another version came in between, after comparing anew: what the person saw is not what would happen."""
    now = row.layer.versions.filter(state=LayerVersion.State.PUBLISHED).values_list("number", flat=True).first() or 0
    if row.report.get("against", 0) == now:
        return
    write_changes(row)
    row.report = {**row.report, "touched": touched_by_delivery(row)}
    row.save(update_fields=["report"])
    raise Refused(_("Între timp s-a publicat versiunea %(now)s a stratului. Comparația s-a refăcut: priviți-o și publicați din nou.") % {"now": now}, code="compared_anew")


def coverage_of(row: Delivery) -> MultiPolygon | None:
    """Return where the new version is complete (EPSG:3844): as before, in the town hall's limit, or where the delivery lies; None means as before."""
    wanted = row.report.get("answers", {}).get("coverage", "")
    published = row.layer.versions.filter(state=LayerVersion.State.PUBLISHED).exclude(coverage=None).exists()
    if wanted == "extent":
        return _hull(row)
    if wanted == "limit" or (not published and row.layer.coverage is None and wanted != "nowhere"):
        return own_limit(row.authority)
    return None if published else row.layer.coverage


def _hull(row: Delivery) -> MultiPolygon | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(ST_AsEWKB(ST_Buffer(ST_ConvexHull(ST_Collect(geom)), 1)), 'hex') FROM layers_stagedfeature WHERE delivery_id = %s", [row.pk])
        (hexed,) = cursor.fetchone()
    return MultiPolygon(GEOSGeometry(hexed), srid=3844) if hexed else None


def _after(row: Delivery) -> None:
    if row.layer.role == Layer.Role.ADMIN_LIMITS:
        # The limits say where they themselves are complete.
        row.layer.versions.filter(state=LayerVersion.State.PUBLISHED, coverage=None).update(coverage=own_limit(row.authority))
    if row.staged_count > AT_ONCE:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE layers_feature, layers_piece")
