"""Streets, roads and the railway as lines and surfaces."""

from __future__ import annotations

from dataclasses import dataclass, field

from shapely import STRtree
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring, unary_union

from tests.town.plan import Plan, Street
from tests.town.terrain import Point2, curve

RAILWAY: tuple[Point2, ...] = (
    (-900, -190), (-300, -150), (400, -172), (1000, -142), (1600, -122), (2300, -134), (2900, -146), (3500, -140), (4200, -172),
        (5000, -150), (6000, -170),
    (7000, -150), (7900, -180))
SIDING: tuple[Point2, ...] = ((2700, -139), (2860, -156), (3050, -166), (3400, -170), (3800, -182), (3960, -205))
_SNAP = 42.0


@dataclass(slots=True)
class Way:
    """A street on the ground: axis and right of way (fence to fence), local metres."""

    code: str
    street: Street
    axis: LineString
    surface: BaseGeometry = field(init=False)

    def __post_init__(self) -> None:
        self.surface = self.axis.buffer(self.street.width / 2, cap_style="flat", join_style="round", quad_segs=3)


def _snap_end(line: LineString, others: list[LineString]) -> LineString:
    """Cut an end back to the street it crosses or reaches, or stretch it there: T-junctions meet on the axis."""
    coords = list(line.coords)
    for at_start in (True, False):
        end = Point(coords[0] if at_start else coords[-1])
        best = min(others, key=end.distance)
        if end.distance(best) > _SNAP:
            continue
        body = LineString(coords)
        reach = substring(body, 0, min(_SNAP, body.length / 3)) if at_start else substring(body,
            body.length - min(_SNAP, body.length / 3), body.length)
        if reach.crosses(best):
            hit = reach.intersection(best)
            point = min(hit.geoms, key=end.distance) if hasattr(hit, "geoms") else hit
            cut = body.project(point)
            body = substring(body, cut, body.length) if at_start else substring(body, 0, cut)
            coords = list(body.coords)
        else:
            near = best.interpolate(best.project(end))
            if at_start:
                coords = [(near.x, near.y), *coords[1:]] if end.distance(near) < 3 else [(near.x, near.y), *coords]
            else:
                coords = [*coords[:-1], (near.x, near.y)] if end.distance(near) < 3 else [*coords, (near.x, near.y)]
    return LineString(coords)


def lay_streets(plan: Plan) -> list[Way]:
    """The town's streets, their ends joined to each other."""
    streets = [*plan.streets, *plan.tracks]
    raw = [curve(s.points) for s in streets]
    ways = []
    for i, s in enumerate(streets):
        line = raw[i]
        if s.trim:
            others = [g for j, g in enumerate(raw) if j != i]
            line = _snap_end(line, others)
            raw[i] = line
        ways.append(Way(f"{plan.siruta[-2:]}{i + 1:03d}", s, line))
    return ways


def railway() -> tuple[LineString, LineString]:
    """Axis of the line and of the works siding."""
    return curve(RAILWAY, step=25.0), curve(SIDING, step=20.0)


def right_of_way(ways: list[Way]) -> BaseGeometry:
    return unary_union([w.surface for w in ways])


def tree_of(ways: list[Way]) -> STRtree:
    return STRtree([w.axis for w in ways])
