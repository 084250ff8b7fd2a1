"""Blocks: the land between streets, water and railway, with the special sites cut out of it."""

from __future__ import annotations

from dataclasses import dataclass

from shapely import STRtree
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from tests.town.plan import Plan, Site, Style
from tests.town.river import Water
from tests.town.roads import Way
from tests.town.terrain import place, shape

_CRUMB = 140.0  # m²: a leftover smaller than this joins its neighbour


@dataclass(slots=True)
class Block:
    geom: Polygon
    style: Style
    district: str


@dataclass(slots=True)
class Plot:
    """A site on the ground."""

    site: Site
    geom: Polygon


@dataclass(slots=True)
class Ground:
    """The developed land before it is divided."""

    limit: Polygon
    row: BaseGeometry
    rail_corridor: BaseGeometry
    barriers: BaseGeometry
    blocks: list[Block]
    plots: list[Plot]


def polygons(geom: BaseGeometry) -> list[Polygon]:
    """The polygons in a geometry, largest first."""
    parts = [g for g in getattr(geom, "geoms", [geom]) if g.geom_type == "Polygon" and g.area > 0.5]
    return sorted(parts, key=lambda g: (-g.area, g.bounds))


def open_up(geom: BaseGeometry, by: float = 2.5) -> BaseGeometry:
    """Drop necks thinner than twice ``by``, keep corners sharp."""
    return geom.buffer(-by, join_style="mitre").buffer(by, join_style="mitre").simplify(0.15)


def fill_holes(geom: BaseGeometry, below: float) -> BaseGeometry:
    """Fill holes smaller than ``below`` m²."""
    filled = [Polygon(p.exterior, [r for r in p.interiors if Polygon(r).area >= below]) for p in polygons(geom)]
    return unary_union(filled)


def _developed(plan: Plan, ways: list[Way]) -> BaseGeometry:
    ribbons = [w.axis.buffer(w.street.depth + w.street.width / 2, cap_style="flat", quad_segs=4) for w in ways if w.street.depth > 0]
    ribbons += [w.surface for w in ways[: len(plan.streets)]]
    whole = unary_union([*ribbons, *[shape(d) for d in plan.domains]])
    return fill_holes(whole, 9000.0)


def _style_at(plan: Plan, block: Polygon, rings: list[Polygon]) -> tuple[str, Style]:
    point = block.representative_point()
    for district, ring in zip(plan.districts, rings, strict=True):
        if ring.contains(point):
            return district.code, district.style
    return "", plan.default


def _site_shape(site: Site, open_land: BaseGeometry, row: BaseGeometry, blocks: list[Polygon]) -> Polygon:
    if site.whole:
        return min(blocks, key=Point(place(*site.ring[0])).distance)
    wanted = shape(site.ring, smooth=site.smooth)
    inside = wanted.intersection(open_land)
    if site.built_up and not site.smooth:  # reach the street, so that a school does not stand behind a strip of lots
        corners = [place(*p) for p in site.ring]
        for a, b in zip(corners, [*corners[1:], corners[0]], strict=True):
            apron = LineString([a, b]).buffer(19, cap_style="flat")
            if apron.intersection(row).area > 20:
                inside = unary_union([inside, apron.intersection(open_land)])
        inside = open_up(inside.buffer(0.3).buffer(-0.3), 1.5)
    return polygons(inside)[0]


def lay_ground(plan: Plan, ways: list[Way], water: Water, rails: list[BaseGeometry], limit: Polygon) -> Ground:
    row = unary_union([w.surface for w in ways])
    corridor = unary_union([rails[0].buffer(11), rails[1].buffer(6)])
    wet = unary_union([water.bed.buffer(6), water.lake.buffer(4), *[s[2].buffer(2.5) for s in water.streams]])
    barriers = unary_union([corridor, wet])
    developed = _developed(plan, ways).intersection(limit.buffer(-6))
    pieces = [p for p in polygons(open_up(developed.difference(unary_union([row, barriers])))) if p.area > 160]
    plots: list[Plot] = []
    for site in plan.sites:
        land = barriers if site.utr != "CF" else wet
        allowed = limit.difference(unary_union([row, land, *[p.geom for p in plots]]))
        geom = _site_shape(site, allowed, row, pieces)
        plots.append(Plot(site, geom))
    taken = STRtree([p.geom for p in plots])
    left: list[Polygon] = []
    for piece in pieces:
        near = [int(i) for i in taken.query(piece, predicate="intersects")]
        if not near:
            left.append(piece)
            continue
        for part in polygons(piece.difference(unary_union([plots[i].geom for i in near]))):
            thin = part.buffer(-4).is_empty
            if part.area < _CRUMB or thin:
                owner = max(near, key=lambda i: (part.buffer(0.2).intersection(plots[i].geom).area, -i))
                if part.distance(plots[owner].geom) < 0.1 and part.area < 900:
                    grown = unary_union([plots[owner].geom, part.buffer(0.01)]).difference(row)
                    plots[owner].geom = polygons(grown)[0]
            else:
                left.append(part)
    rings = [shape(d.ring) for d in plan.districts]
    blocks = []
    for piece in left:
        code, style = _style_at(plan, piece, rings)
        blocks.append(Block(piece, style, code))
    blocks.sort(key=lambda b: (round(b.geom.bounds[0], 1), round(b.geom.bounds[1], 1)))
    corridor = corridor.intersection(limit)
    return Ground(limit, row, corridor, barriers, blocks, plots)
