"""The inset: where in the town the map lies."""

from __future__ import annotations

import math
from dataclasses import dataclass

import shapely

from permits.documents.map_extract import paint
from permits.documents.map_extract.clip import LayerNotDrawn, checked, cut
from permits.documents.map_extract.model import Overview
from permits.documents.map_extract.window import Window

MAX_WIDTH_MM = 58.0
MAX_HEIGHT_MM = 44.0
SMALLEST_MM = 2.0
"""A window smaller than this on the inset is shown by a ring around it."""


@dataclass(frozen=True, slots=True)
class Inset:
    """A drawn inset."""

    svg: str
    width_mm: float
    height_mm: float
    alt: str


def draw_overview(overview: Overview, shown: tuple[float, float, float, float]) -> Inset:
    """Draws the inset with the map's own window marked on it."""
    min_e, min_n, max_e, max_n = overview.bounds
    if not overview.layers or max_e <= min_e or max_n <= min_n:
        raise LayerNotDrawn("Încadrarea în localitate", "nu are straturi sau întindere")
    scale = max((max_e - min_e) / MAX_WIDTH_MM, (max_n - min_n) / MAX_HEIGHT_MM) * 1000
    # An inset needs no usual scale, only a whole denominator.
    denominator = math.ceil(scale)
    width, height = round((max_e - min_e) * 1000 / denominator, 3), round((max_n - min_n) * 1000 / denominator, 3)
    window = Window(denominator, min_e, max_n, 0.0, 0.0, width, height)
    body: list[str] = []
    for layer in overview.layers:
        if layer.features is None:
            raise LayerNotDrawn(layer.title, "stratul nu a putut fi citit")
        shapes, _ = cut(layer.title, checked(layer.title, [each.geometry for each in layer.features]), window)
        attributes = paint.stroke_attributes(paint.on_paper(layer.style))
        # Half a tenth of a millimetre is finer than print: thin out lines of a whole town.
        thin = shapely.simplify(shapes, 0.05, preserve_topology=False)
        lines = "".join(paint.path_data(each, 2) for each in thin)
        if lines:
            body.append(paint.path(lines, attributes))
    left, top = window.point(shown[0], shown[3])
    right, bottom = window.point(shown[2], shown[1])
    body.append(
        f'<rect x="{paint.number(left)}" y="{paint.number(top)}" width="{paint.number(right - left)}" '
        f'height="{paint.number(bottom - top)}" fill="{paint.PLOT_COLOUR}" fill-opacity="0.35" '
        f'stroke="{paint.PLOT_COLOUR}" stroke-width="0.4"/>'
    )
    if max(right - left, bottom - top) < SMALLEST_MM:
        ring = f'cx="{paint.number((left + right) / 2)}" cy="{paint.number((top + bottom) / 2)}" r="2.2"'
        body.append(f'<circle {ring} fill="none" stroke="{paint.PLOT_COLOUR}" stroke-width="0.5"/>')
    size = f'width="{paint.number(width)}" height="{paint.number(height)}"'
    inner = f'width="{paint.number(width - 0.3)}" height="{paint.number(height - 0.3)}"'
    picture = paint.svg(
        width,
        height,
        f'<defs><clipPath id="o"><rect {size}/></clipPath></defs><rect {size} fill="#ffffff"/>'
        f'<g clip-path="url(#o)">{"".join(body)}</g>'
        f'<rect x="0.15" y="0.15" {inner} fill="none" stroke="{paint.INK}" stroke-width="0.3"/>',
    )
    titles = ", ".join(layer.title for layer in overview.layers)
    return Inset(picture, width, height, f"Încadrarea în localitate: locul hărții este marcat cu roșu. Pe schiță: {titles}.")
