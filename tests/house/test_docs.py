"""The words of the house stay true: links lead somewhere, commands and people are those that exist, decisions fit on a page.

That every setting and every `make` command is explained is checked beside the toolchain (test_toolchain.py).
"""

import re
from pathlib import Path

import pytest

from tests.town.cast import CAST, COMMUNE, DEMO_PASSWORD

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("gisapp", "layers", "permits", "chatbot")
DECISIONS = sorted((ROOT / "gisapp" / "decisions").glob("*.md"))
READMES = [ROOT / "README.md", *(ROOT / room / "README.md" for room in (*ROOMS, "docker", "frontend"))]
PAGES = [*READMES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *DECISIONS]
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_LONGEST_DECISION = 40


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def words() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in READMES)


@pytest.mark.parametrize("sheet", PAGES, ids=named)
def test_every_link_between_pages_leads_to_a_file(sheet: Path) -> None:
    links = [link for link in _LINK.findall(sheet.read_text(encoding="utf-8")) if "://" not in link and not link.startswith("#")]
    assert [link for link in links if not (sheet.parent / link.partition("#")[0]).exists()] == []


@pytest.mark.parametrize("sheet", PAGES, ids=named)
def test_a_page_names_no_place_on_the_machine_of_its_author(sheet: Path) -> None:
    assert re.findall(r"(?<![\w.])/(?:home|root|work|tmp|Users)/\S*", sheet.read_text(encoding="utf-8")) == []


def test_every_management_command_is_explained() -> None:
    commands = {path.stem for room in ROOMS for path in (ROOT / room / "management" / "commands").glob("[a-z]*.py")}
    text = words()
    assert {command for command in commands if not re.search(rf"\b{command}\b", text)} == set()


def test_no_command_is_explained_that_does_not_exist() -> None:
    commands = {path.stem for room in ROOMS for path in (ROOT / room / "management" / "commands").glob("[a-z]*.py")}
    assert set(re.findall(r"manage\.py (\w+)", words())) <= commands | {"migrate", "runserver", "shell", "check", "test", "createsuperuser"}


def test_the_people_who_can_sign_in_are_those_of_the_cast() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = set(re.findall(r"\b[\w.]+@[\w.]+\.\w+\b", readme))
    assert told <= {person.email for person in CAST}
    assert DEMO_PASSWORD in readme
    assert {person.key for person in CAST if person.authority != COMMUNE} <= {address.partition("@")[0] for address in told}


@pytest.mark.parametrize("sheet", DECISIONS, ids=named)
def test_a_decision_fits_on_a_page_and_says_why_what_and_what_follows(sheet: Path) -> None:
    lines = sheet.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= _LONGEST_DECISION
    heads = [line for line in lines if line.startswith("## ")]
    assert [head.rstrip("s") for head in heads] == ["## Context", "## Decision", "## Consequence"]
