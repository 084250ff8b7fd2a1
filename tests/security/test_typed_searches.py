"""What is typed into a search stays out of every address: of the page, of where it leads, of the log."""

import logging
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from gisapp.core.logging import mask
from tests.permits.conftest import Town, _built, demo_keys, town  # noqa: F401 - fixtures
from tests.permits.pages import Browser

TYPED = "Munteanu 5000229270010"
# Every page of people who work here that has a search, and who opens it.
SEARCHES = {
    "inbox": "corina", "office_cases": "corina", "full_search": "corina", "registers": "bogdan", "reads": "sanda", "refunds": "felicia", "endorser_desk": "florin", "editing_find": "elena",
}
# Searches of anybody, for land and acts: a street or a cadastral number is no person.
PUBLIC = {"permits/citizen/home.html", "permits/citizen/map.html", "permits/citizen/register.html", "styleguide/citizen.html"}
ROOT = Path(__file__).parents[2]


def _address(name: str) -> str:
    return reverse(name, args=["parcels"] if name == "editing_find" else [])


def _search(browser: Browser, address: str) -> list[object]:
    return [form for form in browser.page.forms if "q" in form.fields and (form.get("action") or browser.at).partition("?")[0] == address]


@pytest.mark.parametrize(("name", "who"), SEARCHES.items())
def test_words_typed_into_a_search_are_in_no_address_and_the_page_still_knows_them(town: Town, name: str, who: str, caplog: pytest.LogCaptureFixture) -> None:  # noqa: F811
    caplog.set_level(logging.DEBUG)
    address = _address(name)
    browser = Browser(town.people[who]).open(address)
    form = _search(browser, address)[-1]
    target, given = browser._filled(form, {"q": TYPED}, "")
    answer = browser.client.post(target, given)
    assert answer.status_code == 302
    assert not re.search("munteanu|5000229270010", f"{target} {answer['Location']} {answer.headers}".lower())
    first = answer["Location"]
    browser.open(first)
    assert _search(browser, address)[-1].fields["q"] == TYPED
    # Another search, and the way back to the first one: each address has its own words.
    browser.send(_search(browser, address)[-1], {"q": "Altcineva"})
    assert _search(browser, address)[-1].fields["q"] == "Altcineva" and browser.at != first
    browser.open(first)
    assert _search(browser, address)[-1].fields["q"] == TYPED
    browser.send(_search(browser, address)[-1], press="clear=1")
    assert not _search(browser, address)[-1].fields["q"] and "cautare=" not in browser.at
    assert not re.search("munteanu|5000229270010|altcineva", caplog.text.lower())
    assert "munteanu" not in str(dict(browser.client.session)).lower()


def test_filters_and_pages_keep_a_search_and_an_address_with_words_loses_them(town: Town) -> None:  # noqa: F811
    corina = town.client("corina")
    opened = corina.post(reverse("office_cases"), {"q": "Munteanu", "state": "registered", "page": "3"})["Location"]
    assert opened.startswith(f"{reverse('office_cases')}?state=registered&cautare=") and "page" not in opened
    again = corina.get(f"{opened}&page=1")
    assert again.status_code == 200 and 'value="Munteanu"' in again.content.decode()
    old = corina.get(reverse("office_cases") + "?q=Munteanu&state=registered")
    assert old.status_code == 302 and "Munteanu" not in old["Location"] and "state=registered" in old["Location"]
    # The key is worth nothing in another's browser, which says so.
    stranger = town.client("dan").get(opened, follow=True)
    assert "Munteanu" not in stranger.content.decode() and "nu mai e ținută minte" in stranger.content.decode()
    # Who is signed out is asked to sign in, and the words do not travel along.
    assert "Munteanu" not in Client(HTTP_HOST="localhost").post(reverse("office_cases"), {"q": "Munteanu"})["Location"]


def test_every_form_with_a_search_is_one_of_these_and_posts() -> None:
    posted = 0
    for path in ROOT.glob("*/templates/**/*.html"):
        name = path.relative_to(ROOT).as_posix().partition("templates/")[2]
        for form in re.findall(r"<form[^>]*>(?:(?!</form>).)*name=\"q\"", path.read_text(), re.DOTALL):
            if name not in PUBLIC:
                assert 'method="post"' in form and "csrf_token" in form, name
                posted += 1
    assert posted == len(SEARCHES) + 1


def test_a_person_typed_where_land_is_searched_goes_nowhere(town: Town) -> None:  # noqa: F811
    anybody = Client(HTTP_HOST="localhost")
    for typed in ("5000229270010", "ana@example.ro", "0722 123 456"):
        left = anybody.get(reverse("map"), {"q": typed})
        assert left.status_code == 302 and left["Location"] == reverse("map")
        asked = anybody.get("/api/v1/places", {"q": typed}, headers={"Accept-Language": "en"})
        assert asked.status_code == 400 and asked["Content-Type"] == "application/problem+json"
        assert typed not in asked.content.decode() and "address" in asked.json()["errors"][0]["detail"]
    assert anybody.get("/api/v1/places", {"q": "26.3708123456789, 46.9275123456789"}).status_code == 200


def test_people_are_masked_also_as_an_address_writes_them() -> None:
    line = "GET /harta/?q=ana.m%40example.ro&a=5000229270010&b=%205000229270010&c=%2B40722%20123%20456&d=0233123456"
    assert mask(line) == "GET /harta/?q=[e-mail]&a=[CNP]&b=%20[CNP]&c=%2B[telefon]&d=[telefon]"
    assert mask("26.3708123456789 604512.0722123456 dosar 123/24.11.2026") == "26.3708123456789 604512.0722123456 dosar 123/24.11.2026"
