"""A quarter of a real city: every parcel tried is answered as shapely answers."""

from __future__ import annotations

import random

import pytest
import shapely

from layers.api import State, find_conflicts
from layers.models import Feature, Restriction
from tests.layers.conflicts.iasi import here, load_iasi
from tests.layers.conflicts.land import geos, shape
from tests.layers.conflicts.shapely_answer import Rule, Thing, expected

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not here(), reason="the files of Iași are not on this machine")]
CENTRE = (695_500.0, 631_600.0, 696_100.0, 632_200.0)
SAMPLE = 60


def test_real_parcels_get_the_answer_of_shapely() -> None:
    authority = load_iasi(box=CENTRE)
    rules = [
        Rule(r.code, r.layer.code, r.distances, r.only, r.tests, r.overlap_tolerance_m2, r.overridden_by_plan)
        for r in Restriction.objects.filter(authority=authority).select_related("layer")
    ]
    things: dict[str, list[Thing]] = {}
    for row in Feature.objects.filter(layer__authority=authority).exclude(layer__code="parcels").select_related("layer"):
        things.setdefault(row.layer.code, []).append(Thing(str(row.pk), row.attrs, shape(row.geom)))
    trees = {code: shapely.STRtree([one.geom for one in rows]) for code, rows in things.items()}
    parcels = [shape(row.geom) for row in Feature.objects.filter(layer__authority=authority, layer__code="parcels").order_by("pk")]
    crossed = [one for one in parcels if len(trees["gas_pipes"].query(one, predicate="intersects"))]
    assert len(parcels) > 300
    checked = 0
    for parcel in random.Random(1).sample(parcels, SAMPLE) + crossed[:20]:
        answer = find_conflicts(geos(parcel), authority=authority)
        got = {(one.code, str(one.feature)): one for one in answer.of(State.CONFLICT, State.UNKNOWN) if one.feature is not None}
        wanted = {}
        for rule in rules:
            if rule.layer not in trees:
                continue
            reach = max(row["distance_m"] for row in rule.distances) + 0.1
            near = [things[rule.layer][i] for i in trees[rule.layer].query(parcel.buffer(reach).envelope)]
            wanted |= {(rule.code, key): one for key, one in expected(rule, near, parcel).items()}
        assert set(got) == set(wanted)
        for key, one in got.items():
            checked += 1
            assert one.state.value == wanted[key].state
            assert one.distance_m == pytest.approx(wanted[key].distance_m, abs=0.001)
            if wanted[key].area_m2 is not None:
                assert one.overlap_m2 == pytest.approx(wanted[key].area_m2, abs=0.01)
    assert checked > 100
