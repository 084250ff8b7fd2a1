"""Every layer of the catalog is there, with the attributes that were agreed and sound geometry."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from tests.town import LAYERS, Town

#: layer → attributes agreed for it, and the values allowed where the list is closed
ATTRS: dict[str, dict[str, tuple[object, ...] | None]] = {
    "parcels": {"land_register": None, "use": None, "owner_kind": ("private", "public_town", "public_state"), "topo_number": None,
        "built_up": (True, False)},
    "buildings": {"levels": None, "use": None, "height_m": None, "year": None},
    "streets": {"name": None, "type": None, "road_class": ("A", "DN", "DJ", "DC", "local"),
        "surface": ("asphalt", "concrete", "pavers", "gravel", "earth"),
                "paved_on": None, "width_m": None, "lanes": (1, 2, 4)},
    "street_surfaces": {"kind": ("carriageway", "sidewalk", "green_space"), "street": None, "surface": None, "paved_on": None},
    "addresses": {"street": None, "number": None, "postal_code": None, "parcel": None},
    "street_history": {"old_name": None, "new_name": None, "council_decision": None, "date": None},
    "built_up": {"name": None},
    "zoning": {"utr": None},
    "admin_limits": {"name": None, "county": ("Neamț",), "kind": ("municipiu", "comună")},
    "fiscal_zones": {},
    "public_domain": {"inventory_number": None, "council_decision": None, "kind": None},
    "water_pipes": {"kind": ("aqueduct", "distribution", "service"), "diameter_mm": None, "material": None},
    "water_tanks": {"kind": ("tank", "treatment", "pumping")},
    "water_protection": {"regime": ("severe", "restricted")},
    "sewer_pipes": {"kind": ("sanitary", "combined", "collector", "service"), "diameter_mm": None},
    "gas_pipes": {"kind": ("distribution", "transmission", "service"), "pressure": ("low", "reduced", "medium", "high"),
        "material": ("PE", "steel"), "diameter_mm": None},
    "power_lines": {"voltage_kv": (0.4, 20, 110, 220, 400), "placement": ("overhead", "buried")},
    "power_posts": {"kind": ("pole", "walled")},
    "heat_pipes": {}, "telecom_ducts": {"operator": None},
    "rivers": {"name": None, "width_m": None, "state": ("natural", "regulated", "diked")},
    "lakes": {}, "dikes": {}, "railways": {},
    "roads": {"road_class": ("A", "DN", "DJ", "DC"), "locality": ("built_up", "rural", "outside")},
    "monuments": {"name": None, "category": ("A", "B"), "locality": ("urban", "rural", "outside"), "own_zone": (True, False)},
    "protected_built_zones": {}, "archaeology": {},
    "flood_zones": {"probability_pct": (1, 10, 0.1), "defended": (True, False)},
    "landslides": {"hazard": ("low", "medium", "high"), "ban": (True, False)},
    "cemeteries": {"name": None},
    "sanitary": {"kind": ("cattle", "pigs", "poultry", "vet_hospital", "sewage_plant", "waste_site", "crematorium"), "head_count": None,
        "closed": (True, False)},
    "forests": {}, "natura2000": {}, "airport": {"max_height_m": None}, "military": {}, "seveso": {},
        "events": {"from": None, "to": None, "name": None},
}
GEOMETRY = {"streets": "Line", "street_history": "Line", "addresses": "Point", "water_pipes": "Line", "sewer_pipes": "Line",
    "gas_pipes": "Line", "power_lines": "Line",
            "heat_pipes": "Line", "telecom_ducts": "Line", "dikes": "Line", "railways": "Line", "roads": "Line"}
ABSENT = {"airport", "seveso"}  # there is none, and the layer says so


def test_every_layer_of_the_catalog_is_there(pietricica: Town) -> None:
    assert set(ATTRS) == set(LAYERS) == set(pietricica.layers) == set(pietricica.coverage) == set(pietricica.layer_dates)
    assert {code for code, rows in pietricica.layers.items() if not rows} == ABSENT


@pytest.mark.parametrize("code", sorted(ATTRS))
def test_rows_carry_the_agreed_attributes(pietricica: Town, dumbrava: Town, code: str) -> None:
    for row in pietricica.layers[code] + dumbrava.layers[code]:
        for name, allowed in ATTRS[code].items():
            assert name in row.attrs, (code, row.key, name)
            assert allowed is None or row.attrs[name] in allowed, (code, row.key, name, row.attrs[name])


@pytest.mark.parametrize("code", sorted(ATTRS))
def test_geometry_is_valid_of_its_kind_and_to_the_millimetre(pietricica: Town, dumbrava: Town, code: str) -> None:
    for row in pietricica.layers[code] + dumbrava.layers[code]:
        assert row.geom.is_valid, (code, row.key)
        assert not row.geom.is_empty, (code, row.key)
        assert row.geom.geom_type.removeprefix("Multi").startswith(GEOMETRY.get(code, "Polygon")), (code, row.key, row.geom.geom_type)
        xy = shapely.get_coordinates(row.geom)
        assert np.array_equal(xy, np.round(xy, 3)), (code, row.key)


def test_keys_are_unique_within_a_layer(pietricica: Town, dumbrava: Town) -> None:
    for town in (pietricica, dumbrava):
        for code, rows in town.layers.items():
            assert len({r.key for r in rows}) == len(rows), code


def test_everything_lies_inside_the_limit(pietricica: Town, dumbrava: Town) -> None:
    for town in (pietricica, dumbrava):
        limit = next(r.geom for r in town.layers["admin_limits"] if r.key == town.siruta).buffer(0.01)
        for code, rows in town.layers.items():
            if code != "admin_limits":
                outside = [r.key for r in rows if not limit.contains(r.geom)]
                assert not outside, (code, outside[:5])


def test_the_market_square_lies_where_piatra_neamt_does(pietricica: Town) -> None:
    square = pietricica.parcel(pietricica.named["square_public"]).geom
    assert square.distance(shapely.Point(604500, 604000)) < 30


def test_telecom_is_known_for_part_of_the_town_and_archaeology_is_stale(pietricica: Town) -> None:
    whole = pietricica.coverage["parcels"].area
    partial = {code for code, g in pietricica.coverage.items() if g.area < 0.9 * whole}
    assert partial == {"telecom_ducts"}
    newest = max(pietricica.layer_dates.values())
    assert {code for code, day in pietricica.layer_dates.items() if (newest - day).days > 3 * 365} == {"archaeology"}


def test_some_streets_were_paved_lately_and_one_six_months_ago(pietricica: Town) -> None:
    paved = sorted(r.attrs["paved_on"] for r in pietricica.layers["streets"] if r.attrs["paved_on"])
    assert len(paved) > 25
    assert paved[-1] == "2026-05-22"
    assert sum(day > "2021-11-24" for day in paved) > 10


def test_every_zone_has_its_regulation(pietricica: Town, dumbrava: Town) -> None:
    for town in (pietricica, dumbrava):
        assert {r.attrs["utr"] for r in town.layers["zoning"]} <= {u.code for u in town.plan_units}
        for unit in town.plan_units:
            assert unit.allowed
            assert not {u.code for u in unit.allowed} & {u.code for u in unit.forbidden}, unit.code
            assert unit.legal_ref
            assert unit.council_decision


def test_the_river_is_twelve_to_forty_five_metres_wide(pietricica: Town) -> None:
    from tests.town.river import width_at

    widths = [width_at(s) for s in range(0, 7000, 10)]
    assert min(widths) >= 12
    assert max(widths) <= 45
    assert max(widths) - min(widths) > 20
