"""Ana draws a house: what the zoning says of it, and what could be built at all."""

from __future__ import annotations

import datetime as dt

import pytest
import shapely

from gisapp.accounts.models import Authority
from layers.api import State, Work, buildable, describe_land, zoning_check
from layers.models import Layer, PlanUnit
from layers.zoning.plots import apart_findings, plots_of
from layers.zoning.works import levels_of
from tests.layers.conflicts.land import geos, make_layer, make_rule

pytestmark = pytest.mark.django_db
E0, N0 = 604_500.0, 604_000.0
PLOT = shapely.box(E0, N0, E0 + 20, N0 + 30)
STREET = shapely.box(E0 - 100, N0 - 8, E0 + 100, N0)


@pytest.fixture
def zoned(proba: Authority) -> Authority:
    make_layer(proba, "zoning", [("L1", {}, shapely.box(E0 - 200, N0 - 200, E0 + 200, N0 + 200))], role=Layer.Role.ZONING)
    make_layer(proba, "street_surfaces", [("s", {"kind": "carriageway"}, STREET)], role=Layer.Role.STREET_SURFACES)
    make_layer(proba, "buildings", [("far", {"levels": 1}, shapely.box(E0 + 300, N0, E0 + 310, N0 + 10))], role=Layer.Role.BUILDINGS)
    unit(proba)
    return proba


def unit(authority: Authority, code: str = "L1", **changed: object) -> PlanUnit:
    given = {"pot_max": 35.0, "cut_max": 0.7, "height_max_m": 8.0, "height_regime": "P+1E+M", "front_m": 4.0, "side_m": 2.0, "rear_m": 5.0, "min_plot_m2": 250.0,
             "min_frontage_m": 12.0, "uses_allowed": ["house"], "uses_conditioned": ["shop"], "uses_forbidden": ["waste"]} | changed
    return PlanUnit.objects.create(authority=authority, code=code, title_ro="Locuințe", legal_ref="RLU cap. 5", valid_from=dt.date(2018, 1, 1), **given)


def house(x: float = 4, y: float = 6, width: float = 10, depth: float = 12, **changed: object) -> Work:
    return Work(**({"geom": geos(shapely.box(E0 + x, N0 + y, E0 + x + width, N0 + y + depth)), "use": "house", "levels": 2, "height_m": 7.0} | changed))  # type: ignore[arg-type]


def states(authority: Authority, *works: Work) -> dict[str, set[str]]:
    told: dict[str, set[str]] = {}
    for one in zoning_check(geos(PLOT), works, authority=authority):
        told.setdefault(one.code, set()).add(one.state.value)
    return told


def test_a_house_within_all_rules_is_clear_with_its_numbers(zoned: Authority) -> None:
    found = zoning_check(geos(PLOT), [house()], authority=zoned)
    assert {one.state for one in found} == {State.CLEAR}
    told = {one.code: one.reason_ro for one in found}
    assert told["UTR-POT"] == "Se ajunge la 20,0 %, admis 35,0 %."
    assert told["UTR-CUT"] == "Se ajunge la 0,400, admis 0,700."
    assert {one.limit_m for one in found if one.code == "UTR-RETRAGERE"} == {4.0, 2.0, 5.0}


@pytest.mark.parametrize(
    ("work", "code"),
    [
        (house(width=14, depth=16), "UTR-POT"), (house(levels=4), "UTR-CUT"), (house(height_m=8.5), "UTR-H"), (house(levels=4), "UTR-NIVELURI"),
        (house(y=3.9), "UTR-RETRAGERE"), (house(x=1.9), "UTR-RETRAGERE"), (house(y=13.1), "UTR-RETRAGERE"), (house(use="waste"), "UTR-FUNCTIUNE"),
        (house(x=-1), "UTR-LIMITA"), (house(use="shop"), "UTR-FUNCTIUNE"),
    ],
)
def test_each_rule_that_is_broken_is_found(zoned: Authority, work: Work, code: str) -> None:
    assert "conflict" in states(zoned, work)[code]


def test_setbacks_are_exact(zoned: Authority) -> None:
    assert states(zoned, house(x=2.0, y=4.0, depth=21.0))["UTR-RETRAGERE"] == {"clear"}
    found = [one for one in zoning_check(geos(PLOT), [house(y=3.5)], authority=zoned) if one.state is State.CONFLICT]
    assert [(one.distance_m, one.limit_m, one.overlap_m2) for one in found] == [(pytest.approx(3.5), 4.0, pytest.approx(5.0, abs=0.01))]


@pytest.mark.parametrize(("work", "code"), [(house(levels=None), "UTR-CUT"), (house(height_m=None), "UTR-H"), (house(use=""), "UTR-FUNCTIUNE"), (house(use="mast"), "UTR-FUNCTIUNE")])
def test_what_was_not_said_is_unknown(zoned: Authority, work: Work, code: str) -> None:
    assert states(zoned, work)[code] == {"unknown"}


def test_what_stands_already_counts(zoned: Authority) -> None:
    make_layer(zoned, "b2", [])
    Layer.objects.filter(authority=zoned, code="buildings").update(active=False)
    make_layer(zoned, "buildings2", [("old", {"levels": 1}, shapely.box(E0 + 4, N0 + 20, E0 + 14, N0 + 30))], role=Layer.Role.BUILDINGS)
    assert states(zoned, house())["UTR-POT"] == {"conflict"}


def test_where_the_plan_is_silent_the_general_rules_speak(zoned: Authority) -> None:
    PlanUnit.objects.all().delete()
    unit(zoned, pot_max=None, min_plot_m2=None, min_frontage_m=None, side_m=None, rear_m=None)
    found = {one.code: one for one in zoning_check(geos(PLOT), [house()], authority=zoned)}
    assert "HG 525/1996" in found["UTR-POT"].legal_ref
    assert "art. 30" in found["UTR-PARCELA"].legal_ref
    assert {one.limit_m for one in zoning_check(geos(PLOT), [house()], authority=zoned) if one.code == "UTR-RETRAGERE"} == {4.0, 0.6}


def test_land_in_no_zone_is_unknown(zoned: Authority) -> None:
    away = shapely.box(E0 + 500, N0, E0 + 520, N0 + 30)
    assert [(one.code, one.state.value) for one in zoning_check(geos(away), [], authority=zoned)] == [("UTR", "unknown")]


def test_height_regimes_are_read() -> None:
    assert [levels_of(text) for text in ("P+1E+M", "P+4E", "D+P+M", "P", "P – P+3E sau hală", "–", "P+2")] == [3, 5, 2, 1, 4, None, 3]


def test_the_envelope_is_the_plot_less_setbacks_and_corridors(zoned: Authority) -> None:
    found = buildable(geos(PLOT), authority=zoned)
    assert found is not None
    assert found.complete
    assert found.m2 == pytest.approx((20 - 4) * (30 - 9), abs=0.01)
    assert (found.footprint_m2, found.floor_area_m2) == (pytest.approx(210.0), pytest.approx(420.0))
    line = make_layer(zoned, "lea", [("l", {"name": "LEA 20 kV"}, shapely.LineString([(E0 + 25, N0 - 50), (E0 + 25, N0 + 80)]))], geometry="line")
    make_rule(line, "LEA-P", 12.0, effect="prohibit", tests="works")
    less = buildable(geos(PLOT), authority=zoned)
    assert less is not None
    assert less.m2 == pytest.approx((13 - 2) * 21, abs=0.01)
    assert any("LEA" in cut.reason_ro for cut in less.cuts)
    assert sum(cut.m2 for cut in less.cuts) + less.m2 == pytest.approx(600.0, abs=0.1)


def test_zones_that_overlap_do_not_hide_land_in_no_zone(zoned: Authority) -> None:
    unit(zoned, "L2")
    Layer.objects.filter(authority=zoned, code="zoning").update(active=False)
    two = [("L1", {}, shapely.box(E0 - 50, N0 - 50, E0 + 50, N0 + 20)), ("L2", {}, shapely.box(E0 - 50, N0 + 5, E0 + 50, N0 + 20))]
    make_layer(zoned, "zoning2", two, role=Layer.Role.ZONING)
    assert "unknown" in states(zoned)["UTR"]
    assert describe_land(geos(PLOT), authority=zoned)["unzoned_m2"] == pytest.approx(200.0)
    small = shapely.box(E0, N0 + 21, E0 + 0.8, N0 + 21.8)
    assert describe_land(geos(small), authority=zoned)["unzoned_m2"] == pytest.approx(0.64)


def test_a_zone_without_a_number_lends_none_and_words_are_left_to_a_person(zoned: Authority) -> None:
    Layer.objects.filter(authority=zoned, code="zoning").update(active=False)
    make_layer(zoned, "zoning2", [("L1", {}, shapely.box(E0 - 50, N0 - 50, E0 + 50, N0 + 15)), ("V", {}, shapely.box(E0 - 50, N0 + 15, E0 + 50, N0 + 60))], role=Layer.Role.ZONING)
    unit(zoned, "V", pot_max=None, cut_max=None, height_max_m=None, height_regime="", front_m=None, uses_allowed=["shop"])
    found = zoning_check(geos(PLOT), [house()], authority=zoned)
    silent = {one.code: one for one in found if one.state is State.UNKNOWN}
    assert "0,350" in silent["UTR-CUT"].reason_ro
    assert ("art. 31" in silent["UTR-H"].legal_ref, "art. 23" in silent["UTR-RETRAGERE"].legal_ref) == (True, True)


def test_a_building_beyond_the_plot_is_found_where_no_zone_is_known_and_an_enclave_has_boundaries(zoned: Authority) -> None:
    away = shapely.box(E0 + 500, N0, E0 + 520, N0 + 30)
    assert {one.code for one in zoning_check(geos(away), [house(x=495)], authority=zoned)} == {"UTR", "UTR-LIMITA"}
    ring = shapely.box(E0 - 30, N0, E0 + 50, N0 + 60).difference(shapely.box(E0 + 15, N0 + 6, E0 + 20, N0 + 12))
    near = [one.distance_m for one in zoning_check(geos(ring), [house()], authority=zoned) if one.code == "UTR-RETRAGERE" and one.state is State.CONFLICT]
    assert near == [pytest.approx(1.0)] * 3


@pytest.mark.parametrize(
    ("other", "plots"),
    [
        (shapely.box(E0 + 20, N0, E0 + 40, N0 + 30), 1), (shapely.box(E0 + 20.25, N0, E0 + 40, N0 + 30), 1), (shapely.box(E0 + 20.35, N0, E0 + 40, N0 + 30), 2),
        (shapely.box(E0 + 20, N0 + 30, E0 + 40, N0 + 50), 2), (shapely.box(E0 + 20.1, N0 + 30.1, E0 + 40, N0 + 50), 2), (shapely.box(E0 + 27, N0, E0 + 47, N0 + 30), 2),
    ],
    ids=["shared side", "sliver", "more than the accuracy", "corner", "near corner", "across a lane"],
)
def test_parcels_that_do_not_adjoin_are_not_one_plot(zoned: Authority, other: shapely.Geometry, plots: int) -> None:
    make_layer(zoned, "parcels", [], role=Layer.Role.PARCELS, accuracy_m=0.3)
    land = geos(shapely.union_all([PLOT, other]))
    assert len(plots_of(shapely.union_all([PLOT, other]), 0.3)) == plots
    told = apart_findings(land, authority=zoned)
    found = {one.code: one for one in zoning_check(land, [house()], authority=zoned)}
    envelope = buildable(land, authority=zoned)
    assert envelope is not None
    if plots == 1:
        assert told == ()
        assert {found["UTR-POT"].state, found["UTR-CUT"].state} == {State.CLEAR}
        # No setback from the line between them: 2 m at the far sides, 4 m at the street, 5 m behind.
        assert envelope.m2 == pytest.approx(36 * 21, abs=6)
    else:
        assert "nu se învecinează" in told[0].reason_ro
        assert {found["UTR-POT"].state, found["UTR-CUT"].state} == {State.UNKNOWN}
        assert envelope.footprint_m2 is None
        assert "Cea mai mică" in found["UTR-PARCELA"].reason_ro
