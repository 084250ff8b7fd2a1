"""House numbers: odd on the left, even on the right, growing along the street from its first point."""

from __future__ import annotations

import random
from dataclasses import dataclass

from shapely.geometry import Point

from tests.town.parcels import Lot
from tests.town.roads import Way


@dataclass(slots=True)
class Address:
    way: int
    number: str
    postal_code: str
    lot: int
    point: Point


def _side(way: Way, p: Point) -> tuple[float, bool]:
    """Distance along the axis and whether the point is to the left of it."""
    s = way.axis.project(p)
    a, b = way.axis.interpolate(max(0.0, s - 1.0)), way.axis.interpolate(min(way.axis.length, s + 1.0))
    return s, (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) > 0


def _door(lot: Lot) -> Point | None:
    """A point of the lot about 3 m behind the middle of its front; None when only a thin arm of it reaches the street."""
    assert lot.front is not None
    middle = lot.front.interpolate(0.5, normalized=True)
    for inset in (3.0, 1.5, 0.5):
        ring = lot.geom.buffer(-inset).boundary
        if not ring.is_empty:
            point = ring.interpolate(ring.project(middle))
            if point.distance(middle) < 9.0:
                return point
    return None


def number_houses(ways: list[Way], lots: list[Lot], rng: random.Random) -> list[Address]:
    out: list[Address] = []
    for w, way in enumerate(ways):
        if way.street.kind == "drum":
            continue
        code = f"619{100 + w:03d}"
        sides: dict[bool, list[tuple[float, int]]] = {True: [], False: []}
        for n, lot in enumerate(lots):
            if lot.way == w and lot.front is not None and lot.use not in ("piață publică", "parc", "transport feroviar"):
                s, left = _side(way, lot.front.interpolate(0.5, normalized=True))
                sides[left].append((s, n))
        for left, row in sides.items():
            at, suffix = (1 if left else 2), ""
            for _s, n in sorted(row):
                door = _door(lots[n])
                if door is None:
                    continue
                out.append(Address(w, f"{at}{suffix}", code, n, door))
                roll = rng.random()
                if suffix == "" and roll < 0.05:
                    suffix = "A"
                elif suffix == "A" and roll < 0.2:
                    suffix = "B"
                else:
                    at, suffix = at + (4 if roll > 0.965 else 2), ""
    return out
