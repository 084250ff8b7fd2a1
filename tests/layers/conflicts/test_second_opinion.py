"""Ana's neighbours all get the answer that shapely gives, computed a second way."""

from __future__ import annotations

import random

import pytest
import shapely

from layers.api import State, find_conflicts
from layers.models import Restriction
from tests.layers.conflicts.conftest import Pietricica
from tests.layers.conflicts.land import geos
from tests.layers.conflicts.shapely_answer import Rule, Thing, expected

SAMPLE = 120


def _rules(pietricica: Pietricica) -> list[Rule]:
    return [
        Rule(r.code, r.layer.code, r.distances, r.only, r.tests, r.overlap_tolerance_m2, r.overridden_by_plan)
        for r in Restriction.objects.filter(authority=pietricica.authority).select_related("layer")
    ]


@pytest.mark.django_db
def test_what_the_product_finds_is_what_shapely_finds(pietricica: Pietricica) -> None:
    rules = _rules(pietricica)
    trees = {code: shapely.STRtree([row.geom for row in rows]) for code, rows in pietricica.town.layers.items()}
    parcels = pietricica.town.layers["parcels"]
    named = [pietricica.town.parcel(number) for number in sorted(set(pietricica.town.named.values()))]
    sample = named + random.Random(4).sample(parcels, SAMPLE)
    checked = 0
    for parcel in sample:
        answer = find_conflicts(geos(parcel.geom), authority=pietricica.authority)
        got: dict[tuple[str, str], list] = {}
        for one in answer.of(State.CONFLICT, State.UNKNOWN):
            if one.feature is not None:
                got.setdefault((one.code, one.feature_key), []).append(one)
        for rule in rules:
            reach = max(row["distance_m"] for row in rule.distances) + 0.1
            rows = pietricica.town.layers[rule.layer]
            near = [rows[i] for i in trees[rule.layer].query(parcel.geom.buffer(reach).envelope)]
            wanted = expected(rule, (Thing(r.key, {**r.attrs, "name": r.label}, r.geom) for r in near), parcel.geom)
            mine = {key: found for (code, key), found in got.items() if code == rule.code}
            assert set(mine) == set(wanted), (parcel.key, rule.code, set(mine) ^ set(wanted))
            for key, found in mine.items():
                checked += 1
                assert found[0].state.value == wanted[key].state, (parcel.key, rule.code, key)
                assert found[0].distance_m == pytest.approx(wanted[key].distance_m, abs=0.001)
                if wanted[key].area_m2 is not None and len(found) == 1:
                    assert found[0].overlap_m2 == pytest.approx(wanted[key].area_m2, abs=0.01), (parcel.key, rule.code, key)
    assert checked > 300
