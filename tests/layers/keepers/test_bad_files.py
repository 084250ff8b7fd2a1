"""Every broken and every hostile file goes through Elena's upload page: never a failure of ours, always a sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gisapp.core import jobs
from gisapp.core.models import Job
from layers.models import Delivery

from .conftest import House

MAKER, NASTY = Path("../shared/tools/mk_malicious.py"), Path("../shared/data/nasty")
CANARY = "KANARIENVOGEL"
COMPANIONS = (".shx", ".dbf", ".prj", ".cpg", ".dat", ".map", ".id", ".mid")
PATHS = ("/tmp/", "/in/data", "/vsi", "reader.py", "site-packages")
ENDED = {"compared", "asking", "failed"}
# One file for each kind of end on the page; tests/layers/test_sandbox.py sends all of them the short way.
BROKEN = {
    "parcels_truncated.geojson", "parcels_mixed_and_broken_geometry.geojson", "parcels_latlon_swapped.geojson", "uat_neamt_cp852.shp", "danesti_parcele_stereo70.dxf", "testopenfilegdb.gdb.zip", "807_1.dwg",
    "inspire_protectedSitesSchemaViolation.xml",
}
HOSTILE = {"ok.geojson", "zip_bomb_2g.zip", "zip_symlink.zip", "gml_xxe.gml", "kml_netlink.kml", "gpkg_virtualtext.gpkg", "geojson_crslink.geojson", "csv_formula.csv"}


def parts_of(path: Path) -> list[SimpleUploadedFile]:
    near = [path.with_suffix(one) for one in COMPANIONS if path.suffix.lower() in (".shp", ".tab", ".mif") and path.with_suffix(one).is_file()]
    return [SimpleUploadedFile(one.name, one.read_bytes()) for one in (path, *near)]


def send_all(house: House, files: list[Path], layer: str) -> dict[str, str]:
    """Upload each, read each, open the page of each; return how they ended, and what was said."""
    client, ended = house.client("elena"), {}
    for path in files:
        answer = client.post(reverse("keepers_upload"), {"layer": layer, "data_date": "2026-01-01", "file": parts_of(path)})
        if answer.status_code == 422:
            page = answer.content.decode()
            assert "error-summary" in page, path.name
            ended[path.name] = page
            continue
        jobs.drain()
        delivery = Delivery.objects.order_by("-pk")[0]
        assert delivery.state in ENDED, (path.name, delivery.state, Job.objects.filter(done_at=None).values_list("last_error", flat=True))
        shown = client.get(reverse("keepers_delivery", args=[delivery.pk]))
        drawn = client.get(reverse("keepers_delivery_map", args=[delivery.pk]))
        assert (shown.status_code, drawn.status_code) == (200, 200), path.name
        said = delivery.failure or (delivery.question or {}).get("sentence", "")
        assert delivery.state == "compared" or (said and said[0].isupper() and "Traceback" not in said), path.name
        if delivery.state == "compared":
            assert delivery.read_count == delivery.staged_count + delivery.rejected.count(), path.name
            assert not (delivery.report.get("axes") or {}).get("swapped"), path.name
        ended[path.name] = shown.content.decode() + drawn.content.decode()
    return ended


@pytest.mark.slow
@pytest.mark.skipif(not NASTY.exists(), reason="the broken files are not on this machine")
def test_broken_files_of_every_kind_end_in_a_comparison_a_question_or_a_sentence(house: House) -> None:
    files = sorted(path for path in NASTY.rglob("*") if path.name in BROKEN)
    assert {path.name for path in files} == BROKEN
    ended = send_all(house, files, "military")
    assert set(ended) == BROKEN
    # No path of ours on a page: neither of the store nor of the closed room.
    assert [name for name, page in ended.items() if any(path in page for path in PATHS)] == []


@pytest.mark.slow
@pytest.mark.skipif(not MAKER.exists(), reason="the maker of hostile files is not on this machine")
def test_no_hostile_file_reads_a_secret_calls_out_or_breaks_the_page(house: House, listener: tuple[str, list[str]], tmp_path: Path) -> None:
    url, hits = listener
    secret = tmp_path / "secret.csv"
    secret.write_text(f"name\n{CANARY}\n", encoding="utf-8")
    subprocess.run([sys.executable, str(MAKER.resolve()), str(tmp_path / "out"), str(secret), url], check=True, capture_output=True, timeout=400)
    files = sorted(path for path in (tmp_path / "out").iterdir() if path.name in HOSTILE)
    assert {path.name for path in files} == HOSTILE
    ended = send_all(house, files, "military")
    assert hits == []
    assert [name for name, page in ended.items() if CANARY in page] == []
    # A file may hold a path in its own text (a link, a formula); only what does not is searched for ours.
    own = {path.name: path.read_bytes() for path in files}
    assert [name for name, page in ended.items() for path in (*PATHS, str(tmp_path)) if path in page and path.encode() not in own[name]] == []
