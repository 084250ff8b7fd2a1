"""Land, works and findings as GeoJSON in WGS84 for the map element."""
from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.gis.geos import GEOSGeometry

from layers import api as layers


def feature(geometry: GEOSGeometry, **properties: Any) -> dict[str, Any]:
    """Return one GeoJSON feature (lon, lat) of a geometry in EPSG:3844."""
    return {"type": "Feature", "geometry": json.loads(layers.to_wgs84(geometry).geojson), "properties": properties}


def collection(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return a FeatureCollection."""
    return {"type": "FeatureCollection", "features": list(features)}


def finding_features(findings: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterable[dict[str, Any]]:
    """Return the overlap of each finding that has one; the first of the pair is the card's id."""
    for number, data in findings:
        if data.get("geometry"):
            shape = GEOSGeometry(data["geometry"])
            yield feature(shape, kind="finding", finding=number, state=data["state"], effect=data["effect"])
