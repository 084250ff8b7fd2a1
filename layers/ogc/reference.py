"""Coordinate reference systems of the service: their names, their axes, and boxes brought to EPSG:3844.

Trap: OGC says coordinates come in the order of the CRS's own definition. CRS84 is longitude, latitude; EPSG:4326 is
latitude, longitude; EPSG:3844 is north (X), east (Y). Inside the house it is always x = E, y = N (layers.crs).
"""
from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np
import shapely
from django.utils.translation import gettext as _

from gisapp.core.errors import BadInput
from layers import crs


@dataclass(frozen=True, slots=True)
class Reference:
    """One CRS. `swapped`: its first axis is north (or latitude). `digits`: decimals that say about a millimetre."""

    uri: str
    code: int
    swapped: bool
    digits: int


CRS84 = Reference("http://www.opengis.net/def/crs/OGC/1.3/CRS84", crs.WGS84, False, 8)
STEREO70 = Reference("http://www.opengis.net/def/crs/EPSG/0/3844", crs.STEREO70, True, 3)
OFFERED = (
    CRS84, STEREO70, Reference("http://www.opengis.net/def/crs/EPSG/0/4326", crs.WGS84, True, 8), Reference("http://www.opengis.net/def/crs/EPSG/0/3857", crs.WEB, False, 3),
)
# Around Romania: what a box leaves out of it cannot hold a feature, and Stereo 70 is not defined everywhere on Earth.
AROUND = (15.0, 40.0, 35.0, 52.0)
_EPSG = re.compile(r"(?:https?://www\.opengis\.net/def/crs/EPSG/[\d.]+/|urn:ogc:def:crs:EPSG:[\d.]*:|\[?EPSG:)(\d{4,5})\]?", re.IGNORECASE)


def reference_of(text: str, field: str) -> Reference:
    """Return the CRS of a URI (or URN, or EPSG:n). Raises BadInput where it is not offered."""
    if re.fullmatch(r"https?://www\.opengis\.net/def/crs/OGC/(?:1\.3|0)/CRS84|urn:ogc:def:crs:OGC:(?:1\.3)?:CRS84|\[?OGC:CRS84\]?", text, re.IGNORECASE):
        return CRS84
    match = _EPSG.fullmatch(text)
    for one in OFFERED[1:]:
        if match is not None and int(match[1]) == one.code:
            return one
    raise BadInput(_("Sistemul de coordonate nu este oferit. Alegeți unul dintre: %(offered)s.") % {"offered": ", ".join(one.uri for one in OFFERED)}, code="crs_not_offered", field=field)


def leave(shapes: np.ndarray, reference: Reference) -> np.ndarray:
    """Return geometries of EPSG:3844 in a CRS with its own axis order, rounded to about a millimetre."""
    moved = crs.from_stereo70_shape(shapes, reference.code) if reference.code != crs.STEREO70 else shapes

    def finish(points: np.ndarray) -> np.ndarray:
        rounded = np.round(points, reference.digits)
        return rounded[:, ::-1] if reference.swapped else rounded

    turned = shapely.transform(moved, finish)
    # RFC 7946: outer rings counter-clockwise.
    return shapely.orient_polygons(turned) if not reference.swapped else turned


def enter(shape: shapely.Geometry, reference: Reference) -> shapely.Geometry:
    """Return a geometry written in a CRS with its own axis order in EPSG:3844."""
    straight = shapely.transform(shape, lambda points: points[:, ::-1]) if reference.swapped else shape
    return crs.to_stereo70_shape(straight, reference.code)


def read_box(text: str, reference: Reference) -> shapely.Geometry:
    """Return the area of a `bbox` parameter in EPSG:3844; empty where it lies far from Romania."""
    try:
        values = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise _bad_box() from error
    if len(values) == 6:
        values = [values[0], values[1], values[3], values[4]]
    if len(values) != 4 or not all(map(math.isfinite, values)):
        raise _bad_box()
    return area_of_box((values[0], values[1], values[2], values[3]), reference)


def area_of_box(values: tuple[float, ...], reference: Reference) -> shapely.Geometry:
    """Return the area of a box in EPSG:3844. A box in degrees has curved sides there, so its sides get corners between."""
    first, second, third, fourth = values
    x0, y0, x1, y1 = (second, first, fourth, third) if reference.swapped else (first, second, third, fourth)
    if y0 > y1 or (x0 > x1 and reference.code != crs.WGS84):
        raise _bad_box()
    if reference.code == crs.WGS84:
        if not (-90 <= y0 <= 90 and -90 <= y1 <= 90 and -180 <= x0 <= 180 and -180 <= x1 <= 180):
            raise _bad_box()
        # A box whose west lies east of its east goes over the 180th meridian.
        spans = [(x0, x1)] if x0 <= x1 else [(x0, 180.0), (-180.0, x1)]
        around = shapely.box(*AROUND)
        parts = [part for a, b in spans if not (part := shapely.intersection(_box(a, y0, b, y1), around)).is_empty]
        if not parts:
            return shapely.Point()
        area = shapely.union_all(parts)
        return crs.to_stereo70_shape(shapely.segmentize(area, 0.02), crs.WGS84)
    if reference.code == crs.WEB:
        half = 20_037_508.342789244
        area = shapely.intersection(_box(max(x0, -half), max(y0, -half), min(x1, half), min(y1, half)), shapely.box(1_669_000, 4_865_000, 3_897_000, 6_801_000))
        return crs.to_stereo70_shape(shapely.segmentize(area, 2_000), crs.WEB) if not area.is_empty else shapely.Point()
    return _box(x0, y0, x1, y1)


def _box(x0: float, y0: float, x1: float, y1: float) -> shapely.Geometry:
    """Return a box that is a line or a point where it has no width: an invalid polygon would meet nothing."""
    return shapely.envelope(shapely.MultiPoint([(x0, y0), (x1, y1)]))


def _bad_box() -> BadInput:
    return BadInput(
        _("Cadrul (bbox) are patru numere separate prin virgulă: colțul de jos-stânga și cel de sus-dreapta, în ordinea axelor sistemului de coordonate."),
        code="bad_bbox", field="bbox",
    )
