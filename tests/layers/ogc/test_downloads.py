"""Layers as files: the same features, in the file's own coordinate system, version by version."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.test import Client

from gisapp.accounts.models import User
from gisapp.core import clock, jobs
from gisapp.core.models import Job
from layers import crs
from layers.imports.rows import publish_rows
from layers.imports.staging import Row
from layers.models import Feature, Layer
from layers.ogc import downloads
from tests.town.fixtures import LoadedTown

pytestmark = pytest.mark.django_db


def test_a_geopackage_holds_all_parcels_in_stereo_70_and_gdal_agrees(demo_town: LoadedTown, client: Client, tmp_path: Path) -> None:
    answer = client.get("/date/parcels/v1.gpkg")
    assert answer.status_code == 200
    assert "pietricica_parcels_v1_" in answer["Content-Disposition"]
    path = tmp_path / "parcels.gpkg"
    path.write_bytes(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    told = subprocess.run(["ogrinfo", "-so", "-al", str(path)], capture_output=True, text=True, timeout=60, check=True)
    rows = Feature.objects.filter(layer__authority=demo_town.authority, layer__code="parcels", until=None)
    assert f"Feature Count: {rows.count()}" in told.stdout
    assert '"EPSG",3844' in told.stdout
    assert "Warning" not in told.stderr
    one = rows.first()
    assert one is not None
    exported = subprocess.run(["ogr2ogr", "-f", "GeoJSON", "-lco", "RFC7946=NO", "/vsistdout/", str(path), "-where", f"fid = {one.pk}"], capture_output=True, text=True, timeout=60, check=True)
    (copy,) = json.loads(exported.stdout)["features"]
    assert shapely.geometry.shape(copy["geometry"]).equals(shapely.from_wkb(bytes(one.geom.wkb)))
    assert copy["properties"]["key"] == one.key


def test_a_geojson_is_longitude_and_latitude_and_an_old_version_stays_what_it_was(demo_town: LoadedTown, client: Client) -> None:
    layer = Layer.objects.get(authority=demo_town.authority, code="landslides")
    before = Feature.objects.filter(layer=layer, until=None).count()
    square = shapely.box(604000, 604000, 604050, 604050)
    publish_rows(layer=layer, rows=[Row("N1", "", {"hazard": "low"}, square.wkb_hex)], data_date=clock.today(), seconded_by=User.objects.create_user("doi@x.example"))
    old, new = (json.loads(b"".join(client.get(f"/date/landslides/v{number}.geojson").streaming_content)) for number in (1, 2))  # type: ignore[attr-defined]
    assert (len(old["features"]), len(new["features"])) == (before, 1)
    lon, lat = new["features"][0]["geometry"]["coordinates"][0][0]
    ((east, north),) = crs.stereo70_of([(lon, lat)])
    assert min(abs(east - 604000), abs(east - 604050)) < 0.01
    assert min(abs(north - 604000), abs(north - 604050)) < 0.01


def test_restricted_layers_and_unknown_versions_have_no_file(demo_town: LoadedTown, client: Client) -> None:
    for address in ("/date/military/v1.gpkg", "/date/military/v1.geojson", "/date/parcels/v99.gpkg", "/date/nothing/v1.geojson"):
        assert client.get(address).status_code == 404


def test_a_geopackage_has_a_spatial_index_that_gdal_uses_and_keeps(demo_town: LoadedTown, client: Client, tmp_path: Path) -> None:
    path = tmp_path / "zoning.gpkg"
    path.write_bytes(b"".join(client.get("/date/zoning/v1.gpkg").streaming_content))  # type: ignore[attr-defined]
    asked = ["ogrinfo", "-q", "-dialect", "sqlite", "-sql"]
    told = subprocess.run([*asked, "SELECT HasSpatialIndex('zoning', 'geom') AS has, (SELECT count(*) FROM rtree_zoning_geom) = (SELECT count(*) FROM zoning) AS whole", str(path)], capture_output=True, text=True, timeout=60, check=True).stdout
    assert "has (Integer) = 1" in told
    assert "whole (Integer) = 1" in told
    subprocess.run(["ogrinfo", "-q", str(path), "-sql", "DELETE FROM zoning WHERE fid IN (SELECT fid FROM zoning LIMIT 1)"], capture_output=True, timeout=60, check=True)
    with sqlite3.connect(path) as base:
        assert base.execute("SELECT (SELECT count(*) FROM rtree_zoning_geom) = (SELECT count(*) FROM zoning)").fetchone() == (1,)


def test_a_large_layer_is_prepared_beside_the_page_and_then_handed_out(demo_town: LoadedTown, client: Client, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.FILES_ROOT = tmp_path
    monkeypatch.setattr(downloads, "AT_ONCE", 10)
    first = client.get("/date/zoning/v1.gpkg")
    assert first.status_code == 202
    assert first["Retry-After"] == "5"
    assert "Se pregătește fișierul" in first.content.decode()
    assert client.get("/date/zoning/v1.gpkg").status_code == 202
    waiting = Job.objects.filter(name="layers.prepare_file")
    assert waiting.count() == 1
    assert jobs.run_job(str(waiting.get().pk))
    ready = client.get("/date/zoning/v1.gpkg")
    assert ready.status_code == 200
    assert b"".join(ready.streaming_content)[:15] == b"SQLite format 3"  # type: ignore[attr-defined]
    assert not list((tmp_path / "layer_files").glob("*.part"))


def test_the_catalogue_for_everybody_links_the_files(demo_town: LoadedTown, client: Client) -> None:
    page = client.get("/straturi/").content.decode()
    assert "/date/parcels/v1.gpkg" in page
    assert "/date/parcels/v1.geojson" in page
    assert "/date/military/" not in page


def test_the_page_of_a_layer_links_its_files(demo_town: LoadedTown, client: Client) -> None:
    page = client.get("/ogc/collections/parcels?f=html").content.decode()
    assert "/date/parcels/v1.gpkg" in page
    assert "/date/parcels/v1.geojson" in page
