"""What the walks of the families share: a small town served to Chromium, forms filled page by page, papers that a designer signed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from playwright.sync_api import Page, expect

from gisapp.core import clock
from gisapp.management.demo.applicants import paper_of
from permits.documents.demo_pki import create
from permits.documents.keys import load_key
from permits.documents.signers import signing_context
from permits.documents.signing import Appearance, add_signature_fields, sign
from permits.documents.slots import Slot
from permits.models import Case
from permits.rules.procedure_files import all_procedures
from tests.permits.at_work import FAR_PARCEL, typed
from tests.permits.conftest import IDENTITY, Town, build_town
from tests.town.kept import built_once

DESIGNER = "Arh. Țepeș Mihai"
SLOT = Slot("semnatura_proiectant", 0, 57, 60, 210, 130, "Semnătura proiectantului", "designer")


@pytest.fixture
def served_town(transactional_db: None, own_files: Path) -> Town:
    """The small town with committed rows, so that the served pages see it."""
    with transaction.atomic():
        town = built_once("small town", build_town)
    return town


def pdf(name: str, content: bytes | None = None) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/pdf", "buffer": content or paper_of("test")}


def signed_by_a_designer() -> bytes:
    """A drawing signed with the designer's own certificate, as OUG 140/2020 asks; the PKI of the tests has issued it."""
    from tests.permits.documents.conftest import plain_document

    made = create(Path(settings.PKI_ROOT), settings.PKI_URL, {"designer": DESIGNER})
    return sign(
        add_signature_fields(plain_document("DTAC"), [SLOT], code="DTAC"), field=SLOT.name, key=load_key(made.key_config("designer")), certify=True, lock_all=False, level="B-LT",
        ctx=signing_context(), appearance=Appearance(DESIGNER, "Proiectant", clock.now(), demo=True),
    )


def onward(page: Page) -> None:
    """Press the first button of the page's form."""
    page.locator(".form-actions button").first.click()
    page.wait_for_load_state()


def put(page: Page, name: str, value: Any) -> None:
    """Type, tick or choose, whatever the field is."""
    field = page.locator(f"main form [name='{name}']")
    kind = field.first.get_attribute("type")
    if kind in ("radio", "checkbox"):
        for one in value if isinstance(value, list) else [value]:
            page.locator(f"main form [name='{name}'][value='{one}']").check()
    elif field.first.evaluate("one => one.tagName") == "SELECT":
        field.first.select_option(value)
    else:
        field.first.fill(str(value))


def kept(page: Page, code: str) -> bool:
    """Tell whether the field is filled already: the number of the act that the request follows."""
    field = page.locator(f"main form input[type=text][name='{code}'], main form input:not([type])[name='{code}']")
    return field.count() > 0 and bool(field.first.input_value())


def walk_form(page: Page, procedure: str, person: str, *, answers: dict[str, dict[str, Any]] | None = None, papers: dict[str, bytes] | None = None, draw: Any = None, land: str = FAR_PARCEL) -> None:
    """Answer page by page until the confirmation; `draw` is what the person does on the page of the works."""
    found = all_procedures()[procedure]
    questions = {question.code: question for question in found.questions}
    for _page in range(40):
        if "/trimisa/" in page.url:
            return
        before = page.url
        step = before.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
        if step == "variant":
            put(page, "variant", "plain")
        elif step == "land":
            page.fill("input[name=parcels]", land)
        elif step == "works" and draw is not None:
            draw(page)
        elif step == "identity":
            for name, value in IDENTITY[person].items():
                put(page, name, value)
        elif step == "papers":
            for field in page.locator("main form input[type=file]").all():
                code = (field.get_attribute("name") or "").removeprefix("paper_")
                if "opțional" not in field.locator("xpath=ancestor::div[contains(@class,'card')]").inner_text():
                    field.set_input_files(pdf(f"{code}.pdf", (papers or {}).get(code)))
        elif step == "check":
            page.check("input[name=consent]")
        elif step.startswith("q-"):
            code = step.removeprefix("q-")
            given = {} if kept(page, code) else (answers or {}).get(code) or typed(questions[code], procedure, "")
            for name, value in given.items():
                put(page, name, value)
        onward(page)
        assert page.url != before, (step, page.locator("main").inner_text()[:600])
    raise AssertionError(f"the form of {procedure} does not come to an end: {page.url}")


def begin(page: Page, base: str, procedure: str) -> None:
    """From the procedure's public page to the first page of its form."""
    page.goto(f"{base}/proceduri/{procedure}/")
    page.locator(f"main a[href='/cerere/noua/{procedure}/']").click()
    page.wait_for_load_state()
    onward(page)


def sent(page: Page, procedure: str) -> Case:
    """The case whose confirmation is on the screen."""
    case = Case.objects.filter(procedure=procedure).latest("created_at")
    expect(page.locator("h1")).to_contain_text("înregistrată")
    assert case.number and case.number in page.locator("main").inner_text()
    return case


def tap(page: Page, *places: tuple[float, float]) -> None:
    """Tap the map at places in pixels from its middle; the last one twice, which ends a shape."""
    expect(page.locator("parcel-map[data-ready]")).to_be_visible(timeout=20_000)
    canvas = page.locator("parcel-map canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for dx, dy in (*places, places[-1]):
        page.mouse.move(x + dx, y + dy)
        page.mouse.click(x + dx, y + dy)
        page.wait_for_timeout(120)
