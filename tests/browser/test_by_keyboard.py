"""Each journey by keyboard alone and without a map: the applicant's, and the desks of clerk, inspector, institution and signatory; the menu and the sign-in."""
from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from gisapp.core import jobs
from gisapp.management.demo import walk
from gisapp.management.demo.applicants import paper_of
from permits.actions.complete_work_item import complete_work_item
from permits.models import Case, Endorsement, IssuedDocument, Payment, WorkItem
from tests.permits.conftest import Town, build_town, demo_keys  # noqa: F401 - fixture
from tests.permits.test_endorsers import asked
from tests.town.cast import DEMO_PASSWORD, person

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Where the focus is: does it show, is it inside the window, and is it free of what lies above it (WCAG 2.4.7 and 2.4.11)?
FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const box = e.closest('.file-box, .choice') || e, style = getComputedStyle(box.querySelector('.file-box__face') || box);
  const r = box.getBoundingClientRect();
  const inView = r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth;
  const parts = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]];
  const seen = parts.some(([x, y]) => {
    const top = document.elementFromPoint(r.left + r.width * x, r.top + r.height * y);
    return top && (box.contains(top) || top.contains(box) || (e.labels && [...e.labels].some(label => label.contains(top))));
  });
  return {name: e.id || e.name || e.textContent.trim().slice(0, 40), tag: e.tagName, shown: style.outlineStyle !== 'none' || style.boxShadow !== 'none', inView, seen};
}"""
# A reader of screens has no use for a picture: the map finds no WebGL, and the page must do without.
NO_MAP = """const real = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) { return String(kind).startsWith('webgl') ? null : real.call(this, kind, ...rest) };"""
NO_MOUSE = "addEventListener('mousedown', e => { if (e.isTrusted && e.detail) throw new Error('a mouse was used'); }, true)"


def tab_to(page: Page, selector: str, most: int = 90) -> None:
    """Press Tab until the focus is on what is meant; on the way it must be visible at every stop."""
    for _press in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        quiet = here is None or here["tag"] in ("MAIN", "DIALOG")
        assert quiet or (here["shown"] and here["inView"] and here["seen"]), f"the focus does not show on {page.url}: {here}"
        if page.evaluate("s => !!document.activeElement && document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab on {page.url}")


def press(page: Page, selector: str, key: str = "Enter") -> None:
    """Go to a link or a button by Tab and press it; wait for the page it leads to."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press(key)


def type_in(page: Page, selector: str, text: str) -> None:
    tab_to(page, selector)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def go_on(page: Page) -> None:
    """The first button of the form."""
    press(page, ".form-actions button")


def by_keys(page: Page) -> Page:
    page.add_init_script(NO_MAP)
    page.add_init_script(NO_MOUSE)
    return page


@pytest.fixture
def town(transactional_db: None, own_files: Path, demo_keys: None) -> Town:  # noqa: F811
    """The small town, with the work of its background done at once."""
    with jobs.done_here():
        return build_town()


def test_every_journey_goes_by_keyboard_alone_and_without_the_map(
    town: Town, live_server: Any, as_person: Callable[..., Page], work_done: Callable[[], int],
) -> None:
    base = live_server.url
    ana = by_keys(as_person("ana"))
    case = ana_applies(ana, base)
    ana_declares_a_transfer(ana, base, case)
    bogdan_registers(by_keys(as_person("bogdan")), base)
    complete_work_item(item=WorkItem.objects.get(case=case, step="assign"), by=town.dan, inspector=town.corina)
    corina_decides(by_keys(as_person("corina")), base, case)
    trench, _wanted = asked(town)
    florin_answers(by_keys(as_person("florin")), base, trench)
    walk.review(case, town.corina)
    case.refresh_from_db()
    document = walk.draft(case, town.corina)
    dan_signs(by_keys(as_person("dan")), base, document, work_done)
    walk.sign(document)
    ana_downloads(ana, base, case, document)


def ana_applies(page: Page, base: str) -> Case:
    page.goto(f"{base}/proceduri/urbanism_certificate/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.skip-link')"), "the first Tab offers to skip the menu"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    press(page, "main a.button[href*='/cerere/']")
    go_on(page)
    type_in(page, "input[name=parcels]", "50001")
    go_on(page)
    while not page.locator("input[name=purpose_kind]").count():
        go_on(page)
    tab_to(page, "input[name=purpose_kind]")
    page.keyboard.press("Space")
    go_on(page)
    type_in(page, "textarea[name=purpose]", "Construire locuință P+1")
    go_on(page)
    tab_to(page, "input[type=checkbox]")
    page.keyboard.press("Space")
    go_on(page)
    tab_to(page, "input[name=kind]")
    page.keyboard.press("Space")
    go_on(page)
    expect(page.locator(".error-summary")).to_be_focused()
    tab_to(page, ".error-summary a", 3)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('input, textarea, select')"), "a mistake leads to its field"
    page.keyboard.press("Shift+Tab")
    for field, text in (("name", person("ana").name), ("identifier", person("ana").cnp or ""), ("address", "Strada Teiului 5, Pietricica")):
        type_in(page, f"[name={field}]", text)
    go_on(page)
    for paper in ("paper_cadastral_plan_extract", "paper_land_register_extract"):
        tab_to(page, f"input[name={paper}]")
        page.locator(f"input[name={paper}]").set_input_files({"name": "extras.pdf", "mimeType": "application/pdf", "buffer": paper_of("tastatura")})
    go_on(page)
    go_on(page)
    tab_to(page, "input[name=consent]")
    page.keyboard.press("Space")
    go_on(page)
    expect(page.locator("h1")).to_contain_text("înregistrată")
    return Case.objects.get(owner__email=person("ana").email.lower())


def ana_declares_a_transfer(page: Page, base: str, case: Case) -> None:
    page.goto(f"{base}/dosar/{case.pk}/")
    while page.evaluate("document.activeElement.textContent.trim()") != "Plătiți":
        tab_to(page, "main summary")
    page.keyboard.press("Enter")
    tab_to(page, "input[name=proof]")
    page.locator("input[name=proof]").set_input_files({"name": "op.pdf", "mimeType": "application/pdf", "buffer": paper_of("ordin")})
    type_in(page, "input[name=reference]", "OP 77")
    press(page, "form[action$='/plata/'] button, form[action*='plat'] button")
    assert Payment.objects.get(charge__case=case).reference == "OP 77"


def bogdan_registers(page: Page, base: str) -> None:
    page.goto(f"{base}/birou/registratura/")
    press(page, "main a.button")
    tab_to(page, "[name=procedure]")
    page.keyboard.type("Certificat de urb")
    type_in(page, "[name=purpose]", "Construire garaj")
    for field, text in (("name", person("ioana").name), ("identifier", person("ioana").cnp or ""), ("address", "Strada Nouă 3"), ("parcel", "50002")):
        type_in(page, f"[name={field}]", text)
    go_on(page)
    assert Case.objects.get(channel="counter").registry_number is not None


def corina_decides(page: Page, base: str, case: Case) -> None:
    page.goto(f"{base}/birou/dosare/")
    page.keyboard.press("j")
    assert page.evaluate("!!document.activeElement.closest('tbody[data-rows] tr')"), "j goes to the first row"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement || document.activeElement === document.body || !!document.activeElement.closest('dialog#keys')"), "the focus stays in the dialog"
    page.keyboard.press("Escape")
    expect(page.locator("dialog#keys")).to_be_hidden()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "office-search"
    page.goto(f"{base}/birou/dosar/{case.pk}/")
    tab_to(page, ".finding-decision textarea")
    card = page.evaluate("document.activeElement.closest('[id^=f]').closest('li').firstElementChild.id")
    page.keyboard.type("Verificat la fața locului")
    tab_to(page, "button[value=accepted]", 3)
    page.keyboard.press("Enter")
    expect(page.locator(f"#{card}")).to_be_focused()
    assert page.evaluate(FOCUS)["shown"], "what was decided keeps the focus, and shows it"
    page.keyboard.press("p")
    tab_to(page, "#pasi tr form button", 3)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert WorkItem.objects.filter(case=case, state="done").count() == 2


def florin_answers(page: Page, base: str, case: Case) -> None:
    page.goto(f"{base}/avize/")
    press(page, "tbody th a")
    tab_to(page, "input[name=state]")
    page.keyboard.press("Space")
    type_in(page, "input[name=number]", "GAZ 15")
    press(page, "#raspuns .form-actions button")
    assert Endorsement.objects.get(case=case).state == "favourable"


def dan_signs(page: Page, base: str, document: IssuedDocument, work_done: Callable[[], int]) -> None:
    page.goto(f"{base}/birou/semnat/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main", "the skip link works in the office too"
    tab_to(page, "input[name=steps]")
    tab_to(page, "input[name=password]")
    page.keyboard.type(DEMO_PASSWORD)
    press(page, "#desk form button")
    work_done()
    assert document.signatures.get(order=1).state == "signed"


def ana_downloads(page: Page, base: str, case: Case, document: IssuedDocument) -> None:
    page.goto(f"{base}/dosar/{case.pk}/")
    tab_to(page, f"a.button[href*='{document.pk}']")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    document.refresh_from_db()
    assert hashlib.sha256(Path(download.value.path()).read_bytes()).hexdigest() == document.sha256


def test_the_menu_of_a_phone_and_the_sign_in_open_by_keyboard(town: Town, live_server: Any, as_person: Callable[..., Page]) -> None:
    page = by_keys(as_person("", phone=True))
    page.goto(live_server.url)
    tab_to(page, ".site-menu > summary", 12)
    page.keyboard.press("Enter")
    expect(page.locator(".site-menu nav a").first).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.site-menu nav a')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/harta/**")
    page.goto(f"{live_server.url}/cont/login/")
    type_in(page, "input[name=login]", person("ana").email)
    type_in(page, "input[name=password]", DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "login" not in address)
