"""Numbers that Romanian registers give to people, companies and land: read, checked, written one way.

CNP and CUI carry a control digit. Cadastral numbers (ANCPI electronic identifiers) are unique only
within one UAT, so they may be prefixed by its SIRUTA code. A refused number is never repeated in the
sentence: sentences may be logged.
"""
from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from gisapp.core.errors import BadInput

CNP_WEIGHTS = (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)
CUI_WEIGHTS = (7, 5, 3, 2, 1, 7, 5, 3, 2)
# First digit of a CNP gives the century; 7, 8 are residents and 9 foreigners: their century is not written.
CNP_CENTURY = {"1": 1900, "2": 1900, "3": 1800, "4": 1800, "5": 2000, "6": 2000}
RESIDENT_DIGITS = "789"


def _(sentence: str) -> str:
    """Mark a sentence for translation without needing Django here."""
    return sentence


@dataclass(frozen=True, slots=True)
class Cnp:
    """A personal numeric code whose control digit and birth date are right."""

    digits: str

    def __str__(self) -> str:
        return self.digits

    def __repr__(self) -> str:
        """Never show the number in a log or a trace."""
        return f"Cnp({self.masked})"

    @property
    def masked(self) -> str:
        """The form shown on pages to staff who need not know it: first digit and last two."""
        return f"{self.digits[0]}{'•' * 10}{self.digits[-2:]}"


def parse_cnp(text: str) -> Cnp:
    """Read a CNP: 13 digits, real birth date, control digit. The county code is not judged (70+ exist)."""
    digits = re.sub(r"[\s.\-]", "", text)
    if not re.fullmatch(r"[0-9]{13}", digits):
        raise BadInput(_("CNP-ul are exact 13 cifre. Verificați cartea de identitate."), code="cnp.length")
    if digits[0] == "0" or not _birth_date_exists(digits):
        raise BadInput(
            _("CNP-ul nu conține o dată de naștere posibilă. Verificați cifrele de pe cartea de identitate."),
            code="cnp.birth_date",
        )
    control = sum(int(digit) * weight for digit, weight in zip(digits, CNP_WEIGHTS, strict=False)) % 11
    if int(digits[12]) != (1 if control == 10 else control):
        raise BadInput(
            _("Cifra de control a CNP-ului nu se potrivește: o cifră este greșită sau două sunt inversate."),
            code="cnp.control",
        )
    return Cnp(digits)


def _birth_date_exists(digits: str) -> bool:
    year, month, day = int(digits[1:3]), int(digits[3:5]), int(digits[5:7])
    centuries = (1900, 2000) if digits[0] in RESIDENT_DIGITS else (CNP_CENTURY[digits[0]],)
    for century in centuries:
        try:
            dt.date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False


@dataclass(frozen=True, slots=True)
class Cui:
    """A fiscal identification code (without the VAT mark RO)."""

    digits: str

    def __str__(self) -> str:
        return self.digits


def parse_cui(text: str) -> Cui:
    """Read a CUI with or without the prefix RO: 2 to 10 digits, control digit by the key 753217532."""
    digits = re.sub(r"^RO", "", re.sub(r"[\s.\-]", "", text.upper()))
    if not re.fullmatch(r"[1-9][0-9]{1,9}", digits):
        raise BadInput(
            _("Codul unic de înregistrare (CUI) are între 2 și 10 cifre, cu sau fără RO în față."), code="cui.length"
        )
    body = digits[:-1].zfill(9)
    control = sum(int(digit) * weight for digit, weight in zip(body, CUI_WEIGHTS, strict=True)) * 10 % 11 % 10
    if int(digits[-1]) != control:
        raise BadInput(
            _("Cifra de control a codului unic de înregistrare (CUI) nu se potrivește. Verificați certificatul firmei."),
            code="cui.control",
        )
    return Cui(digits)


def parse_siruta(text: str) -> str:
    """Read the SIRUTA code of a UAT: 2 to 6 digits."""
    digits = text.strip()
    if not re.fullmatch(r"[0-9]{2,6}", digits):
        raise BadInput(_("Codul SIRUTA are între 2 și 6 cifre."), code="siruta.unreadable")
    return digits
