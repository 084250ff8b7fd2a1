"""Hostile files: nothing read that is not ours to read, nothing called, nothing hung; one sentence for the person."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from gisapp.accounts.models import Authority
from gisapp.core.errors import Refused
from layers.imports.deliver import Mapping, deliver_file
from layers.imports.sandbox import Limits
from layers.models import Delivery, Layer, RejectedFeature, StagedFeature

MAKER = Path("../shared/tools/mk_malicious.py")
NASTY = Path("../shared/data/nasty")
CANARY = "KANARIENVOGEL"
pytestmark = pytest.mark.django_db


@pytest.fixture
def layer() -> Layer:
    town = Authority.objects.create(slug="proba", siruta="999001", name="Proba", kind="town", county="Neamț", county_code="NT")
    return Layer.objects.create(authority=town, code="points", title_ro="Puncte", geometry="point", attribute_schema=[{"name": "name", "title_ro": "Nume", "type": "text"}])


def deliver(layer: Layer, path: Path, **more: object) -> Delivery:
    delivery = Delivery.objects.create(
        authority_id=layer.authority_id, layer=layer, state="reading", file_name=path.name[:255], received_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), data_date=dt.date(2026, 1, 1),
    )
    return deliver_file(delivery, path, name=path.name, mapping=Mapping(), crs_text="4326", limits=Limits(cpu_seconds=1, wall_seconds=20, features=20_000), **more)  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.skipif(not MAKER.exists(), reason="the maker of hostile files is not on this machine")
def test_no_hostile_upload_reads_a_secret_calls_out_or_hangs(layer: Layer, listener: tuple[str, list[str]], tmp_path: Path) -> None:
    url, hits = listener
    secret = tmp_path / "secret.csv"
    secret.write_text(f"name\n{CANARY}\n", encoding="utf-8")
    subprocess.run([sys.executable, str(MAKER.resolve()), str(tmp_path / "out"), str(secret), url], check=True, capture_output=True, timeout=400)
    files = sorted(path for path in (tmp_path / "out").iterdir() if path.is_file())
    assert len(files) > 40
    read, sentences = [], []
    for path in files:
        try:
            deliver(layer, path)
            read.append(path.name)
        except Refused as refusal:
            sentences.append(refusal.sentence)
    assert hits == []
    assert all(CANARY not in sentence and str(tmp_path) not in sentence for sentence in sentences)
    assert not StagedFeature.objects.filter(attrs__name__contains=CANARY).exists()
    assert not RejectedFeature.objects.filter(detail__contains=CANARY).exists()
    assert {"ok.geojson", "zip_ok.zip"} <= set(read)
    assert not [name for name in read if name.startswith(("vrt", "wfs", "gpkg_", "gml_xxe", "gml_laughs", "kml_laughs"))]


@pytest.mark.slow
@pytest.mark.skipif(not NASTY.exists(), reason="the broken files are not on this machine")
def test_every_broken_file_is_read_or_refused_with_a_sentence(layer: Layer) -> None:
    polygons = Layer.objects.create(authority=layer.authority, code="areas", title_ro="Arii", geometry="polygon")
    files = sorted(path for path in NASTY.rglob("*") if path.is_file() and path.suffix.lower() in (".shp", ".geojson", ".gml", ".kml", ".kmz", ".dxf", ".tab", ".mif", ".csv", ".zip", ".xml"))
    assert files
    sentences: list[str] = []
    for path in files:
        try:
            done = deliver(polygons, path)
        except Refused as refusal:
            sentences.append(refusal.sentence)
        else:
            assert done.read_count == done.staged_count + done.rejected.count(), path.name
    assert all(sentence[0].isupper() and "Traceback" not in sentence for sentence in sentences)


def test_an_upload_may_burn_ten_seconds_of_processor_and_no_more() -> None:
    assert Limits().cpu_seconds <= 10


def test_a_file_under_a_false_name_is_refused(layer: Layer, tmp_path: Path) -> None:
    (tmp_path / "a.gpkg").write_text('{"type":"FeatureCollection","features":[]}', encoding="utf-8")
    with pytest.raises(Refused, match="deteriorat sau nu are formatul"):
        deliver(layer, tmp_path / "a.gpkg")


def test_a_format_nobody_reads_is_named_with_those_that_are(layer: Layer, tmp_path: Path) -> None:
    (tmp_path / "plan.dwg").write_bytes(b"AC1027")
    with pytest.raises(Refused, match="GeoPackage"):
        deliver(layer, tmp_path / "plan.dwg")


def test_too_many_features_stop_the_reading_with_its_own_sentence(layer: Layer, tmp_path: Path) -> None:
    rows = ",".join(f'{{"type":"Feature","properties":{{}},"geometry":{{"type":"Point","coordinates":[26.{n:05d},46.9]}}}}' for n in range(25_000))
    (tmp_path / "a.geojson").write_text(f'{{"type":"FeatureCollection","features":[{rows}]}}', encoding="utf-8")
    with pytest.raises(Refused, match="prea multe elemente"):
        deliver(layer, tmp_path / "a.geojson")
    assert StagedFeature.objects.count() == 0
