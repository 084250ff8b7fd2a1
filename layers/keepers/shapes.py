"""Geometry for the keepers' maps: WGS 84, at most what a person can look at."""
from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import shapely
from django.http import JsonResponse

from layers import crs

Shape = tuple[str, str, str, Any]
"""Id of the row in the list, how it looks (conflict, unknown, clear, note), label, WKB in EPSG:3844."""


def collection(shapes: Iterable[Shape]) -> JsonResponse:
    """Return a FeatureCollection for <parcel-map>; what lies outside Romania cannot be drawn and is left to the list."""
    features = []
    for name, look, label, wkb in shapes:
        shape = shapely.from_wkb(bytes(wkb), on_invalid="ignore")
        if shape is None or shape.is_empty or not all(map(crs.in_stereo70_range, *shapely.get_coordinates(shape).T.tolist())):
            continue
        moved = crs.from_stereo70_shape(shapely.force_2d(shape), crs.WGS84)
        properties = {"kind": "finding", "finding": name, "look": look, **({"label": label} if label else {})}
        features.append({"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(moved))})
    return JsonResponse({"type": "FeatureCollection", "features": features}, headers={"Cache-Control": "private, no-cache"})
