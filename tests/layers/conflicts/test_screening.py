"""The whole town at once gives what each parcel gives by itself, in PostGIS and in Dask."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from gisapp.core import clock
from layers.api import State, find_conflicts
from layers.conflicts.rulebook import rulebook
from layers.management.commands import screen_city
from layers.screening import read_parcels, run_task, screen_partitions, tasks_of, write_partitions
from tests.layers.conflicts.land import geos
from tests.town.fixtures import LoadedTown

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_the_pass_over_the_town_agrees_with_each_parcel_and_with_dask(demo_town: LoadedTown, tmp_path: Path) -> None:
    book = rulebook(demo_town.authority, None, clock.today())
    layer = book.by_role("parcels")
    assert layer is not None
    parcels = read_parcels(layer.id)
    tasks = tasks_of(book, clock.today())
    position = parcels.position
    results = [run_task(task, parcels, position) for task in tasks]
    wholesale = {(code, parcels.keys[row[0]], row[1], row[2]) for code, rows in ((one.code, one.rows) for one in results) for row in rows}
    by_key = {row.key: row for row in demo_town.town.layers["parcels"]}
    sample = random.Random(7).sample(sorted(by_key), 40) + sorted(set(demo_town.town.named.values()))
    for key in sample:
        answer = find_conflicts(geos(by_key[key].geom), authority=demo_town.authority)
        one_by_one = {(f.code, key, f.feature, f.state.value) for f in answer.of(State.CONFLICT, State.UNKNOWN) if f.feature}
        assert {row for row in wholesale if row[1] == key} == one_by_one
        where = parcels.keys.index(key)
        silent = {f.code for f in answer.of(State.UNKNOWN, State.FAILED) if not f.feature}
        assert {result.code for result in results if result.unknown[where]} == silent
    assert write_partitions(tmp_path, parcels, tasks) > 1
    frame = screen_partitions(tmp_path, scheduler="synchronous")
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
        call_command("screen_city", authority="pietricica", out=out)
    call_command("screen_city", authority="pietricica", out=out)
    assert len(asked) == 9
    summary = json.loads(out.with_suffix(".json").read_text(encoding="utf-8"))
    assert summary["parcels"] == len(demo_town.town.layers["parcels"])
    assert sum(summary["by_zone"].values()) == summary["parcels"]
    assert out.exists()
    assert not out.with_suffix(".progress.sqlite").exists()
    assert "/8 " in capsys.readouterr().out
    with pytest.raises(CommandError, match="Alegeți primăria"):
        call_command("screen_city")
