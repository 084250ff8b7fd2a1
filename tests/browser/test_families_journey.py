"""A permit, a trench and an attestation from the request to the archived answer, in the browsers of their people; the certificate has its own journey.

The steps of the office between them are done on its pages too, but without a screen: the walks of all procedures look at those.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from gisapp.core import clock, jobs
from gisapp.management.demo import walk
from permits.actions.check_history import history_problems
from permits.models import Case, Endorsement, IssuedDocument, Paper, Refund, WorkItem
from permits.queries.warranty import warranty_of
from tests.permits.at_work import Office, number_of, picture, quick_signatures
from tests.permits.conftest import Town, demo_keys
from tests.town.cast import DEMO_PASSWORD

from .families import DESIGNER, begin, onward, pdf, sent, served_town, signed_by_a_designer, tap, walk_form

__all__ = ["demo_keys", "quick_signatures", "served_town"]
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]


def asks(page: Page, base: str, procedure: str, person: str, **how: Any) -> Case:
    """The applicant asks, page by page, and what is to be done in the background is done."""
    begin(page, base, procedure)
    walk_form(page, procedure, person, **how)
    case = sent(page, procedure)
    jobs.drain()
    return case


def pays(page: Page, base: str, case: Case) -> None:
    """Felicia takes at her desk all that is owed for the case."""
    for _charge in case.charges.filter(amount__gt=0):
        page.goto(f"{base}/birou/taxe/")
        page.locator("tr", has_text=case.number).locator("form button").first.click()
        page.wait_for_load_state()
    assert all(charge.payments.filter(state="confirmed").exists() for charge in case.charges.filter(amount__gt=0))


def operator_answers(page: Page, base: str, case: Case, letter: bytes) -> Endorsement:
    """Florin finds the request on the operator's desk, sees the drawn works and sends his conditions with the signed endorsement."""
    row = case.endorsements.get(institution__code="GAS")
    page.goto(f"{base}/avize/")
    page.locator("main a", has_text=case.number).first.click()
    expect(page.locator("parcel-map[data-ready]")).to_be_visible(timeout=20_000)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Descărcați GeoPackage").click()
    assert Path(taken.value.path()).read_bytes().startswith(b"SQLite format 3")
    page.check("input[name=state][value=conditional]")
    page.fill("textarea[name=text]", "Săpătură manuală la mai puțin de un metru de conductă.")
    page.fill("input[name=number]", "331/2026")
    page.set_input_files("input[name=file]", pdf("aviz.pdf", letter))
    page.get_by_role("button", name="Trimiteți răspunsul").click()
    page.wait_for_load_state()
    row.refresh_from_db()
    assert (row.state, row.paper is not None) == ("conditional", True)
    return row


def mayor_signs(page: Page, base: str, document: IssuedDocument, office: Office) -> IssuedDocument:
    """Who comes before signs on their desk; the mayor signs last, on his phone."""
    office.sign(document, but="mayor")
    page.goto(f"{base}/birou/semnat/")
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.get_by_role("button", name="Semnați actele alese").click()
    page.wait_for_load_state()
    jobs.drain()
    document.refresh_from_db()
    assert document.state == "issued"
    return document


def has_the_act(page: Page, base: str, case: Case) -> None:
    """The applicant downloads the signed act from their case."""
    page.goto(f"{base}/dosar/{case.pk}/")
    with page.expect_download() as taken:
        page.get_by_role("link", name=re.compile("Descărcați actul")).click()
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF-")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def clerk_archives(page: Page, base: str, case: Case, office: Office) -> None:
    """Bogdan closes what is still open and packs the case for the archive."""
    office.sign_money(case)
    if case.state not in ("closed", "expired"):
        page.goto(f"{base}/birou/dosar/{case.pk}/")
        page.locator("form:has(input[name=verb][value=close]) button").click()
        page.wait_for_load_state()
    case.refresh_from_db()
    page.goto(f"{base}/birou/arhiva/?year={(case.closed_at or clock.now()).year}")
    page.locator(f"form[action*='{case.pk}'] button").click()
    page.wait_for_load_state()
    case.refresh_from_db()
    assert case.state == "archived"


def follows(page: Page, base: str, case: Case, procedure: str, office: Office, **how: Any) -> Case:
    """From the act's own page the applicant asks for what follows it; the office answers."""
    page.goto(f"{base}/dosar/{case.pk}/")
    page.locator(f"a[href^='/cerere/noua/{procedure}/?act=']").click()
    page.wait_for_load_state()
    onward(page)
    walk_form(page, procedure, "ana", **how)
    next_case = sent(page, procedure)
    office.steps(next_case)
    office.answer(next_case)
    jobs.drain()
    next_case.refresh_from_db()
    case.refresh_from_db()
    return next_case


def draws_a_house(page: Page) -> None:
    tap(page, (-30, -30), (30, -30), (30, 30), (-30, 30))
    expect(page.locator("#check")).to_contain_text("Zona de protecție a conductei de gaze", timeout=20_000)
    page.fill("input[name=levels]", "2")
    page.fill("input[name=height_m]", "7")


def test_ana_builds_from_the_request_to_the_reception_and_the_archive(
    live_server: Any, served_town: Town, as_person: Open, quick_signatures: None
) -> None:
    base, town = live_server.url, served_town
    office = Office(town, DEMO_PASSWORD)
    drawing = signed_by_a_designer()
    ana = as_person("ana", phone=True)
    case = asks(ana, base, "building_permit", "ana", papers={"technical_documentation": drawing}, draw=draws_a_house, land="50001")
    paper = Paper.objects.get(case=case, code="technical_documentation")
    assert paper.signatures is not None and [one["name"].partition(" (")[0] for one in paper.signatures["signers"]] == [DESIGNER]
    corina = as_person("corina")
    corina.goto(f"{base}/birou/dosar/{case.pk}/?tab=acte")
    expect(corina.locator("main")).to_contain_text(DESIGNER)
    pays(as_person("felicia"), base, case)
    walk.decide_all(case, town.corina)
    office.steps(case, but="collect_endorsements")
    corina.goto(f"{base}/birou/dosar/{case.pk}/?tab=avize")
    corina.locator(f"form[action='/birou/dosar/{case.pk}/avize/'] button").first.click()
    corina.wait_for_load_state()
    jobs.drain()
    operator_answers(as_person("florin"), base, case, drawing)
    office.steps(case)
    mayor_signs(as_person("gheorghe", phone=True), base, office.draft(case), office)
    has_the_act(ana, base, case)
    started = follows(ana, base, case, "start_of_works_notice", office)
    assert case.state == "works_started"
    received = follows(ana, base, case, "reception_settlement", office, answers={"work_value": {"work_value": "95000,00"}})
    assert case.state == "settled" and received.charges.get().amount == 50
    bogdan = as_person("bogdan")
    for one in (started, received, case):
        clerk_archives(bogdan, base, one, office)
    assert list(history_problems()) == []


def test_horia_digs_from_the_drawn_trench_to_the_guarantee_returned(live_server: Any, served_town: Town, as_person: Open, quick_signatures: None) -> None:
    base, town = live_server.url, served_town
    office = Office(town, DEMO_PASSWORD)
    horia = as_person("horia", phone=True)

    def draws(page: Page) -> None:
        expect(page.locator("parcel-map[data-ready]")).to_be_visible(timeout=20_000)
        page.get_by_role("button", name="Traseu").click()
        # The street lies below the parcel on the screen.
        tap(page, (-60, 170), (60, 170))
        page.fill("input[name=width_m]", "0,6")

    case = asks(horia, base, "excavation_approval", "horia", draw=draws, land="50001")
    guarantee = case.charges.get(kind="guarantee")
    assert guarantee.amount > 0
    pays(as_person("felicia"), base, case)
    walk.decide_all(case, town.corina)
    office.steps(case, but="collect_endorsements")
    if WorkItem.objects.filter(case=case, step="collect_endorsements", state="open").exists():
        office.endorsements(case, "technical_inspector")
    office.steps(case)
    mayor_signs(as_person("gheorghe", phone=True), base, office.draft(case), office)
    has_the_act(horia, base, case)

    def states(verb: str, photo: bool) -> None:
        horia.goto(f"{base}/dosar/{case.pk}/")
        form = horia.locator(f"form:has(input[name=verb][value={verb}])")
        if photo:
            form.locator("input[type=file]").set_input_files({"name": "strada.png", "mimeType": "image/png", "buffer": next(picture()).read()})
        form.locator("button").click()
        horia.wait_for_load_state()
        case.refresh_from_db()

    states("start_works", False)
    states("declare_restored", True)
    assert case.state == "restored"
    inspector = as_person(town_key(town, walk.who(case, "technical_inspector", None)))
    inspector.goto(f"{base}/birou/dosar/{case.pk}/")
    inspector.locator("form:has(input[name=verb][value=receive_partially]) button").click()
    inspector.wait_for_load_state()
    case.refresh_from_db()
    term = warranty_of(case)
    assert case.state == "warranty" and term is not None
    horia.goto(f"{base}/dosar/{case.pk}/")
    expect(horia.locator("main")).to_contain_text(f"{term.until:%d.%m.%Y}")
    with clock.moved_to(walk.at(term.until + dt.timedelta(days=1))):
        director = office.page(case, "technical_director").open(f"/birou/dosar/{case.pk}/garantie/")
        (form,) = [form for form in director.forms() if "keep" in form.fields]
        director.send(form, {})
        refund = Refund.objects.get(charge=guarantee)
        money = office.of(case, "finance_officer").open("/birou/taxe/restituiri/")
        money.send(money.forms(f"/{refund.pk}/")[0], press="do=approve")
        case.refresh_from_db()
        refund.refresh_from_db()
        assert (case.state, refund.state, refund.amount) == ("released", "approved", guarantee.amount)
        jobs.drain()
        office.close(case)
        office.archive(case)
    horia.goto(f"{base}/dosar/{case.pk}/")
    expect(horia.locator("main")).to_contain_text("Garanți")
    assert list(history_problems()) == []


def town_key(town: Town, person: Any) -> str:
    return next(key for key, one in town.people.items() if one == person)


def test_ana_has_an_attestation_from_the_request_to_the_archive(live_server: Any, served_town: Town, as_person: Open, quick_signatures: None) -> None:
    base, office = live_server.url, Office(served_town, DEMO_PASSWORD)
    ana = as_person("ana", phone=True)
    case = asks(ana, base, "built_up_attestation", "ana")
    office.steps(case)
    document = office.draft(case)
    for step in document.signatures.order_by("order"):
        signer = as_person(town_key(served_town, walk.who(case, step.role, None)))
        signer.goto(f"{base}/birou/semnat/")
        signer.fill("input[name=password]", DEMO_PASSWORD)
        signer.get_by_role("button", name="Semnați actele alese").click()
        signer.wait_for_load_state()
        jobs.drain()
    case.refresh_from_db()
    assert case.state == "delivered"
    has_the_act(ana, base, case)
    number = number_of(IssuedDocument.objects.get(case=case, outcome="issue"))
    expect(ana.locator("main")).to_contain_text(number)
    clerk_archives(as_person("bogdan"), base, case, office)
    assert list(history_problems()) == []
