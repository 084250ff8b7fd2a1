"""From a parcel on the map to a signed certificate that anybody can verify, through the browser, as each person."""
from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from permits.models import Case, Finding, IssuedDocument
from tests.town import build
from tests.town.cast import DEMO_PASSWORD, person

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def upload(page: Page, name: str) -> None:
    """Attach a small PDF to a file field."""
    page.locator(f"input[name={name}]").set_input_files({"name": "extras.pdf", "mimeType": "application/pdf", "buffer": PAPER})


def submit(page: Page) -> None:
    """Press the first button of the form."""
    page.locator(".form-actions button").first.click()
    page.wait_for_load_state()


def ana_applies(page: Page, base: str, number: str) -> None:
    """Ana finds the parcel by its number, reads the panel, fills the form page by page and submits."""
    page.goto(f"{base}/harta/?parcel={number}")
    expect(page.locator("#panel h2").first).to_contain_text(number)
    expect(page.locator("parcel-map[data-ready]")).to_be_visible()
    assert page.locator("#panel [data-finding]").count() > 0
    page.locator("#panel a.button--large").click()
    submit(page)
    page.locator("input[value=building]").check()
    submit(page)
    page.fill("textarea[name=purpose]", "Construire locuință P+1E și împrejmuire")
    submit(page)
    page.locator("input[value=gas]").check()
    submit(page)
    page.check("input[name=kind][value=person]")
    page.fill("input[name=name]", person("ana").name)
    page.fill("input[name=identifier]", "1234567890123")
    page.fill("textarea[name=address]", "Strada Teiului 5, Pietricica")
    submit(page)
    expect(page.locator(".error-summary")).to_be_visible()
    assert page.input_value("input[name=name]") == person("ana").name, "nothing typed is lost on an error"
    page.fill("input[name=identifier]", person("ana").cnp or "")
    submit(page)
    upload(page, "paper_cadastral_plan_extract")
    upload(page, "paper_land_register_extract")
    submit(page)
    expect(page.locator("main")).to_contain_text("De plată")
    submit(page)
    page.check("input[name=consent]")
    submit(page)
    expect(page.locator("h1")).to_contain_text("înregistrată")


def finish_step(page: Page, base: str, case: Case, title: str) -> None:
    """A member of staff closes the step with this title on the case's page."""
    page.goto(f"{base}/birou/dosar/{case.pk}/")
    row = page.locator("#pasi tr", has_text=title)
    row.locator("button").click()
    page.wait_for_load_state()


@pytest.mark.django_db(transaction=True)
def test_ana_receives_a_certificate_signed_in_order_that_a_stranger_can_verify_and_not_see(
    live_server: Any, demo_house: Any, signing: None, as_person: Callable[..., Page], work_done: Callable[[], int], tmp_path: Path
) -> None:
    base, number = live_server.url, build().named["gas_crossed"]
    ana = as_person("ana", phone=True)
    ana_applies(ana, base, number)
    case = Case.objects.get()
    assert case.registry_number == 1
    work_done()
    assert IssuedDocument.objects.filter(case=case, kind="acknowledgment", state="issued").exists()

    ioana = as_person("ioana")
    rodica = as_person("rodica")
    for page in (ioana, rodica):
        for path in (f"/dosar/{case.pk}/", f"/birou/dosar/{case.pk}/", f"/acte/{case.papers.first().pk}/"):
            answer = page.goto(f"{base}{path}")
            assert answer is not None
            assert answer.status == 404, path

    dan, corina, felicia = as_person("dan"), as_person("corina"), as_person("felicia")
    dan.goto(f"{base}/birou/dosar/{case.pk}/")
    dan.locator("#pasi select[name=inspector]").select_option(label=person("corina").name)
    dan.locator("#pasi tr", has_text="Repartizarea").locator("button").click()
    dan.wait_for_load_state()

    corina.goto(f"{base}/birou/dosar/{case.pk}/completari/")
    corina.check("input[value=concept]")
    corina.fill("input[name=reason_concept]", "Scopul nu este descris suficient.")
    corina.locator("main form button[type=submit]").last.click()
    corina.wait_for_load_state()
    case.refresh_from_db()
    assert case.state == "waiting_papers"
    ana.goto(f"{base}/dosar/{case.pk}/completari/")
    upload(ana, "paper_concept")
    submit(ana)
    case.refresh_from_db()
    assert case.state == "in_review"

    felicia.goto(f"{base}/birou/taxe/")
    felicia.locator("tr", has_text=case.number).locator("button").first.click()
    felicia.wait_for_load_state()
    finish_step(felicia, base, case, "Confirmarea plății")
    finish_step(corina, base, case, "Verificarea actelor")
    corina.get_by_role("button", name="Acceptați toate conflictele măsurate").click()
    corina.wait_for_load_state()
    for finding in Finding.objects.filter(run__case=case, run__current=True, decision="pending"):
        corina.goto(f"{base}/birou/constatare/{finding.pk}/")
        corina.fill("textarea[name=reason]", "Verificat pe planșele planului urbanistic: nu împiedică emiterea.")
        corina.locator("button[value=accepted]").click()
        corina.wait_for_timeout(300)
    assert not Finding.objects.filter(run__case=case, run__current=True, decision="pending").exists()
    finish_step(corina, base, case, "Verificarea terenului")
    elena = as_person("elena")
    if case.work_items.filter(step="check_layers", state="open").exists():
        finish_step(elena, base, case, "Lămurirea")
    corina.goto(f"{base}/birou/dosar/{case.pk}/")
    corina.get_by_role("button", name="Redactați actul").click()
    corina.wait_for_load_state()
    corina.fill("textarea[name=studies]", "studiu geotehnic")
    corina.get_by_role("button", name="Salvați proiectul").click()
    corina.wait_for_load_state()
    corina.get_by_role("button", name="Trimiteți la semnat").click()
    corina.wait_for_load_state()

    for key in ("dan", "sanda", "gheorghe"):
        desk = dan if key == "dan" else as_person(key, phone=key == "gheorghe")
        desk.goto(f"{base}/birou/semnat/")
        desk.fill("input[name=password]", DEMO_PASSWORD)
        desk.get_by_role("button", name="Semnați actele alese").click()
        desk.wait_for_load_state()
        work_done()
    case.refresh_from_db()
    assert case.state == "delivered"
    document = IssuedDocument.objects.get(case=case, outcome="issue")
    assert [step.state for step in document.signatures.order_by("order")] == ["signed"] * 3

    ana.goto(f"{base}/dosar/{case.pk}/")
    with ana.expect_download() as download:
        ana.get_by_role("link", name=re.compile("Descărcați actul")).click()
    pdf = Path(download.value.path()).read_bytes()
    assert hashlib.sha256(pdf).hexdigest() == document.sha256

    anyone = as_person()
    anyone.goto(f"{base}/verificare/{document.verification_code}/")
    expect(anyone.locator("main")).to_contain_text(document.sha256)
    assert "Munteanu" not in anyone.inner_text("main")
    anyone.goto(f"{base}/verificare/")
    anyone.locator("input[name=file]").set_input_files({"name": "act.pdf", "mimeType": "application/pdf", "buffer": pdf})
    anyone.get_by_role("button", name="Verificați fișierul").click()
    expect(anyone.locator("main")).to_contain_text("Original", timeout=40_000)
