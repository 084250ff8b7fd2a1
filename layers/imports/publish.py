"""Publishes a delivery in one transaction: readers see the old layer or the new one, never a mix."""
from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.gis.geos import MultiPolygon
from django.db import connection, transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core.errors import Conflict, NotAllowed, Refused
from layers.imports.axes import undecided
from layers.imports.compare import Changes, pair_up
from layers.imports.moments import next_number, version_moment
from layers.imports.probes import ask, expected, keep, probes_of
from layers.models import Delivery, Layer, LayerVersion

# Parcels are searched whole: they are small. Everything else is cut so that an index search touches little.
PIECE_VERTICES = 128

_INSERT = """
INSERT INTO layers_feature (layer_id, key, siruta, label, attrs, geom, geom_3857, original, repaired, fingerprint, since, until)
SELECT %(layer)s, s.key, s.siruta, s.label, s.attrs, s.geom, ST_Transform(s.geom, 3857), s.original, s.repaired, s.fingerprint, %(at)s, NULL
FROM changes c JOIN layers_stagedfeature s ON s.id = c.new_id ORDER BY s.position
"""
_END = "UPDATE layers_feature f SET until = %(at)s FROM changes c WHERE f.id = c.old_id"
_END_PIECES = "UPDATE layers_piece p SET until = %(at)s FROM changes c WHERE p.feature_id = c.old_id AND p.until IS NULL"
_PIECES = f"""
INSERT INTO layers_piece (feature_id, layer_id, geom, since, until)
SELECT f.id, f.layer_id, p.geom, f.since, NULL FROM layers_feature f
CROSS JOIN LATERAL (
    SELECT f.geom WHERE ST_NPoints(f.geom) <= {PIECE_VERTICES}
    UNION ALL SELECT ST_Subdivide(f.geom, {PIECE_VERTICES}) WHERE ST_NPoints(f.geom) > {PIECE_VERTICES}
) p
WHERE f.layer_id = %(layer)s AND f.until IS NULL AND f.since = %(at)s AND ST_Dimension(p.geom) = ST_Dimension(f.geom)
"""  # noqa: S608 - a constant


@transaction.atomic
def publish_delivery(
    *, delivery: Delivery, by: User | None, seconded_by: User | None = None, coverage: MultiPolygon | None = None, at: dt.datetime | None = None, note: str = "", second_agreed: bool = False, axes_seen: bool = False,
) -> LayerVersion:
    """Make the delivery what the layer says from now on; what it replaces ends at the same instant and stays readable by date.

    `second_agreed` and `axes_seen` are for the command line, where the operator answers for it. Raises NotAllowed where more would be deleted than the layer allows and no second person agreed, Conflict where the
    delivery is not waiting for publication, Refused where a probe of the layer fails, or where nobody could tell east from north: then nothing has changed.
    """
    layer = Layer.objects.select_for_update().get(pk=delivery.layer_id)
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.state not in (Delivery.State.COMPARED, Delivery.State.READING, Delivery.State.RECEIVED):
        raise Conflict(_("Livrarea nu mai așteaptă publicarea: reîncărcați pagina."), code="delivery_not_waiting")
    if delivery.read_count and not delivery.staged_count:
        raise Refused(_("Niciun element al livrării nu a putut fi păstrat; vedeți motivele în listă. Stratul publicat rămâne neschimbat."), code="nothing_to_publish")
    if undecided(delivery) and not axes_seen:
        raise Refused(
            _("Nimic nu arată dacă estul și nordul sunt la locul lor în acest fișier. Priviți harta și confirmați ordinea axelor, sau citiți din nou cu axele schimbate; apoi publicați."), code="axes_undecided",
        )
    changes = pair_up(delivery.pk, layer.pk)
    agreed = second_agreed or (seconded_by is not None and seconded_by != by)
    if changes.removed_share > layer.most_deleted_share and not agreed:
        raise NotAllowed(
            _("Livrarea ar șterge %(removed)s elemente (%(share)s %%), peste cele %(most)s %% admise. Este nevoie de acordul unei a doua persoane.") % {"removed": changes.removed, "share": f"{100 * changes.removed_share:.0f}", "most": f"{100 * layer.most_deleted_share:.0f}"},
            code="second_person_needed",
        )
    version = _apply(layer, changes, version_moment(layer, at), delivery.data_date, by, seconded_by, coverage, note)
    outcomes = ask(probes_of(layer))
    wrong = [one for one in outcomes if not one.ok]
    if wrong:
        told = "; ".join(f"{one.probe.title} (așteptat {expected(one.probe)}, găsit {one.found})" for one in wrong[:5])
        raise Refused(_("Publicarea s-a oprit, stratul rămâne neschimbat: nu se confirmă %(told)s. Corectați datele sau proba.") % {"told": told}, code="probe_failed")
    keep(outcomes)
    delivery.state, delivery.version = Delivery.State.PUBLISHED, version
    delivery.save(update_fields=["state", "version"])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM layers_stagedfeature WHERE delivery_id = %s", [delivery.pk])
    return version


def _apply(
    layer: Layer, changes: Changes, at: dt.datetime, data_date: dt.date, by: User | None, seconded_by: User | None, coverage: MultiPolygon | None, note: str
) -> LayerVersion:
    values: dict[str, Any] = {"layer": layer.pk, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(_END_PIECES, values)
        cursor.execute(_END, values)
        cursor.execute(_INSERT, values)
        if layer.role != Layer.Role.PARCELS:
            cursor.execute(_PIECES, values)
    previous = layer.versions.filter(state=LayerVersion.State.PUBLISHED).first()
    if previous is not None:
        previous.state, previous.ended_at = LayerVersion.State.SUPERSEDED, at
        previous.save(update_fields=["state", "ended_at"])
    return LayerVersion.objects.create(
        layer=layer, number=next_number(layer), state=LayerVersion.State.PUBLISHED, data_date=data_date, published_at=at, published_by=by, seconded_by=seconded_by,
        feature_count=changes.added + changes.moved + changes.changed + changes.kept, coverage=coverage or (previous.coverage if previous else None),
        counts=changes.as_json(), note=note,
    )


@transaction.atomic
def undo(*, layer: Layer, by: User | None, note: str = "") -> LayerVersion:
    """Go back to the version before the present one, as a new publication: history keeps what was shown meanwhile.

    Returns the new version. Raises Refused where there is nothing to go back to.
    """
    layer = Layer.objects.select_for_update().get(pk=layer.pk)
    present = layer.versions.filter(state=LayerVersion.State.PUBLISHED).first()
    before = layer.versions.filter(number__lt=present.number).exclude(state__in=[LayerVersion.State.DRAFT, LayerVersion.State.FAILED]).order_by("-number").first() if present else None
    if present is None or before is None or before.published_at is None or before.ended_at is None:
        raise Refused(_("Nu există o versiune anterioară la care să se revină."), code="nothing_to_undo")
    at = version_moment(layer, None)
    values: dict[str, Any] = {"layer": layer.pk, "at": at, "then": before.ended_at, "shown": present.published_at}
    with connection.cursor() as cursor:
        # What came with the present version ends; what it had ended begins again, as new rows: past rows are never rewritten.
        for table in ("layers_piece", "layers_feature"):
            cursor.execute(f"UPDATE {table} SET until = %(at)s WHERE layer_id = %(layer)s AND until IS NULL AND since >= %(shown)s", values)  # noqa: S608 - constants
        cursor.execute(
            "INSERT INTO layers_feature (layer_id, key, siruta, label, attrs, geom, geom_3857, original, repaired, fingerprint, identity, since, until)"
            " SELECT layer_id, key, siruta, label, attrs, geom, geom_3857, original, repaired, fingerprint, coalesce(identity, id), %(at)s, NULL FROM layers_feature"
            " WHERE layer_id = %(layer)s AND since < %(then)s AND until >= %(then)s AND until <= %(at)s AND NOT (since >= %(shown)s)", values,
        )
        brought_back = cursor.rowcount
        if layer.role != Layer.Role.PARCELS:
            cursor.execute(_PIECES, values)
        cursor.execute("SELECT count(*) FROM layers_feature WHERE layer_id = %(layer)s AND until IS NULL", values)
        count = cursor.fetchone()[0]
    present.state, present.ended_at = LayerVersion.State.UNDONE, at
    present.save(update_fields=["state", "ended_at"])
    Delivery.objects.filter(version=present).update(state=Delivery.State.UNDONE)
    # Going back is never stopped by a probe, but what it finds is shown.
    keep(ask(probes_of(layer)))
    return LayerVersion.objects.create(
        layer=layer, number=next_number(layer), state=LayerVersion.State.PUBLISHED,
        data_date=before.data_date, published_at=at, published_by=by, feature_count=count, coverage=before.coverage,
        counts={"undoes": present.number, "back_to": before.number, "brought_back": brought_back}, note=note,
        declared_empty_on=None if count else before.declared_empty_on, declared_empty_by=None if count else before.declared_empty_by,
    )
