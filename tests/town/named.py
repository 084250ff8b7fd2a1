"""The parcels that tests call by what they are good for, found by search in the finished rows (EPSG:3844)."""

from __future__ import annotations

from collections.abc import Callable

from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from tests.town.land_rows import Land
from tests.town.parcels import Lot
from tests.town.rows import FeatureRow, Town

Wanted = Callable[[BaseGeometry, Lot, FeatureRow], bool]


class Finder:
    """Questions about one finished town; each named parcel is the first that answers, and no parcel is named twice."""

    def __init__(self, town: Town, land: Land) -> None:
        self.town, self.land = town, land
        self.addressed = {r.attrs["parcel"] for r in town.layers["addresses"]}
        self.built = {r.attrs["parcel"] for r in town.layers["buildings"]}
        self.limit = unary_union([r.geom for r in town.layers["built_up"]])
        self.bad = {n for group in town.defects.values() for n in group}

    def layer(self, code: str, **attrs: object) -> BaseGeometry:
        rows = self.town.layers[code]
        return unary_union([r.geom for r in rows if all(r.attrs.get(k) == v for k, v in attrs.items())])

    def house(self, lot: Lot, row: FeatureRow) -> bool:
        """A private lot with a house, an address and a street front."""
        lived_in = row.key in self.addressed and row.key in self.built and row.key not in self.bad
        return lived_in and lot.site is None and lot.utr[:2] in ("L1", "L2") and lot.front is not None and lot.front.length > 11

    def find(self, name: str, wanted: Wanted) -> None:
        for lot, row in zip(self.land.lots, self.town.layers["parcels"], strict=True):
            if row.key not in self.town.named.values() and wanted(row.geom, lot, row):
                self.town.named[name] = row.key
                return
        raise LookupError(f"no parcel for {name}")


def _clean(f: Finder) -> Wanted:
    """Ana's house: known in every layer and as far from trouble as a town lot gets."""
    far = [(f.layer("monuments"), 105), (f.layer("rivers"), 25), (f.layer("flood_zones"), 5), (f.layer("landslides"), 5),
        (f.layer("railways"), 105),
           (f.layer("power_lines", voltage_kv=110), 40), (f.layer("power_lines", voltage_kv=20), 14), (f.layer("power_posts"), 22),
               (f.layer("cemeteries"), 60),
           (f.layer("protected_built_zones"), 30), (f.layer("roads"), 55), (f.layer("forests"), 60), (f.layer("natura2000"), 1005),
               (f.layer("archaeology"), 60),
           (f.layer("gas_pipes", kind="transmission"), 210), (f.layer("water_pipes", kind="aqueduct"), 40), (f.layer("sanitary"), 510),
               (f.layer("military"), 1005),
           (f.layer("events"), 20), (f.layer("water_pipes", kind="distribution"), 3.1),
           (f.layer("sewer_pipes", kind="sanitary"), 3.1), (f.layer("gas_pipes", kind="distribution"), 2.1),
           (f.layer("telecom_ducts"), 1.1), (f.layer("power_lines"), 1.7),
           (f.layer("heat_pipes"), 3), (f.layer("dikes"), 10), (f.layer("lakes"), 10), (f.layer("water_protection"), 10)]
    cover = f.town.coverage["telecom_ducts"]
    outer = f.town.coverage["parcels"].boundary
    zone = f.layer("zoning", utr="L1a")

    def wanted(g: BaseGeometry, lot: Lot, row: FeatureRow) -> bool:
        return (f.house(lot, row) and lot.utr == "L1a" and 480 < g.area < 900 and lot.front is not None and lot.front.length > 14
            and zone.buffer(0.05).contains(g) and cover.contains(g)
                and g.distance(outer) > 300 and all(g.distance(other) > d for other, d in far))
    return wanted


def _disconnect(town: Town, geom: BaseGeometry) -> None:
    """Ana's house waits for its connections: no service pipe comes near it."""
    for code, reach in (("water_pipes", 3.1), ("sewer_pipes", 3.1), ("gas_pipes", 2.1)):
        town.layers[code] = [r for r in town.layers[code] if r.attrs["kind"] != "service" or r.geom.distance(geom) > reach]


def name_parcels(town: Town, land: Land) -> None:
    f = Finder(town, land)
    for name in ("two_zones", "split_built_up"):
        town.named[name] = town.defects[name][0]
    town.named["no_zone"] = town.defects["no_zone"][0]
    town.named["square_public"] = land.numbers[land.lot_of("square")]
    town.named["town_hall"] = land.numbers[land.lot_of("town_hall")]
    f.find("ana_house", _clean(f))
    _disconnect(town, town.parcel(town.named["ana_house"]).geom)
    gas = f.layer("gas_pipes", kind="distribution")
    f.find("gas_crossed", lambda g, lot, row: f.house(lot, row) and gas.intersection(g).length > 15)
    kv110 = f.layer("power_lines", voltage_kv=110)
    f.find("under_110kv", lambda g, lot, row: f.house(lot, row) and kv110.intersection(g).length > 10)
    river = f.layer("rivers", name="Bistricioara")
    f.find("by_river", lambda g, lot, row: lot.owner == "private" and f.limit.contains(g.centroid) and 0 < g.distance(river) < 14.5)
    loose, fixed = f.layer("monuments", own_zone=False), f.layer("protected_built_zones")
    f.find("monument_near", lambda g, lot, row: f.house(lot, row) and 5 < g.distance(loose) < 90 and not g.intersects(fixed))
    f.find("protected_zone", lambda g, lot, row: lot.utr == "CP" and lot.site is None and row.key in f.addressed and fixed.contains(g))
    f.find("outside_built_up", lambda g, lot, row: lot.use == "arabil" and g.distance(f.limit) > 60)
    cover = town.coverage["telecom_ducts"]
    f.find("telecom_uncovered", lambda g, lot, row: f.house(lot, row) and not cover.intersects(g))
    surfaces = [w.surface for w in land.ways if w.street.kind != "drum"]
    f.find("corner_lot", lambda g, lot, row: f.house(lot, row) and lot.utr == "L1a"
        and sum(lot.geom.boundary.intersection(s.buffer(0.7)).length > 10 for s in surfaces) == 2)
    f.find("large_lot", lambda g, lot, row: f.house(lot, row) and lot.utr == "L1a" and g.area > 1250)
    slide = f.layer("landslides", ban=True)
    f.find("landslide_ban", lambda g, lot, row: f.house(lot, row) and slide.intersection(g).area > 0.5 * g.area)
    rail = f.layer("railways", kind="main")
    f.find("railway_20m", lambda g, lot, row: lot.owner == "private" and row.key in f.addressed and 0 < g.distance(rail) < 18)
    flood = f.layer("flood_zones", probability_pct=1, defended=False)
    f.find("flood_1pct", lambda g, lot, row: lot.site is None and row.key in f.addressed and flood.intersection(g).area > 0.3 * g.area)
    graves = f.layer("cemeteries")
    f.find("cemetery_50m", lambda g, lot, row: f.house(lot, row) and 0.5 < g.distance(graves) < 45)
    f.find("on_national_road", lambda g, lot, row: f.house(lot, row) and lot.way is not None
        and land.ways[lot.way].street.road_class == "DN")
    big_gas = f.layer("gas_pipes", kind="transmission")
    f.find("gas_transmission_20m", lambda g, lot, row: lot.utr == "A" and g.distance(big_gas) < 18)
    f.find("flats_plot", lambda g, lot, row: lot.utr == "L3" and row.key in f.built and lot.site is None and g.area > 3000)


def name_commune(town: Town, land: Land) -> None:
    f = Finder(town, land)
    f.find("village_house", lambda g, lot, row: f.house(lot, row) and 600 < g.area < 2000 and row.key not in town.defects["shared_numbers"])
    f.find("village_field", lambda g, lot, row: lot.use == "arabil")
