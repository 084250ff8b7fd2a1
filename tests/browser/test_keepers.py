"""Elena keeps the layers in a real browser: import, compare, publish, undo; a new layer with its rule, on the map and in a parcel's findings."""
from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from gisapp.core import jobs
from layers import api
from layers.imports.declare import declare_empty
from layers.models import Feature, Layer
from tests.town import build

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def worked_by_hand() -> Iterator[None]:
    """Jobs wait until the test does them."""
    with jobs.done_here():
        yield


def squares(path: Path, east: float, north: float, *, count: int, shift: float = 0.0) -> Path:
    """Write a delivery of squares of 10 m beside each other, in Stereo 70."""
    features = []
    for number in range(count):
        x, y = east + 20 * number + (shift if number == 0 else 0), north
        ring = [[x, y], [x + 10, y], [x + 10, y + 10], [x, y + 10], [x, y]]
        features.append({"type": "Feature", "properties": {"key": f"F{number}", "label": f"Fântâna {number}"}, "geometry": {"type": "Polygon", "coordinates": [ring]}})
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3844"}}, "features": features}), encoding="utf-8")
    return path


def bring(page: Page, base: str, code: str, file: Path, work_done: Callable[[], int]) -> None:
    """Upload a file for a layer, wait while the worker reads it."""
    page.goto(f"{base}/birou/straturi/livrare/?layer={code}")
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Citiți fișierul").click()
    expect(page.locator("#progress")).to_be_visible()
    work_done()
    expect(page.locator("#comparatie")).to_be_visible()


def publish(page: Page) -> None:
    """Press the button; where nothing tells east from north (few features near the diagonal), look at the map and answer for it."""
    seen = page.locator("#axes-seen")
    if seen.count():
        expect(page.locator("parcel-map[data-ready]")).to_be_visible()
        seen.check()
    page.get_by_role("button", name="Publicați").click()


def test_elena_imports_compares_publishes_and_undoes(live_server: Any, demo_house: Any, as_person: Callable[..., Page], work_done: Callable[[], int], tmp_path: Path) -> None:
    base, elena = live_server.url, as_person("elena")
    layer = Layer.objects.get(authority=demo_house["pietricica"], code="seveso")
    declare_empty(layer=layer, by=None, on=layer.versions.get(state="published").data_date, coverage=None)
    bring(elena, base, "seveso", squares(tmp_path / "a.geojson", 604_500, 604_000, count=5), work_done)
    publish(elena)
    expect(elena.locator("main")).to_contain_text("este publicată")
    bring(elena, base, "seveso", squares(tmp_path / "b.geojson", 604_500, 604_000, count=6, shift=3.0), work_done)
    expect(elena.locator("parcel-map[data-ready]")).to_be_visible()
    expect(elena.locator("#added0")).to_contain_text("F5")
    expect(elena.locator("main")).to_contain_text("mutate sau redesenate: 1", ignore_case=True)
    publish(elena)
    expect(elena.locator("main")).to_contain_text("este publicată")
    assert Feature.objects.filter(layer=layer, until=None).count() == 6
    elena.get_by_role("button", name="Anulați publicarea").click()
    expect(elena.locator("main")).to_contain_text("S-a revenit la versiunea")
    assert Feature.objects.filter(layer=layer, until=None).count() == 5


def test_a_new_layer_with_its_rule_is_on_the_map_and_in_a_parcels_findings(live_server: Any, demo_house: Any, as_person: Callable[..., Page], work_done: Callable[[], int], tmp_path: Path) -> None:
    base, elena = live_server.url, as_person("elena")
    number = build().named["gas_crossed"]
    parcel = api.parcel_by_number(demo_house["pietricica"], number)
    assert parcel is not None
    elena.goto(f"{base}/birou/straturi/nou/")
    for name, value in {"code": "wells", "title_ro": "Fântâni publice", "group": "Ape", "source": "DSP", "accuracy_m": "1", "refresh_days": "365"}.items():
        elena.fill(f"[name={name}]", value)
    elena.select_option("[name=geometry]", "polygon")
    elena.get_by_role("button", name="Salvați").click()
    elena.get_by_role("link", name="Regulă nouă").click()
    for name, value in {"code": "PUT-1", "title_ro": "Zona de protecție a fântânii", "distances_text": "10", "legal_ref": "HCL demonstrativă 7/2026"}.items():
        elena.fill(f"[name={name}]", value)
    elena.select_option("[name=effect]", "endorsement")
    elena.select_option("[name=tests]", "parcel")
    elena.select_option("[name=endorser]", "DSP")
    elena.get_by_role("button", name="Introduceți regula").click()
    expect(elena.locator("#restrictii")).to_contain_text("PUT-1")
    inside = parcel.geom.point_on_surface
    bring(elena, base, "wells", squares(tmp_path / "fantani.geojson", inside.x, inside.y, count=1), work_done)
    publish(elena)
    expect(elena.locator("main")).to_contain_text("este publicată")
    anyone = as_person()
    with anyone.expect_response(lambda response: "/tiles/wells/1/" in response.url and response.status == 200):
        anyone.goto(f"{base}/harta/?parcel={number}")
    expect(anyone.locator("#panel")).to_contain_text("Zona de protecție a fântânii")
    anyone.get_by_role("button", name="Straturi").click()
    expect(anyone.locator("parcel-map")).to_contain_text("Fântâni publice")
