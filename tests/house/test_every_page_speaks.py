"""No page shows a word of the other language, a raw code or a hole of a template: every page, in both languages, as its person."""
from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from layers.catalog.words import SOURCES
from tests.house.every_page import Shown, every_page
from tests.house.test_languages import ROOMS, catalogue
from tests.permits.conftest import Town, _built, demo_keys, town  # noqa: F401 - fixtures
from tests.security.objects import Things
from tests.security.people import client_of

# What must never reach a reader: an unfilled value, a Python word, a name of a variable.
HOLES = re.compile(r"\{\{|\{%|%\(\w+\)|\bNone\b(?! yet)|<\w+: |\bundefined\b|\bNaN\b")
CODES = re.compile(r"(?<![\w./@=?&-])[a-z]+(?:_[a-z0-9]+)+(?![\w./@(=:*-])")
SILENT = {"script", "style", "template", "code", "kbd", "textarea"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "path", "circle", "rect"}
SPOKEN = ("aria-label", "title", "placeholder", "alt")
# These pages name fields and codes because their readers type them.
NAMES_CODES = {"api:page", "ogc", "ogc_conformance", "ogc_queryables", "open_data", "keepers_upload", "chat_phrases", "chat_measures"}
# The style guide is made of Romanian examples; the page of the assistant's texts shows texts with their holes.
EXAMPLES = {"styleguide", "styleguide_office", "chat_words"}
# The town's institutions carry Romanian names, some of which are also sources of layers.
NAMES = set(SOURCES)


class Reader(HTMLParser):
    """Collects what a person reads or hears; parts in a language of their own are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID and (self.silent or tag in SILENT or (tag != "html" and "lang" in given)):
            self.silent.append(tag)
        elif not self.silent:
            self.said += [str(given[name]) for name in SPOKEN if given.get(name)]

    def handle_endtag(self, tag: str) -> None:
        if self.silent and tag not in VOID:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text and not self.silent:
            self.said.append(text)


def read(html: str) -> list[str]:
    reader = Reader()
    reader.feed(html)
    return reader.said


def only_in(language: str) -> set[str]:
    """Whole texts of one language that the other does not have."""
    romanian = {entry.text for room in ROOMS for entry in catalogue(room, "en") if entry.text and len(entry.text) > 2}
    english = {said for room in ROOMS for entry in catalogue(room, "en") if entry.text for said in entry.said if len(said) > 2}
    return romanian - english - NAMES if language == "ro" else english - romanian


def wrong_on(page: Shown, html: str, other: set[str]) -> list[str]:
    found = []
    for text in read(html):
        bare = text.strip(" :·.,()")
        if text in other or bare in other:
            found.append(f"{page.name} {page.who}: other language: {text[:90]}")
        if HOLES.search(text):
            found.append(f"{page.name} {page.who}: hole: {text[:90]}")
        if page.name not in NAMES_CODES and (code := CODES.search(text)) and not re.search(r"https?:|\.(toml|gpkg|pdf|csv|zip)", text):
            found.append(f"{page.name} {page.who}: code: {code[0]} in {text[:60]}")
    return found


@pytest.fixture
def shown(town: Town) -> Any:  # noqa: F811
    return town, every_page(town, Things(town))


def test_no_page_shows_the_other_language_a_code_or_a_hole(shown: Any) -> None:
    house, everything = shown
    wrong = []
    for language, other in (("ro", only_in("en")), ("en", only_in("ro"))):
        clients = {}
        for page in everything:
            client = clients.setdefault(page.who, client_of(house, page.who))
            client.cookies["django_language"] = language
            answer = client.get(page.address, follow="?q=" in page.address)
            assert f'<html lang="{language}"' in answer.content.decode()[:300], page
            if page.name not in EXAMPLES:
                wrong += [f"{language}: {one}" for one in wrong_on(page, answer.content.decode(), other)]
    assert len(everything) > 80, [page.name for page in everything]
    assert sorted(set(wrong)) == []
