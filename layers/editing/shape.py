"""The shape of a feature as a keeper gives it: drawn on the map (WGS 84), or typed as corners in Stereo 70; and back as text."""
from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry, Point
from django.utils.translation import gettext as _

from gisapp.core.errors import BadInput
from layers import crs
from layers.editing.snapping import snap_to_neighbours
from layers.models import Feature, Layer
from layers.typed_geometry import geometry_from_geojson, geometry_from_stereo70
from layers.typed_rows import corners_from_stereo70

HOLE = "gol"
# A drawing goes through WGS 84 and back, which blurs it by about a millimetre.
SAME_M = 0.005
MOST_DRAWN = 1500
KINDS = {"point": ("Point",), "line": ("LineString",), "polygon": ("Polygon",)}


@dataclass(frozen=True, slots=True)
class Given:
    """A shape in EPSG:3844; how many of its corners were drawn to neighbours, and how far at most (metres)."""

    geom: GEOSGeometry
    caught: int = 0
    furthest_m: float = 0.0


def as_shapely(geom: GEOSGeometry) -> shapely.Geometry:
    """Return the same shape for computing."""
    return shapely.from_wkb(bytes(geom.wkb))


def as_geos(shape: shapely.Geometry) -> GEOSGeometry:
    """Return the same shape for storing (EPSG:3844)."""
    return GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=crs.STEREO70)


def corners_text(geom: GEOSGeometry | None) -> str:
    """Write a shape as X nord, Y est on each row; parts are apart by an empty row, a hole begins with the word „gol”."""
    if geom is None or geom.num_coords > MOST_DRAWN:
        return ""
    blocks = []
    for part in shapely.get_parts(as_shapely(geom)):
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        for place, ring in enumerate(rings):
            points = shapely.get_coordinates(ring)[: -1 if part.geom_type == "Polygon" else None]
            rows = [f"{north:.3f} {east:.3f}".replace(".", ",") for east, north in points]
            blocks.append("\n".join(([HOLE] if place else []) + rows))
    return "\n\n".join(blocks)


def from_text(text: str, kind: str) -> GEOSGeometry:
    """Read a shape written as `corners_text` writes it. Raises BadInput with what is wrong."""
    blocks = [block for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()) if block.strip()]
    if not blocks:
        raise BadInput(_("Elementul nu are geometrie. Desenați-l înainte de a salva."), code="no_shape", field="typed")
    if kind == "point":
        points = [Point(east, north) for block in blocks for east, north in corners_from_stereo70(block)]
        return as_geos(_collected([as_shapely(one) for one in points]))
    parts: list[shapely.Geometry] = []
    for block in blocks:
        first, _newline, rest = block.strip().partition("\n")
        hole = first.strip().casefold() == HOLE
        shape = as_shapely(geometry_from_stereo70(rest if hole else block, closed=kind == "polygon"))
        if hole and (kind != "polygon" or not parts):
            raise BadInput(_("Un gol urmează după conturul în care se află."), code="hole_without_outline", field="typed")
        if hole and not shapely.contains_properly(shapely.Polygon(parts[-1].exterior), shape):
            raise BadInput(_("Un gol iese din conturul în care se află. Corectați colțurile lui."), code="hole_outside", field="typed")
        if hole:
            parts[-1] = shapely.difference(parts[-1], shape)
        else:
            parts.append(shape)
    return as_geos(_collected(parts))


def from_drawing(text: str, kind: str, before: GEOSGeometry | None) -> GEOSGeometry:
    """Read what the map sends: a FeatureCollection in WGS 84. Holes, which the map does not draw, are kept from `before`."""
    try:
        features = json.loads(text)["features"]
        drawn = [as_shapely(geometry_from_geojson(json.dumps(one["geometry"]))) for one in features]
    except (ValueError, TypeError, KeyError) as error:
        raise BadInput(_("Desenul nu a putut fi citit. Desenați din nou."), code="unreadable_drawing", field="drawn") from error
    parts = [part for shape in drawn for part in shapely.get_parts(shape)]
    if not parts:
        raise BadInput(_("Elementul nu are geometrie. Desenați-l înainte de a salva."), code="no_shape", field="drawn")
    if any(part.geom_type not in KINDS[kind] for part in parts):
        raise BadInput(_("Desenul este de alt fel decât stratul: desenați un contur închis pentru poligoane și un traseu pentru linii."), code="other_kind", field="drawn")
    whole = _collected(parts)
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(as_shapely(before)) if part.geom_type == "Polygon" for ring in part.interiors] if before is not None else []
    return as_geos(shapely.difference(whole, shapely.union_all(holes)) if holes else whole)


def _collected(parts: list[shapely.Geometry]) -> shapely.Geometry:
    if len(parts) == 1:
        return parts[0]
    many: dict[str, Any] = {"Point": shapely.multipoints, "LineString": shapely.multilinestrings, "Polygon": shapely.multipolygons}
    # Parts that overlap make an invalid shape, which the database refuses with the place.
    return many[parts[0].geom_type](parts)


def given_shape(layer: Layer, seen: Feature | None, *, drawn: str, typed: str, reach_m: float) -> Given | None:
    """Return the new shape, its corners caught by neighbours within `reach_m`; None where it is as before. Raises BadInput."""
    before = seen.geom if seen is not None else None
    by_text = rows_of(typed) != rows_of(corners_text(before))
    shape = from_text(typed, layer.geometry) if by_text and typed.strip() else None
    if drawn.strip() and shape is None:
        shape = from_drawing(drawn, layer.geometry, before)
    elif drawn.strip() and before is not None and not same(from_drawing(drawn, layer.geometry, before), before):
        raise BadInput(_("Ați schimbat și desenul, și coordonatele scrise. Păstrați una dintre ele: reîncărcați pagina sau ștergeți desenul."), code="drawn_and_typed", field="typed")
    if shape is None:
        if before is None:
            raise BadInput(_("Elementul nu are geometrie. Desenați-l înainte de a salva."), code="no_shape", field="typed")
        return None
    caught = snap_to_neighbours(as_shapely(shape), layer, seen, reach_m)
    found = as_geos(caught.shape)
    return None if before is not None and same(found, before) else Given(found, caught.count, caught.furthest_m)


def rows_of(text: str) -> list[str]:
    """Return the rows of a typed shape, to compare two."""
    return [" ".join(row.split()) for row in text.strip().splitlines()]


def same(one: GEOSGeometry, other: GEOSGeometry) -> bool:
    """Say whether two shapes differ by less than a drawing can."""
    return one.num_coords == other.num_coords and one.geom_type == other.geom_type and shapely.hausdorff_distance(as_shapely(one), as_shapely(other)) < SAME_M
