"""Ana draws a house and Horia a trench with a finger on a phone, with findings as they draw; Corina decides findings beside the map."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

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
    """Touch the map (with the mouse where there is no finger) at places given in pixels from its middle, then „Gata”, which ends the shape."""
    finger = page.evaluate("navigator.maxTouchPoints > 0")
    canvas = page.locator("parcel-map canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for dx, dy in places:
        if finger:
            page.touchscreen.tap(x + dx, y + dy)
        else:
            page.mouse.move(x + dx, y + dy)
            page.mouse.click(x + dx, y + dy)
        page.wait_for_timeout(120)
    page.get_by_role("button", name="Gata").click()


def test_ana_draws_a_house_on_her_phone_and_sees_what_it_touches(live_server: Any, demo_house: Any, as_person: Callable[..., Page]) -> None:
    with jobs.done_here():
        case = draft(demo_house, "building_permit", "ana", build().named["gas_crossed"])
    case.works.all().delete()
    page = as_person("ana", phone=True)
    page.goto(f"{live_server.url}/cerere/{case.pk}/works/")
    expect(page.locator("parcel-map[data-ready]")).to_be_visible(timeout=20_000)
    tap(page, (-40, -40), (40, 40), (40, -40), (-40, 40))
    expect(page.locator(".map-status")).to_contain_text("se încrucișează")
    page.get_by_role("button", name="Ștergeți tot").tap()
    page.context.set_offline(True)
    tap(page, (-40, -40), (40, -40), (40, 40), (-40, 40))
    expect(page.locator(".map-status")).to_contain_text("Suprafață")
    page.locator(".form-actions button").first.tap()
    expect(page.locator(".toast").last).to_contain_text("rămâne aici")
    page.context.set_offline(False)
    expect(page.locator("#check .findings li").first).to_be_visible()
    expect(page.locator("#check")).to_contain_text("POT")
    drawn = page.locator("#works").input_value()
    page.reload()
    expect(page.locator("parcel-map .draw-bar")).to_be_visible()
    assert page.locator("#works").input_value() == drawn
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
    page.get_by_role("button", name="Traseu").tap()
    tap(page, (-60, 60), (60, 60))
    expect(page.locator(".map-status")).to_contain_text("Lungime")
    page.locator(".form-actions button").first.click()
    page.wait_for_load_state()
    assert mine.works.count() == before + 1
    page.goto(f"{live_server.url}/sapaturi/")
    expect(page.locator("parcel-map[data-ready]")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Arătați pe hartă săpătura 1").tap()
    expect(page.locator("parcel-map")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_horia_types_his_trench_without_map_or_script(live_server: Any, demo_house: Any, chromium: Browser, as_person: Callable[..., Page]) -> None:
    with jobs.done_here():
        mine = draft(demo_house, "excavation_approval", "horia", build().named["gas_crossed"])
    x, y = mine.plot.geom.centroid
    signed_in = as_person("horia")
    context = chromium.new_context(java_script_enabled=False, storage_state=signed_in.context.storage_state(), locale="ro-RO")
    page = context.new_page()
    page.goto(f"{live_server.url}/cerere/{mine.pk}/works/")
    page.get_by_text("Scrieți coordonatele în loc să desenați").click()
    page.fill("#coordinates", f"{x:.2f} {y:.2f}\n{x + 9:.2f} {y:.2f}")
    page.get_by_role("button", name="Puneți pe hartă").click()
    expect(page.get_by_role("alert")).to_contain_text("X și Y par inversate")
    page.fill("#coordinates", f"{y:.2f} {x:.2f}\n{y:.2f} {x + 9:.2f}".replace(".", ","))
    page.select_option("#surface", "sidewalk")
    page.get_by_role("button", name="Puneți pe hartă").click()
    expect(page.get_by_text("Am citit o formă")).to_be_visible()
    context.close()
    assert mine.works.get().geom.length == pytest.approx(9.0, abs=0.001)


def test_corina_decides_findings_beside_the_map(live_server: Any, demo_house: Any, as_person: Callable[..., Page]) -> None:
    with jobs.done_here():
        case = walk.submit(draft(demo_house, "urbanism_certificate", "ana", build().named["gas_crossed"]))
        walk.review(case, User.objects.get(email=person("corina").email.lower()))
    row = Finding.objects.filter(run__case=case, run__current=True, state="conflict").order_by("number").first()
    assert row is not None
    Finding.objects.filter(pk=row.pk).update(decision=Finding.Decision.PENDING)
    page = as_person("corina")
    page.goto(f"{live_server.url}/birou/dosar/{case.pk}/")
    expect(page.locator("parcel-map[data-ready]")).to_be_visible(timeout=20_000)
    first = page.locator(".findings [data-finding]").first
    first.hover()
    panel = page.locator(f"[data-finding='{row.number}']").first
    panel.scroll_into_view_if_needed()
    form = page.locator(".findings li", has=panel)
    panel.get_by_role("button", name="Arătați pe hartă").click()
    expect(page.locator("parcel-map canvas")).to_be_focused()
    form.get_by_text("Respingeți cu motiv").click()
    form.locator("textarea[name=reason]").fill("Conducta a fost dezafectată, vezi adresa operatorului.")
    form.locator("button[value=rejected]").click()
    expect(page.locator(".findings")).to_contain_text("Conducta a fost dezafectată")
    row.refresh_from_db()
    assert row.decision == "rejected"
    page.get_by_text("Adăugați o constatare").click()
    page.fill("#nf-title", "Fântână veche, găsită la fața locului")
    page.fill("#nf-ref", "HG 930/2005")
    page.fill("#nf-reason", "Văzută la verificarea din teren de azi.")
    x, y = case.plot.geom.centroid
    page.fill("#nf-place", f"{y:.2f} {x:.2f}")
    page.locator("form[action$='constatare/'] button").click()
    page.wait_for_load_state()
    expect(page.locator(".findings")).to_contain_text("Fântână veche")
    page.get_by_role("link", name="Comparați două zile").click()
    page.wait_for_load_state()
    expect(page.locator("h1")).to_contain_text("zile")
    page.fill("#first", "2020-01-01")
    page.get_by_role("button", name="Comparați").click()
    expect(page.locator("main")).to_contain_text("A apărut")
    assert page.evaluate("document.documentElement.scrollHeight") < 2500
