"""Floods along the river and landslides on the slopes."""

from __future__ import annotations

import math
from typing import Any

from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from tests.town.blocks import polygons
from tests.town.river import Water
from tests.town.terrain import Point2, shape

#: (hazard, ban, plan ring, smooth)
LANDSLIDES: tuple[tuple[str, bool, tuple[Point2, ...], str], ...] = (
    ("high", True, ((2120, 655), (2190, 640), (2262, 668), (2290, 735), (2240, 800), (2150, 790), (2105, 725)), "Alunecarea Cetățuia Vest"),
    ("high", True, ((1780, 620), (1880, 610), (1900, 720), (1820, 830), (1750, 740)), "Alunecarea Pârâul Călinelor"),
    ("medium", False, ((2540, 640), (2700, 620), (2860, 660), (2900, 760), (2760, 830), (2580, 800)), "Versantul Belvedere"),
    ("medium", False, ((3200, 560), (3420, 540), (3560, 620), (3480, 720), (3240, 700)), "Versantul Livezilor"),
    ("low", False, ((1700, -860), (1960, -880), (2260, -880), (2560, -870), (2600, -1000), (2200, -1030), (1720, -1010)), "Coasta de Sud"),
    ("high", True, ((4300, -900), (4450, -930), (4470, -1040), (4330, -1060)), "Râpa Groapa Veche"),
    ("medium", False, ((5600, 420), (5820, 400), (5900, 520), (5760, 620), (5610, 560)), "Versantul Dumbravei"),
    ("high", True, ((6300, 330), (6460, 320), (6500, 430), (6380, 480), (6290, 420)), "Alunecarea Valea Rea"),
)


def _plain(axis: LineString, base: float, swing: float, phase: float) -> BaseGeometry:
    """A flood plain: the river axis widened unevenly to both sides."""
    left: list[Point2] = []
    right: list[Point2] = []
    s = 0.0
    while s <= axis.length:
        a, b = axis.interpolate(max(0.0, s - 60.0)), axis.interpolate(min(axis.length, s + 60.0))
        length = math.hypot(b.x - a.x, b.y - a.y) or 1.0
        nx, ny = -(b.y - a.y) / length, (b.x - a.x) / length
        p = axis.interpolate(s)
        wl = base + swing * math.sin(s / 260.0 + phase) + 0.4 * swing * math.sin(s / 97.0)
        wr = base + swing * math.sin(s / 230.0 + phase + 2.2) + 0.4 * swing * math.cos(s / 110.0)
        left.append((p.x + nx * wl, p.y + ny * wl))
        right.append((p.x - nx * wr, p.y - ny * wr))
        s += 40.0
    return unary_union(polygons(Polygon([*left, *reversed(right)]).buffer(0))).buffer(25, quad_segs=3).buffer(-25,
        quad_segs=3).simplify(1.0)


def floods(water: Water) -> list[tuple[BaseGeometry, dict[str, Any], str]]:
    """Flood zones: 10 %, 1 % (open, and the part defended by the dikes) and 0.1 %."""
    ten = _plain(water.axis, 42, 15, 0.4).union(water.bed.buffer(8))
    hundred = _plain(water.axis, 105, 42, 1.1).union(ten)
    thousand = _plain(water.axis, 165, 60, 1.7).union(hundred)
    brook = _tributary(water).buffer(16)
    behind = [_behind(d, water.axis) for d in water.dikes]
    defended = hundred.intersection(unary_union(behind)) if behind else Polygon()
    open_1 = unary_union([hundred.difference(defended), brook])
    return [
        (unary_union([ten.difference(unary_union(behind)) if behind else ten, _tributary(water).buffer(8)]),
            {"probability_pct": 10, "defended": False}, "Zonă inundabilă 10 %"),
        (open_1, {"probability_pct": 1, "defended": False}, "Zonă inundabilă 1 %"),
        (defended, {"probability_pct": 1, "defended": True}, "Zonă inundabilă 1 % apărată de dig"),
        (unary_union([thousand, brook]), {"probability_pct": 0.1, "defended": False}, "Zonă inundabilă 0,1 %"),
    ]


def _tributary(water: Water) -> LineString:
    """The tributary that floods: Pârâul Călinelor in the town."""
    return next(line for name, line, _bed, _w, _s in water.streams if name == "Pârâul Călinelor")


def _behind(dike: LineString, axis: LineString) -> BaseGeometry:
    """The land that a dike defends: a band on its side away from the river."""
    probe = dike.offset_curve(30)
    side = 1.0 if probe.distance(axis) > dike.distance(axis) + 5 else -1.0
    return dike.buffer(side * 260, single_sided=True, join_style="mitre", mitre_limit=2.0)


def landslides() -> list[tuple[BaseGeometry, dict[str, Any], str]]:
    return [(shape(ring, smooth=True), {"hazard": hazard, "ban": ban}, name) for hazard, ban, ring, name in LANDSLIDES]


