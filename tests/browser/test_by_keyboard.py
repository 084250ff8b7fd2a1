"""The frame by keyboard alone: the menu of a phone and the sign-in, the focus visible at every stop."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.town.cast import DEMO_PASSWORD, person

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Where the focus is: does it show, and is it inside what one sees?
FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const box = e.closest('.file-box') || e, style = getComputedStyle(e), face = box.querySelector && box.querySelector('.file-box__face');
  const outline = face ? getComputedStyle(face).outlineStyle : style.outlineStyle;
  const r = box.getBoundingClientRect();
  return {name: e.id || e.name || e.textContent.trim().slice(0, 40), tag: e.tagName, shown: outline !== 'none' || style.boxShadow !== 'none',
          inView: r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth};
}"""


def tab_to(page: Page, selector: str, most: int = 90) -> None:
    """Press Tab until the focus is on what is meant; on the way it must be visible at every stop."""
    for _press in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        assert here is None or (here["shown"] and here["inView"]) or here["tag"] in ("MAIN", "DIALOG"), f"the focus does not show: {here}"
        if page.evaluate("s => !!document.activeElement && document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab on {page.url}")


def no_mouse(page: Page) -> Page:
    page.add_init_script("addEventListener('mousedown', e => { if (e.isTrusted && e.detail) throw new Error('a mouse was used'); }, true)")
    return page


@pytest.mark.django_db(transaction=True)
def test_ana_opens_the_menu_of_a_phone_by_keyboard(live_server: Any, demo_house: Any, as_person: Callable[..., Page]) -> None:
    page = no_mouse(as_person("", phone=True))
    page.goto(live_server.url)
    tab_to(page, ".site-menu > summary", 12)
    page.keyboard.press("Enter")
    expect(page.locator(".site-menu nav a").first).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.site-menu nav a')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/harta/**")
    page.goto(f"{live_server.url}/cont/login/")
    tab_to(page, "input[name=login]")
    page.keyboard.type(person("ana").email)
    tab_to(page, "input[name=password]")
    page.keyboard.type(DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "login" not in address)
