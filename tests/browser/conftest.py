"""One Chromium (Debian's), the demo town loaded once in the served database, keys and timestamps on loopback."""
from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright

from gisapp.core import jobs
from tests.town.cast import DEMO_PASSWORD, person

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-component-update", "--disable-sync",
    "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
]  # fmt: skip
# Playwright's own event loop runs in this thread; Django must not take that for an async view.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Debian's chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def signing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A demonstration PKI of this test's own, served on loopback."""
    import socket

    from permits.documents.demo_pki import create
    from permits.documents.demo_pki.serve import make_pki_server

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setattr(settings, "PKI_ROOT", tmp_path / "pki")
    monkeypatch.setattr(settings, "PKI_URL", f"http://127.0.0.1:{port}")
    server = make_pki_server(create(settings.PKI_ROOT, settings.PKI_URL, {}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield
    server.shutdown()
    thread.join(5)
    server.server_close()


@pytest.fixture
def demo_house(transactional_db: None) -> Any:
    """Both town halls with their land and people, without cases."""
    from gisapp.management.demo.parameters import seed_parameters
    from gisapp.management.demo.people import make_authorities, make_people
    from layers.imports.seed import load_town, seed_catalog
    from tests.town import build, build_commune

    authorities = make_authorities()
    for authority in authorities.values():
        seed_catalog(authority)
        seed_parameters(authority)
    people = make_people(authorities)
    load_town(authorities["pietricica"], build(), by=people["elena"])
    load_town(authorities["dumbrava"], build_commune(), by=people["elena"])
    return authorities


@pytest.fixture
def as_person(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Open a page signed in as somebody of the cast; nothing on it may fail quietly."""
    contexts = []
    faults: list[str] = []

    def open_page(key: str = "", *, phone: bool = False) -> Page:
        context = chromium.new_context(viewport={"width": 390, "height": 844} if phone else {"width": 1280, "height": 900}, locale="ro-RO")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("response", lambda r: faults.append(f"{r.status} {r.url}") if r.status >= 500 else None)
        page.on("console", lambda m: faults.append(m.text) if "Content Security Policy" in m.text else None)
        page.on("pageerror", lambda e: faults.append(str(e)))
        if key:
            page.goto(f"{live_server.url}/cont/login/")
            page.fill("input[name=login]", person(key).email)
            page.fill("input[name=password]", DEMO_PASSWORD)
            page.click("main form button[type=submit]")
            page.wait_for_load_state()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults, faults


@pytest.fixture
def work_done() -> Callable[[], int]:
    """Do the background work that is due, as the worker would."""
    return jobs.drain
