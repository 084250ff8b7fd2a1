"""What the editing pages show on <parcel-map> (WGS 84): neighbours whose corners attract, the shape being edited, what would come of it."""
from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import shapely

from layers import crs
from layers.editing.shape import MOST_DRAWN
from layers.editing.snapping import neighbours_of
from layers.models import Feature, Layer, LayerVersion

AROUND_M = 60.0
CLOSE_M = 8.0
MOST_SHOWN = 150


def shown(shape: shapely.Geometry, kind: str, **properties: Any) -> dict[str, Any]:
    """Return one shape in EPSG:3844 as a feature for the map."""
    moved = crs.from_stereo70_shape(shapely.force_2d(shape), crs.WGS84)
    return {"type": "Feature", "properties": {"kind": kind, **properties}, "geometry": json.loads(shapely.to_geojson(moved))}


def collected(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return a FeatureCollection."""
    return {"type": "FeatureCollection", "features": list(features)}


def editing_map(layer: Layer, seen: Feature | None) -> dict[str, Any]:
    """Return the feature as something to edit, and its neighbours by the server's own coordinates: drawn corners stick to them exactly."""
    if seen is None:
        return collected([])
    shape = shapely.from_wkb(bytes(seen.geom.wkb))
    near = neighbours_of(layer, shape, AROUND_M, without=[seen])[:MOST_SHOWN]
    features = [shown(shapely.from_wkb(bytes(row.geom.wkb)), "plot", label=row.key or row.label) for row in near]
    if drawable(seen):
        features.append(shown(shape, "works"))
    return collected(features)


def drawable(row: Feature) -> bool:
    """Say whether the map can edit it; what has very many corners is edited in QGIS, by typing or by a delivery."""
    return row.geom.num_coords <= MOST_DRAWN


def begins_at(layer: Layer, seen: Feature | None = None) -> str:
    """Return where the map begins, as the element's `bounds`: around the feature, else the layer's coverage; empty where it has none."""
    if seen is not None:
        west, south, east, north = seen.geom.extent
        return bounds_of(west - CLOSE_M, south - CLOSE_M, east + CLOSE_M, north + CLOSE_M)
    version = layer.versions.filter(state=LayerVersion.State.PUBLISHED).exclude(coverage=None).first()
    return bounds_of(*version.coverage.extent) if version is not None and version.coverage is not None else ""


def bounds_of(west: float, south: float, east: float, north: float) -> str:
    """Return a box in EPSG:3844 as the map element's `bounds`."""
    return ",".join(f"{value:.6f}" for corner in crs.lonlat_of([(west, south), (east, north)]) for value in corner)
