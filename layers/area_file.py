"""Reads an area or works from a GeoJSON file: coordinate system honoured, axes checked, broken rings mended and said so."""
from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext as _

from gisapp.core.errors import BadInput
from layers import crs
from layers.zoning.works import Work

MOST_BYTES = 20_000_000
# What a work may be said to have; beyond it is a slip of the pen, and a trench a thousand kilometres wide would be the whole country.
MOST = {"levels": 200.0, "height_m": 1000.0, "width_m": 100.0}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One shape of a file in EPSG:3844 with its properties; `repaired` where its rings crossed."""

    geom: GEOSGeometry
    properties: dict[str, Any]
    repaired: bool


def read_geojson_file(path: Path) -> list[Drawn]:
    """Read the shapes of a GeoJSON file. WGS 84 unless its `crs` member says EPSG:3844 or 31700. Raises BadInput with a sentence."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadInput(_("Fișierul %(name)s este prea mare (peste 20 MB).") % {"name": path.name}, code="file_too_large")
        given = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadInput(_("Fișierul %(name)s nu poate fi citit.") % {"name": path.name}, code="file_unreadable") from error
    except (UnicodeDecodeError, ValueError) as error:
        raise BadInput(_("Fișierul %(name)s nu este GeoJSON.") % {"name": path.name}, code="not_geojson") from error
    return read_geojson(given, path.name)


def read_geojson(given: Any, name: str) -> list[Drawn]:
    """Read the shapes of parsed GeoJSON; `name` is said in the sentences of refusal."""
    source = _source(given, name)
    found = []
    for geometry, properties in _features(given, name):
        try:
            shape = shapely.force_2d(shapely.from_geojson(json.dumps(geometry)))
        except (shapely.errors.ShapelyError, TypeError, ValueError) as error:
            raise BadInput(_("O geometrie din %(name)s nu poate fi citită.") % {"name": name}, code="bad_geometry") from error
        if shape is None or shape.is_empty or not np.isfinite(shapely.get_coordinates(shape)).all():
            raise BadInput(_("O geometrie din %(name)s este goală.") % {"name": name}, code="empty_geometry")
        _check_axes(shape, source, name)
        mended = crs.to_stereo70_shape(shape, source)
        repaired = not mended.is_valid
        if repaired:
            mended = _mend(mended, name)
        found.append(Drawn(GEOSGeometry(memoryview(shapely.to_wkb(mended)), srid=crs.STEREO70), properties, repaired))
    if not found:
        raise BadInput(_("Fișierul %(name)s nu conține nicio geometrie.") % {"name": name}, code="no_geometry")
    return found


def one_area(drawn: list[Drawn], name: str) -> GEOSGeometry:
    """Return the shapes as one plot; lines and points are refused."""
    shapes = [shapely.from_wkb(bytes(one.geom.wkb)) for one in drawn]
    if any(shapely.get_dimensions(part) != 2 for shape in shapes for part in shapely.get_parts(shape)):
        raise BadInput(_("Terenul din %(name)s trebuie să fie un poligon.") % {"name": name}, code="not_a_polygon")
    return GEOSGeometry(memoryview(shapely.to_wkb(shapely.union_all(shapes))), srid=crs.STEREO70)


def as_works(drawn: list[Drawn]) -> list[Work]:
    """Return drawn works; a line with `width_m` becomes a trench of that width."""
    works = []
    for one in drawn:
        told, geom = one.properties, one.geom
        line = shapely.get_dimensions(shapely.from_wkb(bytes(geom.wkb))) == 1
        width = _number(told, "width_m")
        if line and width:
            geom = geom.buffer(width / 2, quadsegs=16)
            geom.srid = crs.STEREO70
        levels = _number(told, "levels")
        works.append(
            Work(
                geom, str(told.get("kind") or ("trench" if line else "building")), str(told.get("use") or ""), int(levels) if levels is not None else None,
                _number(told, "height_m"), told.get("basement") is True,
            )
        )
    return works


def _number(told: dict[str, Any], name: str) -> float | None:
    value = told.get(name)
    if value in (None, "") or isinstance(value, bool):
        return None
    try:
        number = float(str(value).replace(",", "."))
    except ValueError as error:
        raise BadInput(_("Valoarea „%(value)s” a lucrării nu este un număr.") % {"value": str(value)[:40]}, code="bad_number") from error
    if not 0 <= number <= MOST[name]:
        raise BadInput(_("Valoarea „%(value)s” a lucrării trebuie să fie între 0 și %(most)g.") % {"value": str(value)[:40], "most": MOST[name]}, code="bad_number")
    return number


def _source(given: Any, name: str) -> str:
    stated = given.get("crs") if isinstance(given, dict) else None
    if not stated:
        return str(crs.WGS84)
    named = stated.get("properties") if isinstance(stated, dict) else None
    text = str(named.get("name", "")) if isinstance(named, dict) else ""
    if text.endswith("CRS84"):
        return str(crs.WGS84)
    code = text.rsplit(":", 1)[-1]
    if code not in {str(crs.WGS84), *(str(alias) for alias in crs.STEREO70_ALIASES)}:
        raise BadInput(_("Sistemul de coordonate „%(text)s” din %(name)s nu este acceptat: folosiți WGS 84 sau Stereo 70 (EPSG:3844).") % {"text": text, "name": name}, code="crs_not_accepted")
    return code


def _features(given: Any, name: str) -> list[tuple[Any, dict[str, Any]]]:
    kind = given.get("type") if isinstance(given, dict) else None
    if kind == "FeatureCollection":
        rows = given.get("features") if isinstance(given.get("features"), list) else []
        return [(row.get("geometry"), _told(row)) for row in rows if isinstance(row, dict) and row.get("geometry")]
    if kind == "Feature":
        return [(given.get("geometry"), _told(given))]
    if kind:
        return [(given, {})]
    raise BadInput(_("Fișierul %(name)s nu este GeoJSON.") % {"name": name}, code="not_geojson")


def _told(row: dict[str, Any]) -> dict[str, Any]:
    properties = row.get("properties")
    return properties if isinstance(properties, dict) else {}


def _check_axes(shape: shapely.Geometry, source: str, name: str) -> None:
    west, south, east, north = shape.bounds
    if source == str(crs.WGS84):
        if max(abs(value) for value in shape.bounds) > 180:
            raise BadInput(
                _("Coordonatele din %(name)s nu sunt grade. Dacă sunt Stereo 70, adăugați membrul crs cu EPSG:3844.") % {"name": name}, code="not_degrees"
            )
        if west >= 43 and east <= 49 and south >= 20 and north <= 30:
            raise BadInput(_("Coordonatele din %(name)s sunt inversate: GeoJSON cere longitudinea înaintea latitudinii.") % {"name": name}, code="axes_swapped")
        if not (west >= 20 and east <= 30 and south >= 43 and north <= 49):
            raise BadInput(_("Geometria din %(name)s este în afara României.") % {"name": name}, code="outside_romania")
    elif not (crs.in_stereo70_range(west, south) and crs.in_stereo70_range(east, north)):
        raise BadInput(_("Geometria din %(name)s este în afara României în sistemul Stereo 70 (E, N).") % {"name": name}, code="outside_romania")


def _mend(shape: shapely.Geometry, name: str) -> shapely.Geometry:
    """Return the parts of the same dimension of the repaired shape (an hourglass becomes two triangles)."""
    dimension = shapely.get_dimensions(shape)
    parts = [part for part in shapely.get_parts(shapely.make_valid(shape)) if shapely.get_dimensions(part) == dimension]
    if not parts:
        raise BadInput(_("O geometrie din %(name)s nu are suprafață: conturul este doar o linie.") % {"name": name}, code="degenerate")
    return shapely.union_all(parts)
