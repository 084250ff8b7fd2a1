"""The land and the drawn works of a case for an endorser's own programs: GeoPackage and DXF in EPSG:3844 (x = E, y = N)."""
from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import ezdxf
from shapely.geometry.base import BaseGeometry

from permits.documents.map_extract.exports import DXF_VERSION, _dxf_layer, _dxf_shape, _dxf_text, _write
from permits.documents.map_extract.model import MapStyle

PLOT, WORKS, STRIPS = "teren", "lucrari", "lucrari_suprafata"
TEXT_M = 1.0


@dataclass(frozen=True, slots=True)
class DrawnWork:
    """One work as drawn: a building's outline or the axis of a trench with its width. Metres."""

    geometry: BaseGeometry
    kind: str
    use: str = ""
    levels: int | None = None
    height_m: float | None = None
    width_m: float | None = None

    @property
    def strip(self) -> BaseGeometry:
        """The surface taken: the outline, or the axis widened to the trench's width."""
        return self.geometry.buffer(self.width_m / 2) if self.width_m and self.geometry.geom_type.endswith("LineString") else self.geometry


def works_geopackage(case: str, parcels: str, plot: BaseGeometry, works: Sequence[DrawnWork]) -> bytes:
    """Tables: `teren` (the plot), `lucrari` (as drawn, with attributes), `lucrari_suprafata` (the surface taken)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lucrari.gpkg"
        _write(path, PLOT, [plot], {"dosar": [case], "nr_cadastral": [parcels], "suprafata_m2": [round(plot.area, 2)]})
        if works:
            _write(path, WORKS, [one.geometry for one in works], {
                "fel": [one.kind for one in works], "folosinta": [one.use for one in works], "niveluri": [float(one.levels or 0) for one in works],
                "inaltime_m": [one.height_m or 0.0 for one in works], "latime_m": [one.width_m or 0.0 for one in works],
            })
            _write(path, STRIPS, [one.strip for one in works], {"fel": [one.kind for one in works], "suprafata_m2": [round(one.strip.area, 2) for one in works]})
        return path.read_bytes()


def works_dxf(parcels: str, plot: BaseGeometry, works: Sequence[DrawnWork]) -> bytes:
    """The same as a DXF in metres, a layer for each, the cadastral number and the kinds of works as texts."""
    drawing = ezdxf.new(DXF_VERSION, setup=True, units=ezdxf.units.M)
    space = drawing.modelspace()
    for layer, colour in ((PLOT, "#b4161b"), (WORKS, "#5b2a86"), (STRIPS, "#8a6bb0")):
        _dxf_layer(drawing, layer, MapStyle(colour))
    _dxf_shape(space, PLOT, plot)
    at = plot.representative_point()
    _dxf_text(space, PLOT, parcels, at.x, at.y, TEXT_M)
    for one in works:
        _dxf_shape(space, WORKS, one.geometry)
        if one.strip is not one.geometry:
            _dxf_shape(space, STRIPS, one.strip)
        at = one.geometry.representative_point()
        _dxf_text(space, WORKS, one.kind, at.x, at.y, TEXT_M)
    out = io.StringIO()
    drawing.write(out)
    return out.getvalue().encode(drawing.output_encoding, errors="dxfreplace")
