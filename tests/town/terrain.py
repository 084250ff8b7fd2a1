"""The lie of the land: a valley frame in which the plan is drawn, and the curves through it.

The plan is drawn in (u, v): u metres down the valley, v metres to the left bank (north). ``place`` bends that
frame along the valley and warps it gently, so that nothing comes out straight. Everything is computed in
local metres (small numbers keep floating point differences between machines far below the millimetre to which
coordinates are rounded); ``ORIGIN`` is added at the very end.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from shapely.geometry import LineString, Polygon

Point2 = tuple[float, float]

#: EPSG:3844 coordinates (E, N) of the local zero.
ORIGIN: Point2 = (602000.0, 602000.0)
#: the market square: this (u, v) lies at E 604500, N 604000.
ANCHOR_UV: Point2 = (2340.0, 265.0)
ANCHOR_XY: Point2 = (2500.0, 2000.0)
_STEP = 10.0
_FIRST = -3000.0


def chance(seed: int, name: str) -> random.Random:
    """A random source of its own for each part, so that a change in one part leaves the others alone."""
    return random.Random(f"{seed}:{name}")


def _axis() -> list[tuple[float, float, float]]:
    """The valley axis as (x, y, heading) every 10 m: a slow S through the hills, falling to the east-south-east."""
    rows = []
    x = y = 0.0
    for i in range(1300):
        u = _FIRST + i * _STEP
        heading = math.radians(-17.0 + 11.0 * math.sin(2 * math.pi * (u - 400.0) / 6400.0))
        rows.append((x, y, heading))
        x += _STEP * math.cos(heading)
        y += _STEP * math.sin(heading)
    return rows


_AXIS = _axis()


def _unwarped(u: float, v: float) -> Point2:
    at = (u - _FIRST) / _STEP
    i = max(0, min(len(_AXIS) - 2, int(at)))
    t = at - i
    (xa, ya, ha), (xb, yb, hb) = _AXIS[i], _AXIS[i + 1]
    heading = ha + (hb - ha) * t
    return xa + (xb - xa) * t - v * math.sin(heading), ya + (yb - ya) * t + v * math.cos(heading)


def _warp(x: float, y: float) -> Point2:
    dx = 10.0 * math.sin(x / 91.0 + 1.3) * math.cos(y / 103.0) + 3.0 * math.sin(y / 31.0 + x / 67.0)
    dy = 10.0 * math.cos(x / 101.0 - 0.4) * math.sin(y / 87.0 + 0.9) + 3.0 * math.sin(x / 29.0 - y / 71.0)
    return x + dx, y + dy


_ANCHOR = _warp(*_unwarped(*ANCHOR_UV))
_SHIFT = (ANCHOR_XY[0] - _ANCHOR[0], ANCHOR_XY[1] - _ANCHOR[1])


def place(u: float, v: float) -> Point2:
    """Local metres of a point of the plan, rounded so that the last bit of a machine's sine cannot matter."""
    x, y = _warp(*_unwarped(u, v))
    return round(x + _SHIFT[0], 6), round(y + _SHIFT[1], 6)


def spur(u: float) -> float:
    """How far the hill foot steps out (+) or back (-) along the valley: the spurs that contour lanes follow."""
    return 46.0 * math.sin(u / 150.0) + 24.0 * math.sin(u / 67.0 + 1.0)


def contour(u0: float, u1: float, v: float, strength: float = 0.7, step: float = 60.0) -> list[Point2]:
    """A hillside line near v, following the spurs."""
    n = max(2, round(abs(u1 - u0) / step))
    return [(u0 + (u1 - u0) * i / n, v + strength * spur(u0 + (u1 - u0) * i / n)) for i in range(n + 1)]


def _catmull(points: Sequence[Point2], step: float, closed: bool) -> list[Point2]:
    """Samples of a centripetal-like Catmull–Rom curve through the points, about ``step`` apart."""
    n = len(points)
    if n == 2 and not closed:
        (a, b), (c, d) = points
        k = max(1, round(math.hypot(c - a, d - b) / step))
        return [(a + (c - a) * i / k, b + (d - b) * i / k) for i in range(k + 1)]
    out: list[Point2] = []
    spans = n if closed else n - 1
    for i in range(spans):
        if closed:
            p0, p1, p2, p3 = (points[(i + k - 1) % n] for k in range(4))
        else:
            p0, p1, p2, p3 = points[max(0, i - 1)], points[i], points[i + 1], points[min(n - 1, i + 2)]
        k = max(2, round(math.hypot(p2[0] - p1[0], p2[1] - p1[1]) / step))
        for j in range(k):
            t = j / k
            out.append(tuple(  # type: ignore[arg-type]
                0.5 * (2 * p1[c] + (p2[c] - p0[c]) * t
                       + (2 * p0[c] - 5 * p1[c] + 4 * p2[c] - p3[c]) * t * t
                       + (3 * p1[c] - p0[c] - 3 * p2[c] + p3[c]) * t ** 3)
                for c in (0, 1)))
    if not closed:
        out.append(points[-1])
    return out


def curve(points: Sequence[Point2], step: float = 12.0) -> LineString:
    """A smooth line through plan points, in local metres."""
    return LineString([place(*p) for p in _catmull(points, step, closed=False)]).simplify(0.05)


def shape(points: Sequence[Point2], step: float = 20.0, smooth: bool = False) -> Polygon:
    """A plan polygon in local metres; ``smooth`` rounds it through its corners, otherwise edges stay edges."""
    if smooth:
        return Polygon([place(*p) for p in _catmull(points, step, closed=True)]).simplify(0.1).buffer(0)
    ring: list[Point2] = []
    for a, b in zip(points, [*points[1:], points[0]], strict=True):
        ring.extend(_catmull([a, b], step, closed=False)[:-1])
    return Polygon([place(*p) for p in ring]).simplify(0.1).buffer(0)
