"""Corners that are meant to be a neighbour's: caught by its corner, else by its side, so that no sliver stays between the two."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from django.contrib.gis.geos import Polygon

from layers import crs
from layers.models import Feature, Layer

REACHES_M = ("0", "0.05", "0.1", "0.5")
# A corner that was not moved comes back from the map a little beside itself.
OWN_M = 0.005
MOST_NEIGHBOURS = 400


@dataclass(frozen=True, slots=True)
class Caught:
    """The shape after catching, how many corners moved by more than the drawing's own blur, and the longest way (metres)."""

    shape: shapely.Geometry
    count: int
    furthest_m: float


def neighbours_of(layer: Layer, shape: shapely.Geometry, reach_m: float, *, without: list[Feature]) -> list[Feature]:
    """Return the features of the layer near a shape, without these things, whatever row describes them now."""
    west, south, east, north = shape.bounds
    box = Polygon.from_bbox((west - reach_m, south - reach_m, east + reach_m, north + reach_m))
    box.srid = crs.STEREO70
    things = {row.identity or row.pk for row in without}
    rows = Feature.objects.filter(layer=layer, until=None, geom__bboverlaps=box).order_by("pk")[: MOST_NEIGHBOURS + len(things)]
    return [row for row in rows if (row.identity or row.pk) not in things][:MOST_NEIGHBOURS]


def snap_to_neighbours(shape: shapely.Geometry, layer: Layer, seen: Feature | None, reach_m: float) -> Caught:
    """Move each corner to the one it is meant to be: its own of before, a neighbour's corner, a place on a neighbour's side."""
    near = neighbours_of(layer, shape, reach_m, without=[seen] if seen else []) if reach_m > 0 else []
    others = shapely.from_wkb([bytes(row.geom.wkb) for row in near])
    lines = np.array([line for other in others for line in shapely.get_parts(shapely.boundary(other) if shapely.get_dimensions(other) == 2 else other)])
    own = _tree(shapely.get_coordinates(shapely.from_wkb(bytes(seen.geom.wkb)))) if seen else None
    corners, sides = _tree(shapely.get_coordinates(others)), shapely.STRtree(lines) if len(lines) and shapely.get_dimensions(lines[0]) == 1 else None
    furthest, count = 0.0, 0

    def moved(point: shapely.Point) -> tuple[float, float]:
        if (found := _nearest(own, point, OWN_M)) is not None:
            return found.x, found.y
        place = _nearest(corners, point, reach_m)
        if place is None and sides is not None and (line := _nearest(sides, point, reach_m)) is not None:
            place = shapely.line_interpolate_point(line, shapely.line_locate_point(line, point))
        return (place.x, place.y) if place is not None else (point.x, point.y)

    def each(points: np.ndarray) -> np.ndarray:
        nonlocal furthest, count
        fresh = np.array([moved(point) for point in shapely.points(points)])
        ways = np.hypot(*(fresh - points).T)
        count += int((ways > OWN_M).sum())
        furthest = max(furthest, float(ways.max(initial=0.0)))
        return fresh

    return Caught(shapely.remove_repeated_points(shapely.transform(shape, each)), count, furthest)


def _tree(points: np.ndarray) -> shapely.STRtree | None:
    return shapely.STRtree(shapely.points(points)) if len(points) else None


def _nearest(tree: shapely.STRtree | None, point: shapely.Point, reach_m: float) -> shapely.Geometry | None:
    if tree is None or reach_m <= 0:
        return None
    found = tree.query_nearest(point, max_distance=reach_m, all_matches=False)
    return tree.geometries[found[0]] if len(found) else None
