"""Areas in m² and lengths in m, as written: 1.250,50 mp · 5 ari · jumătate de hectar · 20x30 m · 1,2 km."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .spans import Draft

_NUMBER = r"(\d{1,3}(?:[ .]\d{3})+(?:,\d{1,2})?|\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:[.,]\d{1,4})?)"
_HALF = r"(?: ?si ?(jumatate|jumate|jumat|juma|un sfert)| and a (half))?"
_SQUARE = r"(?:mp|m\.p\.|m2|m²|m\^2|m ?p\b|metri? patra\w*|metri? p\b|metr\w* patrat\w*|sq\.? ?m(?:eters?|etres?)?|sqm|square met\w+|sq\.? met\w+)"
_AREA = re.compile(rf"(?<![\d.,/]){_NUMBER}{_HALF} ?(?:de )?(?:{_SQUARE}|(ari\b|ar\b|aria\b)|(hectar\w*|ha\b)|(acres?\b))")
_HALF_HECTARE = re.compile(r"\b(jumatate|jumate|juma|half)(?: de| a| an)? ?(?:hectar\w*|ha\b)")
_ONE_HECTARE = re.compile(r"\bun (?:hectar\w*|ha\b)")
_SIDES = re.compile(rf"(?<![\d.,]){_NUMBER} ?(?:m|metri)? ?(?:x|×|\*|pe|ori|by) ?{_NUMBER} ?(?:m\b|metri\b|meters?\b|metres?\b)")
_LENGTH = re.compile(
    rf"(?<![\d.,/+]){_NUMBER}{_HALF} ?(?:de )?(?:(km\b|kilometri?\b|kilomet\w+)|(?:m\b|ml\b|m\.l\.|metri(?: liniari)?\b|metr\w{{0,2}}\b|meters?\b|metres?\b|m liniari))"
)
_HEIGHT_NEAR = re.compile(r"inalt\w*|height|high|tall|adanc\w*|deep|depth|distant\w*|de la (?:gard|hotar|limita)|fata de|latime|wide|grosime|diametr\w*")
_AREA_CUE = re.compile(rf"\b(?:suprafata|suprafete|area|surface|aria)(?: totala| de| este| of| is|:| e| =|terenului)*[ :]{{1,3}}{_NUMBER}(?![\d./])")


@dataclass(slots=True)
class Measures:
    """Square metres of land or works, and metres of trench, fence or pipe."""

    area_m2: float | None = None
    length_m: float | None = None


def _value(text: str) -> float:
    """Romanian grouping first (1.250,50); a single separator followed by three digits groups thousands."""
    compact = text.replace(" ", "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", compact):
        compact = compact.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", compact):
        compact = compact.replace(",", "")
    else:
        compact = compact.replace(",", ".")
    return float(compact)


def _tidy(value: float) -> float | int:
    rounded = round(value, 2)
    return int(rounded) if rounded == int(rounded) else rounded


def find_measures(draft: Draft) -> Measures:
    """The first area and the first length; a height or a distance to something is not a length."""
    found = Measures()
    for match in list(draft.finditer(_SIDES)):
        found.area_m2 = found.area_m2 or _tidy(_value(match.group(1)) * _value(match.group(2)))
        draft.take(match.start(), match.end(), "numararie")
    for match in list(draft.finditer(_AREA)):
        value = _value(match.group(1)) + (0.25 if match.group(2) == "un sfert" else 0.5 if match.group(2) or match.group(3) else 0)
        factor = 100.0 if match.group(4) else 10_000.0 if match.group(5) else 4046.86 if match.group(6) else 1.0
        found.area_m2 = found.area_m2 or _tidy(value * factor)
        draft.take(match.start(), match.end(), "numararie")
    for pattern, area in ((_HALF_HECTARE, 5000), (_ONE_HECTARE, 10000)):
        for match in list(draft.finditer(pattern)):
            found.area_m2 = found.area_m2 or area
            draft.take(match.start(), match.end(), "numararie")
    for match in list(draft.finditer(_LENGTH)):
        value = _value(match.group(1)) + (0.25 if match.group(2) == "un sfert" else 0.5 if match.group(2) or match.group(3) else 0)
        before = re.split(r"\bsi\b|,|\band\b|\d", draft.folded[max(0, match.start() - 22) : match.start()])[-1]
        after = re.split(r"\bsi\b|,|\band\b|\d", draft.folded[match.end() : match.end() + 16])[0]
        if not _HEIGHT_NEAR.search(before) and not _HEIGHT_NEAR.search(after):
            found.length_m = found.length_m or _tidy(value * (1000 if match.group(4) else 1))
        draft.take(match.start(), match.end(), "numarlung")
    if found.area_m2 is None:
        for match in list(draft.finditer(_AREA_CUE)):
            found.area_m2 = _tidy(_value(match.group(1)))
            draft.take(match.start(1), match.end(1), "numararie")
            break
    return found
