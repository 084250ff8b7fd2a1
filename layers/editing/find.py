"""Choosing what to edit: on the map, by its number or name, or from what was edited lately."""
from __future__ import annotations

from typing import Any

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from django.db.models import QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gisapp.core.searches import searched, words
from layers import crs
from layers.editing.maps import begins_at
from layers.editing.save import identity_of
from layers.keepers.guard import keepers, own_layer
from layers.models import Feature, Layer, LayerVersion
from layers.models.feature import Plain

MOST = 25
# How far from the finger lines and points are looked for, metres.
TOUCH_M = 12.0


@keepers
@searched
@require_GET
def find(request: HttpRequest, code: str) -> HttpResponse:
    """Show the map and the search of a layer's features, and its last edits."""
    layer, text = own_layer(request, code), words(request)[:120]
    published = layer.versions.filter(state=LayerVersion.State.PUBLISHED).exists()
    return render(request, "layers/editing/find.html", {
        "layer": layer, "q": text, "found": listed(named(layer, text)[:MOST]) if text else None, "published": published, "bounds": begins_at(layer),
        "edits": layer.edits.select_related("user")[:20],
    })


@keepers
@require_GET
def at_place(request: HttpRequest, code: str) -> HttpResponse:
    """List what lies under the finger (a fragment)."""
    layer, point = own_layer(request, code), touched(request)
    rows = near(layer, point)[:MOST] if point is not None else []
    return render(request, "layers/editing/found.html", {"layer": layer, "found": listed(rows), "point": point})


def touched(request: HttpRequest) -> Point | None:
    """Return the point that the map sent (EPSG:3844), None where it is not in Romania."""
    try:
        lon, lat = float(request.GET.get("lon", "")), float(request.GET.get("lat", ""))
    except ValueError:
        return None
    return crs.stereo70_point(lon, lat) if 20 <= lon <= 30 and 43 <= lat <= 49 else None


def named(layer: Layer, text: str) -> QuerySet[Feature]:
    """Return the features whose number begins with the text, else those whose name holds it, with or without diacritics."""
    rows = Feature.objects.filter(layer=layer, until=None).order_by("key", "pk")
    by_key = rows.filter(key__startswith=text)
    return by_key if by_key.exists() else rows.alias(plain=Plain("label")).filter(plain__contains=Plain(Value(text)))


def near(layer: Layer, point: Point) -> QuerySet[Feature]:
    """Return the features at a place, nearest first."""
    rows = Feature.objects.filter(layer=layer, until=None)
    rows = rows.filter(geom__intersects=point) if layer.geometry == Layer.Geometry.POLYGON else rows.filter(geom__dwithin=(point, D(m=TOUCH_M)))
    return rows.annotate(away=Distance("geom", point)).order_by("away", "pk")


def listed(rows: Any) -> list[dict[str, Any]]:
    """Return what a list shows of features."""
    return [{"identity": identity_of(row), "name": row.key or row.label or _("element fără nume"), "hint": row.label if row.key else "", "size": size_of(row)} for row in rows]


def size_of(row: Feature) -> str:
    """Return area or length in words."""
    dimension = row.geom.dims
    if dimension == 2:
        return f"{row.geom.area:,.2f} m²".replace(",", " ").replace(".", ",")
    return f"{row.geom.length:,.2f} m".replace(",", " ").replace(".", ",") if dimension == 1 else ""
