"""Layers as files: the same features, in the file's own coordinate system, version by version."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import shapely
from django.test import Client

from gisapp.accounts.models import User
from gisapp.core import clock
from layers import crs
from layers.imports.rows import publish_rows
from layers.imports.staging import Row
from layers.models import Feature, Layer
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


def test_the_page_of_a_layer_links_its_files(demo_town: LoadedTown, client: Client) -> None:
    page = client.get("/ogc/collections/parcels?f=html").content.decode()
    assert "/date/parcels/v1.gpkg" in page
    assert "/date/parcels/v1.geojson" in page
