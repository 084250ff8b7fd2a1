"""The named parcels are what their names say."""

from __future__ import annotations

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from tests.town import FeatureRow, Town

PROMISED = {"ana_house", "gas_crossed", "under_110kv", "by_river", "monument_near", "two_zones", "no_zone", "outside_built_up",
    "split_built_up", "telecom_uncovered",
            "corner_lot", "large_lot", "landslide_ban", "square_public", "railway_20m"}


def _all(town: Town, layer: str, **attrs: object) -> BaseGeometry:
    return shapely.union_all([r.geom for r in town.layers[layer] if all(r.attrs[k] == v for k, v in attrs.items())])


def _named(town: Town, name: str) -> FeatureRow:
    return town.parcel(town.named[name])


def _zones(town: Town, geom: BaseGeometry) -> set[str]:
    return {r.attrs["utr"] for r in town.layers["zoning"] if r.geom.intersection(geom).area > 1}


def test_all_promised_names_are_given_to_different_parcels(pietricica: Town) -> None:
    assert set(pietricica.named) >= PROMISED
    assert len(set(pietricica.named.values())) == len(pietricica.named)


def test_anas_house_is_far_from_trouble_and_fully_known(pietricica: Town) -> None:
    house = _named(pietricica, "ana_house")
    assert _zones(pietricica, house.geom) == {"L1a"}
    assert house.key in {r.attrs["parcel"] for r in pietricica.layers["addresses"]}
    assert house.key in {r.attrs["parcel"] for r in pietricica.layers["buildings"]}
    assert house.attrs["built_up"] is True
    for code, far in {"monuments": 100, "railways": 100, "rivers": 15, "flood_zones": 0, "landslides": 0, "cemeteries": 50, "roads": 50,
        "forests": 50, "natura2000": 1000,
                      "archaeology": 50, "sanitary": 500, "protected_built_zones": 0, "military": 1000, "power_posts": 20,
                      "water_pipes": 3, "sewer_pipes": 3, "gas_pipes": 2, "telecom_ducts": 1, "power_lines": 1.5}.items():
        assert house.geom.distance(_all(pietricica, code)) > far, code
    assert house.geom.distance(_all(pietricica, "power_lines", voltage_kv=110)) > 18.5
    assert house.geom.distance(_all(pietricica, "power_lines", voltage_kv=20)) > 12
    assert not house.geom.intersects(_all(pietricica, "gas_pipes", kind="distribution"))
    outside = [code for code, area in pietricica.coverage.items() if not area.contains(house.geom)]
    assert outside == []


def test_lines_cross_the_parcels_named_for_them(pietricica: Town) -> None:
    gas = _all(pietricica, "gas_pipes", kind="distribution")
    assert _named(pietricica, "gas_crossed").geom.intersection(gas).length > 10
    assert _named(pietricica, "under_110kv").geom.intersection(_all(pietricica, "power_lines", voltage_kv=110)).length > 10


@pytest.mark.parametrize(("name", "layer", "attrs", "within"), [
    ("by_river", "rivers", {"name": "Bistricioara"}, 15), ("monument_near", "monuments", {"own_zone": False}, 100),
        ("railway_20m", "railways", {}, 20),
    ("cemetery_50m", "cemeteries", {}, 50), ("gas_transmission_20m", "gas_pipes", {"kind": "transmission"}, 20)])
def test_parcels_named_for_a_distance_lie_within_it_but_not_on_it(pietricica: Town, name: str, layer: str, attrs: dict[str, object],
    within: float) -> None:
    distance = _named(pietricica, name).geom.distance(_all(pietricica, layer, **attrs))
    assert distance < within
    assert name == "gas_transmission_20m" or distance > 0


def test_zoning_cases(pietricica: Town) -> None:
    assert len(_zones(pietricica, _named(pietricica, "two_zones").geom)) == 2
    assert _zones(pietricica, _named(pietricica, "no_zone").geom) == set()
    assert _zones(pietricica, _named(pietricica, "outside_built_up").geom) == {"A"}
    assert _zones(pietricica, _named(pietricica, "protected_zone").geom) == {"CP"}


def test_built_up_limit_cases(pietricica: Town) -> None:
    limit = _all(pietricica, "built_up")
    split = _named(pietricica, "split_built_up").geom
    assert 0.3 < split.intersection(limit).area / split.area < 0.7
    assert _named(pietricica, "outside_built_up").geom.distance(limit) > 50
    assert _named(pietricica, "outside_built_up").attrs["built_up"] is False


def test_coverage_case(pietricica: Town) -> None:
    assert not pietricica.coverage["telecom_ducts"].intersects(_named(pietricica, "telecom_uncovered").geom)


def test_corner_large_and_slide(pietricica: Town) -> None:
    corner = _named(pietricica, "corner_lot").geom
    assert sum(r.geom.distance(corner) < r.attrs["width_m"] / 2 + 1 for r in pietricica.layers["streets"]) == 2
    assert _named(pietricica, "large_lot").geom.area > 1000
    assert _all(pietricica, "landslides", ban=True).intersection(_named(pietricica, "landslide_ban").geom).area > 100


def test_the_square_is_public_domain(pietricica: Town) -> None:
    square = _named(pietricica, "square_public")
    assert square.attrs["owner_kind"] == "public_town"
    assert _all(pietricica, "public_domain").buffer(0.01).contains(square.geom)


def test_the_commune_adjoins_the_town_and_repeats_some_of_its_numbers(pietricica: Town, dumbrava: Town) -> None:
    assert 220 <= len(dumbrava.layers["parcels"]) <= 360
    town, commune = pietricica.coverage["parcels"], dumbrava.coverage["parcels"]
    assert town.intersection(commune).area < 1
    assert town.boundary.intersection(commune.buffer(0.01)).length > 2500
    both = {r.key for r in pietricica.layers["parcels"]} & {r.key for r in dumbrava.layers["parcels"]}
    assert both == set(dumbrava.defects["shared_numbers"])
    assert len(both) == 6
    assert pietricica.named["ana_house"] in both
    assert "L1" in {u.code for u in dumbrava.plan_units}
    assert "L1" not in {u.code for u in pietricica.plan_units}
    assert dumbrava.named["village_house"] not in both
