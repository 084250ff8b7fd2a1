"""Four states, never mixed up: exact distances, slivers, missing attributes, layers that cannot answer, land across the limit."""

from __future__ import annotations

import datetime as dt

import pytest
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gisapp.accounts.models import Authority
from gisapp.core import clock
from gisapp.core.errors import BadInput
from layers import crs
from layers.api import Answer, State, answer_from_json, answer_to_json, find_conflicts
from layers.conflicts import search
from layers.models import Layer, LayerVersion, Restriction
from tests.layers.conflicts.land import FAR, LONG_AGO, geos, make_layer, make_rule, multi, publish

pytestmark = pytest.mark.django_db
E0, N0 = 604_500.0, 604_000.0
PLOT = shapely.box(E0, N0, E0 + 30, N0 + 20)
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def ask(authority: Authority, area: shapely.Geometry = PLOT, works: shapely.Geometry | None = None, **more: object) -> Answer:
    return find_conflicts(geos(area), geos(works) if works is not None else None, authority=authority, **more)  # type: ignore[arg-type]


def states(answer: Answer, code: str) -> list[str]:
    return [one.state.value for one in answer.findings if one.code == code]


def pipe(gap: float) -> shapely.Geometry:
    """A line `gap` metres east of the plot."""
    return shapely.LineString([(E0 + 30 + gap, N0 - 100), (E0 + 30 + gap, N0 + 100)])


@pytest.mark.parametrize(("gap", "state"), [(11.999, "conflict"), (12.0, "conflict"), (12.001, "clear"), (0.0, "conflict"), (13.5, "clear")])
def test_a_limit_is_exact_to_the_millimetre(proba: Authority, gap: float, state: str) -> None:
    make_rule(make_layer(proba, "lea", [("l", {}, pipe(gap))], geometry="line"), "LEA", 12.0)
    assert set(states(ask(proba), "LEA")) == {state}


@pytest.mark.parametrize(("gap", "uncertain"), [(11.6, True), (12.4, True), (11.4, False), (12.6, False)])
def test_near_the_limit_the_answer_is_uncertain(proba: Authority, gap: float, uncertain: bool) -> None:
    make_rule(make_layer(proba, "lea", [("l", {}, pipe(gap))], geometry="line", accuracy_m=0.5), "LEA", 12.0)
    assert any(one.uncertain for one in ask(proba).findings) is uncertain


def test_the_overlap_with_a_corridor_is_measured(proba: Authority) -> None:
    make_rule(make_layer(proba, "lea", [("l", {"name": "L1"}, pipe(2.0))], geometry="line"), "LEA", 12.0)
    (found,) = ask(proba).of(State.CONFLICT)
    assert found.distance_m == pytest.approx(2.0, abs=1e-6)
    assert found.overlap_m2 == pytest.approx(10 * 20, abs=0.01)
    assert found.overlap_pct == pytest.approx(100 / 3, abs=0.01)
    assert found.limit_m == 12.0


def test_what_touches_does_not_overlap(proba: Authority) -> None:
    make_rule(make_layer(proba, "zcp", [("z", {}, shapely.box(E0 + 30, N0, E0 + 60, N0 + 20))]), "ZCP")
    ending_at_the_fence = shapely.LineString([(E0 + 30, N0 + 10), (E0 + 60, N0 + 10)])
    make_rule(make_layer(proba, "cond", [("c", {}, ending_at_the_fence)], geometry="line"), "APA")
    assert set(states(ask(proba), "ZCP")) == {"clear"}
    assert set(states(ask(proba), "APA")) == {"clear"}


def test_a_sliver_is_not_a_conflict_but_a_small_well_is(proba: Authority) -> None:
    make_rule(make_layer(proba, "zcp", [("z", {}, shapely.box(E0 + 29.96, N0, E0 + 60, N0 + 20))]), "ZCP")
    make_rule(make_layer(proba, "put", [("p", {}, shapely.box(E0 + 5, N0 + 5, E0 + 5.7, N0 + 5.7))]), "PUT")
    answer = ask(proba)
    assert [one.sliver for one in answer.findings if one.code == "ZCP" and one.feature] == [True]
    assert states(answer, "PUT") == ["conflict"]


def test_a_hole_and_a_part_are_respected(proba: Authority) -> None:
    ring = shapely.box(E0 - 50, N0 - 50, E0 + 80, N0 + 70).difference(shapely.box(E0 - 5, N0 - 5, E0 + 35, N0 + 25))
    make_rule(make_layer(proba, "inel", [("i", {}, ring)]), "INEL")
    both = shapely.MultiPolygon([shapely.box(E0 + 200, N0, E0 + 210, N0 + 10), shapely.box(E0 + 25, N0 + 15, E0 + 40, N0 + 30)])
    make_rule(make_layer(proba, "doua", [("d", {}, both)]), "DOUA")
    answer = ask(proba)
    assert states(answer, "INEL") == ["clear"]
    (found,) = answer.of(State.CONFLICT)
    assert found.code == "DOUA"
    assert found.overlap_m2 == pytest.approx(25.0, abs=1e-6)


def test_a_missing_attribute_is_unknown_and_never_clear(proba: Authority) -> None:
    layer = make_layer(proba, "gaz", [("g", {"pressure": "low"}, pipe(1.0))], geometry="line")
    make_rule(layer, "GAZ", [{"when": {"material": "PE", "pressure": "low"}, "distance_m": 0.5}, {"when": {"material": "steel"}, "distance_m": 1.5}])
    make_rule(layer, "GAZ2", 2.0, only={"kind": "distribution"})
    answer = ask(proba)
    assert states(answer, "GAZ") == ["unknown"]
    assert states(answer, "GAZ2") == ["unknown"]
    assert answer.blocks_issue


def test_the_plan_drawn_zone_takes_precedence_and_is_said(proba: Authority) -> None:
    layer = make_layer(proba, "lmi", [("m", {"own_zone": True}, shapely.box(E0 + 50, N0, E0 + 60, N0 + 10))])
    make_rule(layer, "LMI", 100.0, only={"own_zone": False}, overridden_by_plan=True)
    answer = ask(proba)
    assert set(states(answer, "LMI")) == {"clear"}
    assert [one.overridden_by for one in answer.findings if one.feature] == ["general_plan"]


def test_prohibitions_test_the_works_and_endorsements_the_plot(proba: Authority) -> None:
    layer = make_layer(proba, "lea", [("l", {}, pipe(2.0))], geometry="line")
    make_rule(layer, "LEA-P", 12.0, effect="prohibit", tests="works")
    make_rule(layer, "LEA-A", 12.0)
    far_west = ask(proba, works=shapely.box(E0 + 1, N0 + 1, E0 + 10, N0 + 10))
    assert (states(far_west, "LEA-P"), states(far_west, "LEA-A")) == (["clear"], ["conflict"])
    assert states(ask(proba), "LEA-P") == ["conflict"]


def test_a_trench_without_width_that_crosses_a_pipe_is_found(proba: Authority) -> None:
    make_rule(make_layer(proba, "apa", [("a", {}, pipe(-10.0))], geometry="line"), "APA", 0.0, tests="works", effect="prohibit")
    make_rule(make_layer(proba, "verde", [("v", {}, shapely.box(E0 + 10, N0, E0 + 20, N0 + 20))]), "VERDE", 0.0, tests="works")
    answer = ask(proba, works=shapely.LineString([(E0 + 5, N0 + 10), (E0 + 25, N0 + 10)]))
    assert states(answer, "APA") == ["conflict"]
    assert next(one for one in answer.of(State.CONFLICT) if one.code == "VERDE").length_m == pytest.approx(10.0, abs=1e-6)
    mixed = shapely.GeometryCollection([shapely.box(E0 + 1, N0 + 1, E0 + 4, N0 + 4), shapely.LineString([(E0 + 5, N0 + 10), (E0 + 25, N0 + 10)])])
    assert "conflict" in states(ask(proba, works=mixed), "APA")


@pytest.mark.parametrize(
    "why", ["no version", "empty", "stale", "outside coverage", "edge of coverage", "no coverage"],
)
def test_a_layer_that_cannot_answer_is_unknown(proba: Authority, why: str) -> None:
    rows = [("l", {}, pipe(500.0))] if why != "empty" else []
    coverage = {"outside coverage": shapely.box(E0 + 400, N0 - 200, E0 + 600, N0 + 200), "edge of coverage": shapely.box(E0 - 11, N0 - 50, E0 + 600, N0 + 50), "no coverage": None}
    old = dt.date(2020, 1, 1) if why == "stale" else None
    layer = make_layer(proba, "lea", rows, geometry="line", coverage=coverage.get(why, FAR), data_date=old, refresh_days=30)
    if why == "no version":
        LayerVersion.objects.filter(layer=layer).delete()
    make_rule(layer, "LEA", 12.0)
    answer = ask(proba)
    assert states(answer, "LEA") == ["unknown"]
    assert answer.blocks_issue


def test_a_conflict_is_shown_beside_the_doubt(proba: Authority) -> None:
    layer = make_layer(proba, "lea", [("l", {}, pipe(5.0))], geometry="line", data_date=dt.date(2020, 1, 1), refresh_days=30)
    make_rule(layer, "LEA", 12.0)
    assert sorted(states(ask(proba), "LEA")) == ["conflict", "unknown"]


def test_a_layer_that_cannot_be_read_fails_alone(proba: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad = make_layer(proba, "bun", [("b", {}, pipe(5.0))], geometry="line"), make_layer(proba, "rau", [("r", {}, pipe(5.0))], geometry="line")
    make_rule(good, "BUN", 12.0)
    make_rule(bad, "RAU", 12.0)
    real = search.near

    def near(shapes: object, slots: list, at: object, *expected: object) -> object:
        if any(layer == bad.pk for layer, _name, _reach in slots):
            with connection.cursor() as cursor:
                cursor.execute("SELECT no_such_column FROM layers_piece")
        return real(shapes, slots, at, *expected)  # type: ignore[arg-type]

    monkeypatch.setattr(search, "near", near)
    answer = ask(proba)
    assert (states(answer, "BUN"), states(answer, "RAU")) == (["conflict"], ["failed"])


def test_land_across_the_limit_belongs_to_the_county(proba: Authority) -> None:
    limit = make_layer(proba, "admin_limits", [(proba.siruta, {}, shapely.box(E0 - 1000, N0 - 1000, E0 + 20, N0 + 1000))], role=Layer.Role.ADMIN_LIMITS, accuracy_m=1.0)
    assert ask(proba).outside_m2 == pytest.approx(200.0, abs=1e-6)
    assert ask(proba, shapely.box(E0, N0, E0 + 20.4, N0 + 20)).outside_m2 == 0.0
    publish(limit, [("other", {}, FAR)], since=clock.now())
    assert ask(proba).outside_unknown


def test_an_answer_is_replayed_to_the_digit(proba: Authority) -> None:
    layer = make_layer(proba, "lea", [("l", {}, pipe(2.0))], geometry="line")
    rule = make_rule(layer, "LEA", 12.0)
    before = ask(proba)
    publish(layer, [("l", {}, pipe(9.0))], since=clock.now() + dt.timedelta(seconds=1))
    rule.valid_to = clock.today()
    rule.save()
    make_rule(layer, "LEA", 3.0, valid_from=clock.today() + dt.timedelta(days=1))
    Layer.objects.filter(pk=layer.pk).update(title_ro="Alt nume", accuracy_m=11.0, refresh_days=1, source="altă sursă")
    replayed = ask(proba, at=before.at)
    assert replayed.findings == before.findings
    assert answer_from_json(answer_to_json(before)) == before
    assert ask(proba, at=clock.now() + dt.timedelta(days=2)).of(State.CONFLICT) == ()


def test_what_was_not_in_use_known_or_ended_then_is_replayed_as_it_was(proba: Authority) -> None:
    layer = make_layer(proba, "lea", [("l", {}, pipe(2.0))], geometry="line", coverage=None)
    layer.coverage = multi(FAR)
    layer.save()
    publish(layer, [("l", {}, pipe(2.0))], coverage=None, since=LONG_AGO + dt.timedelta(days=1))
    rule = make_rule(layer, "LEA", 12.0)
    before = ask(proba)
    assert states(before, "LEA") == ["conflict"]
    moment = clock.now()
    Layer.objects.filter(pk=layer.pk).update(active=False, coverage=None)
    Restriction.objects.filter(pk=rule.pk).update(valid_to=clock.today() - dt.timedelta(days=1), ended_at=moment)
    make_rule(layer, "LEA", 3.0, valid_from=clock.today(), entered_at=moment)
    make_rule(layer, "LEA2", 3.0, entered_at=moment)
    assert ask(proba, at=before.at).findings == before.findings
    assert states(ask(proba), "LEA") == states(ask(proba), "LEA2") == ["unknown"]


def test_what_the_card_says_counts_from_the_next_publication(proba: Authority) -> None:
    layer = make_layer(proba, "lea", [("l", {}, pipe(14.0))], geometry="line")
    make_rule(layer, "LEA", 12.0)
    layer.accuracy_m = 3.0
    layer.save()
    assert not any(one.uncertain for one in ask(proba).findings)
    publish(layer, [("l", {}, pipe(14.0))], since=clock.now())
    assert any(one.uncertain for one in ask(proba).findings)


def test_a_layer_that_its_keeper_declares_empty_is_clear(proba: Authority) -> None:
    layer = make_layer(proba, "seveso", [])
    make_rule(layer, "SEV", 0.0)
    assert states(ask(proba), "SEV") == ["unknown"]
    LayerVersion.objects.filter(layer=layer).update(declared_empty_on=clock.today())
    assert states(ask(proba), "SEV") == ["clear"]


def test_two_parcels_with_a_common_side_are_one_plot(proba: Authority) -> None:
    make_rule(make_layer(proba, "lea", [("l", {}, pipe(2.0))], geometry="line"), "LEA", 12.0)
    halves = shapely.MultiPolygon([shapely.box(E0, N0, E0 + 15, N0 + 20), shapely.box(E0 + 15, N0, E0 + 30, N0 + 20)])
    (found,) = ask(proba, halves).of(State.CONFLICT)
    assert found.overlap_m2 == pytest.approx(200.0, abs=0.01)


def test_land_that_cannot_be_read_is_refused_with_a_sentence(proba: Authority) -> None:
    hourglass = shapely.Polygon([(E0, N0), (E0 + 10, N0 + 10), (E0 + 10, N0), (E0, N0 + 10)])
    with pytest.raises(BadInput, match="formă validă"):
        ask(proba, hourglass)
    with pytest.raises(BadInput, match="Stereo 70"):
        find_conflicts(GEOSGeometry(memoryview(shapely.to_wkb(PLOT)), srid=4326), authority=proba)


@pytest.mark.parametrize("large", [shapely.box(E0, N0, E0 + 6000, N0 + 6000), shapely.Point(E0, N0).buffer(100, quad_segs=13_000), shapely.MultiPoint([(E0 + i, N0) for i in range(0, 1200, 2)]).buffer(0.4)])
def test_half_a_county_is_refused_with_a_sentence(proba: Authority, large: shapely.Geometry) -> None:
    make_rule(make_layer(proba, "lea", [("l", {}, pipe(2.0))], geometry="line"), "LEA", 12.0)
    for area, works in ((large, None), (PLOT, large)):
        with pytest.raises(BadInput, match="împărțiți desenul"):
            ask(proba, area, works)


gaps, limits = st.floats(0, 40), st.floats(0.5, 30)


@SLOW
@given(gap=gaps, limit=limits, grow=st.floats(0, 30), wider=st.floats(0, 30))
def test_a_conflict_never_disappears_when_works_or_distance_grow(proba: Authority, gap: float, limit: float, grow: float, wider: float) -> None:
    layer = Layer.objects.filter(authority=proba, code="lea").first() or make_layer(proba, "lea", [], geometry="line")
    publish(layer, [("l", {}, pipe(gap))], since=clock.now())
    layer.restrictions.all().delete()
    make_rule(layer, "A", limit, tests="works")
    make_rule(layer, "B", limit + wider, tests="works")
    small = ask(proba, works=shapely.box(E0 + 20, N0 + 5, E0 + 30, N0 + 15))
    large = ask(proba, works=shapely.box(E0 + 20 - grow, N0 + 5 - grow, E0 + 30, N0 + 15 + grow))
    hit = {one.code: one for one in small.of(State.CONFLICT)}
    grown = {one.code: one for one in large.of(State.CONFLICT)}
    assert set(hit) <= set(grown)
    assert "B" in hit or "A" not in hit
    for code, one in hit.items():
        assert grown[code].overlap_m2 >= one.overlap_m2 - 0.01
        assert grown[code].distance_m <= one.distance_m + 1e-9


@SLOW
@given(gap=st.floats(0.1, 40), limit=limits, turn=st.floats(0, 360))
def test_turning_densifying_or_reprojecting_changes_nothing(proba: Authority, gap: float, limit: float, turn: float) -> None:
    if abs(gap - limit) < 0.01:
        limit += 0.02
    layer = Layer.objects.filter(authority=proba, code="lea").first() or make_layer(proba, "lea", [], geometry="line")
    layer.restrictions.all().delete()
    make_rule(layer, "A", limit)
    publish(layer, [("l", {}, pipe(gap))], since=clock.now())
    first = ask(proba)
    about = shapely.Point(E0, N0)
    turned_plot, turned_pipe = (shapely.affinity.rotate(one, turn, origin=about) for one in (PLOT, pipe(gap)))
    dense = shapely.segmentize(PLOT, 0.7)
    there_and_back = crs.to_stereo70_shape(crs.from_stereo70_shape(PLOT, 4326), 4326)
    # There and back through degrees moves points by up to 0.7 mm: on 20 m of boundary that is more than a hundredth of a square metre.
    others = [ask(proba, dense), ask(proba, there_and_back)]
    publish(layer, [("l", {}, turned_pipe)], since=clock.now())
    others.append(ask(proba, turned_plot))
    for other in others:
        assert [(one.code, one.state) for one in other.findings] == [(one.code, one.state) for one in first.findings]
        for one, same in zip(first.of(State.CONFLICT), other.of(State.CONFLICT), strict=True):
            assert same.distance_m == pytest.approx(one.distance_m, abs=0.001)
            assert same.overlap_m2 == pytest.approx(one.overlap_m2, abs=0.02 if other is others[1] else 0.01)
