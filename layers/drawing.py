"""Layers around an area, ready to be drawn: features, style, date, or the fact that a layer could not be read."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import DatabaseError, transaction

from gisapp.accounts.models import Authority
from layers.extracts import NearFeature, features_near
from layers.models import Layer, LayerVersion

# More together are asked layer by layer, where each layer has its own limit.
MOST_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class LayerDrawing:
    """One layer near an area. `features` is None where it could not be read: then no map may be made."""

    code: str
    title: str
    role: str
    geometry: str
    style: dict[str, Any] = field(default_factory=dict)
    data_date: dt.date | None = None
    keeper: str = ""
    features: tuple[NearFeature, ...] | None = ()


def drawings_near(authority: Authority, area: GEOSGeometry, *, distance_m: float, roles_left_out: tuple[str, ...] = ()) -> list[LayerDrawing]:
    """Return every published layer that anybody may see with something within a distance of an area (EPSG:3844), in drawing order."""
    shown = list(Layer.objects.filter(authority=authority, active=True, on_map=True, audience=Layer.Audience.PUBLIC).exclude(role__in=roles_left_out).select_related("keeper"))
    dates: dict[int, dt.date] = {}
    for layer_id, day in LayerVersion.objects.filter(layer__in=shown, state=LayerVersion.State.PUBLISHED).order_by("layer_id", "-number").values_list("layer_id", "data_date"):
        dates.setdefault(layer_id, day)
    shown = [layer for layer in shown if layer.pk in dates]
    near = _near_all(authority, area, [layer.code for layer in shown], distance_m)
    drawn = []
    for layer in shown:
        features = _near(authority, area, layer.code, distance_m) if near is None else tuple(near.get(layer.code, ()))
        if features is None or features:
            drawn.append(LayerDrawing(layer.code, layer.title_ro, layer.role, layer.geometry, layer.style, dates[layer.pk], layer.keeper.name if layer.keeper else "", features))
    return drawn


def _near_all(authority: Authority, area: GEOSGeometry, codes: list[str], distance_m: float) -> dict[str, list[NearFeature]] | None:
    """Ask for all layers at once: thirty questions for each page of a letter are a second. None where one fails or they are too many together."""
    found: dict[str, list[NearFeature]] = {}
    try:
        with transaction.atomic():
            rows = features_near(authority, area, codes, distance_m=distance_m, limit=MOST_AT_ONCE)
    except DatabaseError:
        return None
    if len(rows) >= MOST_AT_ONCE:
        return None
    for row in rows:
        found.setdefault(row.layer, []).append(row)
    return found


def _near(authority: Authority, area: GEOSGeometry, code: str, distance_m: float) -> tuple[NearFeature, ...] | None:
    """Ask for one layer, so that the others are drawn when it cannot be read."""
    try:
        with transaction.atomic():
            return tuple(features_near(authority, area, [code], distance_m=distance_m))
    except DatabaseError:
        return None
