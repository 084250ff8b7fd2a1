"""Foreign clients: GDAL's OAPIF driver of Debian, and that of a current GDAL, which asks for coordinates in Stereo 70."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import shapely

from layers import crs
from layers.models import Feature, Layer
from tests.layers.serving import served
from tests.town.fixtures import LoadedTown

pytestmark = pytest.mark.django_db
READ = """
import json, sys, pyogrio
meta, _index, shapes, fields = pyogrio.raw.read(sys.argv[1], CRS="EPSG:3844", columns=["key"], max_features=300)
print(json.dumps({"crs": str(meta["crs"]), "shapes": [bytes(one).hex() for one in shapes], "keys": [str(one) for one in fields[0]]}))
"""


def ogrinfo(*words: str) -> str:
    done = subprocess.run(["ogrinfo", "-ro", *words], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_ogrinfo_lists_the_layers_and_counts_all_features_page_by_page(demo_town: LoadedTown) -> None:
    wanted = Feature.objects.filter(layer__authority=demo_town.authority, layer__code="parcels", until=None).count()
    with served() as address:
        listed = ogrinfo(f"OAPIF:{address}/ogc/")
        told = ogrinfo("-so", "-oo", "PAGE_SIZE=150", f"OAPIF:{address}/ogc/", "parcels")
        read = ogrinfo("-al", "-geom=NO", "-oo", "PAGE_SIZE=150", f"OAPIF:{address}/ogc/collections/zoning")
    assert "parcels" in listed
    assert "military" not in listed
    assert f"Feature Count: {wanted}" in told
    assert "owner_kind: String" in told
    zones = Feature.objects.filter(layer__authority=demo_town.authority, layer__code="zoning", until=None).count()
    assert len(re.findall(r"^OGRFeature", read, re.MULTILINE)) == zones


def test_ogrinfo_reads_a_box_and_a_filter(demo_town: LoadedTown) -> None:
    layer = Layer.objects.get(authority=demo_town.authority, code="buildings")
    row = Feature.objects.filter(layer=layer, until=None).first()
    assert row is not None
    x0, y0, x1, y1 = row.geom.extent
    (west, south), (east, north) = crs.lonlat_of([(x0, y0), (x1, y1)])
    with served() as address:
        told = ogrinfo("-al", "-geom=NO", "-spat", str(west), str(south), str(east), str(north), f"OAPIF:{address}/ogc/collections/buildings")
        by_key = ogrinfo("-al", "-where", f"key = '{row.key}'", f"OAPIF:{address}/ogc/collections/buildings")
    assert f"OGRFeature(buildings):{row.pk}" in told
    assert f"OGRFeature(buildings):{row.pk}" in by_key


def test_a_current_gdal_reads_stereo_70_with_the_axes_right(demo_town: LoadedTown) -> None:
    layer = Layer.objects.get(authority=demo_town.authority, code="addresses")
    expected = {row.key: (row.geom.x, row.geom.y) for row in Feature.objects.filter(layer=layer, until=None)[:2000]}
    with served() as address:
        # In a process of its own: pyogrio waits for the answer with the interpreter's lock in its hand.
        done = subprocess.run([sys.executable, "-W", "ignore", "-c", READ, f"OAPIF:{address}/ogc/collections/addresses"], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert "3844" in told["crs"]
    points = [shapely.from_wkb(one) for one in told["shapes"]]
    for key, point in zip(told["keys"], points, strict=True):
        # GDAL keeps x = east in memory whatever the order on the wire; 604 km either way, so a swap shows only here.
        assert (point.x, point.y) == pytest.approx(expected[key], abs=0.002)
    assert len(points) > 50


def test_a_copy_made_by_ogr2ogr_is_the_layer(demo_town: LoadedTown, tmp_path: Path) -> None:
    out = tmp_path / "copy.geojson"
    with served() as address:
        subprocess.run(["ogr2ogr", "-f", "GeoJSON", "-t_srs", "EPSG:3844", "-lco", "RFC7946=NO", str(out), f"OAPIF:{address}/ogc/collections/monuments"], check=True, timeout=60, capture_output=True)
    copied = {one["properties"]["key"]: shapely.geometry.shape(one["geometry"]) for one in json.loads(out.read_text(encoding="utf-8"))["features"]}
    for row in Feature.objects.filter(layer__authority=demo_town.authority, layer__code="monuments", until=None):
        assert copied[row.key].hausdorff_distance(shapely.from_wkb(bytes(row.geom.wkb))) < 0.01
