"""The project of a keeper, opened by QGIS itself where Debian's QGIS is installed."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from gisapp.accounts.models import User
from layers.models import Edit, Feature, LayerVersion
from layers.qgis import project_file

from .conftest import Desk

pytestmark = pytest.mark.django_db(transaction=True)
LINE = "ST_GeomFromText('LINESTRING(604000 604600, 604200 604600)', 3844)"
SYSTEM = "/usr/bin/python3"
SCRIPT = """
import json, sys
from qgis.core import QgsApplication, QgsProject, QgsGeometry
QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], False)
app.initQgis()
project = QgsProject.instance()
assert project.read(sys.argv[1]), "the project does not open"
out = {"layers": {layer.name(): layer.isValid() for layer in project.mapLayers().values()}, "crs": project.crs().authid()}
pipes = project.mapLayersByName("Re\\u021bea de gaze")[0]
out["renderer"] = pipes.renderer().type()
feature = next(one for one in pipes.getFeatures() if one["key"] == "P1")
assert pipes.startEditing()
pipes.changeAttributeValue(feature.id(), pipes.fields().indexOf("diameter_mm"), 225)
pipes.changeGeometry(feature.id(), QgsGeometry.fromWkt("LineString(604000 604700, 604300 604700)"))
out["saved"] = pipes.commitChanges()
out["errors"] = pipes.commitErrors()
pipes.reload()
again = next(one for one in pipes.getFeatures() if one["key"] == "P1")
out["diameter"], out["length"], out["same_fid"] = again["diameter_mm"], again.geometry().length(), again["fid"] == feature["fid"]
pipes.startEditing()
pipes.changeAttributeValue(again.id(), pipes.fields().indexOf("kind"), "aqueduct")
out["wrong_saved"] = pipes.commitChanges(False)
out["sentence"] = " ".join(pipes.commitErrors())
print("OUT" + json.dumps(out))
"""


def has_qgis() -> bool:
    if not Path(SYSTEM).exists() or importlib.util.find_spec("qgis"):
        return False
    return subprocess.run([SYSTEM, "-c", "import qgis.core"], capture_output=True, check=False, timeout=60).returncode == 0


def now(desk: Desk) -> LayerVersion:
    return LayerVersion.objects.get(layer=desk.pipes, state="published")


@pytest.mark.django_db
def test_the_project_names_every_layer_once_and_holds_no_password(desk: Desk) -> None:
    text = project_file(desk.authority)
    root = ET.fromstring(text)
    assert [node.text for node in root.iter("layername")] == ["Rețea de gaze", "Parcele"]
    assert desk.password.encode() not in text
    assert b"password" not in text.lower()
    assert b"service='gis_pietricica'" in text


def test_gdal_reads_and_adds_through_the_view_and_one_save_is_one_version(open_desk: Desk, tmp_path: Path) -> None:
    desk = open_desk
    told = subprocess.run(["ogrinfo", "-al", desk.dsn(), "gas_pipes"], capture_output=True, text=True, timeout=60, check=False, env=desk.environment)
    assert told.returncode == 0, told.stderr
    for column in ("kind: String", "diameter_mm: Real", "laid_on: Date", "live: Integer(Boolean)", "attr_label: String"):
        assert column in told.stdout
    assert "3844" in told.stdout
    source = tmp_path / "new.geojson"
    source.write_text('{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3844"}},"features":[{"type":"Feature","properties":{"key":"P9","kind":"service","diameter_mm":32},"geometry":{"type":"LineString","coordinates":[[604300,604500],[604350,604500]]}}]}', encoding="utf-8")
    added = subprocess.run(["ogr2ogr", "-append", "-update", "-nln", "gas_pipes", desk.dsn(), str(source)], capture_output=True, text=True, timeout=60, check=False, env={**desk.environment, "PG_USE_COPY": "NO"})
    assert added.returncode == 0, added.stderr
    fresh = Feature.objects.get(layer=desk.pipes, key="P9", until=None)
    assert fresh.attrs == {"kind": "service", "diameter_mm": 32}
    assert Edit.objects.get().program == "ogr"
    session = desk.connect()
    with session, session.cursor() as cursor:
        cursor.execute("SELECT fid FROM gas_pipes WHERE key = 'P1'")
        (fid,) = cursor.fetchone()
        cursor.execute("UPDATE gas_pipes SET diameter_mm = 200 WHERE fid = %s", [fid])
        cursor.execute(f"UPDATE gas_pipes SET geom = {LINE} WHERE fid = %s", [fid])
        assert cursor.rowcount == 1
        seen = now(desk).number  # by another connection, before she saves
    session.close()
    # Until she saved, readers saw the version before.
    assert now(desk).number == seen + 1
    fresh = Feature.objects.get(layer=desk.pipes, key="P1", until=None)
    assert (fresh.attrs["diameter_mm"], fresh.geom.length) == (200, 200.0)
    assert Feature.objects.filter(layer=desk.pipes, key="P1").count() == 2
    assert Edit.objects.count() == 3


def test_qgis_opens_the_project_edits_a_feature_and_reads_it_back(open_desk: Desk, tmp_path: Path) -> None:
    desk = open_desk
    if not has_qgis():
        pytest.skip("PyQGIS is not installed (apt-get install qgis python3-qgis); the same views are proven by ogr2ogr")
    project = tmp_path / "pietricica.qgs"
    project.write_bytes(project_file(desk.authority))
    (tmp_path / "pg_service.conf").write_text(f"[{desk.schema}]\nhost={desk.environment['PGHOST']}\nport={desk.environment['PGPORT']}\ndbname={desk.environment['PGDATABASE']}\nuser={desk.role}\n", encoding="utf-8")
    (tmp_path / "edit.py").write_text(SCRIPT, encoding="utf-8")
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen", "PGSERVICEFILE": str(tmp_path / "pg_service.conf"), "PGPASSWORD": desk.password, "LANG": "C.UTF-8", "XDG_RUNTIME_DIR": str(tmp_path)}
    done = subprocess.run([SYSTEM, str(tmp_path / "edit.py"), str(project)], capture_output=True, text=True, timeout=120, check=False, env=environment)
    line = next((one for one in done.stdout.splitlines() if one.startswith("OUT")), "")
    assert line, done.stderr[-2000:]
    out = json.loads(line[3:])
    assert out["layers"] == {"Rețea de gaze": True, "Parcele": True}
    assert (out["crs"], out["renderer"]) == ("EPSG:3844", "categorizedSymbol")
    assert out["saved"], out["errors"]
    assert (out["diameter"], out["length"], out["same_fid"]) == (225, 300, True)
    assert out["wrong_saved"] is False
    assert "Valori admise: distribution, service" in out["sentence"]
    fresh = Feature.objects.get(layer=desk.pipes, key="P1", until=None)
    assert (fresh.attrs["diameter_mm"], fresh.attrs["extra"], fresh.geom.length) == (225, "kept", 300.0)
    assert {(edit.user, edit.action) for edit in Edit.objects.all()} == {(desk.elena, "update")}


@pytest.mark.django_db
def test_a_keeper_takes_the_project_from_the_page_and_ioana_finds_nothing(desk: Desk, client: Client) -> None:
    assert client.get("/date/qgis/proiect.qgs").status_code == 302
    client.force_login(User.objects.create_user("ioana@x.example"))
    assert client.get("/date/qgis/proiect.qgs").status_code == 404
    client.force_login(desk.elena)
    answer = client.get("/date/qgis/proiect.qgs")
    assert 'filename="pietricica.qgs"' in answer["Content-Disposition"]
    assert answer.content.startswith(b"<?xml")
