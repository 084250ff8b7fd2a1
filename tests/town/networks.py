"""Utility networks: pipes and cables beside the street axes, service connections, and the lines that cross the land."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from shapely import STRtree, prepare
from shapely.geometry import LineString, MultiLineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points, substring, unary_union

from tests.town.buildings import Building
from tests.town.parcels import Lot
from tests.town.roads import Way
from tests.town.terrain import Point2, curve, place, shape

#: offsets from the street axis in metres per half street width, + = left
_SHARE = {"water": -0.52, "sewer": 0.08, "gas": 0.38, "power": -0.86, "telecom": 0.88, "heat": -0.3, "cable20": 0.8}


@dataclass(slots=True)
class Piece:
    layer: str
    geom: BaseGeometry
    attrs: dict[str, Any]
    label: str
    way: int | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines that cross the land away from streets, drawn in the plan."""

    overhead_110: tuple[tuple[Point2, ...], ...] = ()
    overhead_20: tuple[tuple[Point2, ...], ...] = ()
    gas_transmission: tuple[tuple[Point2, ...], ...] = ()
    aqueduct: tuple[tuple[Point2, ...], ...] = ()
    collector: tuple[tuple[Point2, ...], ...] = ()
    gas_shortcut: tuple[tuple[Point2, ...], ...] = ()  # an old distribution pipe through private lots
    water_tanks: tuple[tuple[str, tuple[Point2, ...]], ...] = ()
    wells: tuple[Point2, ...] = ()
    heat: bool = True
    telecom_cover: tuple[Point2, ...] = ()
    compact: frozenset[str] = field(default_factory=frozenset)  # districts with buried power and steel gas


TOWN_LINES = Lines(
    overhead_110=(((1080, 1700), (1150, 1010), (1190, 620), (1287, 340), (1392, -70), (1450, -330), (1490, -700), (1400, -1210),
        (1420, -1700)),),
    overhead_20=(((-60, 545), (600, 520), (1190, 500), (1420, 560), (1760, 640), (1905, 640)),
        ((3120, 505), (3640, 510), (4260, 525), (5060, 330)),
                 ((1640, -905), (2100, -925), (2560, -900), (2720, -700)), ((4440, -145), (5040, -175))),
    gas_transmission=(((4790, 1700), (4720, 930), (4650, 420), (4585, 40), (4560, -160), (4575, -430), (4430, -660), (4300, -1010),
        (4370, -1700)),),
    gas_shortcut=(((1605, 205), (1740, 212)), ((2200, 230), (2290, 232))),
    aqueduct=(((640, -215), (735, -100), (820, 330), (1180, 520), (1560, 660), (1900, 800), (2120, 880), (2450, 905), (2700, 880)),),
    collector=(((2010, -125), (2350, -160), (2700, -172), (2880, -200)), ((4335, -225), (4480, -215), (4620, -250))),
    water_tanks=(("tank", ((2698, 868), (2718, 867), (2719, 886), (2699, 887))),
        ("tank", ((2724, 866), (2741, 865), (2742, 884), (2725, 885))),
                 ("treatment", ((585, -285), (640, -280), (642, -250), (588, -252))),
                     ("pumping", ((650, -275), (664, -274), (664, -262), (650, -263)))),
    wells=((600, -330), (665, -340), (730, -325)),
    telecom_cover=((850, 700), (850, -150), (1960, -180), (2700, -180), (4130, -180), (4110, 620), (3100, 1000), (1900, 900)),
    compact=frozenset({"OC", "CP", "CC", "FL"}))


def _beside(axis: LineString, offset: float) -> LineString:
    """A line beside the axis; the longest part when a tight bend breaks it."""
    line = axis.offset_curve(offset, quad_segs=3, join_style="mitre", mitre_limit=2.0)
    if isinstance(line, MultiLineString):
        line = max(line.geoms, key=lambda g: g.length)
    return line.simplify(0.1)


def _join(lines: dict[int, LineString], slack: float = 13.0) -> dict[int, LineString]:
    """Stretch or cut each end to the nearest line of the same network, so that it hangs together at crossings."""
    out = dict(lines)
    for i in sorted(out):
        coords = list(out[i].coords)
        others = [g for j, g in sorted(out.items()) if j != i]
        for at in (0, -1):
            end = Point(coords[at])
            near = min(others, key=end.distance)
            if 0.05 < end.distance(near) < slack:
                q = near.interpolate(near.project(end))
                coords = [(q.x, q.y), *coords] if at == 0 else [*coords, (q.x, q.y)]
            elif end.distance(near) >= slack:
                body = LineString(coords)
                piece = substring(body, 0, slack) if at == 0 else substring(body, body.length - slack, body.length)
                if piece.crosses(near):
                    hit = piece.intersection(near)
                    q = hit.geoms[0] if hasattr(hit, "geoms") else hit
                    s = body.project(q)
                    coords = list((substring(body, s, body.length) if at == 0 else substring(body, 0, s)).coords)
        out[i] = LineString(coords).simplify(0.05)
    return out


def _along(ways: list[Way], kind: str, chosen: list[int]) -> dict[int, LineString]:
    lines = {}
    for i in chosen:
        line = _beside(ways[i].axis, _SHARE[kind] * ways[i].street.width / 2)
        if line.length > 8:
            lines[i] = line
    return _join(lines) if len(lines) > 1 else lines


def _connections(kind: str, lines: dict[int, LineString], lots: list[Lot], buildings: list[Building], share: float,
    rng: random.Random) -> list[LineString]:
    """Service connections: from the pipe in the street to the first building of the lot."""
    out = []
    for b in buildings:
        lot = lots[b.lot]
        if b.number != 1 or lot.way is None or lot.way not in lines or lot.front is None or rng.random() > share:
            continue
        pipe = lines[lot.way]
        near, _wall = nearest_points(pipe, b.geom)
        at = pipe.project(near) + {"water": 0.0, "gas": 0.7, "sewer": -0.7}.get(kind, 0.0)
        near, face = nearest_points(pipe.interpolate(max(0.0, at)), b.geom)
        if 1 < near.distance(face) < 60:
            run = LineString([near, face])
            if run.intersection(lot.geom).length > 0.6 * (run.length - _street_part(lines[lot.way], lot)):
                out.append(run)
    return out


def _street_part(line: LineString, lot: Lot) -> float:
    """How far the lot lies from the pipe: the part of a connection that runs in the street."""
    return float(line.distance(lot.geom))


def _poles(line: LineString, gap: float, size: float) -> list[Polygon]:
    n = max(1, round(line.length / gap))
    return [line.interpolate(k / n, normalized=True).buffer(size, quad_segs=1, cap_style="square") for k in range(n + 1)]


def lay_networks(ways: list[Way], lots: list[Lot], buildings: list[Building], drawn: Lines, limit: Polygon,
    rng: random.Random) -> list[Piece]:
    urban = [i for i, w in enumerate(ways) if w.street.kind != "drum"]
    district = {i: _district(i, lots) for i in urban}
    out: list[Piece] = []
    sealed = [i for i in urban if ways[i].street.surface not in ("earth",)]
    water = _along(ways, "water", sealed)
    for i, line in water.items():
        rank = ways[i].street.rank
        out.append(Piece("water_pipes", line, {"kind": "distribution", "diameter_mm": {3: 250, 2: 160, 1: 110}[rank],
            "material": rng.choice(("PE", "PE", "oțel", "fontă"))},
                         f"Conductă apă {ways[i].street.title}", i))
    sewer = _along(ways, "sewer", [i for i in sealed if ways[i].street.surface != "gravel" or district[i] in drawn.compact])
    for i, line in sewer.items():
        out.append(Piece("sewer_pipes", line, {"kind": "sanitary" if ways[i].street.rank < 3 else "combined",
            "diameter_mm": {3: 800, 2: 400, 1: 250}[ways[i].street.rank]},
                         f"Canal {ways[i].street.title}", i))
    gas = _along(ways, "gas", [i for i in sealed if ways[i].street.surface in ("asphalt", "pavers")])
    for i, line in gas.items():
        steel = district[i] in drawn.compact and rng.random() < 0.6
        pressure = "medium" if ways[i].street.road_class == "DN" or district[i] == "IN" else ("low" if steel else "reduced")
        out.append(Piece("gas_pipes", line, {"kind": "distribution", "pressure": pressure, "material": "steel" if steel else "PE",
                                             "diameter_mm": rng.choice((108, 159)) if steel else rng.choice((63, 90, 110, 160))},
                                                 f"Conductă gaze {ways[i].street.title}", i))
    power = _along(ways, "power", urban)
    for i, line in power.items():
        buried = district[i] in drawn.compact
        out.append(Piece("power_lines", line, {"voltage_kv": 0.4, "placement": "buried" if buried else "overhead"},
            f"{'LES' if buried else 'LEA'} 0,4 kV {ways[i].street.title}", i))
    cables = _along(ways, "cable20", [i for i in urban if ways[i].street.rank >= 2])
    for i, line in cables.items():
        out.append(Piece("power_lines", line, {"voltage_kv": 20, "placement": "buried"}, f"LES 20 kV {ways[i].street.title}", i))
    for kv, group in ((110, drawn.overhead_110), (20, drawn.overhead_20)):
        for points in group:
            line = LineString([place(*p) for p in points])
            out.append(Piece("power_lines", line, {"voltage_kv": kv, "placement": "overhead"}, f"LEA {kv} kV"))
    if drawn.heat:
        heat = _along(ways, "heat", [i for i in urban if district[i] == "FL"])
        for i, line in heat.items():
            out.append(Piece("heat_pipes", line, {"diameter_mm": 250 if ways[i].street.rank > 1 else 150},
                f"Rețea termică {ways[i].street.title}", i))
        for run in _connections("heat", heat, lots, [b for b in buildings if lots[b.lot].utr == "L3"], 0.9, rng):
            out.append(Piece("heat_pipes", run, {"diameter_mm": 80}, "Racord termic"))
    if drawn.telecom_cover:
        cover = shape(drawn.telecom_cover)
        ducts = _along(ways, "telecom", [i for i in sealed if ways[i].street.rank >= 2 or district[i] in drawn.compact
            or rng.random() < 0.4])
        for i, line in ducts.items():
            part = line.intersection(cover)
            if not part.is_empty and part.length > 5:
                out.append(Piece("telecom_ducts", part, {"operator": rng.choice(("Telecom Bistricioara", "FibraNet", "Carpați Net"))},
                    f"Canalizație telecom {ways[i].street.title}", i))
    for kind, lines, share in (("water", water, 0.62), ("gas", gas, 0.5), ("sewer", sewer, 0.4)):
        attrs = {"water": {"kind": "service", "diameter_mm": 32, "material": "PE"},
            "gas": {"kind": "service", "pressure": "low", "material": "PE", "diameter_mm": 32},
                 "sewer": {"kind": "service", "diameter_mm": 160}}[kind]
        label = {"water": "Branșament apă", "gas": "Branșament gaze", "sewer": "Racord canal"}[kind]
        out.extend(Piece(f"{kind}_pipes", run, dict(attrs), label) for run in _connections(kind, lines, lots, buildings, share, rng))
    for points in drawn.gas_transmission:
        out.append(Piece("gas_pipes", curve(points, 60), {"kind": "transmission", "pressure": "high", "material": "steel",
            "diameter_mm": 500}, "Conductă de transport gaze DN 500"))
    for points in drawn.gas_shortcut:
        out.append(Piece("gas_pipes", LineString([place(*p) for p in points]),
            {"kind": "distribution", "pressure": "reduced", "material": "PE", "diameter_mm": 110},
                         "Conductă gaze de legătură"))
    for points in drawn.aqueduct:
        out.append(Piece("water_pipes", curve(points, 30), {"kind": "aqueduct", "diameter_mm": 600, "material": "oțel"},
            "Aducțiune Bistricioara – Cetățuia"))
    for points in drawn.collector:
        out.append(Piece("sewer_pipes", curve(points, 30), {"kind": "collector", "diameter_mm": 1000}, "Colector principal"))
    titles = {"tank": "Rezervor apă", "treatment": "Stație de tratare", "pumping": "Stație de pompare"}
    out.extend(Piece("water_tanks", shape(ring), {"kind": kind}, titles[kind]) for kind, ring in drawn.water_tanks)
    if drawn.wells:
        field_ = unary_union([Point(place(*w)) for w in drawn.wells]).convex_hull
        out.append(Piece("water_protection", field_.buffer(45), {"regime": "severe"}, "Captare Bistricioara – zona cu regim sever"))
        out.append(Piece("water_protection", field_.buffer(210), {"regime": "restricted"},
            "Captare Bistricioara – zona cu regim de restricție"))
    out.extend(_posts(cables, out, lots, rng))
    inside = limit.buffer(-0.01)
    prepare(inside)
    for p in out:
        if not inside.contains(p.geom):
            p.geom = p.geom.intersection(limit)
    return [p for p in out if not p.geom.is_empty]


def _district(way: int, lots: list[Lot]) -> str:
    """The district that most lots on the street belong to."""
    count: dict[str, int] = {}
    for lot in lots:
        if lot.way == way and lot.block >= 0:
            count[lot.district] = count.get(lot.district, 0) + 1
    return max(sorted(count), key=lambda k: count[k], default="")


def _posts(cables: dict[int, LineString], pieces: list[Piece], lots: list[Lot], rng: random.Random) -> list[Piece]:
    """Transformer posts: walled ones along the buried 20 kV, pole ones under the overhead 20 kV."""
    out: list[Piece] = []
    tree = STRtree([lot.geom for lot in lots])
    for _i, line in sorted(cables.items()):
        for k in range(max(1, round(line.length / 420))):
            at = line.interpolate((k + 0.45) * line.length / max(1, round(line.length / 420)))
            lot = lots[int(tree.nearest(at))]
            room = lot.geom.buffer(-3.4)
            if room.is_empty or lot.geom.distance(at) > 12:
                continue
            c = room.boundary.interpolate(room.boundary.project(at))
            out.append(Piece("power_posts", c.buffer(2.6, cap_style="square"), {"kind": "walled"}, f"PT {len(out) + 11} zidit"))
    for piece in [p for p in pieces if p.attrs.get("voltage_kv") == 20 and p.attrs["placement"] == "overhead"]:
        for share in (0.22, 0.55, 0.85):
            at = piece.geom.interpolate(share + rng.uniform(-0.05, 0.05), normalized=True)
            out.append(Piece("power_posts", at.buffer(1.1, cap_style="square"), {"kind": "pole"}, f"PTA {len(out) + 11}"))
    return out
