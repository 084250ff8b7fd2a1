"""Water: the Bistricioara with its meanders and changing width, its tributary streams, an oxbow lake, dikes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from shapely.geometry import LineString, Polygon
from shapely.ops import substring

from tests.town.terrain import Point2, curve, shape

RIVER: tuple[Point2, ...] = (
    (-900, -330), (-500, -500), (-150, -470), (150, -330), (480, -470), (850, -550), (1180, -420), (1480, -320), (1850, -440), (2160, -500),
    (2560, -400), (2980, -460), (3380, -560), (3800, -630), (4180, -500), (4480, -350), (4780, -400), (5080, -560), (5480, -490),
        (5850, -330),
    (6250, -430), (6650, -560), (7200, -400), (7900, -500))

CALINELOR: tuple[Point2, ...] = (
    (1700, 1600), (1760, 1400), (1690, 1200), (1790, 1000), (1850, 850), (1935, 700), (1945, 560), (1975, 450), (1966, 330), (1976, 200),
        (1964, 60),
    (1972, -60), (1955, -160), (1985, -300), (2010, -470))

#: (name, plan points, width m, state)
STREAMS: tuple[tuple[str, tuple[Point2, ...], float, str], ...] = (
    ("Pârâul Călinelor", CALINELOR, 6.5, "regulated"),
    ("Pârâul Sărat", ((3900, -1500), (3860, -1250), (3950, -1050), (3880, -880), (3930, -740), (3900, -610)), 4.0, "natural"),
    ("Pârâul Valea Mare", ((300, 1450), (380, 1150), (400, 900), (690, 560), (740, 330), (700, 60), (740, -150), (760, -540)), 3.6,
        "natural"),
    ("Pârâul Dumbrava", ((6020, 1500), (5960, 1150), (6060, 800), (6000, 500), (6060, 240), (6040, 60), (6090, -120), (6080, -385)), 4.2,
        "natural"),
)

LAKE: tuple[Point2, ...] = ((930, -395), (1010, -365), (1090, -290), (1150, -262), (1130, -300), (1075, -345), (1015, -410), (940, -430))


@dataclass(frozen=True, slots=True)
class Water:
    """Axes and surfaces in local metres."""

    axis: LineString
    bed: Polygon
    streams: tuple[tuple[str, LineString, Polygon, float, str], ...]
    lake: Polygon
    dikes: tuple[LineString, ...]


def width_at(s: float) -> float:
    """Width of the minor bed, metres, at the distance s along the axis: 12 to 45 m."""
    raw = 27.0 + 9.0 * math.sin(s / 210.0) + 6.5 * math.sin(s / 77.0 + 2.0) + 3.5 * math.sin(s / 31.0)
    return max(12.0, min(45.0, raw))


def _bed(axis: LineString) -> Polygon:
    left, right = [], []
    s = 0.0
    while s <= axis.length:
        a, b = axis.interpolate(max(0.0, s - 8.0)), axis.interpolate(min(axis.length, s + 8.0))
        length = math.hypot(b.x - a.x, b.y - a.y)
        nx, ny = -(b.y - a.y) / length, (b.x - a.x) / length
        p, half = axis.interpolate(s), width_at(s) / 2
        left.append((p.x + nx * half, p.y + ny * half))
        right.append((p.x - nx * half, p.y - ny * half))
        s += 14.0
    bed = Polygon([*left, *reversed(right)]).buffer(0)
    return max(bed.geoms, key=lambda g: g.area) if bed.geom_type == "MultiPolygon" else bed


def water() -> Water:
    axis = curve(RIVER, step=16.0)
    bed = _bed(axis)
    streams = []
    for name, points, width, state in STREAMS:
        line = curve(points, step=11.0)
        streams.append((name, line, line.buffer(width / 2, cap_style="flat", quad_segs=3), width, state))
    dikes = []
    for u0, u1, side in ((1560.0, 2900.0, 1.0), (1700.0, 2760.0, -1.0)):
        a, b = (axis.project(curve(((u, -460), (u, -459)), 1).interpolate(0)) for u in (u0, u1))
        part = substring(axis, min(a, b), max(a, b), normalized=False)
        dikes.append(part.simplify(4).offset_curve(side * 34.0, quad_segs=3, join_style="round").simplify(0.4))
    return Water(axis, bed, tuple(streams), shape(LAKE, smooth=True), tuple(dikes))
