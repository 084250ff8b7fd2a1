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
    drawn = []
    for layer in Layer.objects.filter(authority=authority, active=True, on_map=True, audience=Layer.Audience.PUBLIC).exclude(role__in=roles_left_out).select_related("keeper"):
        version = layer.versions.filter(state=LayerVersion.State.PUBLISHED).first()
        if version is None:
            continue
        features: tuple[NearFeature, ...] | None
        try:
            with transaction.atomic():
                features = tuple(features_near(authority, area, [layer.code], distance_m=distance_m))
        except DatabaseError:
            features = None
        if features is None or features:
            drawn.append(LayerDrawing(layer.code, layer.title_ro, layer.role, layer.geometry, layer.style, version.data_date, layer.keeper.name if layer.keeper else "", features))
    return drawn
