"""Room for a text inside polygons and along lines, in paper millimetres."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from permits.documents.map_extract.labels import upright

Place = tuple[float, float, float]
"""Centre x, y and angle of a text."""
SHIFTS = np.array([[0.0, 0.0], [0.0, 3.0], [0.0, -3.0], [0.0, 6.0], [0.0, -6.0]])


def biggest_part(shape: BaseGeometry) -> BaseGeometry:
    """The part of a shape that a single text should stand in."""
    parts = shapely.get_parts(shape)
    return parts[0] if len(parts) == 1 else max(parts, key=lambda part: (part.area, part.length))


def inside(shapes: Sequence[BaseGeometry], widths: NDArray[np.float64], height: float) -> list[list[Place]]:
    """For each polygon the places where its text lies wholly within: level first, then along its longer side.

    One pass over all polygons: a map at 1:5000 has hundreds of parcels, and asking GEOS point by point
    costs more than drawing them.
    """
    if not len(shapes):
        return []
    parts = np.array([biggest_part(shape) for shape in shapes], dtype=object)
    shapely.prepare(parts)
    centres = shapely.get_coordinates(shapely.centroid(parts))
    deep = shapely.get_coordinates(shapely.point_on_surface(parts))
    spots = np.concatenate([centres[:, None, :] + SHIFTS[None, :, :], deep[:, None, :]], axis=1)
    spots = spots[:, [0, 5, 1, 2, 3, 4], :]
    slants = _slants(parts)
    angles = np.stack([np.zeros(len(parts)), slants], axis=1)
    turn = np.radians(angles)
    along = np.stack([np.cos(turn), np.sin(turn)], axis=2) * (widths[:, None, None] / 2)
    across = np.stack([-np.sin(turn), np.cos(turn)], axis=2) * (height / 2)
    offsets = np.stack([-along - across, along - across, along + across, -along + across], axis=2)
    # polygon × angle × spot × corner × (x, y)
    corners = spots[:, None, :, None, :] + offsets[:, :, None, :, :]
    fits = shapely.contains_xy(parts[:, None, None, None], corners[..., 0], corners[..., 1]).all(axis=3)
    found: list[list[Place]] = [[] for _ in parts]
    for polygon, angle, spot in np.argwhere(fits).tolist():
        x, y = spots[polygon, spot]
        found[polygon].append((float(x), float(y), float(angles[polygon, angle])))
    return found


def _slants(parts: NDArray[np.object_]) -> NDArray[np.float64]:
    """Direction of the longer side of each polygon's tightest rectangle, degrees, never upside down."""
    slants = np.zeros(len(parts))
    for i, envelope in enumerate(shapely.oriented_envelope(parts).tolist()):
        corners = shapely.get_coordinates(envelope)
        if len(corners) < 3:
            continue
        edges = corners[1:3] - corners[0:2]
        dx, dy = edges[int(np.argmax(np.hypot(edges[:, 0], edges[:, 1])))].tolist()
        slants[i] = upright(math.degrees(math.atan2(dy, dx)))
    return slants


def along(shape: BaseGeometry, width: float, beside: float) -> Iterator[Place]:
    """Places by a line where it runs straight enough for the text: above it, below it, on it."""
    longest = biggest_part(shape)
    if longest.length < width + 2.0:
        return
    for share in (0.5, 0.35, 0.65, 0.2, 0.8):
        middle = longest.length * share
        low, high = middle - width / 2, middle + width / 2
        if low < 0 or high > longest.length:
            continue
        start, end = shapely.line_interpolate_point(longest, [low, high])
        if math.hypot(end.x - start.x, end.y - start.y) < width * 0.97:
            continue
        angle = upright(math.degrees(math.atan2(end.y - start.y, end.x - start.x)))
        x, y = (start.x + end.x) / 2, (start.y + end.y) / 2
        turn = math.radians(angle)
        for shift in (-beside, beside, 0.0):
            yield x - math.sin(turn) * shift, y + math.cos(turn) * shift, angle
