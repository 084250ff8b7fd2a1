"""Rows of the land itself: parcels, buildings, streets, addresses, zoning, limits."""

from __future__ import annotations

import random
from dataclasses import dataclass

from shapely import prepare
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from tests.town.addresses import Address
from tests.town.blocks import Ground, polygons
from tests.town.buildings import Building
from tests.town.parcels import Lot
from tests.town.plan import Plan
from tests.town.roads import Way
from tests.town.rows import FeatureRow, PlanUnitRow
from tests.town.zoning import Areas

Rows = dict[str, list[FeatureRow]]
_SURFACE_WORDS = {"carriageway": "carosabil", "sidewalk": "trotuar", "green_space": "spațiu verde"}


@dataclass(slots=True)
class Land:
    """What the parts of the generator made for one UAT, before it becomes rows."""

    plan: Plan
    ground: Ground
    ways: list[Way]
    lots: list[Lot]
    numbers: list[str]  # cadastral number of each lot
    areas: Areas
    buildings: list[Building]
    addresses: list[Address]

    def lot_of(self, site: str) -> int:
        """Index of the parcel of a site."""
        return next(i for i, lot in enumerate(self.lots) if lot.site is not None and lot.site.code == site)


def cadastral_numbers(count: int, base: int, rng: random.Random) -> list[str]:
    """Numbers as the land register gives them, in order of registration and hence scattered over the map; a few have six digits."""
    five = rng.sample(range(base + 1, base + 9000), count)
    six = rng.sample(range(2 * base + 100, 2 * base + 100 + 2 * count), count)
    return [str(six[i]) if rng.random() < 0.06 else str(five[i]) for i in range(count)]


def _parcels(land: Land, rng: random.Random) -> list[FeatureRow]:
    rows = []
    prepare(land.areas.built_up)
    for lot, number in zip(land.lots, land.numbers, strict=True):
        limit = land.areas.built_up
        inside = limit.contains(lot.geom) or (limit.intersects(lot.geom) and lot.geom.intersection(limit).area > 0.5 * lot.geom.area)
        old = rng.random() < 0.3
        topo = f"{rng.randrange(20, 4200)}/{rng.randrange(1, 9)}" if old else None
        attrs = {"land_register": f"{rng.randrange(1, 9800)}/N" if old and rng.random() < 0.4 else number, "use": lot.use,
            "owner_kind": lot.owner, "topo_number": topo,
                 "built_up": inside, "area_m2": round(lot.geom.area)}
        rows.append(FeatureRow(number, f"nr. cad. {number}" if lot.site is None else f"nr. cad. {number} – {lot.site.name}", attrs,
            lot.geom))
    return rows


def _buildings(land: Land) -> list[FeatureRow]:
    return [FeatureRow(f"{land.numbers[b.lot]}-C{b.number}", f"{land.numbers[b.lot]}-C{b.number} ({b.regime})",
                       {"levels": b.levels, "regime": b.regime, "use": b.use, "height_m": b.height_m, "year": b.year,
                           "parcel": land.numbers[b.lot]}, b.geom)
            for b in land.buildings]


def _streets(land: Land) -> Rows:
    streets, history = [], []
    for way in land.ways:
        s = way.street
        if s.kind == "drum":
            continue
        streets.append(FeatureRow(way.code, s.title, {
            "name": s.name, "type": s.kind, "road_class": s.road_class, "surface": s.surface, "paved_on": s.paved_on, "width_m": s.width,
            "lanes": 4 if s.width >= 20 else 2 if s.width >= 7 else 1}, way.axis))
        if s.old_name:
            history.append(FeatureRow(f"{way.code}-1", f"{s.old_name} → {s.title}",
                {"street": way.code, "old_name": s.old_name, "new_name": s.title,
                                                                                   "council_decision": s.renamed_by,
                                                                                       "date": s.renamed_on}, way.axis))
    return {"streets": streets, "street_history": history}


def _roads(land: Land) -> list[FeatureRow]:
    """Classified roads by number and stretch: inside the built-up limit and outside it."""
    joined: dict[str, list[LineString]] = {}
    klass: dict[str, str] = {}
    for way in land.ways:
        if way.street.road:
            joined.setdefault(way.street.road, []).append(way.axis)
            klass[way.street.road] = way.street.road_class
    rows = []
    inner = unary_union([p for p in polygons(land.areas.built_up) if p.area > 50000])
    town_word = "built_up" if land.plan.kind == "municipiu" else "rural"
    for number in sorted(joined):
        whole = unary_union(joined[number]).intersection(land.ground.limit)
        for locality, part in ((town_word, whole.intersection(inner)), ("outside", whole.difference(inner))):
            if not part.is_empty and part.length > 1:
                rows.append(FeatureRow(number if locality != "outside" else f"{number} extravilan", number,
                    {"road_class": klass[number], "locality": locality, "number": number}, part))
    return rows


def _surfaces(land: Land) -> list[FeatureRow]:
    """Carriageway, green strip and sidewalk of each street, the more important street first where they cross."""
    rows = []
    taken: BaseGeometry = Polygon()
    for way in sorted((w for w in land.ways if w.street.kind != "drum"), key=lambda w: (-w.street.rank, -w.street.width, w.code)):
        s = way.street
        free = way.surface.intersection(land.ground.limit).difference(taken)
        strip = 1.8 if s.width >= 18 else 0.0
        half = (s.width - 2 * (2.2 if s.width > 12 else 1.5 if s.width > 7 else 1.0) - 2 * strip) / 2
        carriage = way.axis.buffer(half, cap_style="flat").intersection(free)
        green = way.axis.buffer(half + strip, cap_style="flat").intersection(free).difference(carriage) if strip else Polygon()
        walk = free.difference(unary_union([carriage, green]))
        for kind, geom, surface in (("carriageway", carriage, s.surface), ("sidewalk", walk, "pavers"), ("green_space", green, None)):
            if geom.area > 2:
                rows.append(FeatureRow(f"{way.code}-{kind}", f"{s.title} – {_SURFACE_WORDS[kind]}",
                    {"kind": kind, "street": way.code, "surface": surface, "paved_on": s.paved_on}, geom))
        taken = taken.union(way.surface)
    return rows


def _addresses(land: Land) -> list[FeatureRow]:
    return [FeatureRow(f"{land.ways[a.way].code}-{a.number}", f"{land.ways[a.way].street.title} nr. {a.number}",
                       {"street": land.ways[a.way].code, "street_name": land.ways[a.way].street.title, "number": a.number,
                           "postal_code": a.postal_code, "parcel": land.numbers[a.lot]},
                       a.point) for a in land.addresses]


def _built_up(land: Land) -> list[FeatureRow]:
    rows = []
    for n, part in enumerate(polygons(land.areas.built_up)):
        name = f"Intravilan {land.plan.name}" + ("" if n == 0 else f" – trup izolat {n}")
        rows.append(FeatureRow(f"IV-{n + 1}", name, {"name": name}, part))
    return rows


def _no_crumbs(geom: BaseGeometry) -> BaseGeometry:
    """Without the specks that differences of areas leave behind."""
    return unary_union([p for p in polygons(geom) if p.area > 3])


def land_rows(land: Land, units: list[PlanUnitRow], rng: random.Random) -> Rows:
    titles = {u.code: u.title_ro for u in units}
    rows: Rows = {
        "parcels": _parcels(land, rng), "buildings": _buildings(land), **_streets(land), "roads": _roads(land),
            "street_surfaces": _surfaces(land),
        "addresses": _addresses(land), "built_up": _built_up(land),
        "zoning": [FeatureRow(utr, f"{utr} – {titles[utr]}", {"utr": utr, "title": titles[utr]}, _no_crumbs(geom)) for utr,
            geom in sorted(land.areas.zones.items()) if geom.area > 1],
        "fiscal_zones": [FeatureRow(k, f"Zona fiscală {k}", {"zone": k}, g) for k, g in land.areas.fiscal.items() if g.area > 1],
    }
    return rows
