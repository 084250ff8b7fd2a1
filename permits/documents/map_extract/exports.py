"""The land of an extract for other programs: picture, GeoPackage, DXF. All in EPSG:3844.

A download shows what the paper shows: when a layer cannot be drawn, there is no download either.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import ezdxf
import numpy as np
import pyogrio.raw
import shapely
from ezdxf.document import Drawing
from ezdxf.layouts import Modelspace
from shapely.geometry.base import BaseGeometry

from permits.documents.map_extract.clip import LayerNotDrawn, checked
from permits.documents.map_extract.corners import survey
from permits.documents.map_extract.model import MapRequest, MapStyle
from permits.documents.map_extract.window import window_for

CRS = "EPSG:3844"
DXF_VERSION = "R2018"


@dataclass(frozen=True, slots=True)
class _Table:
    """One layer of a download: whole features near the map, uncut, with their texts."""

    code: str
    title: str
    style: MapStyle
    shapes: tuple[BaseGeometry, ...]
    labels: tuple[str, ...]


def _tables(request: MapRequest) -> Iterator[_Table]:
    own = {plot.cadastral_number for plot in request.plots}
    frame = shapely.box(*window_for(request).bounds)

    def table(code: str, title: str, style: MapStyle, pairs: list[tuple[BaseGeometry, str]]) -> _Table:
        shapes = checked(title, [shape for shape, _ in pairs])
        near = shapely.intersects(shapes, frame) if len(pairs) else np.zeros(0, dtype=bool)
        kept = [pair for pair, on in zip(pairs, near.tolist(), strict=True) if on]
        return _Table(code, title, style, tuple(shapely.force_2d(shape) for shape, _ in kept), tuple(label for _, label in kept))

    yield table("plot", "Terenul cererii", MapStyle("#b4161b", 0.7), [(each.geometry, each.cadastral_number) for each in request.plots])
    around = [(each.geometry, each.cadastral_number) for each in request.parcels if each.cadastral_number not in own]
    yield table("parcels", "Parcele vecine", MapStyle("#4a4a4a", 0.18), around)
    for layer in request.layers:
        if layer.features is None:
            raise LayerNotDrawn(layer.title, "stratul nu a putut fi citit")
        yield table(layer.code, layer.title, layer.style, [(each.geometry, each.label) for each in layer.features])
    yield table("works", request.works_title, MapStyle("#5b2a86", 0.45), [(each, "") for each in request.works])
    yield table("findings", "Constatări", MapStyle("#9b1c1c", 0.4), [(each.geometry, str(each.number)) for each in request.findings])


def to_geopackage(request: MapRequest) -> bytes:
    """A GeoPackage with a table per drawn layer, and the corners as points (number, X nord, Y est)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "extras.gpkg"
        for table in _tables(request):
            if table.shapes:
                _write(path, table.code, list(table.shapes), {"label": list(table.labels)})
        inventories, _ = survey(request.plots)
        corners = [corner for each in inventories for corner in each.corners]
        _write(
            path,
            "corners",
            [shapely.Point(float(each.east), float(each.north)) for each in corners],
            {
                "number": [each.number for each in corners],
                "x_north": [float(each.north) for each in corners],
                "y_east": [float(each.east) for each in corners],
                "side_m": [float(each.side_m) for each in corners],
            },
        )
        return path.read_bytes()


def _write(path: Path, table: str, shapes: list[BaseGeometry], columns: dict[str, list[str] | list[int] | list[float]]) -> None:
    kinds = {shape.geom_type for shape in shapes}
    data = []
    for values in columns.values():
        text = bool(values) and isinstance(values[0], str)
        data.append(np.array(values, dtype=object) if text else np.array(values))
    pyogrio.raw.write(
        str(path),
        geometry=np.array([shapely.to_wkb(shape) for shape in shapes], dtype=object),
        field_data=data,
        fields=list(columns),
        geometry_type=kinds.pop() if len(kinds) == 1 else "Unknown",
        crs=CRS,
        driver="GPKG",
        layer=table,
        append=path.exists(),
    )


def to_dxf(request: MapRequest) -> bytes:
    """A DXF in metres, x = E, y = N, with a DXF layer per map layer, labels as text, corners numbered."""
    drawing = ezdxf.new(DXF_VERSION, setup=True, units=ezdxf.units.M)
    space = drawing.modelspace()
    height = window_for(request).scale * 0.0018
    for table in _tables(request):
        _dxf_layer(drawing, table.code, table.style)
        for shape, label in zip(table.shapes, table.labels, strict=True):
            _dxf_shape(space, table.code, shape)
            if label:
                at = shape.representative_point()
                _dxf_text(space, table.code, label, at.x, at.y, height)
    _dxf_layer(drawing, "corners", MapStyle("#b4161b"))
    inventories, _ = survey(request.plots)
    for each in (corner for inventory in inventories for corner in inventory.corners):
        place = (float(each.east), float(each.north))
        space.add_circle(place, radius=height / 4, dxfattribs={"layer": "corners"})
        _dxf_text(space, "corners", str(each.number), place[0] + height / 2, place[1] + height / 2, height)
    out = io.StringIO()
    drawing.write(out)
    return out.getvalue().encode(drawing.output_encoding, errors="dxfreplace")


def _dxf_layer(drawing: Drawing, name: str, style: MapStyle) -> None:
    layer = drawing.layers.add(name)
    layer.rgb = (int(style.stroke[1:3], 16), int(style.stroke[3:5], 16), int(style.stroke[5:7], 16))


def _dxf_text(space: Modelspace, layer: str, words: str, x: float, y: float, height: float) -> None:
    space.add_text(words, height=height, dxfattribs={"layer": layer, "insert": (x, y)})


def _dxf_shape(space: Modelspace, layer: str, shape: BaseGeometry) -> None:
    attributes = {"layer": layer}
    for part in shapely.get_parts(shape):
        if part.geom_type == "Point":
            space.add_point((part.x, part.y), dxfattribs=attributes)
        elif part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                space.add_lwpolyline(shapely.get_coordinates(ring)[:-1].tolist(), close=True, dxfattribs=attributes)
        else:
            space.add_lwpolyline(shapely.get_coordinates(part).tolist(), dxfattribs=attributes)
