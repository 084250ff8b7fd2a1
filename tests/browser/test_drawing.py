"""Ana draws a house and Horia a trench on a phone, with findings as they draw; Corina works through a case's findings beside the map."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from gisapp.accounts.models import User
from gisapp.core import jobs
from gisapp.management.demo import walk
from gisapp.management.demo.applicants import paper_of
from layers import api as layers
from permits.models import Case, Finding
from tests.permits.conftest import IDENTITY
from tests.town import build
from tests.town.cast import person

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def draft(town: Any, procedure: str, owner: str, parcel: str) -> Case:
    """A draft of somebody of the cast, filled but for what the test does."""
    authority = town["pietricica"]
    user = User.objects.get(email=person(owner).email.lower())
    return walk.fill_draft(
        authority=authority, procedure=procedure, owner=user, parcel=layers.parcel_by_number(authority, parcel), applicant=IDENTITY[owner], paper=paper_of("test"),
    )


def tap(page: Page, *places: tuple[float, float]) -> None:
    """Tap the map at places given in pixels from its middle; the last one twice, which ends a shape."""
    canvas = page.locator("parcel-map canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for dx, dy in (*places, places[-1]):
        page.mouse.move(x + dx, y + dy)
        page.mouse.click(x + dx, y + dy)
        page.wait_for_timeout(120)


def test_ana_draws_a_house_on_her_phone_and_sees_what_it_touches(live_server: Any, demo_house: Any, as_person: Callable[..., Page]) -> None:
    with jobs.done_here():
        case = draft(demo_house, "building_permit", "ana", build().named["gas_crossed"])
    case.works.all().delete()
    page = as_person("ana", phone=True)
    page.goto(f"{live_server.url}/cerere/{case.pk}/works/")
    expect(page.locator("parcel-map[data-ready]")).to_be_visible(timeout=20_000)
    tap(page, (-40, -40), (40, -40), (40, 40), (-40, 40))
    expect(page.locator("#check .findings li").first).to_be_visible()
    expect(page.locator("#check")).to_contain_text("POT")
    page.fill("input[name=levels]", "2")
    page.fill("input[name=height_m]", "7")
    with page.expect_response(lambda answer: "/harta/verifica" in answer.url):
        page.locator("input[name=height_m]").blur()
    page.locator(".form-actions button").first.click()
    page.wait_for_load_state()
    work = case.works.get()
    assert (work.kind, work.levels) == ("building", 2)
    assert work.geom.area > 1
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_horia_draws_a_trench_on_his_phone_and_sees_the_other_dig(live_server: Any, demo_house: Any, as_person: Callable[..., Page]) -> None:
    number = build().named["gas_crossed"]
    with jobs.done_here():
        walk.submit(draft(demo_house, "excavation_approval", "horia", number))
        mine = draft(demo_house, "excavation_approval", "horia", number)
    page = as_person("horia", phone=True)
    page.goto(f"{live_server.url}/cerere/{mine.pk}/works/")
    expect(page.locator("parcel-map[data-ready]")).to_be_visible(timeout=20_000)
    expect(page.locator("#check")).to_contain_text("Altă săpătură în apropiere")
    expect(page.locator("#check")).to_contain_text("tranșee comună")
    expect(page.locator("#check")).to_contain_text("garanția de bună execuție")
    before = mine.works.count()
    page.get_by_role("button", name="Traseu").click()
    tap(page, (-60, 60), (60, 60))
    page.locator(".form-actions button").first.click()
    page.wait_for_load_state()
    assert mine.works.count() == before + 1


def test_corina_decides_findings_beside_the_map(live_server: Any, demo_house: Any, as_person: Callable[..., Page]) -> None:
    with jobs.done_here():
        case = walk.submit(draft(demo_house, "urbanism_certificate", "ana", build().named["gas_crossed"]))
        walk.review(case, User.objects.get(email=person("corina").email.lower()))
    page = as_person("corina")
    page.goto(f"{live_server.url}/birou/dosar/{case.pk}/")
    expect(page.locator("parcel-map[data-ready]")).to_be_visible(timeout=20_000)
    first = page.locator(".findings [data-finding]").first
    first.hover()
    row = Finding.objects.filter(run__case=case, run__current=True, state="conflict").order_by("number").first()
    assert row is not None
    panel = page.locator(f"[data-finding='{row.number}']").first
    panel.scroll_into_view_if_needed()
    form = page.locator(".findings li", has=panel)
    form.locator("textarea[name=reason]").fill("Conducta a fost dezafectată, vezi adresa operatorului.")
    form.locator("button[value=rejected]").click()
    expect(page.locator(".findings")).to_contain_text("Conducta a fost dezafectată")
    row.refresh_from_db()
    assert row.decision == "rejected"
    page.get_by_text("Adăugați o constatare").click()
    page.fill("#nf-title", "Fântână veche, găsită la fața locului")
    page.fill("#nf-ref", "HG 930/2005")
    page.fill("#nf-reason", "Văzută la verificarea din teren de azi.")
    page.locator("form[action$='constatare/'] button").click()
    page.wait_for_load_state()
    expect(page.locator(".findings")).to_contain_text("Fântână veche")
    page.get_by_role("link", name="Comparați două zile").click()
    page.wait_for_load_state()
    expect(page.locator("h1")).to_contain_text("zile")
