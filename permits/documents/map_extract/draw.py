"""One map extract from one request: vector, exact, everything drawn or nothing."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import replace

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from gisapp.core.errors import Refused
from permits.documents.map_extract import lettering, marginalia, paint
from permits.documents.map_extract.clip import LayerNotDrawn, checked, cut, in_frame, to_paper
from permits.documents.map_extract.corners import Ring, survey
from permits.documents.map_extract.labels import Occupied
from permits.documents.map_extract.model import (
    DrawnLayer,
    LegendEntry,
    MapExtract,
    MapRequest,
    MapStyle,
    ParcelShape,
    PlotInventory,
)
from permits.documents.map_extract.overview import draw_overview
from permits.documents.map_extract.window import Window, window_for
from permits.documents.typography import polish

PLOT_STYLE = MapStyle(paint.PLOT_COLOUR, 0.7, paint.PLOT_FILL, 0.55)
PARCEL_STYLE = MapStyle(paint.PARCEL_COLOUR, 0.18)
WORKS_STYLE = MapStyle(paint.WORKS_COLOUR, 0.45, paint.WORKS_COLOUR, 0.12, (1.6, 0.8))
FINDING_STYLES = {
    "applies": MapStyle(paint.APPLIES_COLOUR, 0.4, "none", 1.0, (2.4, 0.8)),
    "conflict": MapStyle(paint.FINDING_COLOUR, 0.4, paint.FINDING_COLOUR, 0.10),
    "unknown": MapStyle(paint.UNSURE_COLOUR, 0.4, paint.UNSURE_COLOUR, 0.08, (1.2, 0.8)),
    "failed": MapStyle(paint.UNSURE_COLOUR, 0.4, paint.UNSURE_COLOUR, 0.08, (0.4, 0.6)),
}
FINDING_TITLES = {
    "applies": "Constatare: se aplică terenului (numărul din text)",
    "conflict": "Constatare: conflict (numărul din text)",
    "unknown": "Constatare: neverificat",
    "failed": "Constatare: verificare eșuată",
}


def draw(request: MapRequest) -> MapExtract:
    """Draws the extract. Raises `LayerNotDrawn` when any layer cannot be drawn, `Refused` when it cannot fit."""
    if not request.plots:
        raise Refused(_("Extrasul de hartă are nevoie de cel puțin un teren."))
    inventories, rings = survey(request.plots)
    window = window_for(request)
    sheet = _Sheet(request, window, rings)
    body = sheet.body()
    overview = draw_overview(request.overview, window.bounds) if request.overview else None
    return MapExtract(
        svg=paint.svg(request.width_mm, request.height_mm, body),
        width_mm=request.width_mm,
        height_mm=request.height_mm,
        scale=window.scale,
        bounds=window.bounds,
        alt=_alt(request, window, inventories, sheet.legend),
        legend=tuple(sheet.legend),
        inventories=inventories,
        corners_left_out=tuple(sheet.letters.corners_left_out),
        geojson=_geojson(request),
        overview_svg=overview.svg if overview else "",
        overview_width_mm=overview.width_mm if overview else 0.0,
        overview_height_mm=overview.height_mm if overview else 0.0,
        overview_alt=overview.alt if overview else "",
        sources=(f"Fundal: {request.base.source}",) if request.base and request.base.source else (),
    )


class _Sheet:
    """The parts of the map in drawing order; the legend grows with what is drawn."""

    def __init__(self, request: MapRequest, window: Window, rings: tuple[Ring, ...]) -> None:
        self.request, self.window, self.rings = request, window, rings
        self.legend: list[LegendEntry] = []
        self.occupied = Occupied(window.left, window.top, window.width, window.height)
        self.letters = lettering.Letters(window, self.occupied)

    def body(self) -> str:
        request, window = self.request, self.window
        plots = to_paper(checked("Terenul cererii", [plot.geometry for plot in request.plots]), window)
        self._note("Terenul care face obiectul cererii", PLOT_STYLE, "Polygon")
        shapes = [
            self._base(),
            *(self._layer(layer) for layer in request.layers if layer.below_parcels),
            "".join(paint.path(paint.path_data(each, 4), f'fill="{PLOT_STYLE.fill}" fill-opacity="0.55"') for each in plots),
            self._parcels(),
            *(self._layer(layer) for layer in request.layers if not layer.below_parcels),
            self._works(),
            self._findings(),
            "".join(
                paint.path(paint.path_data(each, 4), f'fill="none" stroke="{PLOT_STYLE.stroke}" stroke-width="0.7" stroke-linejoin="round"')
                for each in plots
            ),
        ]
        self.letters.marks_first()
        north = marginalia.north_arrow(window, self.occupied)
        words = self.letters.write(request.plots, plots, self.rings)
        clip = (
            f'<clipPath id="f"><rect x="{paint.number(window.left)}" y="{paint.number(window.top)}" '
            f'width="{paint.number(window.width)}" height="{paint.number(window.height)}"/></clipPath>'
        )
        return (
            f"<defs>{clip}</defs>"
            f'<rect width="{paint.number(request.width_mm)}" height="{paint.number(request.height_mm)}" fill="#ffffff"/>'
            f'<g clip-path="url(#f)">{"".join(shapes)}</g>'
            + marginalia.grid(window)
            + words
            + north
            + marginalia.frame(window)
            + marginalia.strip(window, request.width_mm, request.height_mm)
        )

    def _note(self, title: str, style: MapStyle, geometry_type: str, layer: DrawnLayer | None = None) -> None:
        self.legend.append(
            LegendEntry(title, paint.sample(style, geometry_type), layer.data_date if layer else None, layer.keeper if layer else "")
        )

    def _base(self) -> str:
        base = self.request.base
        if base is None:
            return ""
        if not base.image:
            raise LayerNotDrawn(base.source or "imaginea de fundal", "imagine goală")
        min_e, min_n, max_e, max_n = base.bounds
        x, y = self.window.point(min_e, max_n)
        right, bottom = self.window.point(max_e, min_n)
        left, top = self.window.left, self.window.top
        if x > left or y > top or right < left + self.window.width or bottom < top + self.window.height:
            raise LayerNotDrawn(base.source or "imaginea de fundal", "imaginea nu acoperă toată harta")
        href = f"data:{base.mime};base64,{b64encode(base.image).decode()}"
        return paint.picture(href, x, y, right - x, bottom - y)

    def _layer(self, layer: DrawnLayer) -> str:
        if layer.features is None:
            raise LayerNotDrawn(layer.title, "stratul nu a putut fi citit")
        whole = checked(layer.title, [feature.geometry for feature in layer.features])
        shapes, indexes = cut(layer.title, whole, self.window)
        if not in_frame(shapes, self.window):
            return ""
        style = paint.on_paper(layer.style)
        self._note(layer.title, style, shapes[0].geom_type, layer)
        out: list[str] = []
        lines: list[str] = []
        attributes = paint.stroke_attributes(style)
        for shape, index in zip(shapes.tolist(), indexes.tolist(), strict=True):
            for part in shapely.get_parts(shape):
                if part.geom_type == "Point":
                    out.append(paint.marker(part.x, part.y, style))
                elif part.geom_type == "Polygon" and style.fill != "none":
                    out.append(paint.path(paint.path_data(part), attributes))
                else:
                    lines.append(paint.path_data(part))
            label = polish(layer.features[index].label)
            if label:
                self.letters.layer_label(layer.code, shape, label, style.text)
        if lines:
            out.append(paint.path("".join(lines), attributes))
        return "".join(out)

    def _parcels(self) -> str:
        own = {plot.cadastral_number for plot in self.request.plots}
        around: list[ParcelShape] = [each for each in self.request.parcels if each.cadastral_number not in own]
        whole = checked("Parcele", [each.geometry for each in around])
        shapes, indexes = cut("Parcele", whole, self.window)
        if not in_frame(shapes, self.window):
            return ""
        self.legend.append(
            LegendEntry("Parcele vecine, cu numărul cadastral", paint.sample(PARCEL_STYLE, "Polygon"), self.request.parcels_date)
        )
        for shape, index in zip(shapes.tolist(), indexes.tolist(), strict=True):
            self.letters.neighbour(shape, around[index].cadastral_number)
        return paint.path("".join(paint.path_data(each) for each in shapes), paint.stroke_attributes(PARCEL_STYLE))

    def _works(self) -> str:
        if not self.request.works:
            return ""
        shapes, _rest = cut(self.request.works_title, checked(self.request.works_title, self.request.works), self.window)
        self._note(self.request.works_title, WORKS_STYLE, shapes[0].geom_type)
        # An axis has no inside: filled, it would be closed with a chord.
        styles = {True: paint.stroke_attributes(WORKS_STYLE), False: paint.stroke_attributes(replace(WORKS_STYLE, fill="none"))}
        parts = shapely.get_parts(shapes).tolist()
        return "".join(paint.path(paint.path_data(each, 4), styles[each.geom_type == "Polygon"]) for each in parts)

    def _findings(self) -> str:
        out: list[str] = []
        seen: set[str] = set()
        for finding in self.request.findings:
            title = f"Constatarea {finding.number}"
            whole = checked(title, [finding.geometry])
            shapes, _rest = cut(title, whole, self.window)
            style = FINDING_STYLES[finding.state]
            if in_frame(shapes, self.window):
                out.extend(self._finding(shape, style) for shape in shapes)
                self.letters.finding(finding.number, shapes[0], finding.state)
            else:
                east, north = whole[0].centroid.x, whole[0].centroid.y
                self.letters.finding_outside(finding.number, self.window.point(east, north), finding.state)
            if finding.state not in seen:
                seen.add(finding.state)
                self._note(FINDING_TITLES[finding.state], style, "Polygon")
        return "".join(out)

    def _finding(self, shape: BaseGeometry, style: MapStyle) -> str:
        out: list[str] = []
        for part in shapely.get_parts(shape):
            if part.geom_type == "Polygon":
                out.append(paint.path(paint.path_data(part), paint.stroke_attributes(style)))
                # What only informs (a seismic zone, a fiscal one) covers the whole plot: hatched, it would hide the conflicts.
                lines = paint.path_data(paint.hatch(part, 1.8)) if style.fill != "none" else ""
                if lines:
                    out.append(paint.path(lines, f'fill="none" stroke="{style.stroke}" stroke-width="0.16"'))
            elif part.geom_type == "Point":
                ring = f'cx="{paint.number(part.x)}" cy="{paint.number(part.y)}" r="1.6"'
                out.append(f'<circle {ring} fill="none" stroke="{style.stroke}" stroke-width="0.5"/>')
            else:
                out.append(
                    paint.path(paint.path_data(part), f'fill="none" stroke="{style.stroke}" stroke-width="1.1" stroke-opacity="0.55"')
                )
        return "".join(out)


def _alt(request: MapRequest, window: Window, inventories: tuple[PlotInventory, ...], legend: list[LegendEntry]) -> str:
    """What the map shows, in words, for those who cannot see it."""
    plots = ", ".join(f"{each.cadastral_number} ({each.area_m2} m²)".replace(".", ",") for each in inventories)
    words = f"Hartă la scara 1:{window.scale} în sistemul Stereografic 1970, cu nordul în sus. Terenul cererii: {plots}."
    words += " Pe hartă: " + "; ".join(each.title for each in legend) + "."
    if request.findings:
        numbers = ", ".join(str(each.number) for each in request.findings)
        words += f" Constatări numerotate: {numbers}."
    return words + " Coordonatele colțurilor sunt în tabelul care urmează."


def _geojson(request: MapRequest) -> str:
    """Plots, works and findings as data, EPSG:3844, E then N, millimetres kept."""

    def feature(kind: str, geometry: BaseGeometry, **properties: object) -> dict[str, object]:
        rounded = shapely.transform(shapely.force_2d(geometry), lambda xy: np.round(xy, 3))
        return {"type": "Feature", "properties": {"kind": kind, **properties}, "geometry": mapping(rounded)}

    features = [feature("plot", each.geometry, cadastral_number=each.cadastral_number) for each in request.plots]
    features += [feature("works", each) for each in request.works]
    features += [feature("finding", each.geometry, number=each.number, state=each.state) for each in request.findings]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3844"}}
    return json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}, ensure_ascii=False, separators=(",", ":"))
