"""SVG source for shapes, text and legend samples. Numbers are paper millimetres."""

from __future__ import annotations

import math
from dataclasses import replace
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from permits.documents.map_extract.model import MapStyle

FAMILY = "Noto Sans"
PLOT_COLOUR = "#b4161b"
PLOT_FILL = "#f6d9cf"
FINDING_COLOUR = "#9b1c1c"
APPLIES_COLOUR = "#1d3c66"
UNSURE_COLOUR = "#8a4b00"
WORKS_COLOUR = "#5b2a86"
PARCEL_COLOUR = "#4a4a4a"
INK = "#1a1a1a"


def number(value: float, places: int = 3) -> str:
    """Shortest decimal text of a length."""
    text = f"{value:.{places}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _run(points: NDArray[np.float64], places: int, close: bool) -> str:
    if close:
        points = points[:-1]
    one = f"%.{places}f %.{places}f "
    return "M" + (one * len(points) % tuple(points.ravel().tolist())).rstrip() + ("Z" if close else "")


def path_data(geometry: BaseGeometry, places: int = 3) -> str:
    """The ``d`` of a path for lines and polygons in paper millimetres."""
    pieces: list[str] = []
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                pieces.append(_run(shapely.get_coordinates(ring), places, close=True))
        elif part.geom_type in ("LineString", "LinearRing"):
            pieces.append(_run(shapely.get_coordinates(part), places, close=False))
    return "".join(pieces)


PAPER_GREY = "#8c8c8c"
AXIS = (3.0, 1.0, 0.6, 1.0)
LIGHT = 225
"""Grey level above which a stroke does not show on white paper."""


def on_paper(style: MapStyle) -> MapStyle:
    """The style of a screen made fit for paper: white streets on a white sheet would be a blank map."""
    if style.stroke == "none":
        return style
    red, green, blue = (int(style.stroke[i : i + 2], 16) for i in (1, 3, 5))
    light = 0.3 * red + 0.59 * green + 0.11 * blue > LIGHT
    if not light or style.fill not in ("none", style.stroke):
        return style
    return replace(style, stroke=PAPER_GREY, width=min(style.width, 0.2), dash=style.dash or AXIS)


def stroke_attributes(style: MapStyle) -> str:
    """Presentation attributes of a layer's style."""
    attributes = f'fill="{style.fill}" stroke="{style.stroke}" stroke-width="{number(style.width)}"'
    if style.fill != "none" and style.opacity < 1:
        attributes += f' fill-opacity="{number(style.opacity)}"'
    if style.dash:
        attributes += f' stroke-dasharray="{" ".join(number(each) for each in style.dash)}"'
    return attributes + ' stroke-linejoin="round"'


def path(data: str, attributes: str) -> str:
    return f'<path d="{data}" {attributes}/>'


def marker(x: float, y: float, style: MapStyle) -> str:
    """A point symbol."""
    half = style.marker_size / 2
    fill = style.fill if style.fill != "none" else style.stroke
    attributes = f'fill="{fill}" stroke="{style.stroke}" stroke-width="0.15"'
    if style.marker == "square":
        return f'<rect x="{number(x - half)}" y="{number(y - half)}" width="{number(2 * half)}" height="{number(2 * half)}" {attributes}/>'
    if style.marker == "triangle":
        points = f"M{number(x)} {number(y - half)}L{number(x + half)} {number(y + half)}L{number(x - half)} {number(y + half)}Z"
        return path(points, attributes)
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(half)}" {attributes}/>'


def text(
    x: float,
    y: float,
    words: str,
    size: float,
    *,
    angle: float = 0.0,
    colour: str = INK,
    bold: bool = False,
    anchor: str = "middle",
    halo: bool = True,
) -> str:
    """A line of text centred vertically on y, with a white halo so that it reads over lines."""
    turn = f' transform="rotate({number(angle, 2)} {number(x)} {number(y)})"' if angle else ""
    weight = ' font-weight="700"' if bold else ""
    common = (
        f'x="{number(x)}" y="{number(y + size * 0.36)}" font-family="{FAMILY}" font-size="{number(size)}"'
        f'{weight} text-anchor="{anchor}"{turn}'
    )
    light = ' stroke="#ffffff" stroke-width="0.55" stroke-linejoin="round" paint-order="stroke"' if halo else ""
    return f'<text {common} fill="{colour}"{light}>{escape(words)}</text>'


def hatch(polygon: BaseGeometry, spacing: float, angle: float = 45.0) -> BaseGeometry:
    """Parallel lines inside a polygon: an area that is still told apart when printed in grey."""
    min_x, min_y, max_x, max_y = polygon.bounds
    reach = math.hypot(max_x - min_x, max_y - min_y) / 2 + spacing
    middle_x, middle_y = (min_x + max_x) / 2, (min_y + max_y) / 2
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    # Lines hang on a lattice through the paper's corner, so that neighbouring areas hatch alike.
    offset = (-middle_x * s + middle_y * c) % spacing
    steps = np.arange(-reach, reach, spacing) - offset
    ends = np.stack(
        [
            np.stack([middle_x - reach * c - steps * s, middle_y - reach * s + steps * c], axis=1),
            np.stack([middle_x + reach * c - steps * s, middle_y + reach * s + steps * c], axis=1),
        ],
        axis=1,
    )
    return shapely.intersection(shapely.multilinestrings(shapely.linestrings(ends)), polygon)


def svg(width: float, height: float, body: str, title: str = "") -> str:
    """A whole picture whose user unit is one paper millimetre."""
    named = f"<title>{escape(title)}</title>" if title else ""
    size = f'viewBox="0 0 {number(width)} {number(height)}" width="{number(width)}mm" height="{number(height)}mm"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{named}{body}</svg>'


def sample(style: MapStyle, geometry_type: str) -> str:
    """The legend's sample of a layer, 10 × 5 mm."""
    if "Point" in geometry_type:
        body = marker(5, 2.5, style)
    elif "Polygon" in geometry_type:
        body = f'<rect x="0.6" y="0.6" width="8.8" height="3.8" {stroke_attributes(style)}/>'
    else:
        body = path("M0.4 2.5L9.6 2.5", stroke_attributes(style))
    return svg(10, 5, body)


def picture(href: str, x: float, y: float, width: float, height: float) -> str:
    return (
        f'<image x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
        f' preserveAspectRatio="none" href={quoteattr(href)}/>'
    )
