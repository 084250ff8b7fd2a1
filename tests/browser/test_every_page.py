"""axe finds nothing on any page as its person, wide and on a phone; nothing scrolls sideways, even at 400 % zoom; no script or policy complains."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Route

from gisapp.core import jobs
from tests.house.every_page import Shown, every_page, user_of
from tests.permits.conftest import Town, build_town, demo_keys  # noqa: F401 - fixture
from tests.security.objects import Things

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(r => r.violations.map(v => `${v.id}: ${v.nodes[0].html.slice(0, 120)}`))"
# The innermost parts that reach past the window, when the page scrolls sideways; parts cut or scrolled inside a box of their own do not widen the page.
# Charts and maps follow a new width a moment later: only what stays too wide is a fault.
SIDEWAYS = """async () => {
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
  for (let tries = 0; tries < 6 && document.documentElement.scrollWidth > innerWidth; tries++) await new Promise(done => setTimeout(done, 100))
  if (document.documentElement.scrollWidth <= innerWidth) return null
  const wide = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 0.5)
  const boxed = e => e && (getComputedStyle(e).overflowX !== "visible" || boxed(e.parentElement))
  const own = wide.filter(e => !boxed(e.parentElement))
  const last = own.filter(e => !own.some(other => other !== e && e.contains(other))).slice(0, 3)
  return `${document.documentElement.scrollWidth} of ${innerWidth} px: ` + last.map(e => e.cloneNode().outerHTML.slice(0, 100)).join(" ")
}"""
# A desk, a phone, and 1280 px at 400 % zoom (WCAG 1.4.10).
SIZES = {"desk": (1280, 900), "phone": (390, 844), "zoomed": (320, 640)}
SEEN_BY_AXE = ("desk", "phone")


@pytest.fixture
def pages_of_the_house(own_files: Path, demo_keys: None) -> list[tuple[Shown, str]]:  # noqa: F811
    """Every page with the session of its person."""
    with jobs.done_here():
        town = build_town()
        shown = every_page(town, Things(town))
    sessions = {who: _session(town, who) for who in {one.who for one in shown}}
    return [(one, sessions[one.who]) for one in shown]


def _session(town: Town, who: str) -> str:
    user = user_of(town, who)
    if user is None:
        return ""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """One page of one browser for all; tiles are left out, the map itself is walked elsewhere."""
    context = chromium.new_context(locale="ro-RO", reduced_motion="reduce")
    context.route("**/tiles/**", lambda route: _nothing(route))
    page = context.new_page()
    page.add_init_script(path=str(AXE)) if AXE.exists() else pytest.skip("axe-core is not installed: make run brings it")
    yield page
    context.close()


def _nothing(route: Route) -> None:
    route.fulfill(status=204)


def test_every_page_is_open_to_everybody(pages_of_the_house: list[tuple[Shown, str]], page: Page, live_server: Any) -> None:
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            complaints.append(message.text[:160])

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)[:160]))
    wrong, before = [], ""
    for shown, session in sorted(pages_of_the_house, key=lambda pair: pair[1]):
        if session != before:
            page.context.clear_cookies()
            if session:
                page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
            before = session
        if shown.name == "account_logout":
            continue
        complaints.clear()
        wrong += [f"{shown.name} ({shown.who}): {fault}" for fault in faults(page, live_server.url + shown.address)]
        wrong += [f"{shown.name} ({shown.who}) says: {text}" for text in complaints]
    assert len(pages_of_the_house) > 80
    assert not wrong, "\n".join([f"{len(wrong)} faults:", *wrong])


def faults(page: Page, address: str) -> list[str]:
    """What is wrong with a page, in short lines."""
    page.set_viewport_size({"width": 1280, "height": 900})
    answer = page.goto(address, wait_until="load")
    assert answer is not None
    found = [] if answer.status == 200 else [f"answers {answer.status}"]
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        if wide := page.evaluate(SIDEWAYS):
            found.append(f"{size}: scrolls sideways, {wide}")
        if size in SEEN_BY_AXE:
            found += [f"{size}: {one}" for one in page.evaluate(RUN, RULES)]
    return found
