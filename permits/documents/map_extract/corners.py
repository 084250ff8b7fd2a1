"""Corners of the boundary: numbering, coordinates, side lengths.

Surveyors write X nord, Y est. Numbering runs clockwise from the north-west corner, on through the
inner rings and through the further plots, so that a number names one corner of the whole extract.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import shapely
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from shapely.geometry import Polygon

from gisapp.core.errors import Refused
from permits.documents.map_extract.model import Corner, ParcelShape, PlotInventory

SAME_POINT_M = 0.0005


@dataclass(frozen=True, slots=True)
class Ring:
    """A ring of the boundary as numbered: its corners, E and N, without the closing repeat."""

    first: int
    points: NDArray[np.float64]
    hole: bool


def _clockwise_from_north_west(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    points = ring[:-1]
    gaps = np.hypot(*(points - np.roll(points, 1, axis=0)).T)
    points = points[gaps > SAME_POINT_M]
    x, y = points[:, 0], points[:, 1]
    if float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) > 0:
        points = points[::-1]
    start = int(np.argmax(points[:, 1] - points[:, 0]))
    return np.roll(points, -start, axis=0)


def polygons_of(shape: ParcelShape) -> Iterator[Polygon]:
    """The polygons of a plot; anything else is refused, because a plot has an inside."""
    for part in shapely.get_parts(shape.geometry):
        if not isinstance(part, Polygon) or part.is_empty:
            raise Refused(_("Terenul %(cadastral_number)s nu este un poligon: corectați geometria în stratul de parcele.") % {"cadastral_number": shape.cadastral_number})
        yield part


def _decimal(value: float, places: int) -> Decimal:
    return Decimal(f"{value:.{places}f}")


def survey(plots: tuple[ParcelShape, ...]) -> tuple[tuple[PlotInventory, ...], tuple[Ring, ...]]:
    """The inventory of each plot and its numbered rings."""
    number = 1
    inventories: list[PlotInventory] = []
    rings: list[Ring] = []
    for plot in plots:
        corners: list[Corner] = []
        for polygon in polygons_of(plot):
            for index, line in enumerate((polygon.exterior, *polygon.interiors)):
                points = _clockwise_from_north_west(shapely.get_coordinates(line))
                rings.append(Ring(number, points, hole=index > 0))
                sides = np.hypot(*(np.roll(points, -1, axis=0) - points).T)
                count = len(points)
                for i in range(count):
                    corners.append(
                        Corner(
                            number=number + i,
                            north=_decimal(float(points[i, 1]), 3),
                            east=_decimal(float(points[i, 0]), 3),
                            side_m=_decimal(float(sides[i]), 2),
                            to=number + (i + 1) % count,
                        )
                    )
                number += count
        inventories.append(
            PlotInventory(
                plot.cadastral_number,
                tuple(corners),
                _decimal(plot.geometry.area, 2),
                _decimal(plot.geometry.length, 2),
            )
        )
    return tuple(inventories), tuple(rings)
