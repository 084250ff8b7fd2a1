"""On a phone: a pin becomes a draft, a status is asked, a bad repair is reported with a photo, a person takes over and gives back."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page, expect

from chatbot.models import Conversation, Handover
from chatbot.understanding import model
from gisapp.core import jobs
from layers import api as layers
from permits.models import Case

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(autouse=True)
def learned(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model is read (or trained) before a page waits for it; jobs stay rows, for there is no broker to wait for."""
    model.current()
    monkeypatch.setattr(jobs, "_hand_over", lambda job_id: None)
    expect.set_options(timeout=30_000)


def open_chat(page: Page, live_server: Any) -> None:
    page.goto(live_server.url + reverse("assistant"))
    expect(page.locator("#chat-text")).to_be_visible()


def bubbles(page: Page) -> int:
    return page.locator(".bubble--bot").count()


def wait_for_answer(page: Page, before: int) -> str:
    expect(page.locator(".bubble--bot").nth(before)).to_be_visible()
    return page.locator(".bubble--bot").last.inner_text()


def write(page: Page, text: str) -> str:
    before = bubbles(page)
    page.fill("#chat-text", text)
    page.keyboard.press("Enter")
    answer = wait_for_answer(page, before)
    expect(page.locator("#chat-text")).to_have_value("")
    expect(page.locator("#chat-text")).to_be_focused()
    return answer


def press(page: Page, words: str) -> str:
    before = bubbles(page)
    page.locator("#chat-choices button", has_text=words).first.click()
    return wait_for_answer(page, before)


def some_parcel(authority: Any) -> tuple[str, float, float]:
    """A private parcel in the middle of the town, and a point inside it."""
    middle = layers.parcels_in(authority, layers.point_from_lonlat(26.37, 46.93).buffer(4000), limit=400)
    parcel = next(one for one in middle if one.attrs.get("owner_kind") == "private" and one.area_m2 > 300)
    lon, lat = layers.lonlat_of(parcel.geom.point_on_surface)
    return parcel.cadastral_number, lon, lat


def pin_to_draft(demo_house: Any, as_person: Callable[..., Page], live_server: Any) -> None:
    number, lon, lat = some_parcel(demo_house["pietricica"])
    page = as_person(phone=True)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": lat, "longitude": lon, "accuracy": 5})
    open_chat(page, live_server)
    write(page, "vreau să depun o cerere de certificat de urbanism")
    before = bubbles(page)
    page.click("[data-locate]")
    assert number in wait_for_answer(page, before)
    expect(page.locator(".bubble__picture").last).to_be_visible()
    link = page.locator(".bubble--bot a[href*='/cerere/continua/']")
    for _step in range(6):
        if link.count():
            break
        agree = page.locator("#chat-choices button", has_text=re.compile("^(Da|Sunt de acord|De acord)"))
        press(page, agree.first.inner_text()) if agree.count() else write(page, "pentru construirea unei case P+1")
    expect(link.last).to_be_visible()


def test_on_a_phone_a_pin_becomes_a_draft_a_status_is_asked_a_bad_repair_is_reported(demo_house: Any, as_person: Callable[..., Page], live_server: Any) -> None:
    # One loading of the town for five short stories, each in a browser of its own.
    for story in (pin_to_draft, refused_location, status, report_with_photo, without_a_script):
        story(demo_house, as_person, live_server)


def refused_location(demo_house: Any, as_person: Callable[..., Page], live_server: Any) -> None:
    page = as_person(phone=True)
    page.context.clear_permissions()
    open_chat(page, live_server)
    page.click("[data-locate]")
    expect(page.locator("[data-chat-status]")).not_to_be_empty()
    page.click("a[href='/asistent/harta/']")
    expect(page.locator("form[data-takes-point]")).to_be_visible()


def status(demo_house: Any, as_person: Callable[..., Page], live_server: Any) -> None:
    page = as_person(phone=True)
    open_chat(page, live_server)
    write(page, "care e stadiul cererii mele?")
    wrong_number = ask_status(page, "999999/2026", "AAAA2222BBBB3333")
    assert "nu se potrivesc" in wrong_number
    # Whatever else is wanted gets out of the question for the number.
    assert "Program" in write(page, "ce program aveți?")


def ask_status(page: Page, number: str, code: str) -> str:
    assert "cod" in write(page, number)
    return write(page, code)


def report_with_photo(demo_house: Any, as_person: Callable[..., Page], live_server: Any) -> None:
    _number, lon, lat = some_parcel(demo_house["pietricica"])
    page = as_person(phone=True)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": lat, "longitude": lon, "accuracy": 5})
    open_chat(page, live_server)
    write(page, "vreau să reclam o groapă lăsată neastupată după o lucrare")
    before = bubbles(page)
    page.click("[data-locate]")
    wait_for_answer(page, before)
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "brown").save(out, "JPEG")
    before = bubbles(page)
    page.set_input_files("#chat-file", {"name": "groapa.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()})
    page.click("[data-send]")
    assert wait_for_answer(page, before)
    expect(page.locator(".bubble--person", has_text="Fișier trimis")).to_be_visible()
    press(page, "Mai departe")
    assert "Trimit sesizarea" in press(page, "Rămân anonim")
    assert not Case.objects.filter(procedure="illegal_works_report").exists()
    assert "a fost înregistrată" in press(page, "Trimite sesizarea")
    assert Case.objects.get(procedure="illegal_works_report").papers.count() == 1


def without_a_script(demo_house: Any, as_person: Callable[..., Page], live_server: Any) -> None:
    """The same page as a plain form: words, a button, an answer."""
    browser = as_person(phone=True).context.browser
    assert browser is not None
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="ro-RO", java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + reverse("assistant"))
    page.fill("#chat-text", "ce program aveți?")
    page.click("[data-send]")
    expect(page.locator(".bubble--bot").last).to_contain_text("Program")
    page.fill("#chat-text", "meniu")
    page.click("[data-send]")
    page.locator("#chat-choices button", has_text="Fac o sesizare").click()
    expect(page.locator(".bubble--bot").last).to_contain_text("sesizare")
    context.close()


def test_an_inspector_takes_over_and_gives_back(demo_house: Any, as_person: Callable[..., Page], live_server: Any) -> None:
    page = as_person(phone=True)
    open_chat(page, live_server)
    write(page, "om")
    if not Handover.objects.exists():
        press(page, "Da")
    one = Conversation.objects.get()
    assert one.owner == "queue"
    office = as_person("corina")
    office.goto(live_server.url + reverse("chat_inbox") + "?scope=all")
    office.click("tbody a")
    office.fill("#text", "Bună ziua, vă ajut eu.")
    office.click("form:has(#text) button[type=submit]")
    expect(office.locator(".bubble--agent").last).to_contain_text("vă ajut eu")
    # The page fetches the colleague's words by itself.
    expect(page.locator(".bubble--agent").last).to_contain_text("vă ajut eu")
    page.fill("#chat-text", "mulțumesc mult")
    page.keyboard.press("Enter")
    expect(page.locator(".bubble--person").last).to_contain_text("mulțumesc mult")
    assert page.locator(".bubble--bot", has_text="cu plăcere").count() == 0
    office.reload()
    expect(office.locator(".bubble--person").last).to_contain_text("mulțumesc mult")
    office.click("button:has-text('Înapoi la asistent')")
    expect(page.locator(".bubble--bot").last).to_contain_text("asistentul automat")
    one.refresh_from_db()
    assert one.owner == "bot"
