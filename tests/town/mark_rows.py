"""Rows of what marks the land: water, railway, monuments, protection zones, hazards, sanitary objects, inventory."""

from __future__ import annotations

from typing import Any

from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from tests.town.hazards import floods, landslides
from tests.town.land_rows import Land, Rows
from tests.town.parcels import Lot
from tests.town.river import Water
from tests.town.rows import FeatureRow
from tests.town.terrain import Point2, shape

#: site → (LMI code, category, own protection zone decided)
_TOWN_MONUMENTS = {
    "church": ("NT-II-m-A-90101", "Biserica „Nașterea Maicii Domnului”, 1664", "A", False),
    "museum": ("NT-II-m-B-90102", "Casa Călinescu, azi Muzeul de Istorie, 1889", "B", False),
    "town_hall": ("NT-II-m-B-90103", "Palatul Administrativ, 1912", "B", True),
    "church_west": ("NT-II-m-A-90104", "Biserica de lemn „Adormirea”, 1741", "A", False),
    "theatre": ("NT-II-m-B-90105", "Teatrul Municipal, 1934", "B", True),
}
_COMMUNE_MONUMENTS = {"church": ("NT-II-m-B-90120", "Biserica „Sfântul Nicolae”, 1798", "B", False)}
_HILL_FORT: tuple[Point2, ...] = ((2640, 925), (2740, 915), (2790, 955), (2740, 1010), (2650, 990))
_SITES: tuple[tuple[str, str, tuple[Point2, ...]], ...] = (
    ("990017.01", "Așezarea cucuteniană de la Cetățuia", _HILL_FORT),
    ("990017.02", "Așezarea medievală de la Lunca", ((1880, -880), (2030, -900), (2050, -985), (1900, -990))),
    ("990017.03", "Vatra târgului vechi", ((2240, 190), (2440, 190), (2450, 370), (2230, 360))),
    ("990026.01", "Tumulul de la Dumbrava", ((5240, 200), (5310, 205), (5300, 270), (5235, 260))),
)
_PARK: tuple[Point2, ...] = ((150, 1270), (900, 1240), (1700, 1290), (2300, 1250), (2900, 1280), (3700, 1240), (4400, 1290), (5600, 1250),
    (6900, 1280), (7100, 1700),
                          (3500, 1800), (100, 1700))


def _row(rows: Rows, layer: str, key: str, label: str, attrs: dict[str, Any], geom: BaseGeometry) -> None:
    if not geom.is_empty:
        rows.setdefault(layer, []).append(FeatureRow(key, label, attrs, geom))


def _water(rows: Rows, land: Land, water: Water) -> None:
    limit = land.ground.limit
    inner = unary_union([d.buffer(70) for d in water.dikes])
    bed = water.bed.intersection(limit)
    diked = bed.intersection(inner) if land.plan.kind == "municipiu" else MultiPolygon()
    natural = bed.difference(diked)
    _row(rows, "rivers", "BIS-1", "Bistricioara", {"name": "Bistricioara", "width_m": 28, "state": "natural"}, natural)
    _row(rows, "rivers", "BIS-2", "Bistricioara (sector îndiguit)", {"name": "Bistricioara", "width_m": 28, "state": "diked"}, diked)
    for n, (name, _line, surface, width, state) in enumerate(water.streams):
        _row(rows, "rivers", f"PR-{n + 1}", name, {"name": name, "width_m": width, "state": state},
            surface.intersection(limit).difference(bed))
    _row(rows, "lakes", "LAC-1", "Balta Veche", {"name": "Balta Veche", "kind": "natural"}, water.lake.intersection(limit))
    for n, dike in enumerate(water.dikes):
        _row(rows, "dikes", f"DIG-{n + 1}", f"Dig mal {'stâng' if n == 0 else 'drept'}", {"height_m": 2.5}, dike.intersection(limit))
    for n, (geom, attrs, name) in enumerate(floods(water)):
        _row(rows, "flood_zones", f"INU-{n + 1}", name, attrs, geom.intersection(limit))
    for n, (geom, attrs, name) in enumerate(landslides()):
        _row(rows, "landslides", f"ALN-{n + 1}", name, attrs, geom.intersection(limit))


def _heritage(rows: Rows, land: Land) -> None:
    town = land.plan.kind == "municipiu"
    lots = {lot.site.code: lot for lot in land.lots if lot.site is not None}
    for code, (lmi, name, category, own) in (_TOWN_MONUMENTS if town else _COMMUNE_MONUMENTS).items():
        _row(rows, "monuments", lmi, name, {"name": name, "category": category, "locality": "urban" if town else "rural",
            "own_zone": own}, lots[code].geom)
    if town:
        fort = shape(_HILL_FORT, smooth=True)
        _row(rows, "monuments", "NT-I-s-A-90106", "Situl arheologic Cetățuia",
            {"name": "Situl arheologic Cetățuia", "category": "A", "locality": "outside", "own_zone": False}, fort)
        zone = unary_union([lot.geom for lot in land.lots if lot.district == "CP" or lot.utr == "CP"])
        core = zone.buffer(14, join_style="mitre").buffer(-12, join_style="mitre").simplify(0.5)
        _row(rows, "protected_built_zones", "ZCP-1", "Nucleul istoric al târgului Pietricica",
            {"name": "Nucleul istoric", "council_decision": "HCL nr. 214/2018"}, core)
    for key, name, ring in _SITES:
        if key.startswith(land.plan.siruta):
            _row(rows, "archaeology", key, name, {"name": name, "ran": key}, shape(ring, smooth=True).intersection(land.ground.limit))


def _sanitary(rows: Rows, land: Land) -> None:
    kinds: dict[str, dict[str, Any]] = {
        "farm": {"kind": "cattle", "head_count": 180, "closed": False},
            "sewage_plant": {"kind": "sewage_plant", "head_count": None, "closed": False},
        "dump": {"kind": "waste_site", "head_count": None, "closed": True},
            "hen_farm": {"kind": "poultry", "head_count": 4500, "closed": False}}
    for lot in land.lots:
        site = lot.site
        if site is None:
            continue
        if site.use == "cimitir":
            _row(rows, "cemeteries", site.code, site.name, {"name": site.name}, lot.geom)
        if site.code in kinds:
            _row(rows, "sanitary", site.code, site.name, kinds[site.code], lot.geom)
        if site.utr == "TS":
            _row(rows, "military", "MIL-1", site.name, {"name": site.name}, lot.geom)


def _events(rows: Rows, land: Land) -> None:
    if land.plan.kind != "municipiu":
        return
    square = land.lots[land.lot_of("square")].geom
    _row(rows, "events", "EV-1", "Zilele Municipiului Pietricica",
        {"name": "Zilele Municipiului Pietricica", "from": "2027-06-24", "to": "2027-06-29"}, square.buffer(45).simplify(0.5))
    park = land.lots[land.lot_of("flats_park")].geom
    _row(rows, "events", "EV-2", "Târgul de Crăciun", {"name": "Târgul de Crăciun", "from": "2026-12-05", "to": "2026-12-27"}, park)


def _inventory(rows: Rows, land: Land) -> None:
    """The inventory of public domain: sites and streets of the town."""
    n = 0

    def public(lot: Lot) -> bool:
        return lot.owner == "public_town" and lot.utr != "A"

    for lot, number in zip(land.lots, land.numbers, strict=True):
        if public(lot):
            n += 1
            name = lot.site.name if lot.site else lot.use
            _row(rows, "public_domain", f"{n:04d}", name, {"inventory_number": f"{n:04d}", "council_decision": "HCL nr. 62/1999",
                "kind": lot.use, "parcel": number}, lot.geom)
    for way in land.ways:
        if way.street.road_class in ("local", "DC"):
            n += 1
            _row(rows, "public_domain", f"{n:04d}", way.street.title,
                {"inventory_number": f"{n:04d}", "council_decision": "HCL nr. 62/1999", "kind": "stradă", "street": way.code},
                 way.surface.intersection(land.ground.limit))


def mark_rows(land: Land, water: Water, rails: list[BaseGeometry]) -> Rows:
    rows: Rows = {}
    limit = land.ground.limit
    _water(rows, land, water)
    for n, line in enumerate(rails):
        _row(rows, "railways", f"CF-{n + 1}", "Linia CF Bacău – Pietricica" if n == 0 else "Linie industrială",
            {"line": 509 if n == 0 else 0, "kind": "main" if n == 0 else "siding"},
             line.intersection(limit))
    _heritage(rows, land)
    _sanitary(rows, land)
    forest = unary_union([lot.geom.buffer(0.6) for lot in land.lots if lot.use == "pădure"]).buffer(-0.6)
    for n, part in enumerate(getattr(forest, "geoms", [forest])):
        _row(rows, "forests", f"UP-{n + 1}", f"Fond forestier UP {n + 1}", {"owner": "stat", "district": "Ocolul Silvic Pietricica"}, part)
    _row(rows, "natura2000", "ROSCI0990", "ROSCI0990 Dealurile Pietricicăi", {"name": "Dealurile Pietricicăi", "kind": "SCI"},
        shape(_PARK, smooth=True).intersection(limit))
    _events(rows, land)
    _inventory(rows, land)
    return rows
