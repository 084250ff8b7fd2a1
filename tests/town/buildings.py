"""Buildings on the lots: houses set back from the street, terraces on it, blocks, halls, churches, schools."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from shapely.geometry import Point, Polygon
from shapely.ops import unary_union

from tests.town.blocks import polygons
from tests.town.parcels import Lot


@dataclass(slots=True)
class Building:
    lot: int
    number: int  # C1, C2 …
    geom: Polygon
    levels: int
    regime: str
    use: str
    height_m: float
    year: int


@dataclass(slots=True)
class _Desk:
    """A frame on the lot: origin on the front, x along it, y inwards."""

    x: float
    y: float
    tx: float
    ty: float
    nx: float
    ny: float
    width: float
    depth: float

    def box(self, a: float, b: float, w: float, d: float) -> Polygon:
        """Rectangle from (a, b), w along the front and d deep."""
        def at(p: float, q: float) -> tuple[float, float]:
            return self.x + self.tx * p + self.nx * q, self.y + self.ty * p + self.ny * q
        return Polygon([at(a, b), at(a + w, b), at(a + w, b + d), at(a, b + d)])


def _desk(lot: Lot) -> _Desk:
    if lot.front is not None and lot.front.length > 5:
        line = lot.front
        p0, p1 = line.interpolate(0.08, normalized=True), line.interpolate(0.92, normalized=True)
        p0, p1 = (p0, p1)
        length = math.hypot(p1.x - p0.x, p1.y - p0.y) or 1.0
        tx, ty = (p1.x - p0.x) / length, (p1.y - p0.y) / length
        ox, oy = p0.x - tx * 0.08 * line.length, p0.y - ty * 0.08 * line.length
        width = line.length
    else:
        box = list(lot.geom.minimum_rotated_rectangle.exterior.coords)
        if math.dist(box[0], box[1]) > math.dist(box[1], box[2]):
            box = box[1:] + box[1:2]
        width = math.dist(box[0], box[1]) or 1.0
        tx, ty = (box[1][0] - box[0][0]) / width, (box[1][1] - box[0][1]) / width
        ox, oy = box[0][0], box[0][1]
    nx, ny = -ty, tx
    c = lot.geom.centroid
    if (c.x - ox) * nx + (c.y - oy) * ny < 0:
        nx, ny = -nx, -ny
    depth = max((x - ox) * nx + (y - oy) * ny for x, y in lot.geom.exterior.coords)
    return _Desk(ox, oy, tx, ty, nx, ny, width, depth)


def _fits(shape: Polygon, lot: Polygon, gap: float, share: float = 0.97) -> Polygon | None:
    """The part of a footprint inside the lot, when nearly all of it is."""
    if not lot.contains(shape) and share > 0.95:
        return None
    room = lot.buffer(-gap, join_style="mitre")
    parts = polygons(shape.intersection(room))
    if not parts or parts[0].area < share * shape.area:
        return None
    return parts[0]


def _house(lot: Lot, d: _Desk, rng: random.Random, big: bool) -> list[tuple[Polygon, int, str]]:
    out: list[tuple[Polygon, int, str]] = []
    for shrink in (1.0, 0.95, 0.9, 0.8, 0.7, 0.62, 0.55):
        w = min(d.width - 2.4, rng.uniform(11, 16) if big else rng.uniform(7.5, 12)) * shrink
        deep = (rng.uniform(11, 15) if big else rng.uniform(8.5, 14)) * shrink
        if w < 5 or deep + 4 > d.depth:
            continue
        slack = max(0.0, d.width - w - 2.0)
        a = 1.0 + rng.choice((0.0, 1.0, 0.25, 0.5, 0.75)) * slack
        back = rng.uniform(3.0, 8.0) if d.depth > 25 else rng.uniform(1.5, 3.5)
        body = d.box(a, back, w, deep)
        if rng.random() < 0.45:  # a wing or porch
            wing = d.box(a + w * rng.choice((0.0, 0.45)), back + deep * 0.9, w * 0.5, rng.uniform(3, 6))
            body = unary_union([body, wing])
        placed = _fits(body, lot.geom, 0.8)
        if placed is not None:
            out.append((placed, rng.choice((2, 2, 3, 3)) if big else rng.choice((1, 1, 1, 2, 2)), "locuință"))
            break
    if out and d.depth > 34 and rng.random() < 0.62:
        shed = d.box(rng.choice((0.9, d.width - 6.4)), d.depth * rng.uniform(0.5, 0.68), rng.uniform(3.6, 5.2), rng.uniform(4.5, 9))
        placed = _fits(shed, lot.geom, 0.6)
        if placed is not None and placed.distance(out[0][0]) > 2:
            out.append((placed, 1, "anexă"))
    return out


def _terrace(lot: Lot, d: _Desk, rng: random.Random) -> list[tuple[Polygon, int, str]]:
    deep = min(rng.uniform(9.5, 13.5), d.depth - 2)
    body = d.box(0.0, rng.choice((0.0, 0.0, 0.6)), d.width, deep)
    parts = polygons(body.intersection(lot.geom.buffer(-0.12, join_style="mitre")))
    if not parts or parts[0].area < 35:
        return _house(lot, d, rng, big=False)
    whole = parts[0]
    if d.depth > deep + 9 and rng.random() < 0.7:
        w = min(5.5, d.width * 0.45)
        wing = d.box(rng.choice((0.0, d.width - w)), deep - 0.5, w, min(rng.uniform(6, 14), d.depth - deep - 3))
        grown = polygons(unary_union([whole, wing]).intersection(lot.geom.buffer(-0.12, join_style="mitre")))
        whole = grown[0]
    return [(whole.simplify(0.05), rng.choice((1, 2, 2, 2, 3)), rng.choice(("locuință", "locuință și comerț", "comerț", "servicii")))]


def _blocks(lot: Lot, d: _Desk, rng: random.Random, tall: bool) -> list[tuple[Polygon, int, str]]:
    out: list[tuple[Polygon, int, str]] = []
    b = rng.uniform(6, 10) if tall else rng.uniform(3, 5)
    deep = 12.5
    while b + deep < d.depth - 5:
        a = 5.0 if tall else 2.5
        while a + 16 < d.width - 4:
            length = min(rng.choice((36.0, 48.0, 60.0)) if tall else rng.uniform(18, 30), d.width - 4 - a)
            placed = _fits(d.box(a, b, length, deep), lot.geom, 3.0 if tall else 1.2, 0.9)
            if placed is not None:
                out.append((placed, rng.choice((5, 5, 5, 9, 11)) if tall else rng.choice((2, 3, 4, 5)),
                    "locuințe colective" if tall else rng.choice(("birouri", "comerț", "locuințe colective"))))
            a += length + (14.0 if tall else 6.0)
        b += deep + (30.0 if tall else 100.0)
    return out or _house(lot, d, rng, big=True)


def _halls(lot: Lot, d: _Desk, rng: random.Random) -> list[tuple[Polygon, int, str]]:
    out: list[tuple[Polygon, int, str]] = []
    b = rng.uniform(10, 16)
    while b + 14 < d.depth - 6:
        w, deep = d.width * rng.uniform(0.45, 0.72), min(rng.uniform(18, 40), d.depth - b - 6)
        placed = _fits(d.box(d.width * rng.uniform(0.08, 0.2), b, w, deep), lot.geom, 4.0, 0.75)
        if placed is not None and placed.area > 60:
            out.append((placed, 1, rng.choice(("hală de producție", "depozit", "atelier"))))
        b += deep + rng.uniform(12, 30)
        if len(out) > 3:
            break
    return out


def _church(lot: Lot) -> list[tuple[Polygon, int, str]]:
    """Axis to the east, as Orthodox churches stand: nave, side apses, altar apse."""
    c = lot.geom.representative_point()
    nave = Polygon([(c.x - 13, c.y - 4.2), (c.x + 9, c.y - 4.2), (c.x + 9, c.y + 4.2), (c.x - 13, c.y + 4.2)])
    body = unary_union([nave, Point(c.x + 9, c.y).buffer(3.9, quad_segs=3), Point(c.x + 2, c.y + 4).buffer(2.9, quad_segs=3),
        Point(c.x + 2, c.y - 4).buffer(2.9, quad_segs=3)])
    return [(g, 1, "biserică") for g in polygons(body.intersection(lot.geom.buffer(-1)))[:1]]


def _public(lot: Lot, d: _Desk, rng: random.Random) -> list[tuple[Polygon, int, str]]:
    w, deep = d.width * 0.62, min(15.0, d.depth * 0.4)
    a = d.width * 0.19
    body = unary_union([d.box(a, 7, w, deep), d.box(a, 7, 13, min(d.depth * 0.62, 48)), d.box(a + w - 13, 7, 13, min(d.depth * 0.5, 40))])
    placed = polygons(body.intersection(lot.geom.buffer(-2.5, join_style="mitre")))
    return [(g, rng.choice((2, 3, 3)), lot.use) for g in placed[:1] if g.area > 60]


def _regime(levels: int, rng: random.Random) -> str:
    attic = "+M" if levels in (1, 2) and rng.random() < 0.3 else ""
    return ("P" if levels == 1 else f"P+{levels - 1}E") + attic


def raise_buildings(lots: list[Lot], rng: random.Random) -> list[Building]:
    out: list[Building] = []
    for n, lot in enumerate(lots):
        if lot.building == "none" or (lot.building in ("house", "villa", "terrace") and rng.random() < 0.07):
            continue
        d = _desk(lot)
        made: list[tuple[Polygon, int, str]]
        if lot.building == "terrace":
            made = _terrace(lot, d, rng)
        elif lot.building == "block":
            made = _blocks(lot, d, rng, tall=lot.utr == "L3")
        elif lot.building == "hall":
            made = _halls(lot, d, rng)
        elif lot.building == "church":
            made = _church(lot)
        elif lot.building == "public":
            made = _public(lot, d, rng)
        else:
            made = _house(lot, d, rng, big=lot.building == "villa")
        year = rng.choice((1928, 1938, 1956, 1968, 1974, 1982, 1987, 1994, 2003, 2009, 2016, 2021)) + rng.randrange(3)
        for k, (geom, levels, use) in enumerate(made):
            storey = 6.0 if use in ("hală de producție", "depozit", "atelier") else 3.0
            height = 16.0 if use == "biserică" else round(levels * storey + 1.2, 1)
            out.append(Building(n, k + 1, geom, levels, _regime(levels, rng), use, height, year if k == 0 else year + rng.randrange(12)))
    return out
