"""QGIS itself, where Debian's is installed, reads the service as a layer: fields, places, pages, box."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from layers import crs
from layers.models import Feature
from tests.layers.qgis.test_project import SYSTEM, has_qgis
from tests.layers.serving import served
from tests.town.fixtures import LoadedTown

pytestmark = pytest.mark.django_db
SCRIPT = """
import json, sys
from qgis.core import QgsApplication, QgsFeatureRequest, QgsVectorLayer
QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], False)
app.initQgis()
layer = QgsVectorLayer(f"url='{sys.argv[1]}/ogc/' typename='monuments' pagingEnabled='true'", "monumente", "OAPIF")
rows = list(layer.getFeatures())
places = {row["key"]: [row.geometry().boundingBox().center().x(), row.geometry().boundingBox().center().y()] for row in rows}
box = rows[0].geometry().boundingBox()
near = [row["key"] for row in layer.getFeatures(QgsFeatureRequest().setFilterRect(box))]
print("OUT" + json.dumps({"valid": layer.isValid(), "crs": layer.crs().authid(), "fields": [one.name() for one in layer.fields()], "places": places, "first": rows[0]["key"], "near": near}))
"""


def test_qgis_reads_the_monuments_where_they_lie(demo_town: LoadedTown, tmp_path: Path) -> None:
    if not has_qgis():
        pytest.skip("PyQGIS is not installed (apt-get install qgis python3-qgis); GDAL's driver proves the same service")
    expected = {}
    for row in Feature.objects.filter(layer__authority=demo_town.authority, layer__code="monuments", until=None):
        west, south, east, north = crs.to_wgs84(row.geom).extent
        expected[row.key] = ((west + east) / 2, (south + north) / 2)
    (tmp_path / "read.py").write_text(SCRIPT, encoding="utf-8")
    tmp_path.chmod(0o700)
    with served() as address:
        done = subprocess.run(
            [SYSTEM, str(tmp_path / "read.py"), address], capture_output=True, text=True, timeout=120, check=False,
            env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8", "XDG_RUNTIME_DIR": str(tmp_path)},
        )
    line = next((one for one in done.stdout.splitlines() if one.startswith("OUT")), "")
    assert line, done.stderr[-2000:]
    out = json.loads(line[3:])
    assert out["valid"] is True
    assert out["crs"] in ("EPSG:4326", "OGC:CRS84")
    assert {"key", "label", "category"} <= set(out["fields"])
    assert out["places"].keys() == expected.keys()
    for key, place in out["places"].items():
        # Longitude before latitude: half a millionth of a degree is a few centimetres.
        assert place == pytest.approx(expected[key], abs=5e-7)
    assert out["first"] in out["near"]
