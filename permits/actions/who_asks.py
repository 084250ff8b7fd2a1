"""Who asks: a name that can be written on an act, an identifier that exists, somebody of age or represented."""
from __future__ import annotations

import datetime as dt
import re
import unicodedata

from django.utils.translation import gettext as _

from gisapp.core.errors import BadInput
from gisapp.core.refs import parse_cnp, parse_cui
from permits.models import Applicant

# A foreign document: the country or series, then the number; a CUI with its RO is not one.
_FOREIGN = re.compile(r"(?!RO\d+$)[A-Z]{1,3}(?=(?:[A-Z]*\d){4})[A-Z0-9]{5,14}")
_BORN_IN = {"1": 1900, "2": 1900, "5": 2000, "6": 2000}
OF_AGE = 18
# Marks of firms that are no letters and yet belong to a name.
_ALLOWED = "®©™°№"


def written_name(text: str, *, field: str = "name") -> str:
    """Return a name as it is written on an act: one line, without signs that turn or hide the text. Raises BadInput."""
    kept = "".join(sign if unicodedata.category(sign) not in ("Cc", "Cf") else " " if sign in "\n\r\t" else "" for sign in unicodedata.normalize("NFC", text))
    name = " ".join(kept.split())
    if not name:
        raise BadInput(_("Scrieți numele solicitantului, ca în actul de identitate."), field=field)
    if any(unicodedata.category(sign) in ("So", "Co", "Cn", "Cs") and sign not in _ALLOWED for sign in name):
        raise BadInput(_("Numele conține desene sau semne care nu se pot scrie pe un act. Scrieți-l ca în actul de identitate."), code="name_signs", field=field)
    if sum(sign.isalnum() for sign in name) < 2:
        raise BadInput(_("Numele este prea scurt. Scrieți-l întreg, ca în actul de identitate."), code="name_short", field=field)
    return name


def known_identifier(kind: str, text: str) -> str:
    """Return the CNP of a person or the CUI of a company; a foreigner without CNP gives the country and number of the passport. Raises BadInput."""
    if kind != Applicant.Kind.PERSON:
        return parse_cui(text).digits
    foreign = re.sub(r"[\s.\-/]", "", text.upper())
    return foreign if _FOREIGN.fullmatch(foreign) else parse_cnp(text).digits


def is_minor(identifier: str, on: dt.date) -> bool:
    """Tell whether a CNP is that of somebody under eighteen; the century of residents' numbers is not known, and nothing is claimed of them."""
    if len(identifier) != 13 or identifier[0] not in _BORN_IN:
        return False
    year, month, day = _BORN_IN[identifier[0]] + int(identifier[1:3]), int(identifier[3:5]), int(identifier[5:7])
    return (on.year, on.month, on.day) < (year + OF_AGE, month, day)


def check_represented(kind: str, identifier: str, represented_by: str, on: dt.date) -> None:
    """A minor asks through a parent or guardian (Codul civil art. 41-43). Raises BadInput."""
    if kind == Applicant.Kind.PERSON and not represented_by.strip() and is_minor(identifier, on):
        raise BadInput(_("Solicitantul are sub 18 ani. Scrieți părintele sau tutorele care îl reprezintă; la acte atașați dovada."), code="minor", field="represented_by")
