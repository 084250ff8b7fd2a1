"""The sides of a plot: which lie along a street, which at the back, which towards neighbours. EPSG:3844, metres."""
from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import shapely

# A bend of the boundary smaller than this is one side drawn with several points (degrees).
CORNER_DEGREES = 30.0
# A boundary this near to a street surface, or to the half width of a street, runs along it: what cadastre and street survey differ by.
ALONG_M = 2.0
# Half the width of a street whose width nobody entered.
HALF_STREET_M = 5.0


class Side(StrEnum):
    """What a side faces."""

    FRONT = "front"
    LATERAL = "side"
    REAR = "rear"


@dataclass(frozen=True, slots=True)
class PlotSide:
    """One side of the plot with what it faces; numbered along the boundary from the northernmost corner."""

    number: int
    faces: Side
    line: shapely.LineString


@dataclass(frozen=True, slots=True)
class Streets:
    """What there is of streets near a plot: surfaces (polygons) and axes with their widths."""

    surfaces: tuple[shapely.Geometry, ...]
    axes: tuple[tuple[shapely.Geometry, float | None], ...]

    def along(self, line: shapely.LineString) -> bool:
        """Tell whether most of a side runs along a street."""
        places = [line.interpolate(share, normalized=True) for share in (0.1, 0.3, 0.5, 0.7, 0.9)]
        return sum(self._touches(place) for place in places) >= 3

    def _touches(self, place: shapely.Point) -> bool:
        if any(place.distance(surface) <= ALONG_M for surface in self.surfaces):
            return True
        return any(place.distance(axis) <= (width / 2 if width else HALF_STREET_M) + ALONG_M for axis, width in self.axes)


def sides(plot: shapely.Geometry, streets: Streets) -> tuple[PlotSide, ...]:
    """Cut the boundaries of each part at their corners and say what each piece faces.

    The rear is the side that lies farthest from the only front and is not joined to it; a plot between two streets has none.
    """
    found: list[PlotSide] = []
    for part in shapely.get_parts(plot):
        lines = _cut(part.exterior)
        front = [streets.along(line) for line in lines]
        rear = _rear(lines, front)
        found += [
            PlotSide(len(found) + number + 1, Side.FRONT if front[number] else Side.REAR if number == rear else Side.LATERAL, line)
            for number, line in enumerate(lines)
        ]
        # Someone else's land inside the plot has boundaries too.
        inner = [line for ring in part.interiors for line in _cut(ring)]
        found += [PlotSide(len(found) + number, Side.FRONT if streets.along(line) else Side.LATERAL, line) for number, line in enumerate(inner, start=1)]
    return tuple(found)


def _cut(ring: shapely.LinearRing) -> list[shapely.LineString]:
    points = [tuple(point) for point in shapely.get_coordinates(shapely.remove_repeated_points(ring.simplify(0.05)))][:-1]
    count = len(points)
    corners = [i for i in range(count) if _bend(points[i - 1], points[i], points[(i + 1) % count]) >= CORNER_DEGREES]
    if len(corners) < 2:
        return [shapely.LineString([*points, points[0]])]
    start = max(corners, key=lambda i: (points[i][1], points[i][0]))
    corners = corners[corners.index(start):] + corners[: corners.index(start)]
    lines = []
    for here, there in zip(corners, [*corners[1:], corners[0]], strict=True):
        steps = (there - here) % count
        lines.append(shapely.LineString([points[(here + step) % count] for step in range(steps + 1)]))
    return lines


def _bend(before: tuple[float, ...], here: tuple[float, ...], after: tuple[float, ...]) -> float:
    first = math.atan2(here[1] - before[1], here[0] - before[0])
    second = math.atan2(after[1] - here[1], after[0] - here[0])
    return abs(math.degrees(math.remainder(second - first, 2 * math.pi)))


def _rear(lines: list[shapely.LineString], front: list[bool]) -> int | None:
    fronts = [number for number, is_front in enumerate(front) if is_front]
    if len(fronts) != 1 or len(lines) < 4:
        return None
    street = lines[fronts[0]]
    apart = [n for n, line in enumerate(lines) if not front[n] and line.distance(street) > 0.01]
    far = [(street.distance(lines[n].interpolate(0.5, normalized=True)), n) for n in apart]
    return max(far)[1] if far else None
