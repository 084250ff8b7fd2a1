"""What must hold for any land and any works: nothing is lost when they grow, turn or are drawn anew, and shapely says the same."""

from __future__ import annotations

import math

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gisapp.accounts.models import Authority
from layers import crs
from layers.api import Answer, State, find_conflicts
from layers.models import Restriction
from tests.layers.conflicts.land import geos, make_layer, make_rule
from tests.layers.conflicts.shapely_answer import Rule, Thing, expected

pytestmark = pytest.mark.django_db
E0, N0 = 604_500.0, 604_000.0
MANY = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
# A little town: a pipe that bends, a lake with an island, two woods that are one feature, a well, a zone.
THINGS = {
    "pipe": ("line", shapely.LineString([(E0 - 90, N0 - 5), (E0 + 3, N0 + 4), (E0 + 20, N0 + 60), (E0 + 85, N0 + 61)]), 2.0),
    "lake": ("polygon", shapely.box(E0 + 20, N0 - 40, E0 + 80, N0 + 10).difference(shapely.box(E0 + 35, N0 - 25, E0 + 60, N0 - 5)), 5.0),
    "wood": ("polygon", shapely.MultiPolygon([shapely.box(E0 - 60, N0 + 20, E0 - 30, N0 + 50), shapely.Point(E0 + 10, N0 + 90).buffer(15)]), 10.0),
    "well": ("point", shapely.Point(E0 - 20, N0 - 30), 12.0),
    "zone": ("polygon", shapely.box(E0 - 100, N0 - 100, E0 + 7.5, N0 + 100), 0.0),
    "line": ("line", shapely.LineString([(E0 - 100, N0 - 60), (E0 + 100, N0 - 61)]), 0.0),
}
RULES = [Rule(name.upper(), name, [{"distance_m": metres}], {}, "works", 1.0, False) for name, (_kind, _shape, metres) in THINGS.items()]
angles, places = st.floats(0, 359.9), st.tuples(st.floats(-70, 70), st.floats(-70, 70))


@st.composite
def works(draw: st.DrawFn) -> shapely.Geometry:
    """A star with a hole, or two stars, or a trench of some width."""
    (x, y), corners = draw(places), draw(st.integers(3, 9))
    radii = [draw(st.floats(2, 25)) for _corner in range(corners)]
    star = shapely.Polygon([(E0 + x + r * math.cos(2 * math.pi * i / corners), N0 + y + r * math.sin(2 * math.pi * i / corners)) for i, r in enumerate(radii)])
    kind = draw(st.sampled_from(["star", "hole", "two", "trench"]))
    if kind == "hole":
        return star.difference(shapely.Point(E0 + x, N0 + y).buffer(0.3))
    if kind == "two":
        return shapely.union(star, shapely.affinity.translate(star, 60, -20))
    return star.exterior.buffer(0.3) if kind == "trench" else star


@pytest.fixture
def little_town(proba: Authority) -> Authority:
    for name, (kind, shape, metres) in THINGS.items():
        make_rule(make_layer(proba, name, [(name, {}, shape)], geometry=kind, accuracy_m=0.0), name.upper(), metres, tests="works")
    return proba


def ask(authority: Authority, works: shapely.Geometry, **more: object) -> Answer:
    return find_conflicts(geos(shapely.box(E0 - 150, N0 - 150, E0 + 150, N0 + 150)), geos(works), authority=authority, **more)  # type: ignore[arg-type]


def hits(answer: Answer) -> dict[str, tuple[float, float]]:
    return {one.code: (one.distance_m or 0.0, one.overlap_m2 or 0.0) for one in answer.of(State.CONFLICT)}


def far_from_a_limit(shape: shapely.Geometry) -> bool:
    """Tell whether no answer hangs on the last millimetre, or on the last square decimetre that makes a sliver."""
    for _kind, thing, metres in THINGS.values():
        shared = shape.intersection(thing).area
        if abs(shape.distance(thing) - metres) < 0.01 or 0 < shared < 1.1 or shape.boundary.distance(thing.boundary) < 1e-6:
            return False
    return True


@MANY
@given(drawn=works())
def test_shapely_says_the_same_of_any_works(little_town: Authority, drawn: shapely.Geometry) -> None:
    found = hits(ask(little_town, drawn))
    wanted = {rule.code: each for rule in RULES for each in expected(rule, [Thing(rule.layer, {}, THINGS[rule.layer][1])], drawn).values()}
    assert set(found) == set(wanted)
    for code, (distance, area) in found.items():
        assert distance == pytest.approx(wanted[code].distance_m, abs=0.001)
        assert area == pytest.approx(wanted[code].area_m2, abs=0.01)


@MANY
@given(drawn=works(), more=works(), by=st.floats(0, 20))
def test_nothing_is_lost_when_works_grow(little_town: Authority, drawn: shapely.Geometry, more: shapely.Geometry, by: float) -> None:
    small = hits(ask(little_town, drawn))
    for larger in (drawn.union(more), drawn.buffer(by)):
        large = hits(ask(little_town, larger))
        for code, (distance, area) in small.items():
            assert code in large
            assert large[code][0] <= distance + 1e-6
            assert large[code][1] >= area - 0.01


@settings(MANY, max_examples=5)  # each example reads the rules anew, twice
@given(drawn=works(), further=st.floats(0.001, 30))
def test_nothing_is_lost_when_distances_grow(little_town: Authority, drawn: shapely.Geometry, further: float) -> None:
    def asked_with(more_m: float) -> dict[str, tuple[float, float]]:
        for row in Restriction.objects.filter(authority=little_town):
            Restriction.objects.filter(pk=row.pk).update(distances=[{"distance_m": THINGS[row.layer.code][2] + more_m}])
        return hits(ask(little_town, drawn))

    near, wide = asked_with(0.0), asked_with(further)
    assert set(near) <= set(wide)
    for code, (distance, area) in near.items():
        assert wide[code][0] == pytest.approx(distance, abs=1e-9)
        assert wide[code][1] >= area - 0.01


@MANY
@given(drawn=works(), step=st.floats(0.5, 5))
def test_drawing_anew_changes_nothing(little_town: Authority, drawn: shapely.Geometry, step: float) -> None:
    if not far_from_a_limit(drawn):
        return
    first = hits(ask(little_town, drawn))
    degrees = crs.to_stereo70_shape(crs.from_stereo70_shape(drawn, 4326), 4326)
    for again in (shapely.segmentize(drawn, step), drawn.reverse(), drawn.normalize(), degrees):
        if not again.is_valid:
            continue
        same = hits(ask(little_town, again))
        assert set(same) == set(first)
        for code, (distance, area) in first.items():
            assert same[code][0] == pytest.approx(distance, abs=0.002)
            # There and back through degrees moves corners by up to 0.7 mm.
            assert same[code][1] == pytest.approx(area, abs=0.01 + (0.001 * drawn.length if again is degrees else 0.0))


@pytest.mark.parametrize("off", [-0.01, -0.001, 0.0, 0.001, 0.01])
@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("PIPE", lambda d: shapely.box(E0 + 30, N0 + 60.153846 + 2.2 + d, E0 + 35, N0 + 70)), ("WELL", lambda d: shapely.box(E0 - 60, N0 - 40, E0 - 20 - 12 - d, N0 - 20)),
        ("LAKE", lambda d: shapely.box(E0 + 35 + 5 + d, N0 - 25 + 6, E0 + 60 - 6, N0 - 5 - 6)), ("WOOD", lambda d: shapely.box(E0 - 30 + 10 + d, N0 + 30, E0 - 10, N0 + 40)),
    ],
)
def test_a_limit_is_exact_on_both_sides_for_every_kind_of_thing(little_town: Authority, code: str, place: object, off: float) -> None:
    """Lines, holes of lakes, parts of woods, wells: the limit belongs to the zone, a millimetre beyond does not."""
    drawn = place(off)  # type: ignore[operator]
    _kind, thing, metres = THINGS[code.lower()]
    assert (code in hits(ask(little_town, drawn))) == (drawn.distance(thing) <= metres + 1e-6)


@pytest.mark.parametrize(
    ("drawn", "crosses"),
    [
        (shapely.box(E0 + 7.5, N0, E0 + 12, N0 + 5), False), (shapely.box(E0 + 7.5, N0 + 100, E0 + 12, N0 + 105), False), (shapely.box(E0 + 6, N0, E0 + 12, N0 + 5), True),
        (shapely.box(E0, N0, E0 + 7.5, N0 + 5), True), (shapely.LineString([(E0 + 7.5, N0), (E0 + 20, N0)]), False), (shapely.LineString([(E0 + 7, N0), (E0 + 20, N0)]), True),
    ],
    ids=["side by side", "corner to corner", "into it", "inside along its edge", "line ends at it", "line enters it"],
)
def test_what_touches_is_not_what_overlaps(little_town: Authority, drawn: shapely.Geometry, crosses: bool) -> None:
    assert ("ZONE" in hits(ask(little_town, drawn))) is crosses
