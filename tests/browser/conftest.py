"""One Chromium (Debian's), the demo town loaded once in the served database, keys and timestamps on loopback."""
from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
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


@pytest.fixture(scope="session")
def opened_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the freshly opened house is kept for the next test: loading it takes ten times longer than copying it back."""
    return tmp_path_factory.mktemp("opened") / "house.dump"


@pytest.fixture
def demo_house(transactional_db: None, opened_house: Path) -> Any:
    """Both town halls with their land and people, without cases."""
    from gisapp.accounts.models import Authority

    if not opened_house.exists():
        _open()
        _postgres("pg_dump", "--format=custom", "--compress=0", "--data-only", *(f"--exclude-table={name}" for name in _DJANGOS), f"--file={opened_house}")
    else:
        _postgres("pg_restore", "--data-only", "--disable-triggers", "--single-transaction", f"--dbname={connection.settings_dict['NAME']}", str(opened_house))
        with connection.cursor() as cursor:
            # Copying back fires no trigger, and a rulebook cached by the last test must be seen to be old.
            cursor.execute("UPDATE layers_layer SET code = code WHERE false")
    return {authority.slug: authority for authority in Authority.objects.all()}


# What Django itself writes again after each emptying, what PostGIS brings, and a counter that must only grow.
_DJANGOS = ("django_content_type", "auth_permission", "django_migrations", "spatial_ref_sys", "layers_cataloguechange")


def _open() -> None:
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


def _postgres(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs on the test database; the password goes by the environment."""
    given = connection.settings_dict
    surroundings = {
        "PATH": os.environ["PATH"], "PGHOST": str(given["HOST"]), "PGPORT": str(given["PORT"]), "PGUSER": str(given["USER"]),
        "PGPASSWORD": str(given["PASSWORD"]), "PGDATABASE": str(given["NAME"]),
    }  # fmt: skip
    subprocess.run([program, *arguments], env=surroundings, check=True)


@pytest.fixture
def as_person(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Open a page signed in as somebody of the cast; nothing on it may fail quietly."""
    contexts = []
    faults: list[str] = []

    def open_page(key: str = "", *, phone: bool = False) -> Page:
        context = chromium.new_context(viewport={"width": 390, "height": 844} if phone else {"width": 1280, "height": 900}, locale="ro-RO", has_touch=phone)
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
