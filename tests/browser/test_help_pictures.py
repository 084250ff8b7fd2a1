"""The help pages' pictures are taken from the pages themselves and are taken again when a page changes.

`HELP_PICTURES=1 pytest tests/browser/test_help_pictures.py` writes `gisapp/static/help/<language>/<role>-<step>.webp` and what
each page said when it was taken (`pages.json`); without it the test compares what the pages say now.
"""
from __future__ import annotations

import hashlib
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Browser, Page

from gisapp.accounts.models import User
from gisapp.management.demo import walk
from gisapp.management.demo.applicants import paper_of
from layers import api as layers
from layers.models import Feature
from permits.queries.tours import TOURS
from tests.town.cast import person

# Words that come a moment later can be missed, so it is asked by `make bench` and not at every run.
pytestmark = [pytest.mark.browser, pytest.mark.bench]
FOLDER = Path(__file__).resolve().parents[2] / "gisapp" / "static" / "help"
TOLD = FOLDER / "pages.json"
WHO = {
    "solicitant": "ana", "registratura": "bogdan", "inspector": "corina", "semnatar": "dan", "casierie": "felicia", "straturi": "elena", "avizator": "florin",
    "administrator": "nicu",
}
# What the page's own template says, not the rows of the day: a changed word of these makes the picture old.
SAYS = "[...document.querySelectorAll('main h1, main label, main .field__label, main form button, .office-nav a')].map(e => e.innerText.replace(/[0-9]+/g, '').trim()).filter(Boolean)"


def cases_on_the_desks(house: Any) -> None:
    """A few requests at different places, so that no desk in a picture is bare."""
    town = house["pietricica"]
    ana, corina = (User.objects.get(email=person(key).email.lower()) for key in ("ana", "corina"))
    numbers = Feature.objects.filter(layer__authority=town, layer__code="parcels", until=None, attrs__built_up=True).values_list("key", flat=True).order_by("key")[40:44]
    applicant = {"kind": "person", "name": person("ana").name, "identifier": person("ana").cnp, "address": "Strada Teiului 5", "email": ana.email}
    for place, number in enumerate(numbers):
        known = {"authority": town, "owner": ana, "parcel": layers.parcel_by_number(town, number), "applicant": applicant, "paper": paper_of("ajutor")}
        case = walk.submit(walk.fill_draft(procedure=("urbanism_certificate", "plan_unit_attestation")[place % 2], **known))
        if place == 0:
            walk.review(case, corina)


def signed_in(browser: Browser, live_server: Any, key: str, language: str) -> Page:
    context = browser.new_context(viewport={"width": 1200, "height": 750}, locale="ro-RO", reduced_motion="reduce")
    client = Client()
    client.force_login(User.objects.get(email=person(key).email.lower()), backend="allauth.account.auth_backends.AuthenticationBackend")
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([
        {"name": name, "value": client.cookies[name].value, "url": live_server.url}, {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url},
    ])
    return context.new_page()


def take(page: Page, path: Path) -> None:
    """A picture of what is first seen of the page, small enough for a help page."""
    if page.locator("parcel-map").count():
        page.wait_for_selector("parcel-map[data-ready]")
        page.wait_for_timeout(1500)
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        path.parent.mkdir(exist_ok=True)
        picture.convert("RGB").resize((800, 500), Image.Resampling.LANCZOS).save(path, "WEBP", quality=62, method=6)


@pytest.mark.usefixtures("signing")
def test_the_pictures_of_the_help_pages_show_the_pages_as_they_are(chromium: Browser, live_server: Any, demo_house: Any) -> None:
    cases_on_the_desks(demo_house)
    told, again = {}, bool(os.environ.get("HELP_PICTURES"))
    for language in ("ro", "en"):
        for tour in TOURS:
            page = signed_in(chromium, live_server, WHO[tour.code], language)
            for step in tour.steps:
                name = f"{language}/{tour.code}-{step.code}"
                answer = page.goto(live_server.url + reverse(step.page))
                assert answer is not None
                assert answer.status == 200, name
                told[name] = hashlib.sha256("\n".join(page.evaluate(SAYS)).encode()).hexdigest()[:16]
                if again:
                    take(page, FOLDER / f"{name}.webp")
            page.context.close()
    if again:
        TOLD.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    known = json.loads(TOLD.read_text(encoding="utf-8"))
    old = sorted(name for name in told if known.get(name) != told[name] or not (FOLDER / f"{name}.webp").exists())
    assert old == [], "these pages changed: take their pictures again with HELP_PICTURES=1"
