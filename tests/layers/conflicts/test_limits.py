"""Which distance a rule asks of a feature: by its attributes, from its axis or its outer edge; what cannot be read is never freedom."""

from __future__ import annotations

from typing import Any

import pytest
import shapely

from gisapp.accounts.models import Authority
from layers.api import State, find_conflicts
from layers.conflicts.limits import Fit, fit, limit_for
from tests.layers.conflicts.land import geos, make_layer, make_rule

E0, N0 = 604_500.0, 604_000.0
PLOT = shapely.box(E0, N0, E0 + 30, N0 + 20)
EDGE = [{"distance_m": 0.5, "outer_edge": "diameter_mm"}]


@pytest.mark.parametrize(
    ("wanted", "value", "told"),
    [
        ({"min": 1, "max": 110}, 20, Fit.YES), ({"min": 1, "max": 110}, 110, Fit.NO), ({"min": 10, "max_incl": 50}, "50", Fit.YES), ({"min": 10, "max_incl": 50}, 50.001, Fit.NO),
        ({"min": 1}, "20 kV", Fit.MAYBE), ({"min": 1}, "nan", Fit.MAYBE), (0.4, "0,4", Fit.YES), (0.4, "joasă", Fit.MAYBE), (["a", "b"], "B", Fit.YES), (["a", "b"], "c", Fit.NO),
        (True, "true", Fit.YES), (False, None, Fit.MAYBE), ("PE", "", Fit.MAYBE),
    ],
)
def test_a_condition_holds_does_not_or_cannot_be_told(wanted: Any, value: Any, told: Fit) -> None:
    assert fit({"attr": wanted}, {"attr": value})[0] is told


@pytest.mark.parametrize(
    ("diameter", "most", "certain"), [(110, 0.555, True), ("63", 0.5315, True), (None, 0.5, True), ("", 0.5, True), (0, 0.5, True), (90_000, 0.5, False), (-1, 0.5, False), ("Dn", 0.5, False)],
)
def test_half_the_pipe_is_added_where_the_norm_counts_from_outside(diameter: Any, most: float, certain: bool) -> None:
    limit = limit_for(EDGE, {"diameter_mm": diameter})
    assert limit is not None
    assert (limit.most, limit.certain) == (pytest.approx(most), certain)


@pytest.mark.django_db
@pytest.mark.parametrize(("gap", "state"), [(0.5999, "conflict"), (0.6, "conflict"), (0.6001, "clear"), (0.55, "conflict")])
def test_the_outer_edge_of_a_pipe_is_its_limit(proba: Authority, gap: float, state: str) -> None:
    """A pipe of 200 mm at half a metre: its axis must lie 0,60 m away."""
    pipe = shapely.LineString([(E0 + 30 + gap, N0 - 100), (E0 + 30 + gap, N0 + 100)])
    make_rule(make_layer(proba, "gaz", [("g", {"diameter_mm": 200}, pipe)], geometry="line"), "GAZ", EDGE)
    found = find_conflicts(geos(PLOT), authority=proba)
    assert {one.state.value for one in found.findings} == {state}
    if state == "conflict":
        (one,) = found.of(State.CONFLICT)
        assert (one.limit_m, one.distance_m) == (pytest.approx(0.6), pytest.approx(gap))
        assert one.overlap_m2 == pytest.approx(max(0.0, 0.6 - gap) * 20, abs=0.001)
        assert one.reason_ro.startswith("0,5 m se măsoară de la exteriorul conductei: de la ax cu 0,100 m")


@pytest.mark.django_db
def test_a_pipe_of_unknown_width_near_the_limit_is_shown(proba: Authority) -> None:
    pipe = shapely.LineString([(E0 + 30.6, N0 - 100), (E0 + 30.6, N0 + 100)])
    make_rule(make_layer(proba, "gaz", [("g", {}, pipe)], geometry="line", accuracy_m=0.5), "GAZ", EDGE)
    assert [one.uncertain for one in find_conflicts(geos(PLOT), authority=proba).findings if one.feature] == [True]


@pytest.mark.django_db
def test_an_attribute_that_cannot_be_read_is_unknown_and_never_clear(proba: Authority) -> None:
    line = shapely.LineString([(E0 + 35, N0 - 100), (E0 + 35, N0 + 100)])
    make_rule(make_layer(proba, "lea", [("l", {"voltage_kv": "20 kV"}, line)], geometry="line"), "LEA", 12.0, only={"voltage_kv": {"min": 1, "max": 110}})
    answer = find_conflicts(geos(PLOT), authority=proba)
    assert [one.state for one in answer.findings] == [State.UNKNOWN]
    assert "voltage_kv" in answer.findings[0].reason_ro
