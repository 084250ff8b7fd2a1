"""The pages speak whole English and careful Romanian: no text without its translation, no count without its "de", no cedilla.

The catalogues are read as text, so that nothing needs to be compiled first. Texts are found by what Django itself makes of a
template and by reading the Python; `django-admin makemessages` would find the same, slowly.
"""

import ast
import re
import subprocess
from gettext import c2py
from pathlib import Path
from typing import NamedTuple

import pytest
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("gisapp", "layers", "permits", "chatbot")
_CALLS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2, "ngettext_lazy": 2}
_LITERAL = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_IN_TEMPLATE = re.compile(rf"(?<!\w)(?:n?gettext|_)\(\s*{_LITERAL}(?:\s*,\s*{_LITERAL}\s*,)?", re.DOTALL)
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%")
# The comma-below letters are right; their cedilla twins come from old keyboards. These files mend, draw or forbid the twins.
_MENDERS = {
    # Turkish has the cedilla, and phrases of people have what people typed.
    "chatbot/seeds/language/tr.txt", "tests/chatbot/understanding/validation/outside-1.jsonl", "tests/chatbot/understanding/validation/outside-2.jsonl",
    "chatbot/understanding/normalise.py", "frontend/build.mjs", "layers/ogc/queryables.py", "layers/places/coordinates.py", "permits/documents/typography.py", "permits/rules/statements.py",
    "tests/chatbot/understanding/test_facts.py", "tests/core/test_working_days.py", "tests/layers/test_import_layer.py",
    "tests/permits/documents/test_render.py", "tests/permits/rules/test_procedures.py",
}


class Entry(NamedTuple):
    """One text of a catalogue; `plural` is empty where it is not counted."""

    text: str
    plural: str
    said: list[str]
    flags: str


def catalogue(room: str, language: str) -> list[Entry]:
    """Read a .po; its header is the entry with an empty text."""
    path = ROOT / room / "locale" / language / "LC_MESSAGES" / "django.po"
    return [entry_of(block) for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip()) if "msgid" in block]


def entry_of(block: str) -> Entry:
    fields: dict[str, str] = {}
    name = flags = ""
    for line in block.splitlines():
        if line.startswith("#"):
            flags += line if line.startswith("#,") else ""
            continue
        key, quote, rest = line.partition('"')
        name = key.strip() or name
        fields[name] = fields.get(name, "") + str(ast.literal_eval(quote + rest))
    said = [value for key, value in fields.items() if key.startswith("msgstr")]
    return Entry(fields["msgid"], fields.get("msgid_plural", ""), said, flags)


def in_python(source: str) -> set[tuple[str, str]]:
    """Return the (text, plural) pairs marked in a Python file."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (count := _CALLS.get(called(node.func))):
            words = [arg.value for arg in node.args[:count] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if len(words) == count:
                found.add((words[0], words[1] if count == 2 else ""))
    return found


def called(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""


def in_template(source: str) -> set[tuple[str, str]]:
    """Return the (text, plural) pairs marked in a template."""
    return {
        (ast.literal_eval(match[1]), ast.literal_eval(match[2]) if match[2] else "") for match in _IN_TEMPLATE.finditer(templatize(source))
    }


def texts(room: str) -> set[tuple[str, str]]:
    """Return every (text, plural) pair that the pages of a room can say."""
    found: set[tuple[str, str]] = set()
    for path in (ROOT / room).rglob("*.py"):
        if "migrations" not in path.parts:
            found |= in_python(path.read_text(encoding="utf-8"))
    for suffix in ("html", "txt"):
        for path in (ROOT / room).glob(f"**/templates/**/*.{suffix}"):
            found |= in_template(path.read_text(encoding="utf-8"))
    return found


def romanian_form(count: int) -> int:
    """Return which form the header of the Romanian catalogue picks for a count."""
    header = next(entry.said[0] for entry in catalogue("permits", "ro") if not entry.text)
    rule = re.search(r"nplurals=3; plural=(.*?);", header)
    assert rule
    return int(c2py(rule[1])(count))


@pytest.mark.parametrize("room", ROOMS)
def test_every_text_of_the_pages_has_its_english(room: str) -> None:
    known = {(entry.text, entry.plural) for entry in catalogue(room, "en")}
    assert sorted(texts(room) - known) == [], "run makemessages -l en in the room and translate what is new"


@pytest.mark.parametrize("room", ROOMS)
def test_no_english_text_is_empty_or_guessed(room: str) -> None:
    entries = [entry for entry in catalogue(room, "en") if entry.text]
    assert [entry.text for entry in entries if "fuzzy" in entry.flags or not all(said.strip() for said in entry.said)] == []
    assert [entry.text for entry in entries if len(entry.said) != (2 if entry.plural else 1)] == []


@pytest.mark.parametrize("language", ["en", "ro"])
@pytest.mark.parametrize("room", ROOMS)
def test_a_translation_keeps_the_values_of_its_text(room: str, language: str) -> None:
    wrong = []
    for entry in catalogue(room, language):
        for form, said in enumerate(entry.said if entry.text else []):
            original = entry.plural if form and entry.plural else entry.text
            if sorted(_PLACEHOLDER.findall(said)) != sorted(_PLACEHOLDER.findall(original)):
                wrong.append((entry.text, said))
    assert wrong == []


@pytest.mark.parametrize("room", ROOMS)
def test_two_rooms_say_the_same_text_in_the_same_english(room: str) -> None:
    """The catalogue of gisapp wins over the others: a different translation elsewhere would never be seen."""
    house = {(entry.text, entry.plural): entry.said for entry in catalogue("gisapp", "en") if entry.text}
    assert [e.text for e in catalogue(room, "en") if house.get((e.text, e.plural), e.said) != e.said] == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_counted_text_has_its_three_romanian_forms(room: str) -> None:
    known = {(entry.text, entry.plural): entry.said for entry in catalogue(room, "ro")}
    counted = {pair for pair in texts(room) if pair[1]}
    assert sorted(counted - known.keys()) == []
    assert [pair for pair in counted if known[pair][:2] != list(pair) or " de " not in known[pair][2]] == []


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 acte au fost trimise la semnare."), (1, "1 act a fost trimis la semnare."), (2, "2 acte au fost trimise la semnare."),
        (19, "19 acte au fost trimise la semnare."), (20, "20 de acte au fost trimise la semnare."),
        (21, "21 de acte au fost trimise la semnare."), (100, "100 de acte au fost trimise la semnare."),
        (101, "101 acte au fost trimise la semnare."), (119, "119 acte au fost trimise la semnare."),
        (120, "120 de acte au fost trimise la semnare."),
    ],
)
def test_a_count_takes_its_romanian_form(count: int, said: str) -> None:
    forms = next(entry.said for entry in catalogue("permits", "ro") if entry.text == "%(n)s act a fost trimis la semnare.")
    assert forms[romanian_form(count)] % {"n": count} == said


def test_romanian_is_written_with_commas_below_never_with_cedillas() -> None:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
    cedilla = re.compile(r"[\u015e\u015f\u0162\u0163]")
    found = []
    for name in filter(None, names):
        path = ROOT / name
        if name in _MENDERS or not path.is_file():
            continue
        content = path.read_bytes()
        if b"\0" not in content[:8000] and cedilla.search(content.decode("utf-8", errors="replace")):
            found.append(name)
    assert found == []
