"""Asks the known answers of a layer: within a publication, before anybody sees it, and nightly."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection
from django.db.models import Q, QuerySet

from gisapp.core import clock
from gisapp.core.cadastral import parse_cadastral_number
from gisapp.core.errors import BadInput
from layers.models import Feature, Layer, Probe


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a probe found now. `found` is what a person reads beside what was expected."""

    probe: Probe
    ok: bool
    found: str

    def as_json(self) -> dict[str, Any]:
        """Return it for reports and commands."""
        return {"probe": self.probe.pk, "layer": self.probe.layer.code, "title": self.probe.title, "ok": self.ok, "found": self.found, "expected": expected(self.probe)}


def probes_of(layer: Layer) -> QuerySet[Probe]:
    """Return the probes that a change of this layer can break: its own, and where it holds the parcels, those that name a parcel."""
    mine = Q(layer=layer)
    if layer.role == Layer.Role.PARCELS:
        mine |= Q(authority_id=layer.authority_id) & ~Q(parcel="")
    return Probe.objects.filter(mine).select_related("layer", "authority")


def ask(probes: Iterable[Probe]) -> list[Outcome]:
    """Ask each probe of what is published in this transaction; nothing is written."""
    return [Outcome(probe, *_answer(probe)) for probe in probes]


def keep(outcomes: Iterable[Outcome]) -> None:
    """Write down what the probes found."""
    for one in outcomes:
        Probe.objects.filter(pk=one.probe.pk).update(last_run_at=clock.now(), last_ok=one.ok, last_found=one.found[:200])


def expected(probe: Probe) -> str:
    """Return what the probe expects, in words."""
    if probe.kind == Probe.Kind.COUNT:
        most = "∞" if probe.most is None else str(probe.most)
        return f"{probe.least or 0}–{most}"
    if probe.kind == Probe.Kind.ATTRIBUTE:
        return f"{probe.expected_key}: {probe.attribute} = {probe.expected_value}"
    return probe.expected_key


def _answer(probe: Probe) -> tuple[bool, str]:
    if probe.kind == Probe.Kind.COUNT:
        count = Feature.objects.filter(layer=probe.layer, until=None).count()
        return (probe.least or 0) <= count <= (count if probe.most is None else probe.most), str(count)
    if probe.kind == Probe.Kind.ATTRIBUTE:
        rows = Feature.objects.filter(layer=probe.layer, until=None, key=probe.expected_key).values_list("attrs", flat=True)
        said = sorted({_written(attrs.get(probe.attribute)) for attrs in rows})
        if not said:
            return False, "elementul nu există"
        return said == [probe.expected_value], ", ".join(said) or "–"
    point: GEOSGeometry | None = probe.point or _inside(probe)
    if point is None:
        return False, f"parcela {probe.parcel} nu există"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT f.key FROM layers_feature f WHERE f.layer_id = %s::bigint AND f.until IS NULL AND f.geom && %s::geometry AND ST_Intersects(f.geom, %s::geometry) ORDER BY 1 LIMIT 20",
            [probe.layer_id, point.hexewkb.decode(), point.hexewkb.decode()],
        )
        keys = [row[0] for row in cursor.fetchall()]
    return probe.expected_key in keys, ", ".join(keys) or "niciun element"


def _written(value: Any) -> str:
    """Return a value as a person types it."""
    if isinstance(value, bool):
        return "da" if value else "nu"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _inside(probe: Probe) -> GEOSGeometry | None:
    """Return a point inside the parcel the probe names, in the published parcels; the town hall's own where another has the same number."""
    try:
        number = parse_cadastral_number(probe.parcel).land_key
    except BadInput:
        number = probe.parcel.strip()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(ST_AsEWKB(ST_PointOnSurface(f.geom)), 'hex') FROM layers_layer l JOIN layers_feature f ON f.layer_id = l.id AND f.until IS NULL"
            " WHERE l.authority_id = %s AND l.role = 'parcels' AND l.active AND f.key = %s ORDER BY f.siruta IN ('', %s) DESC, f.id LIMIT 1",
            [probe.authority_id, number, probe.authority.siruta],
        )
        row = cursor.fetchone()
    return GEOSGeometry(row[0]) if row else None
