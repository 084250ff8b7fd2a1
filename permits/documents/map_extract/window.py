"""Scale and window: which ground is on the sheet, and where a ground point lands on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gisapp.core.errors import Refused
from permits.documents.map_extract.model import MapRequest, ParcelShape

USUAL_SCALES = (500, 1000, 2000, 5000)
TINY_SCALE = 200
WIDE_SCALES = (10_000, 25_000, 50_000)
TINY_PLOT_M = 14.0
"""A plot smaller than this both ways is drawn at 1:200."""
FILL = 0.66
"""Largest share of the frame that the plot may take, so that its neighbours are seen."""
WIDE_FILL = 0.85
"""The same from 1:2000 on, where surroundings are in sight anyway and a step of the scale is large."""
WIDE_FROM = 2000
BAND_MM = 5.0
"""Band around the frame for grid coordinates."""
STRIP_MM = 10.0
"""Strip under the frame: scale bar, scale, north."""


@dataclass(frozen=True, slots=True)
class Window:
    """The frame on paper (millimetres from the top left) and the ground under it (EPSG:3844)."""

    scale: int
    min_e: float
    max_n: float
    left: float
    top: float
    width: float
    height: float

    @property
    def mm_per_m(self) -> float:
        return 1000.0 / self.scale

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        return (
            self.min_e,
            self.max_n - self.height / self.mm_per_m,
            self.min_e + self.width / self.mm_per_m,
            self.max_n,
        )

    def to_paper(self, ground: NDArray[np.float64]) -> NDArray[np.float64]:
        """E, N in metres to x, y in millimetres; y grows downwards on paper."""
        paper = np.empty_like(ground)
        paper[:, 0] = self.left + (ground[:, 0] - self.min_e) * self.mm_per_m
        paper[:, 1] = self.top + (self.max_n - ground[:, 1]) * self.mm_per_m
        return paper

    def point(self, east: float, north: float) -> tuple[float, float]:
        return (
            self.left + (east - self.min_e) * self.mm_per_m,
            self.top + (self.max_n - north) * self.mm_per_m,
        )

    def holds(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Whether a paper point lies inside the frame."""
        return self.left + margin <= x <= self.left + self.width - margin and self.top + margin <= y <= self.top + self.height - margin


def choose_scale(width_m: float, height_m: float, frame_width_mm: float, frame_height_mm: float) -> int:
    """The largest usual scale at which the plot leaves room for its neighbours."""
    scales: Sequence[int] = (*USUAL_SCALES, *WIDE_SCALES)
    if max(width_m, height_m) <= TINY_PLOT_M:
        scales = (TINY_SCALE, *scales)
    for scale in scales:
        fill = WIDE_FILL if scale >= WIDE_FROM else FILL
        if width_m * 1000 / scale <= frame_width_mm * fill and height_m * 1000 / scale <= frame_height_mm * fill:
            return scale
    raise Refused(_("Terenul este prea întins pentru un extras de hartă pe o pagină: alegeți o parte a lui sau un format mai mare."))


def window_for(request: MapRequest) -> Window:
    """The window with the plots (and the drawn works) in its middle."""
    shapes = [plot.geometry for plot in request.plots] + list(request.works)
    min_e, min_n, max_e, max_n = (float(each) for each in shapely.total_bounds(np.array(shapes, dtype=object)))
    width = request.width_mm - 2 * BAND_MM
    height = request.height_mm - 2 * BAND_MM - STRIP_MM
    scale = request.scale or choose_scale(max_e - min_e, max_n - min_n, width, height)
    metres = scale / 1000.0
    if (max_e - min_e) / metres > width or (max_n - min_n) / metres > height:
        raise Refused(_("Terenul nu încape pe hartă la scara 1:%(scale)s: alegeți o scară mai mică.") % {"scale": scale})
    # Whole decimetres, so that the same plot always gets the same window.
    left = round((min_e + max_e - width * metres) / 2, 1)
    top = round((min_n + max_n + height * metres) / 2, 1)
    return Window(scale, left, top, BAND_MM, BAND_MM, width, height)


def shown_bounds(
    plots: Sequence[ParcelShape], works: Sequence[BaseGeometry] = (), scale: int | None = None
) -> tuple[float, float, float, float]:
    """The ground that the map of these plots will show: minE, minN, maxE, maxN, EPSG:3844.

    Ask for this before fetching parcels and layers: what is not fetched up to the frame would be missing from the map.
    """
    return window_for(MapRequest(plots=tuple(plots), works=tuple(works), scale=scale)).bounds
