"""Every piece of land of the demo town: found as shapely finds it, one by one, all at once, and by Dask."""

from __future__ import annotations

import json
import random
from pathlib import Path

import geopandas
import pytest
import shapely
from django.core.management import CommandError, call_command

from gisapp.accounts.models import Authority
from gisapp.core import clock
from layers.api import State, buildable, find_conflicts
from layers.conflicts.rulebook import rulebook
from layers.management.commands import screen_city
from layers.models import Feature, Restriction
from layers.screening import read_parcels, run_task, screen_partitions, tasks_of, write_partitions
from tests.layers.conflicts.land import geos, shape
from tests.layers.conflicts.shapely_answer import Rule, Thing, expected
from tests.town import build_commune
from tests.town.fixtures import LoadedTown

pytestmark = pytest.mark.django_db
SAMPLE = 60


def _rules(demo_town: LoadedTown) -> list[Rule]:
    return [
        Rule(r.code, r.layer.code, r.distances, r.only, r.tests, r.overlap_tolerance_m2, r.overridden_by_plan)
        for r in Restriction.objects.filter(authority=demo_town.authority).select_related("layer")
    ]


def test_what_the_product_finds_is_what_shapely_finds(demo_town: LoadedTown) -> None:
    rules = _rules(demo_town)
    things: dict[str, list[Thing]] = {}
    for row in Feature.objects.filter(layer__authority=demo_town.authority).select_related("layer"):
        things.setdefault(row.layer.code, []).append(Thing(row.key, row.attrs, shape(row.geom)))
    trees = {code: shapely.STRtree([one.geom for one in rows]) for code, rows in things.items()}
    named = [demo_town.town.parcel(number) for number in sorted(set(demo_town.town.named.values()))]
    checked = 0
    for parcel in named + random.Random(4).sample(demo_town.town.layers["parcels"], SAMPLE):
        answer = find_conflicts(geos(parcel.geom), authority=demo_town.authority)
        got: dict[tuple[str, str], list] = {}
        for one in answer.of(State.CONFLICT, State.UNKNOWN):
            if one.feature is not None:
                got.setdefault((one.code, one.feature_key), []).append(one)
        wanted = {}
        for rule in rules:
            if rule.layer in trees:
                reach = max(row["distance_m"] for row in rule.distances) + 0.1
                near = [things[rule.layer][i] for i in trees[rule.layer].query(parcel.geom.buffer(reach).envelope)]
                wanted |= {(rule.code, key): one for key, one in expected(rule, near, parcel.geom).items()}
        assert set(got) == set(wanted), (parcel.key, set(got) ^ set(wanted))
        for key, found in got.items():
            checked += 1
            assert found[0].state.value == wanted[key].state, (parcel.key, key)
            assert found[0].distance_m == pytest.approx(wanted[key].distance_m, abs=0.001)
            if wanted[key].area_m2 is not None and len(found) == 1:
                assert found[0].overlap_m2 == pytest.approx(wanted[key].area_m2, abs=0.01), (parcel.key, key)
    assert checked > 200


def test_the_pass_over_the_town_agrees_with_each_parcel_and_with_dask(demo_town: LoadedTown, tmp_path: Path) -> None:
    book = rulebook(demo_town.neighbour, None, clock.today())
    layer = book.by_role("parcels")
    assert layer is not None
    parcels = read_parcels(layer.id)
    tasks = tasks_of(book, clock.today())
    position = parcels.position
    results = [run_task(task, parcels, position) for task in tasks]
    wholesale = {(code, parcels.keys[row[0]], row[1], row[2]) for code, rows in ((one.code, one.rows) for one in results) for row in rows}
    by_key = {row.key: row for row in build_commune().layers["parcels"]}
    sample = random.Random(7).sample(sorted(by_key), 40) + sorted(set(build_commune().named.values()))
    for key in sample:
        answer = find_conflicts(geos(by_key[key].geom), authority=demo_town.neighbour)
        one_by_one = {(f.code, key, f.feature, f.state.value) for f in answer.of(State.CONFLICT, State.UNKNOWN) if f.feature}
        assert {row for row in wholesale if row[1] == key} == one_by_one
        where = parcels.keys.index(key)
        silent = {f.code for f in answer.of(State.UNKNOWN, State.FAILED) if not f.feature}
        assert {result.code for result in results if result.unknown[where]} == silent
    assert write_partitions(tmp_path, parcels, tasks) > 1
    frame = screen_partitions(tmp_path, scheduler="processes")
    number = dict(zip((int(one) for one in parcels.ids), parcels.keys, strict=True))
    assert {(row.code, number[row.parcel], row.feature, row.state) for row in frame.itertuples()} == wholesale


def test_a_stopped_pass_goes_on_where_it_was(demo_town: LoadedTown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "town.gpkg"
    real, asked = screen_city.run_task, []

    def until_the_fifth(task: object, *rest: object) -> object:
        asked.append(task)
        if len(asked) == 5:
            raise KeyboardInterrupt
        return real(task, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(screen_city, "run_task", until_the_fifth)
    few = screen_city.tasks_of
    monkeypatch.setattr(screen_city, "tasks_of", lambda book, day: few(book, day)[:8])
    with pytest.raises(KeyboardInterrupt):
        call_command("screen_city", authority="dumbrava", out=out)
    call_command("screen_city", authority="dumbrava", out=out)
    assert len(asked) == 9
    summary = json.loads(out.with_suffix(".json").read_text(encoding="utf-8"))
    assert summary["parcels"] == len(build_commune().layers["parcels"])
    assert sum(summary["by_zone"].values()) == summary["parcels"]
    told = geopandas.read_file(out, layer="findings", engine="pyogrio")
    row = told[told["overlap_m2"] > 0].iloc[0]
    assert all(row[name] for name in ("cadastral_number", "code", "restriction", "layer", "layer_title", "legal_ref", "effect"))
    plot = geos(next(one.geom for one in build_commune().layers["parcels"] if one.key == row["cadastral_number"]))
    (found,) = [one for one in find_conflicts(plot, authority=Authority.objects.get(slug="dumbrava")).of(State.CONFLICT) if (one.code, one.feature) == (row["code"], row["feature"])]
    assert (found.feature_key, found.feature_label, found.limit_m) == (row["feature_key"] or "", row["feature_label"] or "", row["limit_m"])
    assert (row["distance_m"], row["overlap_m2"]) == (pytest.approx(found.distance_m, abs=0.001), pytest.approx(found.overlap_m2, abs=0.02))
    assert not out.with_suffix(".progress.sqlite").exists()
    assert "/8 " in capsys.readouterr().out
    with pytest.raises(CommandError, match="Alegeți primăria"):
        call_command("screen_city")


def test_every_house_of_the_town_has_an_envelope_inside_its_plot(demo_town: LoadedTown) -> None:
    for number in sorted(set(demo_town.town.named.values())):
        plot = demo_town.town.parcel(number).geom
        found = buildable(geos(plot), authority=demo_town.authority)
        if found is not None and found.geometry:
            inside = shapely.from_wkb(found.geometry)
            assert inside.difference(plot.buffer(0.001)).area < 0.01
    ana = demo_town.town.parcel(demo_town.town.named["ana_house"]).geom
    known = buildable(geos(ana), authority=demo_town.authority)
    assert known is not None
    assert known.m2 > 100
