"""Parcels: blocks cut into lots across their street fronts, farm land cut into strips, forests into compartments.

Lots are cut by lines across the front, greedily, the most important street first, so that a corner lot faces the
bigger street. Every cut is made by ``polygonize`` on one noded set of lines, hence neighbours share their boundary.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from shapely import STRtree
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge, polygonize, unary_union

from tests.town.blocks import Block, Ground, open_up, polygons
from tests.town.plan import Field, Plan, Site
from tests.town.roads import Way
from tests.town.terrain import shape


@dataclass(slots=True)
class Lot:
    """A parcel being made. ``way`` is the index of the street it faces, ``front`` its boundary on that street."""

    geom: Polygon
    district: str
    utr: str
    use: str
    owner: str
    building: str
    way: int | None = None
    front: LineString | None = None
    site: Site | None = None
    block: int = -1


@dataclass(slots=True)
class _Side:
    way: int
    line: LineString
    weight: float


def _sides(block: Polygon, ways: list[Way], tree: STRtree) -> list[_Side]:
    """The fronts of a block, most important first."""
    found = []
    ring = LineString(block.exterior.coords)
    for i in sorted(int(k) for k in tree.query(block, predicate="dwithin", distance=0.8)):
        touching = ring.intersection(ways[i].surface.buffer(0.6, cap_style="flat"))
        merged = linemerge(touching) if touching.geom_type == "MultiLineString" else touching
        for line in getattr(merged, "geoms", [merged]):
            if line.geom_type == "LineString" and line.length > 7.0:
                street = ways[i].street
                found.append(_Side(i, line, line.length * (1.0 + 0.5 * street.rank) * (1.0 if street.depth > 0 else 0.25)))
    return sorted(found, key=lambda s: (-s.weight, s.way))


def _normal(line: LineString, s: float, reach: float = 22.0) -> tuple[float, float]:
    a, b = line.interpolate(max(0.0, s - reach)), line.interpolate(min(line.length, s + reach))
    length = math.hypot(b.x - a.x, b.y - a.y) or 1.0
    return -(b.y - a.y) / length, (b.x - a.x) / length


def _cut(p: Point, nx: float, ny: float, depth: float, rng: random.Random) -> LineString:
    """A lot line from before the front to behind the back, with a small kink as fences have."""
    k = rng.uniform(0.35, 0.7) * depth
    off = rng.uniform(-0.45, 0.45)
    return LineString([(p.x - nx * 4, p.y - ny * 4), (p.x + nx * k - ny * off, p.y + ny * k + nx * off),
        (p.x + nx * (depth + 30), p.y + ny * (depth + 30))])


def _slice(strip: BaseGeometry, line: LineString, block: Polygon, frontage: tuple[float, float], tilt: float, depth: float,
           rng: random.Random) -> list[Polygon]:
    """Cut a strip along a front into lots."""
    low, high = frontage
    count = max(1, round(line.length / rng.uniform(low, high)))
    widths = [rng.uniform(low, high) * (1.35 if k in (0, count - 1) else 1.0) for k in range(count)]
    scale = line.length / sum(widths)
    probe = line.interpolate(line.length / 2)
    nx, ny = _normal(line, line.length / 2)
    sign = 1.0 if block.buffer(0.5).contains(Point(probe.x + nx * 1.5, probe.y + ny * 1.5)) else -1.0
    cuts, s, lean = [], 0.0, rng.uniform(-tilt, tilt)
    for w in widths[:-1]:
        s += w * scale
        nx, ny = _normal(line, s)
        a = lean + rng.uniform(-tilt, tilt) * 0.45
        nx, ny = sign * (nx * math.cos(a) - ny * math.sin(a)), sign * (nx * math.sin(a) + ny * math.cos(a))
        cuts.append(_cut(line.interpolate(s), nx, ny, depth, rng))
    out: list[Polygon] = []
    for part in polygons(strip):
        if not cuts:
            out.append(part)
            continue
        faces = polygonize(unary_union([LineString(part.exterior.coords), *[LineString(r.coords) for r in part.interiors], *cuts]))
        out.extend(f for f in faces if part.contains(f.representative_point()))
    return out


def _thin(geom: Polygon) -> bool:
    return bool(geom.buffer(-2.4, quad_segs=1).is_empty)


def _absorb(pieces: list[Polygon], small: float, inner: Sequence[Polygon] = ()) -> list[Polygon]:
    """Join pieces that are too small or too thin to the neighbour they share most boundary with.

    ``inner`` pieces have no front: they must be larger to stay.
    """
    pieces = sorted(pieces, key=lambda g: (round(g.centroid.x, 2), round(g.centroid.y, 2)))
    poor = {id(g) for g in inner}
    weak = [g.area < small * (2.5 if id(g) in poor else 1.0) or _thin(g) or (id(g) in poor and g.buffer(-6, quad_segs=1).is_empty)
        for g in pieces]
    while any(weak) and len(pieces) > 1:
        i = min((k for k, w in enumerate(weak) if w), key=lambda k: (pieces[k].area, k))
        reach = pieces[i].buffer(0.02, quad_segs=1)
        shared = [(g.boundary.intersection(reach).length if j != i and g.distance(pieces[i]) < 0.02 else 0.0, -g.area, -j) for j,
            g in enumerate(pieces)]
        best = max(range(len(pieces)), key=lambda j: shared[j])
        if shared[best][0] < 0.5:
            if pieces[i].area < 0.5 * small:
                del pieces[i], weak[i]  # a crumb that touches nobody: no parcel
            else:
                weak[i] = False
            continue
        both = [pieces[k].buffer(0.005, join_style="mitre") for k in (best, i)]
        pieces[best] = polygons(unary_union(both).buffer(-0.005, join_style="mitre"))[0]
        weak[best] = pieces[best].area < small or _thin(pieces[best])
        del pieces[i], weak[i]
    return pieces


def _longer(line: LineString, by: float) -> LineString:
    """The line with both ends drawn out straight, so that the wedge at an obtuse corner goes with the front."""
    coords = list(line.coords)
    (ax, ay), (bx, by_) = coords[1], coords[0]
    (cx, cy), (dx, dy) = coords[-2], coords[-1]
    m, n = math.hypot(bx - ax, by_ - ay) or 1.0, math.hypot(dx - cx, dy - cy) or 1.0
    return LineString([(bx + (bx - ax) / m * by, by_ + (by_ - ay) / m * by), *coords, (dx + (dx - cx) / n * by, dy + (dy - cy) / n * by)])


def _divide(block: Block, ways: list[Way], tree: STRtree, rng: random.Random) -> list[Polygon]:
    style = block.style
    rest: BaseGeometry = block.geom
    box = block.geom.minimum_rotated_rectangle.exterior.coords
    short = min(math.dist(box[0], box[1]), math.dist(box[1], box[2]))
    depth = style.depth
    if short < depth * 1.45:
        depth = short + 10
    elif short < depth * 2.9:
        depth = short / 2 + 1.5
    pieces: list[Polygon] = []
    for n, side in enumerate(_sides(block.geom, ways, tree)):
        if rest.is_empty:
            break
        reach = depth if n == 0 else depth * 1.35
        strip = rest.intersection(_longer(side.line, min(reach, 30.0)).buffer(reach, cap_style="flat", quad_segs=6))
        strip = unary_union([g for g in polygons(strip) if g.distance(side.line) < 0.7])
        if strip.is_empty or strip.area < style.min_area * 0.6:
            continue
        own = side.line.intersection(strip.buffer(0.5))
        merged = linemerge(own) if own.geom_type == "MultiLineString" else own
        lines = [g for g in getattr(merged, "geoms", [merged]) if g.geom_type == "LineString" and g.length > 6]
        if not lines:
            continue
        line = max(lines, key=lambda g: g.length)
        pieces.extend(_slice(strip, line, block.geom, style.frontage, style.tilt, reach, rng))
        rest = rest.difference(strip.buffer(0.001))
    inner = [g for part in polygons(rest) for g in _halve(part, style.max_area, rng)]
    return _absorb(pieces + inner, style.min_area, inner)


def _halve(part: Polygon, largest: float, rng: random.Random) -> list[Polygon]:
    """Cut land without a front across its longer axis until no piece is larger than ``largest``."""
    if part.area <= largest:
        return [part]
    box = list(part.minimum_rotated_rectangle.exterior.coords)
    if math.dist(box[0], box[1]) > math.dist(box[1], box[2]):
        box = box[1:] + box[1:2]
    t = rng.uniform(0.42, 0.58)
    a = (box[1][0] + (box[2][0] - box[1][0]) * t, box[1][1] + (box[2][1] - box[1][1]) * t)
    b = (box[0][0] + (box[3][0] - box[0][0]) * t, box[0][1] + (box[3][1] - box[0][1]) * t)
    faces = list(polygonize(unary_union([LineString(part.exterior.coords), *[LineString(r.coords) for r in part.interiors],
        LineString([a, b])])))
    inside = [f for f in faces if part.contains(f.representative_point())]
    if len(inside) < 2:
        return [part]
    return [g for f in inside for g in _halve(f, largest, rng)]


def _face(lot: Lot, ways: list[Way], reach: list[BaseGeometry], tree: STRtree) -> None:
    """Find the street that the lot faces: the longest shared front, main streets counting more."""
    best = 0.0
    edge = LineString(lot.geom.exterior.coords)
    for i in sorted(int(k) for k in tree.query(lot.geom, predicate="dwithin", distance=0.8)):
        if ways[i].street.kind == "drum":
            continue
        shared = edge.intersection(reach[i])
        merged = linemerge(shared) if shared.geom_type == "MultiLineString" else shared
        lines = [g for g in getattr(merged, "geoms", [merged]) if g.geom_type == "LineString" and g.length > 2.5]
        if not lines:
            continue
        line = max(lines, key=lambda g: g.length)
        weight = line.length * (1 + 0.2 * ways[i].street.rank)
        if weight > best:
            best, lot.way, lot.front = weight, i, line


def _strips(field: Field, land: BaseGeometry, rng: random.Random) -> list[Polygon]:
    """Cut farm land into long strips, and those across at headlands."""
    ring = shape(field.ring)
    ground = ring.intersection(land)
    ring_box = ground.minimum_rotated_rectangle
    c = ring_box.centroid
    # direction of the strips: the frame's direction at the field, turned by ``along``
    a, b = ring.exterior.coords[0], ring.exterior.coords[1]
    base = math.radians(-17.0) if math.dist(a, b) == 0 else math.radians(-14.0)
    angle = base + math.radians(field.along)
    dx, dy = math.cos(angle), math.sin(angle)
    reach = 0.5 * math.hypot(ground.bounds[2] - ground.bounds[0], ground.bounds[3] - ground.bounds[1]) + 50
    lines = []
    s = -reach
    while s < reach:
        s += 1.25 * rng.uniform(*field.strip)
        t = rng.uniform(-0.012, 0.012)
        p = (c.x - dy * s, c.y + dx * s)
        bend = rng.uniform(-3.0, 3.0)
        lines.append(LineString([(p[0] - (dx + t) * reach, p[1] - dy * reach), (p[0] - dy * bend, p[1] + dx * bend),
            (p[0] + dx * reach, p[1] + (dy + t) * reach)]))
    h = -reach
    while h < reach:
        h += field.length * rng.uniform(0.85, 1.15)
        q = (c.x + dx * h, c.y + dy * h)
        lean = rng.uniform(-0.08, 0.08)
        ux, uy = -dy + lean * dx, dx + lean * dy
        lines.append(LineString([(q[0] - ux * reach, q[1] - uy * reach), (q[0] + ux * reach, q[1] + uy * reach)]))
    out: list[Polygon] = []
    small = 0.45 * field.strip[0] * field.length
    for part in polygons(ground):
        if part.area < small:
            continue
        edges = [LineString(part.exterior.coords), *[LineString(r.coords) for r in part.interiors]]
        faces = [f for f in polygonize(unary_union([*edges, *lines])) if part.contains(f.representative_point())]
        out.extend(_absorb(faces, small))
    return out


def divide(plan: Plan, ground: Ground, ways: list[Way], rng: random.Random) -> list[Lot]:
    """All parcels of the plan: lots, sites, farm land and forest."""
    tree = STRtree([w.surface for w in ways])
    lots: list[Lot] = []
    for n, block in enumerate(ground.blocks):
        for piece in _divide(block, ways, tree, rng):
            lots.append(Lot(piece, block.district, block.style.utr, block.style.use, "private", block.style.building, block=n))
    for plot in ground.plots:
        lots.append(Lot(plot.geom, "SITE", plot.site.utr, plot.site.use, plot.site.owner, plot.site.building, site=plot.site))
    reach = [w.surface.buffer(0.7, quad_segs=2) for w in ways]
    for lot in lots:
        _face(lot, ways, reach, tree)
        if lot.utr == "L1a" and lot.way is not None and ways[lot.way].street.road_class == "DN":
            lot.utr = "L2"  # the plan wants shops and denser housing along the national road
    built = unary_union([*[lot.geom.buffer(0.02, quad_segs=1) for lot in lots], *[b.geom for b in ground.blocks]])
    free = ground.limit.buffer(-4).difference(unary_union([built, ground.row, ground.barriers]))
    for field in plan.fields:
        pieces = _strips(field, free.buffer(-0.5), rng)
        lots.extend(Lot(p, field.code, field.utr, field.use, field.owner, "none") for p in pieces)
        if pieces:
            free = free.difference(shape(field.ring).buffer(0.4))
    taken = unary_union([lot.geom.buffer(0.6, quad_segs=1) for lot in lots if lot.block < 0])
    left = free.difference(taken)
    for part in polygons(open_up(left, 6.0).intersection(left)):  # what no plan drew: commons, river banks, rocks
        for piece in _halve(part, 60000.0, rng):
            if piece.area > 900:
                lots.append(Lot(piece, "izlaz", "A", "pășune" if piece.area > 8000 else "neproductiv", "public_town", "none"))
    return lots
