"""Elena splits a parcel on the map and moves a corner of another; who types the old number is led to the new ones."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from gisapp.core import jobs
from layers import api
from layers.models import Edit, Feature, Layer
from tests.browser.test_drawing import tap
from tests.town import build

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_elena_splits_a_parcel_on_the_map_and_its_old_number_leads_to_the_new_ones(live_server: Any, demo_house: Any, as_person: Callable[..., Page]) -> None:
    town = demo_house["pietricica"]
    number = build().named["gas_crossed"]
    layer = Layer.objects.get(authority=town, role="parcels")
    old = Feature.objects.get(layer=layer, key=number, siruta__in=["", town.siruta], until=None)
    with jobs.done_here():
        page = as_person("elena")
        page.goto(f"{live_server.url}/birou/straturi/parcels/editare/?q={number}")
        page.get_by_role("link", name=number, exact=True).click()
        page.get_by_role("link", name="Împărțiți").click()
        expect(page.locator("parcel-map[data-ready]")).to_be_visible(timeout=20_000)
        # Across the whole map, so across the whole parcel.
        tap(page, (-200, 0), (200, 0))
        page.get_by_role("button", name="Arătați bucățile").click()
        expect(page.locator("main")).to_contain_text("bucata 2")
        page.fill("[name=key0]", "990001")
        page.fill("[name=key1]", "990002")
        page.fill("[name=document]", "45/2026")
        page.get_by_role("button", name="Împărțiți parcela").click()
        expect(page.locator("main")).to_contain_text("este împărțită")
        pieces = Feature.objects.filter(layer=layer, key__in=["990001", "990002"], until=None)
        assert sum(piece.geom.area for piece in pieces) == pytest.approx(old.geom.area, abs=0.01)
        assert [hit.parcel for hit in api.search_places(town, number)] == ["990001", "990002"]
        page.get_by_role("link", name="990001").first.click()
        expect(page.locator("parcel-map[data-ready]")).to_be_visible(timeout=20_000)
        page.fill("[name=a_use]", "grădină")
        page.fill("[name=reason]", "constatare pe teren")
        page.get_by_role("button", name="Continuați").click()
        expect(page.locator("#istoric")).to_contain_text("constatare pe teren")
    piece = Feature.objects.get(layer=layer, key="990001", until=None)
    assert piece.attrs["use"] == "grădină"
    assert piece.geom.equals(pieces.model.objects.filter(layer=layer, key="990001").order_by("pk")[0].geom), "the map did not move what she did not touch"
    assert Edit.objects.filter(layer=layer, program__contains="QGIS").count() == 0
