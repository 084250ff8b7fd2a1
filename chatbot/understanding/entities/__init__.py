"""Facts read from the text by rules, before any model looks at it: numbers, places, addresses, measures, works."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chatbot.understanding.normalise import clean, fold
from chatbot.understanding.numerals import spell_digits

from .coordinates import Place, find_place, join_spoken_decimals
from .measures import find_measures
from .numbers import Numbers, find_numbers, said_aloud
from .personal import MASKS, find_personal
from .spans import Draft
from .streets import StreetIndex, find_address
from .works import find_height_regime, find_project_type

__all__ = ["Facts", "StreetIndex", "read_facts"]

# "patrusute", "douămii" as phones write what they hear.
_FUSED = re.compile(r"\b(dou[aă]|trei|patru|cinci|[sș]ase|[sș]apte|opt|nou[aă])(sute|mii)\b", re.IGNORECASE)

Slots = dict[str, str | float]

# CU and AC in capitals are the certificate and the permit; in lower case "cu" is nearly always the preposition "with".
_ACRONYM = re.compile(r"\b(?:C\.? ?U\.?|CU-(?:ul|uri|ului)|A\.? ?C\.?|AC-(?:ul|uri|ului))(?![\w])")


def _name_acronyms(draft: Draft) -> None:
    if draft.text.upper() == draft.text and len(draft.text) > 6:
        return  # everything is in capitals: they say nothing
    for match in _ACRONYM.finditer(draft.text):
        if not draft.is_taken(match.start(), match.end()):
            draft.take(match.start(), match.end(), "ceurb" if match.group(0)[0] == "C" else "aconst")


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything read by rules.

    `view` is the folded text with placeholders, which is all that the classifier sees; `masked` is the text with
    personal data hidden, which is all that is kept in lists of phrases.
    """

    slots: Slots
    place: Place
    numbers: Numbers
    personal: frozenset[str]
    street_known: bool
    view: str
    masked: str


def read_facts(text: str, streets: StreetIndex | None = None) -> Facts:
    """Read every fact of a message (raw text as typed or dictated)."""
    cleaned = _FUSED.sub(r"\1 \2", clean(text))
    dictated = said_aloud(join_spoken_decimals(_fold_keep(spell_digits(cleaned, fold(cleaned)))))
    draft = Draft(dictated, fold(dictated))
    personal = find_personal(draft)
    place = find_place(draft)
    height = find_height_regime(draft)
    measures = find_measures(draft)
    address = find_address(draft, streets or StreetIndex())
    numbers = find_numbers(draft)
    _name_acronyms(draft)
    slots: Slots = {}
    for name, value in (
        ("cadastral_number", numbers.cadastral),
        ("topo_number", numbers.topo),
        ("request_number", numbers.request),
        ("request_date", numbers.request_date),
        ("lat", place.point.lat if place.point else None),
        ("lon", place.point.lon if place.point else None),
        ("street", address.street if address else None),
        ("house_number", address.house_number if address else None),
        ("area_m2", measures.area_m2),
        ("length_m", measures.length_m),
        ("project_type", find_project_type(draft)),
        ("height_regime", height),
    ):
        if value is not None:
            slots[name] = value
    return Facts(
        slots=slots,
        place=place,
        numbers=numbers,
        personal=personal,
        street_known=bool(address and address.known),
        view=draft.with_placeholders(),
        masked=draft.masked(MASKS),
    )


def _fold_keep(text: str) -> str:
    """Spoken words for signs are looked for without diacritics; only those words are rewritten."""
    for said, plain in (("virgulă", "virgula"), ("liniuță", "liniuta"), ("cratimă", "cratima"), ("bară", "bara")):
        text = text.replace(said, plain)
    return text
