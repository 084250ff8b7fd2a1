"""What follows an edit from QGIS: probes are asked, open cases are looked at again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail

from gisapp.core import clock, jobs
from layers import touches
from layers.imports.follow_edits import look_for_edits
from layers.imports.publish import undo
from layers.models import Feature, LayerVersion, Probe
from tests.layers.qgis.conftest import Desk

pytestmark = pytest.mark.django_db
Told = Callable[[str], str]


def test_an_edit_from_qgis_that_breaks_a_probe_alarms_the_keepers_once(desk: Desk, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[touches.Change] = []
    monkeypatch.setattr(touches, "_watching", [(lambda authority, code: [], heard.append)])
    Probe.objects.create(authority=desk.authority, layer=desk.pipes, title="Două conducte", kind="count", least=2, most=2, created_by=desk.elena, last_ok=True, last_run_at=clock.now())
    with jobs.done_here():
        assert told("DELETE FROM gis.gas_pipes WHERE key = 'P2'") == ""
        look_for_edits()
        look_for_edits()
        jobs.drain()
        look_for_edits()
        jobs.drain()
    version = LayerVersion.objects.get(layer=desk.pipes, state="published")
    assert [one.name for one in heard] == [f"version:{version.pk}"]
    assert Probe.objects.get().last_ok is False
    assert len(mail.outbox) == 1
    assert "Două conducte" in mail.outbox[0].body


def test_a_thing_brought_back_by_undo_keeps_its_lasting_number(desk: Desk, told: Told) -> None:
    fid = Feature.objects.get(layer=desk.pipes, key="P2").pk
    assert told("DELETE FROM gis.gas_pipes WHERE key = 'P2'") == ""
    undo(layer=desk.pipes, by=desk.elena)
    assert told(f"UPDATE gis.gas_pipes SET diameter_mm = 7 WHERE fid = {fid}") == ""
    assert Feature.objects.get(layer=desk.pipes, key="P2", until=None).attrs["diameter_mm"] == 7
