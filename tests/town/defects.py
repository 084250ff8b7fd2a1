"""Defects put in on purpose, as real data has them. They are listed in ``Town.defects``."""

from __future__ import annotations

from shapely import STRtree
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from tests.town.land_rows import Land
from tests.town.rows import FeatureRow, Town


def _zone_rows(town: Town) -> dict[str, FeatureRow]:
    return {row.key: row for row in town.layers["zoning"]}


def _ordinary(land: Land, utr: str) -> list[int]:
    return [i for i, lot in enumerate(land.lots) if lot.utr == utr and lot.site is None and lot.front is not None
        and 350 < lot.geom.area < 1100]


def _half(geom: Polygon) -> BaseGeometry:
    """The half of a lot on one side of its middle, cut along the longer axis."""
    box = list(geom.minimum_rotated_rectangle.exterior.coords)
    a, b, c, d = box[:4]
    if (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 < (b[0] - c[0]) ** 2 + (b[1] - c[1]) ** 2:
        a, b, c, d = b, c, d, a
    m = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
    n = ((c[0] + d[0]) / 2, (c[1] + d[1]) / 2)
    return geom.intersection(Polygon([a, m, n, d]))


def _two_zones(town: Town, land: Land) -> str:
    """One housing lot of which half is drawn into the zone next to it."""
    zones = _zone_rows(town)
    shops = zones["L2"].geom
    index = next(i for i in _ordinary(land, "L1a") if land.lots[i].geom.distance(shops) < 0.05)
    lot = land.lots[index].geom
    half = _half(lot)
    if half.distance(shops) > 0.05:
        half = lot.difference(half)
    zones["L1a"].geom = zones["L1a"].geom.difference(half)
    zones["L2"].geom = unary_union([shops, half])
    return land.numbers[index]


def _no_zone(town: Town, land: Land) -> list[str]:
    """Three lots that the zoning drawing leaves blank."""
    zones = _zone_rows(town)
    chosen = [_ordinary(land, "L1b")[11], _ordinary(land, "L1a")[140], _ordinary(land, "C1")[60]]
    for index in chosen:
        row = zones[land.lots[index].utr]
        row.geom = row.geom.difference(land.lots[index].geom.buffer(0.002, join_style="mitre"))
    return [land.numbers[i] for i in chosen]


def _split_limit(town: Town, land: Land) -> str:
    """One farm strip half inside the built-up limit: the limit was moved for a house and never followed the parcel."""
    main = town.layers["built_up"][0]
    for index, lot in enumerate(land.lots):
        if lot.utr != "A" or lot.use not in ("arabil", "fâneață") or lot.geom.distance(main.geom) > 2.5 or lot.geom.area > 7000:
            continue
        half = _across(lot.geom)
        near, far = sorted((half, lot.geom.difference(half)), key=lambda g: g.distance(main.geom))
        bridge = near.buffer(3, join_style="mitre").intersection(main.geom.buffer(3, join_style="mitre")).difference(far)
        moved = unary_union([main.geom, near, bridge]).buffer(0.01).buffer(-0.01)
        if moved.geom_type != "Polygon" or moved.intersection(lot.geom).area > 0.6 * lot.geom.area:
            continue
        main.geom = moved
        zones = _zone_rows(town)
        zones["A"].geom = zones["A"].geom.difference(near)
        zones["L1a"].geom = unary_union([zones["L1a"].geom, near])
        row = next(r for r in town.layers["parcels"] if r.key == land.numbers[index])
        row.attrs["built_up"] = moved.intersection(lot.geom).area > 0.5 * lot.geom.area
        return land.numbers[index]
    raise ValueError("no strip beside the built-up limit")


def _across(geom: Polygon) -> BaseGeometry:
    """The half of a strip cut across its longer axis."""
    box = list(geom.minimum_rotated_rectangle.exterior.coords)
    a, b, c, d = box[:4]
    if (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 > (b[0] - c[0]) ** 2 + (b[1] - c[1]) ** 2:
        a, b, c, d = b, c, d, a
    m = ((b[0] + c[0]) / 2, (b[1] + c[1]) / 2)
    n = ((a[0] + d[0]) / 2, (a[1] + d[1]) / 2)
    return geom.intersection(Polygon([a, b, m, n]))


def _slivers(town: Town, land: Land) -> list[str]:
    """Zone edges that miss the lot line by a centimetre or two: overlaps well under 1 m²."""
    zones = _zone_rows(town)
    out = []
    for utr, other in (("L1a", "L2"), ("C1", "CP"), ("L1a", "IS"), ("L1b", "C1")):
        for index in [i for i in _ordinary(land, utr) if land.lots[i].geom.distance(zones[other].geom) < 0.02][1:4]:
            lot = land.lots[index].geom
            lip = lot.intersection(zones[other].geom.buffer(0.018))
            if 0.02 < lip.area < 0.9:
                zones[other].geom = unary_union([zones[other].geom, lip])
                out.append(land.numbers[index])
    return out


def _overlap(town: Town, land: Land) -> list[str]:
    """Two neighbours whose surveys overlap by a few square metres."""
    rows = town.layers["parcels"]
    tree = STRtree([r.geom for r in rows])
    for index in _ordinary(land, "L1a")[200:]:
        row = rows[index]
        for k in sorted(int(i) for i in tree.query(row.geom.buffer(0.05), predicate="intersects")):
            if k == index or land.lots[k].block != land.lots[index].block:
                continue
            lip = rows[k].geom.intersection(row.geom.buffer(0.4, join_style="mitre"))
            if 8 < lip.area < 25:
                row.geom = unary_union([row.geom, lip.buffer(0.002)]).buffer(0)
                if row.geom.geom_type == "Polygon":
                    return [row.key, rows[k].key]
    raise ValueError("no pair of neighbours to overlap")


def put_in(town: Town, land: Land) -> None:
    split = _split_limit(town, land)
    two = _two_zones(town, land)
    town.defects = {"two_zones": [two], "split_built_up": [split], "no_zone": _no_zone(town, land), "zone_slivers": _slivers(town, land),
        "overlap": _overlap(town, land)}
