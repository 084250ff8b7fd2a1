"""Shapes that people draw (GeoJSON, longitude and latitude) or type (corners, one a row), as EPSG:3844."""
from __future__ import annotations

import json
import math

from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry, LineString, MultiPolygon, Point, Polygon
from django.utils.translation import gettext as _

from gisapp.core.errors import BadInput
from layers import crs
from layers.typed_rows import corners_from_stereo70

MOST_VERTICES = 5000


def geometry_from_geojson(text: str) -> GEOSGeometry:
    """Read one GeoJSON geometry in WGS84. Raises BadInput with what is wrong: unreadable, too large, invalid, not in Romania."""
    try:
        shape = GEOSGeometry(json.dumps(json.loads(text)))
    except (ValueError, TypeError, GDALException, GEOSException) as error:
        raise BadInput(_("Desenul nu a putut fi citit. Desenați din nou."), code="unreadable_drawing") from error
    if shape.empty or shape.num_coords > MOST_VERTICES or not all(math.isfinite(value) for value in shape.extent):
        raise BadInput(_("Desenul este gol sau are prea multe puncte."), code="bad_drawing")
    west, south, east, north = shape.extent
    if not (20 <= west <= east <= 30 and 43 <= south <= north <= 49):
        raise BadInput(_("Desenul este în afara României. Verificați ordinea coordonatelor (longitudine, latitudine)."), code="outside_romania")
    shape.srid = crs.WGS84
    return _checked(crs.to_stereo70(shape))


def polygon_from_geojson(text: str) -> GEOSGeometry:
    """Read a drawn outline: a polygon, a multipolygon or a collection with one of them. Raises BadInput."""
    try:
        given = json.loads(text)
    except ValueError as error:
        raise BadInput(_("Desenul nu a putut fi citit. Desenați din nou."), code="unreadable_drawing") from error
    if isinstance(given, dict) and given.get("type") == "FeatureCollection":
        drawn = [one.get("geometry") for one in given.get("features", []) if isinstance(one, dict)]
        given = drawn[0] if len(drawn) == 1 else None
    elif isinstance(given, dict) and given.get("type") == "Feature":
        given = given.get("geometry")
    shape = geometry_from_geojson(json.dumps(given))
    if not isinstance(shape, Polygon | MultiPolygon):
        raise BadInput(_("Desenați un contur închis."), code="not_a_polygon")
    return shape


def geometry_from_stereo70(text: str, *, closed: bool) -> GEOSGeometry:
    """Read corners typed one a row: X nord, Y est in metres as surveyors write them, or latitude and longitude in degrees.

    `closed` makes a polygon of them, otherwise a line. Trap: near Piatra-Neamț north and east are nearly equal, so swapped
    axes cannot be seen from the numbers alone; who knows the land compares (`permits.queries.works_place`).
    """
    typed = corners_from_stereo70(text)
    corners = [corner for place, corner in enumerate(typed) if place == 0 or corner != typed[place - 1]]
    if len(set(corners)) < (3 if closed else 2):
        raise BadInput(_("Scrieți cel puțin trei colțuri diferite pentru un contur și două puncte diferite pentru un traseu."), code="too_few_corners")
    if closed and corners[0] != corners[-1]:
        corners.append(corners[0])
    shape = Polygon(corners, srid=crs.STEREO70) if closed else LineString(corners, srid=crs.STEREO70)
    return _checked(shape)


def point_from_stereo70(text: str) -> Point:
    """Read one point typed as X nord, Y est or as latitude, longitude. Raises BadInput."""
    corners = corners_from_stereo70(text)
    if len(corners) != 1:
        raise BadInput(_("Scrieți un singur punct: X (nord) și Y (est)."), code="not_one_point")
    return Point(*corners[0], srid=crs.STEREO70)


def geometry_typed(text: str) -> GEOSGeometry:
    """Read corners as what they make: one is a point, two a line, three or more an outline. Raises BadInput."""
    corners = corners_from_stereo70(text)
    return point_from_stereo70(text) if len(corners) == 1 else geometry_from_stereo70(text, closed=len(corners) > 2)


def _checked(shape: GEOSGeometry) -> GEOSGeometry:
    if not shape.valid:
        raise BadInput(_("Conturul se intersectează cu el însuși. Mutați colțurile astfel încât laturile să nu se încrucișeze."), code="self_intersection")
    return shape
