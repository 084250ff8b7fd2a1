"""Geometry from the ground to paper: checked, cut to the window, turned into millimetres.

A layer that cannot be drawn raises; a map with a silent hole in it must not leave the town hall.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gisapp.core.errors import Refused
from permits.documents.map_extract.window import Window

BLEED_MM = 3.0
"""Shapes are cut a little outside the frame, so that the cut's own edge is never drawn."""
DRAWABLE = frozenset(
    {"Point", "MultiPoint", "LineString", "LinearRing", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}
)


class LayerNotDrawn(Refused):
    """A layer cannot be drawn, so the extract is not made."""

    def __init__(self, title: str, why: str) -> None:
        super().__init__(
            f"Extrasul de hartă nu poate fi făcut: stratul „{title}” nu poate fi desenat ({why}). "
            "Cereți deținătorului stratului să îl refacă și încercați din nou.",
            code="layer_not_drawn",
        )


def checked(title: str, shapes: Sequence[BaseGeometry]) -> NDArray[np.object_]:
    """The shapes as an array, after a look that each can be drawn."""
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    for shape in shapes:
        if not isinstance(shape, BaseGeometry):
            raise LayerNotDrawn(title, "un element nu are geometrie")
        if shape.is_empty:
            raise LayerNotDrawn(title, "un element are geometrie goală")
        if shape.geom_type not in DRAWABLE:
            raise LayerNotDrawn(title, f"geometrie de tip {shape.geom_type}")
    if not np.isfinite(shapely.get_coordinates(array)).all():
        raise LayerNotDrawn(title, "coordonate care nu sunt numere")
    return array


def to_paper(shapes: NDArray[np.object_], window: Window) -> NDArray[np.object_]:
    """Whole shapes in paper millimetres."""
    return np.asarray(shapely.transform(shapely.force_2d(shapes), window.to_paper), dtype=object).reshape(len(shapes))


def cut(title: str, shapes: NDArray[np.object_], window: Window) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
    """The parts of the shapes near the frame, in paper millimetres, with the index of each in the input."""
    if not len(shapes):
        return shapes, np.zeros(0, dtype=np.intp)
    bleed = BLEED_MM / window.mm_per_m
    min_e, min_n, max_e, max_n = window.bounds
    left, bottom, right, top = min_e - bleed, min_n - bleed, max_e + bleed, max_n + bleed
    bounds = shapely.bounds(shapes)
    near = np.nonzero((bounds[:, 0] <= right) & (bounds[:, 2] >= left) & (bounds[:, 1] <= top) & (bounds[:, 3] >= bottom))[0]
    whole = (bounds[near, 0] >= left) & (bounds[near, 2] <= right) & (bounds[near, 1] >= bottom) & (bounds[near, 3] <= top)
    parts = shapes[near].copy()
    crossing = np.nonzero(~whole)[0]
    if len(crossing):
        try:
            parts[crossing] = shapely.clip_by_rect(parts[crossing], left, bottom, right, top)
        except shapely.errors.GEOSException as error:
            raise LayerNotDrawn(title, "geometrie nevalidă") from error
    kept = ~shapely.is_empty(parts)
    return to_paper(parts[kept], window), near[kept]


def in_frame(shapes: NDArray[np.object_], window: Window) -> bool:
    """Whether anything of these paper shapes is inside the frame itself (legend: only what is seen)."""
    if not len(shapes):
        return False
    frame = shapely.box(window.left, window.top, window.left + window.width, window.top + window.height)
    return bool(shapely.intersects(shapes, frame).any())
