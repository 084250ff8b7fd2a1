"""What is drawn on a map extract: features of chosen layers around an area, and how sure each layer is there."""
from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection

from gisapp.accounts.models import Authority
from gisapp.core import clock
from layers.models import Layer, LayerVersion
from layers.models.layer import CARD_FACTS, in_use


@dataclass(frozen=True, slots=True)
class NearFeature:
    """A feature near an area. `geom` in EPSG:3844, whole; `distance_m` from the area."""

    id: int
    layer: str
    key: str
    label: str
    attrs: dict[str, Any]
    geom: GEOSGeometry
    distance_m: float


@dataclass(frozen=True, slots=True)
class LayerState:
    """How a layer stands on a day. `state` is fresh, stale, empty or failed; `covers` is None where no area was asked about.

    A layer without features that a keeper declared empty is fresh until its refresh interval has passed since that day.
    """

    code: str
    title: str
    group: str
    role: str
    state: str
    version: int | None
    data_date: dt.date | None
    refresh_days: int | None
    accuracy_m: float
    feature_count: int
    source: str
    licence: str
    keeper: str
    audience: str
    covers: bool | None
    declared_empty_on: dt.date | None = None
    declared_empty_by: str = ""


_NEAR = """
SELECT f.id, l.code, f.key, f.label, f.attrs, encode(ST_AsEWKB(f.geom), 'hex'), ST_Distance(f.geom, %(area)s::geometry)
FROM layers_layer l JOIN layers_feature f ON f.layer_id = l.id
WHERE l.authority_id = %(authority)s AND l.code = ANY(%(codes)s) AND {used} AND {held}
  AND f.geom && ST_Expand(%(area)s::geometry, %(distance)s) AND ST_DWithin(f.geom, %(area)s::geometry, %(distance)s)
ORDER BY l."order", l.code, f.id LIMIT %(limit)s
"""


def features_near(
    authority: Authority, area: GEOSGeometry, codes: Sequence[str], *, distance_m: float = 0.0, on: dt.date | None = None, limit: int = 20_000,
    at: dt.datetime | None = None,
) -> list[NearFeature]:
    """Return the features of some layers within a distance of an area (EPSG:3844), in drawing order, as of the end of a day, or as of a moment."""
    if at is None and on is not None and on < clock.today():
        at = clock.end_of(on)
    held = ["f.until IS NULL"] if at is None else ["f.until IS NULL AND f.since <= %(at)s", "f.until IS NOT NULL AND f.since <= %(at)s AND f.until > %(at)s"]
    asked: dict[str, Any] = {
        "authority": authority.pk, "codes": list(codes), "area": area.hexewkb.decode(), "distance": distance_m, "limit": limit,
        "at": at,
    }
    rows: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for one in held:
            cursor.execute(_NEAR.format(held=one, used="l.active" if at is None else "(l.active OR l.inactive_since > %(at)s)"), asked)
            rows += cursor.fetchall()
    return [NearFeature(i, code, key, label, json.loads(attrs), GEOSGeometry(geom), distance) for i, code, key, label, attrs, geom, distance in rows]


def built_up_share(authority: Authority, area: GEOSGeometry, *, on: dt.date | None = None) -> float | None:
    """Return the share (0..1) of an area inside the built-up limit; None where no limit is published."""
    layer = Layer.objects.filter(authority=authority, role=Layer.Role.BUILT_UP, active=True).first()
    if layer is None or not layer.versions.filter(state=LayerVersion.State.PUBLISHED).exists():
        return None
    inside = 0.0
    for one in features_near(authority, area, [layer.code], on=on):
        inside += float(one.geom.intersection(area).area)
    return min(inside / float(area.area), 1.0) if area.area else None


def layer_states(authority: Authority, *, on: dt.date | None = None, area: GEOSGeometry | None = None) -> list[LayerState]:
    """Return how each layer of the authority stands on a day, and whether it is complete for an area (EPSG:3844)."""
    day = on or clock.today()
    at = clock.now() if day >= clock.today() else clock.end_of(day)
    found = []
    for layer in Layer.objects.filter(in_use(None if day >= clock.today() else at), authority=authority).select_related("keeper"):
        versions = list(layer.versions.exclude(state=LayerVersion.State.DRAFT).order_by("-number"))
        held = [v for v in versions if v.published_at and v.published_at <= at and (v.ended_at is None or v.ended_at > at) and v.state != LayerVersion.State.FAILED]
        version = held[0] if held else None
        coverage = version.coverage if version else None
        card = version.card if version else {name: getattr(layer, name) for name in CARD_FACTS}
        found.append(
            LayerState(
                code=layer.code, title=layer.title, group=layer.group, role=layer.role, state=_state(version, versions, day),
                version=version.number if version else None, data_date=version.data_date if version else None, refresh_days=card["refresh_days"],
                accuracy_m=card["accuracy_m"], feature_count=version.feature_count if version else 0, source=card["source"], licence=layer.licence,
                keeper=layer.keeper.name if layer.keeper else "", audience=layer.audience,
                covers=None if area is None else bool(coverage is not None and coverage.covers(area)),
                declared_empty_on=version.declared_empty_on if version else None,
                declared_empty_by=str(version.declared_empty_by) if version and version.declared_empty_by else "",
            )
        )
    return found


def _state(version: LayerVersion | None, versions: list[LayerVersion], day: dt.date) -> str:
    if version is None:
        return "failed" if versions and versions[0].state == LayerVersion.State.FAILED else "empty"
    if version.feature_count == 0 and version.declared_empty_on is None:
        return "empty"
    refresh_days = version.card["refresh_days"]
    if refresh_days is not None and (day - version.data_date).days > refresh_days:
        return "stale"
    return "fresh"
