"""Puts one UAT together: ground, parcels, networks, rows, defects, named parcels; then to EPSG:3844."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import numpy as np
import shapely
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from tests.town import defects, named
from tests.town.addresses import number_houses
from tests.town.blocks import lay_ground, polygons
from tests.town.buildings import raise_buildings
from tests.town.land_rows import Land, Rows, cadastral_numbers, land_rows
from tests.town.mark_rows import mark_rows
from tests.town.networks import TOWN_LINES, Lines, Piece, lay_networks
from tests.town.parcels import divide
from tests.town.plan import Plan
from tests.town.plan_commune import COMMUNE_LINES, commune_plan
from tests.town.plan_town import town_plan
from tests.town.river import water
from tests.town.roads import lay_streets, railway
from tests.town.rows import FeatureRow, PlanUnitRow, Town
from tests.town.terrain import ORIGIN, chance, shape
from tests.town.zoning import lay_zones
from tests.town.zoning_rules import commune_units, town_units

#: every layer of the catalog; a layer without objects here is empty and complete (there is none of it in the town)
LAYERS = [
    "parcels", "buildings", "streets", "street_surfaces", "addresses", "street_history", "built_up", "zoning", "admin_limits",
    "fiscal_zones", "public_domain", "water_pipes", "water_tanks", "water_protection", "sewer_pipes", "gas_pipes", "power_lines",
    "power_posts", "heat_pipes", "telecom_ducts", "rivers", "lakes", "dikes", "railways", "roads", "monuments",
    "protected_built_zones", "archaeology", "flood_zones", "landslides", "cemeteries", "sanitary", "forests", "natura2000",
    "airport", "military", "seveso", "events",
]

#: day of the data of each layer; the archaeology layer is stale on purpose
DATES = {
    "parcels": date(2026, 11, 16), "buildings": date(2026, 11, 16), "addresses": date(2026, 11, 20), "streets": date(2026, 10, 30),
        "street_surfaces": date(2026, 10, 30),
    "street_history": date(2026, 10, 30), "zoning": date(2026, 3, 2), "built_up": date(2026, 3, 2), "water_pipes": date(2026, 9, 14),
        "sewer_pipes": date(2026, 9, 14),
    "gas_pipes": date(2026, 10, 5), "power_lines": date(2026, 8, 24), "power_posts": date(2026, 8, 24), "heat_pipes": date(2026, 6, 15),
        "telecom_ducts": date(2026, 7, 1),
    "archaeology": date(2014, 5, 20), "monuments": date(2026, 1, 15), "flood_zones": date(2026, 2, 10), "landslides": date(2026, 4, 20),
        "events": date(2026, 11, 1)}
_OTHER_DATE = date(2026, 5, 12)


def _settle(geom: BaseGeometry) -> BaseGeometry:
    """To EPSG:3844, rounded to the millimetre, still valid and of the same kind."""
    moved = shapely.transform(geom, lambda c: np.round(c + np.array(ORIGIN), 3))
    if not moved.is_valid or moved.geom_type == "GeometryCollection":
        kind = "Line" if "Line" in geom.geom_type else "Polygon"
        mended = shapely.get_parts(shapely.set_precision(shapely.make_valid(moved), 0.001))
        moved = shapely.transform(unary_union([g for g in mended if kind in g.geom_type]), lambda c: np.round(c, 3))
    if geom.geom_type == "Polygon" and moved.geom_type == "MultiPolygon":
        moved = max(moved.geoms, key=lambda g: g.area)
    return moved


def _network_rows(pieces: list[Piece], siruta: str) -> Rows:
    rows: Rows = {}
    short = {"water_pipes": "AP", "sewer_pipes": "CA", "gas_pipes": "GZ", "power_lines": "EL", "power_posts": "PT", "heat_pipes": "TM",
        "telecom_ducts": "TC", "water_tanks": "RZ",
             "water_protection": "ZP"}
    for p in pieces:
        own = rows.setdefault(p.layer, [])
        own.append(FeatureRow(f"{short[p.layer]}-{siruta[-2:]}-{len(own) + 1:04d}", p.label, p.attrs, p.geom))
    return rows


def _admin_rows() -> list[FeatureRow]:
    """The town, the commune and two neighbours known by name only."""
    town, commune = shape(town_plan().limit), shape(commune_plan().limit).difference(shape(town_plan().limit))
    commune = polygons(commune)[0]
    both = unary_union([town, commune])
    west, south, east, north = both.bounds
    frame = box(west - 900, south - 900, east + 900, north + 900).difference(both)
    axis = Polygon([(west - 2000, south - 2000), (west - 2000, north - 900), (east + 2000, south + 700), (east + 2000, south - 2000)])
    upper, lower = polygons(frame.difference(axis))[0], polygons(frame.intersection(axis))[0]
    data = (("990017", "Pietricica", "municipiu", town), ("990026", "Dumbrava Roșie de Jos", "comună", commune),
        ("990035", "Poiana Călugărului", "comună", upper),
            ("990044", "Gura Sărății", "comună", lower))
    return [FeatureRow(code, f"{kind.capitalize()} {name}", {"name": name, "county": "Neamț", "kind": kind}, geom) for code, name, kind,
        geom in data]


def _make(plan: Plan, lines: Lines, units: list[PlanUnitRow], seed: int, shared: tuple[str, ...] = ()) -> tuple[Town, Land]:
    flow = water()
    rails: list[BaseGeometry] = list(railway())
    limit = shape(plan.limit) if plan.kind == "municipiu" else polygons(shape(plan.limit).difference(shape(town_plan().limit)))[0]
    ways = lay_streets(plan)
    ground = lay_ground(plan, ways, flow, rails, limit)
    lots = divide(plan, ground, ways, chance(seed, plan.slug + "/parcels"))
    numbers = cadastral_numbers(len(lots), plan.number_base, chance(seed, plan.slug + "/numbers"))
    for k, number in enumerate(shared):  # unique only within one UAT
        numbers[3 + 19 * k] = number
    areas = lay_zones(ground, lots, ways, flow)
    buildings = raise_buildings(lots, chance(seed, plan.slug + "/buildings"))
    addresses = number_houses(ways, lots, chance(seed, plan.slug + "/addresses"))
    land = Land(plan, ground, ways, lots, numbers, areas, buildings, addresses)
    pieces = lay_networks(ways, lots, buildings, lines, limit, chance(seed, plan.slug + "/networks"))
    town = Town(plan.siruta, plan.name, "Neamț", plan_units=units)
    rows = {**land_rows(land, units, chance(seed, plan.slug + "/rows")), **mark_rows(land, flow, rails),
        **_network_rows(pieces, plan.siruta), "admin_limits": _admin_rows()}
    town.layers = {code: rows.get(code, []) for code in LAYERS}
    town.coverage = dict.fromkeys(LAYERS, limit)
    if lines.telecom_cover:
        town.coverage["telecom_ducts"] = shape(lines.telecom_cover).intersection(limit)
    town.layer_dates = {code: DATES.get(code, _OTHER_DATE) for code in LAYERS}
    return town, land


def _finish(town: Town) -> Town:
    for rows in town.layers.values():
        for row in rows:
            row.geom = _settle(row.geom)
    town.layers = {code: [r for r in rows if not r.geom.is_empty] for code, rows in town.layers.items()}
    town.coverage = {code: _settle(g) for code, g in town.coverage.items()}
    return town


@lru_cache(maxsize=4)
def make_town(seed: int) -> Town:
    town, land = _make(town_plan(), TOWN_LINES, town_units(), seed)
    defects.put_in(town, land)
    _finish(town)
    named.name_parcels(town, land)
    return town


@lru_cache(maxsize=4)
def make_commune(seed: int) -> Town:
    town_of_same_numbers = make_town(seed)
    shared = tuple(town_of_same_numbers.named[k] for k in ("ana_house", "gas_crossed", "monument_near", "corner_lot", "no_zone",
        "outside_built_up"))
    town, land = _make(commune_plan(), COMMUNE_LINES, commune_units(), seed, shared)
    town.defects = {"shared_numbers": list(shared)}
    _finish(town)
    named.name_commune(town, land)
    return town
