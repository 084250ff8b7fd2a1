"""What Elena can and cannot do from QGIS: every edit is checked by the database, makes a version, and stays in the history."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.gis.geos import GEOSGeometry
from django.db import DatabaseError, connection, transaction

from gisapp.accounts.models import User
from gisapp.core import clock
from gisapp.core.errors import NotAllowed
from layers.imports.publish import undo
from layers.models import Edit, EditorRole, Feature, LayerVersion, Piece
from layers.qgis import end_access, give_access

from .conftest import Desk

pytestmark = pytest.mark.django_db
Told = Callable[[str], str]
LINE = "ST_GeomFromText('LINESTRING(604000 604600, 604200 604600)', 3844)"


def now(desk: Desk) -> LayerVersion:
    return LayerVersion.objects.get(layer=desk.pipes, state="published")


def test_a_change_ends_the_row_begins_another_and_is_in_the_history_with_before_and_after(desk: Desk, told: Told) -> None:
    before = now(desk)
    row = Feature.objects.get(layer=desk.pipes, key="P1", until=None)
    assert told(f"UPDATE gis.gas_pipes SET diameter_mm = 160, geom = {LINE} WHERE key = 'P1'") == ""
    after = now(desk)
    assert after.number == before.number + 1
    assert (after.published_by, after.data_date, after.feature_count) == (desk.elena, before.data_date, 2)
    row.refresh_from_db()
    fresh = Feature.objects.get(layer=desk.pipes, key="P1", until=None)
    assert row.until == fresh.since == after.published_at
    # What the views do not show stays.
    assert fresh.attrs == {"kind": "distribution", "diameter_mm": 160, "extra": "kept"}
    assert Piece.objects.filter(feature=fresh, until=None).count() == 1
    assert not Piece.objects.filter(feature=row, until=None).exists()
    edit = Edit.objects.get()
    assert (edit.action, edit.user, edit.db_role, edit.program, edit.version, edit.identity) == ("update", desk.elena, desk.role, "QGIS", after.number, row.pk)
    assert edit.before["attrs"]["diameter_mm"] == 110
    assert edit.after["attrs"]["diameter_mm"] == 160
    assert GEOSGeometry(edit.before["geom"]).equals(row.geom)


def test_the_number_of_a_thing_lasts_through_its_edits(desk: Desk, told: Told) -> None:
    fid = Feature.objects.get(layer=desk.pipes, key="P2").pk
    for length in (10, 20, 30):
        assert told(f"UPDATE gis.gas_pipes SET diameter_mm = {length} WHERE fid = {fid}") == ""
    assert Feature.objects.get(layer=desk.pipes, key="P2", until=None).attrs["diameter_mm"] == 30
    assert told(f"DELETE FROM gis.gas_pipes WHERE fid = {fid}") == ""
    assert not Feature.objects.filter(layer=desk.pipes, key="P2", until=None).exists()
    assert [edit.action for edit in Edit.objects.filter(identity=fid).order_by("pk")] == ["update"] * 3 + ["delete"]
    assert now(desk).feature_count == 1


@pytest.mark.parametrize(("statement", "word"), [
    ("INSERT INTO gis.gas_pipes (kind, geom) VALUES ('distribution', NULL)", "nu are geometrie"),
    ("INSERT INTO gis.gas_pipes (geom) VALUES (" + LINE + ")", "„Fel” este obligatoriu"),
    ("INSERT INTO gis.gas_pipes (kind, geom) VALUES ('aqueduct', " + LINE + ")", "Valori admise: distribution, service"),
    ("INSERT INTO gis.gas_pipes (kind, geom) VALUES ('service', ST_GeomFromText('POINT(604000 604000)', 3844))", "Stratul conține linii"),
    ("INSERT INTO gis.gas_pipes (kind, geom) VALUES ('service', ST_GeomFromText('LINESTRING(26.3 46.9, 26.4 46.9)', 3844))", "în afara României"),
    ("INSERT INTO gis.parcels (key, geom) VALUES ('9', ST_GeomFromText('POLYGON((604000 604000,604100 604100,604100 604000,604000 604100,604000 604000))', 3844))", "nu este validă"),
    ("INSERT INTO gis.parcels (key, geom) VALUES ('', ST_MakeEnvelope(604000,604100,604010,604110,3844))", "nu are număr cadastral"),
    ("INSERT INTO gis.parcels (key, geom) VALUES ('54321', ST_MakeEnvelope(604000,604100,604010,604110,3844))", "Există deja"),
    ("INSERT INTO gis.parcels (key, geom) VALUES ('9', ST_MakeEnvelope(604000,604100,604000.01,604100.01,3844))", "prea mic"),
    ("UPDATE gis.parcels SET key = '54322' WHERE key = '54321'", "Există deja"),
])
def test_the_database_refuses_what_is_wrong_with_a_sentence_and_changes_nothing(desk: Desk, told: Told, statement: str, word: str) -> None:
    assert word in told(statement)
    assert Edit.objects.count() == 0
    assert LayerVersion.objects.filter(state="published", number=1).count() == 2


def test_a_geometry_in_another_system_is_refused_before_it_reaches_the_column(desk: Desk, told: Told) -> None:
    assert told("INSERT INTO gis.gas_pipes (kind, geom) VALUES ('service', ST_GeomFromText('LINESTRING(26.3 46.9, 26.4 46.9)', 4326))") != ""
    assert Edit.objects.count() == 0


def test_cedillas_and_empty_texts_are_written_as_the_house_writes_them(desk: Desk, told: Told) -> None:
    assert told("UPDATE gis.gas_pipes SET label = U&'Pia\\0163a', attr_label = U&'\\015Eos', laid_on = '2026-03-14', live = true WHERE key = 'P1'") == ""
    fresh = Feature.objects.get(layer=desk.pipes, key="P1", until=None)
    assert fresh.label == "Piața"
    assert fresh.attrs["label"] == "Șos"
    assert (fresh.attrs["laid_on"], fresh.attrs["live"]) == ("2026-03-14", True)


@pytest.mark.parametrize("statement", [
    "SELECT * FROM public.permits_case", "SELECT * FROM public.accounts_user", "UPDATE public.layers_feature SET key = 'x'", "DELETE FROM public.layers_edit", "SELECT * FROM public.layers_feature LIMIT 1",
    "SELECT layers_edit_feature(1, 'delete', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL)", "TRUNCATE public.layers_edit", "CREATE TABLE public.mine (x int)", "SET ROLE gisapp",
])
def test_the_keepers_role_reaches_nothing_but_the_views(desk: Desk, told: Told, statement: str) -> None:
    assert told(statement) != ""


def test_nobody_rewrites_the_history_not_even_the_service(desk: Desk, told: Told) -> None:
    assert told("UPDATE gis.gas_pipes SET diameter_mm = 1 WHERE key = 'P1'") == ""
    for statement in ("UPDATE layers_edit SET reason = 'x'", "DELETE FROM layers_edit"):
        with pytest.raises(DatabaseError, match="nu se modifică"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_an_ended_role_edits_no_more_and_what_it_did_stays(desk: Desk, told: Told) -> None:
    assert told("UPDATE gis.gas_pipes SET diameter_mm = 1 WHERE key = 'P1'") == ""
    end_access(user=desk.elena, authority=desk.authority)
    assert told("UPDATE gis.gas_pipes SET diameter_mm = 2 WHERE key = 'P1'") != ""
    assert Edit.objects.get().user == desk.elena


def test_only_keepers_of_the_town_hall_get_a_role(desk: Desk) -> None:
    ioana = User.objects.create_user("ioana@x.example")
    with pytest.raises(NotAllowed):
        give_access(user=ioana, authority=desk.authority)


def test_another_town_halls_role_edits_nothing_even_where_it_is_given_the_view(desk: Desk, told: Told) -> None:
    EditorRole.objects.filter(user=desk.elena).update(ended_at=clock.now())
    assert "nu are drept de editare" in told("UPDATE gis.gas_pipes SET diameter_mm = 2 WHERE key = 'P1'")


def test_undo_takes_an_edit_back(desk: Desk, told: Told) -> None:
    assert told("DELETE FROM gis.gas_pipes WHERE key = 'P1'") == ""
    undo(layer=desk.pipes, by=desk.elena)
    assert Feature.objects.get(layer=desk.pipes, key="P1", until=None).attrs["diameter_mm"] == 110
    assert now(desk).number == 3
