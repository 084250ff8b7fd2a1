"""Zoning, the built-up limit, fiscal zones: areas that follow blocks, lots and street axes, and cover the whole limit."""

from __future__ import annotations

from dataclasses import dataclass

from shapely import STRtree
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize, unary_union

from tests.town.blocks import Ground, fill_holes, polygons
from tests.town.parcels import Lot
from tests.town.river import Water
from tests.town.roads import Way

_FISCAL = {
    "CP": "A", "OC": "A", "CC": "A", "FL": "B", "MDW": "B", "MDE": "B", "HS": "C", "GW": "C", "GE": "C", "GS": "C", "IN": "C", "": "C",
}


@dataclass(slots=True)
class Areas:
    zones: dict[str, BaseGeometry]
    built_up: BaseGeometry
    fiscal: dict[str, BaseGeometry]


@dataclass(slots=True)
class _Cell:
    utr: str
    fiscal: str
    geom: BaseGeometry


def _cells(ground: Ground, lots: list[Lot], ways: list[Way]) -> list[_Cell]:
    """Blocks, each split where its lots on a main road have another UTR, and the sites inside the town."""
    cells = []
    for n, block in enumerate(ground.blocks):
        other: dict[str, list[BaseGeometry]] = {}
        for lot in lots:
            if lot.block == n and lot.utr != block.style.utr:
                other.setdefault(lot.utr, []).append(lot.geom.buffer(0.002))
        rest: BaseGeometry = block.geom
        fiscal = _FISCAL.get(block.district, "D")
        for utr, shapes in sorted(other.items()):
            part = unary_union(shapes).intersection(rest)
            cells.append(_Cell(utr, fiscal, part))
            rest = rest.difference(part)
        cells.append(_Cell(block.style.utr, fiscal, rest))
    for lot in lots:
        if lot.site is not None and lot.site.built_up:
            cells.append(_Cell(lot.utr, "", lot.geom))
    return cells


def _street_space(ground: Ground, cells: list[_Cell], ways: list[Way], water: Water, core: BaseGeometry) -> list[_Cell]:
    """The land between the cells: half streets go with the block they border, banks and corridors get their own."""
    bed = unary_union([water.bed, water.lake, *[s[2] for s in water.streams]])
    filled = unary_union([c.geom for c in cells])
    space = core.difference(unary_union([filled, ground.rail_corridor, bed]))
    streets = unary_union([w.surface for w in ways if w.street.kind != "drum"])
    tree = STRtree([c.geom for c in cells])
    out = []
    axes = [w.axis for w in ways]
    for part, road in [*((p, True) for p in polygons(space.intersection(streets.buffer(0.5)))),
        *((p, False) for p in polygons(space.difference(streets.buffer(0.5))))]:
        edges = [LineString(part.exterior.coords), *[LineString(r.coords) for r in part.interiors]]
        cuts = [axis for axis in axes if road and axis.intersects(part)]
        for face in polygonize(unary_union([*edges, *cuts])):
            if not part.contains(face.representative_point()):
                continue
            reach = face.buffer(0.6, quad_segs=1)
            near = sorted(int(i) for i in tree.query(reach))
            contact = {i: reach.intersection(cells[i].geom).area for i in near}
            best = max(near, key=lambda i: (contact[i], -i), default=-1)
            if best >= 0 and contact[best] > 0 and (road or face.area < 400):
                out.append(_Cell(cells[best].utr, cells[best].fiscal, face))
            else:
                out.append(_Cell("V2", "D", face))
    return out


def lay_zones(ground: Ground, lots: list[Lot], ways: list[Way], water: Water) -> Areas:
    cells = _cells(ground, lots, ways)
    streets = [w.surface for w in ways if w.street.kind != "drum"]
    near_town = unary_union([*[c.geom for c in cells], *streets])
    core = fill_holes(near_town.buffer(22, quad_segs=2).buffer(-22, quad_segs=2).union(near_town), 1e5).intersection(ground.limit)
    core = unary_union([p for p in polygons(core) if p.area > 300]).simplify(0.2)
    fields = unary_union([lot.geom for lot in lots if lot.block < 0 and lot.utr in ("A", "PD", "TS")])
    core = unary_union([core.difference(fields), *[c.geom for c in cells]])
    core = unary_union([p for p in polygons(core) if p.area > 300])
    cells += _street_space(ground, cells, ways, water, core)
    zones: dict[str, BaseGeometry] = {}
    for utr in sorted({c.utr for c in cells}):
        zones[utr] = unary_union([c.geom for c in cells if c.utr == utr]).buffer(0.0005, join_style="mitre").buffer(-0.0005,
            join_style="mitre")
    for lot in lots:
        if lot.utr in ("PD", "TS") and lot.block < 0:
            zones[lot.utr] = unary_union([zones.get(lot.utr, Polygon()), lot.geom])
    if "PD" in zones:
        zones["PD"] = zones["PD"].buffer(0.6, join_style="mitre").buffer(-0.6, join_style="mitre")
    bed = unary_union([water.bed, water.lake, *[s[2] for s in water.streams]]).intersection(ground.limit)
    used = unary_union(list(zones.values()))
    zones["TH"] = bed.difference(used)
    station = zones.get("CF", Polygon())
    zones["CF"] = unary_union([station, ground.rail_corridor.difference(unary_union([used, zones["TH"]]))])
    zones["A"] = ground.limit.difference(unary_union(list(zones.values())))
    fiscal: dict[str, BaseGeometry] = {}
    for rank in "ABC":
        own = unary_union([c.geom for c in cells if c.fiscal == rank])
        fiscal[rank] = fill_holes(own.buffer(12, join_style="mitre").buffer(-12, join_style="mitre"), 2e4).intersection(core)
    fiscal["B"] = fiscal["B"].difference(fiscal["A"])
    fiscal["C"] = fiscal["C"].difference(unary_union([fiscal["A"], fiscal["B"]]))
    fiscal["D"] = ground.limit.difference(unary_union(list(fiscal.values())))
    return Areas(zones, core, fiscal)
