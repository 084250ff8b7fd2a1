"""Personal data that people write although we ask them not to: found so that it can be masked before storing."""

from __future__ import annotations

import re

from .spans import Draft

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_CNP = re.compile(r"(?<!\d)[1-9](?:[ .-]?\d){12}(?!\d)")
_CARD = re.compile(r"(?<!\d)(?:\d{4}[ -]?){3}\d{4}(?!\d)")
_IBAN = re.compile(r"\bro\d{2} ?[a-z]{4}(?: ?[a-z0-9]{4}){4}\b")
_PHONE = re.compile(r"(?<![\d.,/])(?:(?:\+|00)40[ .-]?|0)[237](?:[ .-]?\d){8}(?![\d/])")
_WEIGHTS = (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)
_ID_CARD = re.compile(r"\b(?:seria|serie|ci|c\.i\.|buletin\w*)[ :]{1,3}[a-z]{2}[ ,]{0,2}(?:nr|numar\w*)?[ .:]{0,3}\d{6}\b")

# Words shown in place of what was found, in the transcript and in staff's lists.
MASKS = {
    "maskemail": "[e-mail]",
    "maskcnp": "[CNP]",
    "maskcard": "[card]",
    "maskiban": "[IBAN]",
    "maskphone": "[telefon]",
    "maskci": "[act de identitate]",
}


def _plausible_cnp(digits: str) -> bool:
    """Right control digit, or at least a plausible birth date: a mistyped CNP is masked as well."""
    control = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False)) % 11
    if (1 if control == 10 else control) == int(digits[12]):
        return True
    return 1 <= int(digits[3:5]) <= 12 and 1 <= int(digits[5:7]) <= 31


def find_personal(draft: Draft) -> frozenset[str]:
    """Take e-mail addresses, CNPs, cards, accounts, identity papers and phones; return the kinds found."""
    found: set[str] = set()
    for kind, pattern in (("maskemail", _EMAIL), ("maskiban", _IBAN), ("maskci", _ID_CARD), ("maskcard", _CARD)):
        for match in list(draft.finditer(pattern)):
            draft.take(match.start(), match.end(), kind)
            found.add(kind)
    for match in list(draft.finditer(_CNP)):
        if _plausible_cnp(re.sub(r"\D", "", match.group(0))):
            draft.take(match.start(), match.end(), "maskcnp")
            found.add("maskcnp")
    for match in list(draft.finditer(_PHONE)):
        draft.take(match.start(), match.end(), "maskphone")
        found.add("maskphone")
    return frozenset(found)
