"""Which number is it: cadastral, topographic, of a request, or none of these.

A cadastral number has 4 to 7 digits with an optional -C1 (building) and -U2 (unit); a request has a registration
number, often with a year or a date. Both look alike, so the words around decide; a number with no such words stays
`bare` and the conversation (what was asked last) decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from .dates import DATE, DATE_PATTERN, SHORT_DATE_PATTERN, iso
from .spans import Draft


@dataclass(slots=True)
class Numbers:
    """What was read; `bare` is a number of 4 to 7 digits that nothing in the text explains."""

    cadastral: str | None = None
    topo: str | None = None
    request: str | None = None
    request_date: str | None = None
    bare: str | None = None
    earlier_cadastral: str | None = None


# Sixteen letters and figures in groups of four, or without a break when they are capitals.
_ACCESS_CODE = re.compile(r"(?<![A-Za-z0-9])(?:[A-Za-z2-9]{4}(?:[ -][A-Za-z2-9]{4}){3}|(?=[A-Z]*[2-9])[A-Z2-9]{16})(?![A-Za-z0-9])")
_SAID_DASH = re.compile(r"(?<=\d) ?(?:liniuta|cratima|minus|dash|hyphen|linie) ?(?=[cu] ?\d)")
_SAID_SLASH = re.compile(r"(?<=\d) (?:slash|bara|pe|supra|barat) (?=(?:19|20)\d\d\b)")
_GROUPED = r"\d{1,3}(?:[ .,'’]\d{3})+|\d(?:[ .-]\d){3,8}|\d{2}(?: \d{2}){1,2}(?: \d{1,2})?|\d+"
_SUFFIX = r"(?:(?: ?[-/] ?| )?c ?-?(\d{1,2})(?![\w.,]*\d))?(?:(?: ?[-/] ?| )?u ?-?(\d{1,3})\b)?"
_CANDIDATE = re.compile(rf"(?<![\d/+])(?<!\d[.,-])(?:ro[ -]?|[a-z]{2}-(?=\d))?({_GROUPED}){_SUFFIX}(?![\d])(?!\.\d)")
_CAD_WITH_SUFFIX = re.compile(rf"(?<![\d/])(?<!\d[.,])({_GROUPED})(?: ?[-/] ?| )?c ?-?(\d{{1,2}})\b(?:(?: ?[-/] ?| )?u ?-?(\d{{1,3}})\b)?")
_CAD_ONLY_UNIT = re.compile(r"(?<![\d.,/])(\d{4,7})[-/ ]u(\d{1,3})\b")
_LAW = re.compile(
    r"\b(?:leg(?:ea|ii|e)|hcl|h\.c\.l\.?|hg|oug|og|ordin(?:ul)?|ordonanta|hotarare(?:a)?|norma|law|act|decizia|normativ\w*)\b[ a-z.]{0,14}\d+(?:[/ ]\d{4})?"
    r"|\b(?:art|articol\w*|alin\w*|lit|article)\.? ?\(?\d+\)?"
)
_NUMBER_AND_DATE = re.compile(
    rf"(?<![\d./])(?:\b([a-z]{{1,4}})[ -])?({_GROUPED}) ?(?:/|din data de|din data|din ziua de|din|of|from|dated|-|,? ?data|,? ?la data de|,? ?inregistrat\w* (?:in|la|pe)(?: data de)?|,? ?depus\w* (?:in|la|pe)(?: data de)?|on) ?{DATE}"
)
_NUMBER_AND_SHORT_DATE = re.compile(
    rf"(?<![\d./])({_GROUPED}) (?:din|from|of) {SHORT_DATE_PATTERN.pattern.removeprefix('(?<![' + chr(92) + 'd./])')}"
)
_YEARED = re.compile(r"(?<![\d./-])(?:\b([a-z]{1,4})[ .-]?)?(?:nr\.? ?)?(\d{1,3}(?:[. ]\d{3})+|\d{1,8}) ?(?:/| din (?:anul )?| of |-) ?((?:19|20)\d{2})(?![\d./-])")
_CODED = re.compile(r"(?<![\w-])((?:[a-z]{2,5}[-/ ]?){1,2}(?:19|20)\d{2}[-/]\d{1,7}|[a-z]{2,5}-\d{1,8}(?:[-/]\d{1,6})*)(?![\w-])")
# Before a number of land, not of a request ("NT-58282"); "cs" and "if" are registers' letters as well.
_COUNTIES = frozenset(["ab", "ar", "ag", "bc", "bh", "bn", "bt", "br", "bv", "bz", "cl", "cj", "ct", "cv", "db", "dj", "gl", "gr", "gj", "hr", "hd", "il", "is", "mm", "mh", "ms", "nt", "ot", "ph", "sj", "sm", "sb", "sv", "tr", "tm", "tl", "vl", "vn", "vs"])
_CODE_PREFIXES = {"cu", "ac", "ad", "as", "av", "rg", "nr", "reg", "ca", "cns", "se", "req", "in", "pet", "dos", "cer"}
_UNIT_AFTER = re.compile(
    r" ?(?:saptaman\w*|ora\b|minut\w*|min\b|m\b|mp\b|m2|m²|mm\b|cm\b|km\b|ml\b|ha\b|ari\b|ar\b|metri|metr|hectar|lei\b|ron\b|euro?\b|eur\b|€|%|zile|luni|ani\b|ore\b|etaje|nivel|camere|ap\b|sq|square|meters|metres|days|weeks|months|years|floors|storey|kv\b|kw|ft\b|feet|prajini|persoane|oameni|ori\b)"
)
_OTHER_BEFORE = re.compile(r"(?:\b(?:ap|apt|apartament\w*|sc|scara|et|etaj\w*|bl|bloc\w*|camera|cam|ghiseu\w*|ora|orele|anul|in|sector\w*|iso|linia|pagina|cod(?:ul)? postal|postal code|zip|since|year|room|route)\b\.? ?)$")
_ROAD_BEFORE = re.compile(r"\b(?:dn|dj|dc|e) ?$")

_CADASTRAL_WORDS = {"cadastral", "cadastrala", "cadastru", "cad", "cf", "funciara", "funciare", "funciar", "ie", "identificator", "cadastre", "cadaster", "cadastrul", "nrcad", "cadastrale", "landbook", "cadastr", "intabulat", "intabulata", "intabularea"}
_PARCEL_WORDS = ("parcel", "teren", "lot", "imobil", "plot", "land", "property", "pamant", "propriet", "locul", "tarla", "ograd", "gradin", "carte", "coala")
_REQUEST_WORDS = ("dosar", "cerer", "solicit", "inregistr", "registr", "referint", "petiti", "sesiz", "request", "applic", "file", "case", "reference", "ticket", "inreg", "depus", "reclamat", "submission", "submitted", "tracking", "confirmation", "intrare", "lucrar", "adresei", "documentati")
_ACT_WORDS = ("autoriz", "certific", "permit", "aviz")
_STATUS_WORDS = ("stadiu", "starea", "status", "rezolv", "solution", "gata", "progress", "track", "raspuns", "finished", "processed", "approved", "aprobat", "semnat")
_MISSPELT = ("request", "application", "status", "stadiul", "dosarul", "cererea", "inregistrare", "registration")
_SHORT_REQUEST = {"ref", "reg", "dos", "cer", "rq", "req", "rg"}


def said_aloud(text: str) -> str:
    """Spoken separators ("liniuță C1", "slash 2026") as signs; for text whose spoken numbers are digits already."""
    return _SAID_SLASH.sub("/", _SAID_DASH.sub("-", text))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _like_cadastral(word: str) -> bool:
    if word in _CADASTRAL_WORDS or word.startswith("cadastr"):
        return True
    return len(word) >= 6 and word[:1] in "cav" and DamerauLevenshtein.distance(word, "cadastral", score_cutoff=2) <= 2


def _role_of_word(word: str) -> tuple[str, int] | None:
    """What a word near a number says about it, and how strongly."""
    if _like_cadastral(word):
        return "cadastral", 10
    if word in ("topo", "topografic", "topographic", "topograf", "top"):
        return "topo", 12
    if word in _SHORT_REQUEST or word.startswith(_REQUEST_WORDS):
        return "request", 8
    if word in ("cu", "ac") or word.startswith(_ACT_WORDS):
        return "request", 4
    if word.startswith(_PARCEL_WORDS):
        return "cadastral", 6
    if word.startswith(_STATUS_WORDS):
        return "request", 3
    if len(word) >= 5 and any(DamerauLevenshtein.distance(word, known, score_cutoff=1) <= 1 for known in _MISSPELT):
        return "request", 5
    return None


def _role(draft: Draft, start: int, end: int) -> str | None:
    """Nearest strong word before the number (six words back), then after it (four words on)."""
    best: tuple[float, str] | None = None
    before = re.findall(r"[^\W\d_]+", draft.folded[max(0, start - 70) : start])[-7:]
    for distance, word in enumerate(reversed(before)):
        # "cu" before a number is nearly always the preposition ("dosarul cu numărul 12").
        found = None if word == "cu" and distance > 1 else _role_of_word(word)
        if word == "cu" and not re.search(r"\bCU[ .:nr-]*$", draft.text[max(0, start - 12) : start]):
            found = None
        if found is not None:
            score = found[1] - 0.9 * distance
            if best is None or score > best[0]:
                best = (score, found[0])
    after = re.findall(r"[^\W\d_]+", draft.folded[end : end + 45])[:4]
    for distance, word in enumerate(after):
        found = None if word in ("cu", "ac") else _role_of_word(word)
        if found is not None:
            score = found[1] - 2.5 - 1.2 * distance
            if best is None or score > best[0]:
                best = (score, found[0])
    return best[1] if best is not None and best[0] > 0 else None


def _cadastral(digits: str, building: str | None, unit: str | None) -> str:
    number = digits
    if building:
        number += f"-C{int(building)}"
    if unit:
        number += f"-U{int(unit)}"
    return number


def _take_laws(draft: Draft) -> None:
    for match in list(draft.finditer(_LAW)):
        draft.take(match.start(), match.end(), "actnormativ")


def _take_access_codes(draft: Draft) -> None:
    """The code printed on a request's receipt: the figures in it are no number of anything."""
    for match in list(_ACCESS_CODE.finditer(draft.text)):
        figures, letters = re.search(r"\d", match.group(0)), re.search(r"[A-Za-z]", match.group(0))
        if letters and (figures or match.group(0).isupper()) and not draft.is_taken(match.start(), match.end()):
            draft.take(match.start(), match.end(), "codacces")


def _take_requests_with_dates(draft: Draft, found: Numbers) -> None:
    for match in list(draft.finditer(_NUMBER_AND_DATE)):
        date = iso(match)
        start = match.start(2)
        if _role(draft, start, match.end(2)) == "topo":
            continue
        if found.request is None:
            found.request, found.request_date = _digits(match.group(2)), date
        draft.take(start, match.end(), "numardosar")
    for match in list(draft.finditer(_NUMBER_AND_SHORT_DATE)):
        if found.request is None and _role(draft, match.start(1), match.end(1)) == "request":
            found.request = _digits(match.group(1))
            draft.take(match.start(), match.end(), "numardosar")


def _take_yeared(draft: Draft, found: Numbers) -> None:
    for match in list(draft.finditer(_CODED)):
        code = match.group(1).upper().replace(" ", "-")
        letters = re.match(r"[a-z]+", match.group(1))
        if letters is None or letters.group(0) in ("str", "nr", "bl", "ap", "et", "sc", "dn", "dj", "dc", "utr", "epsg", "stereo", "c", "u", "p", "cad", "cf", "art", "lot", "topo", "ro", *_COUNTIES):
            continue
        if found.request is None:
            found.request = code
        draft.take(match.start(), match.end(), "numardosar")
    for match in list(draft.finditer(_YEARED)):
        prefix, number, year = match.groups()
        role = _role(draft, match.start(2), match.end(3))
        spelled = match.group(0)
        if role in ("topo", "cadastral") and "din" not in spelled and prefix not in _CODE_PREFIXES:
            if role == "topo":
                continue
            # "nr. cadastral 1234/2019" does not exist: a registration number near the word parcel.
            if _like_near(draft, match.start(2)):
                continue
        if "-" in spelled[-6:] and role != "request" and prefix not in _CODE_PREFIXES:
            continue
        if (" din " in spelled or " of " in spelled) and role != "request":
            continue
        if found.request is None:
            head = prefix.upper() + "-" if prefix in ("cu", "ac", "ad") and re.search(r"[a-z]-\d", spelled) else ""
            found.request = f"{head}{_digits(number)}/{year}"
        draft.take(match.start(2), match.end(3), "numardosar")


def _like_near(draft: Draft, start: int) -> bool:
    words = re.findall(r"[^\W\d_]+", draft.folded[max(0, start - 25) : start])[-3:]
    return any(_like_cadastral(word) for word in words)


def _take_suffixed(draft: Draft, found: Numbers) -> None:
    for match in list(draft.finditer(_CAD_WITH_SUFFIX)):
        digits = _digits(match.group(1))
        if 3 <= len(digits) <= 7:
            found.cadastral = found.cadastral or _cadastral(digits, match.group(2), match.group(3))
            draft.take(match.start(), match.end(), "numarcad")
    for match in list(draft.finditer(_CAD_ONLY_UNIT)):
        found.cadastral = found.cadastral or _cadastral(match.group(1), None, match.group(2))
        draft.take(match.start(), match.end(), "numarcad")


_DENIED = re.compile(r"\b(?:nu|not|in loc de|instead of)(?: e| este| is)?(?: nr\.?| numarul| number| cadastral| cad\.?| parcela| terenul| the| parcel){0,3} $")
_TOPO = re.compile(r"\btopo(?:grafic\w*|graphic\w*)?\b[ .:a-z]{0,14}?(\d{1,6}(?:/[\da-z]{1,5}){0,4}|\d{1,3}[ .]\d{3})")


def find_numbers(draft: Draft) -> Numbers:
    """Read every number that identifies land or a request; dates that stand alone become `request_date`."""
    found = Numbers()
    _take_access_codes(draft)
    _take_laws(draft)
    for match in list(draft.finditer(_TOPO)):
        found.topo = found.topo or match.group(1).replace(" ", "").replace(".", "")
        draft.take(match.start(1), match.end(1), "numartopo")
    _take_requests_with_dates(draft, found)
    _take_yeared(draft, found)
    _take_suffixed(draft, found)
    for match in list(draft.finditer(DATE_PATTERN)):
        if (date := iso(match)) is not None:
            found.request_date = found.request_date or date
            draft.take(match.start(), match.end(), "datacal")
    _take_plain(draft, found)
    return found


def _take_plain(draft: Draft, found: Numbers) -> None:
    """Numbers without year, date or suffix: the words around tell what they are."""
    for match in list(draft.finditer(_CANDIDATE)):
        if draft.is_taken(match.start(), match.end()):
            continue
        start, end = match.span()
        tail = draft.folded[end : end + 14]
        if _UNIT_AFTER.match(tail) or _OTHER_BEFORE.search(draft.folded[max(0, start - 16) : start]):
            continue
        raw = match.group(1)
        digits = _digits(raw)
        if len(digits) <= 3 and _ROAD_BEFORE.search(draft.folded[max(0, start - 4) : start]):
            continue
        spaced = re.fullmatch(r"\d{2}(?: \d{2}){1,2}(?: \d{1,2})?|\d(?:[ .-]\d){3,8}", raw) is not None
        role = _role(draft, start, end)
        if spaced and role is None and len(draft.folded) > len(raw) + 6:
            continue
        if role == "request" and 1 <= len(digits) <= 9:
            if found.request is None:
                found.request = digits
            draft.take(start, end, "numardosar")
        elif role == "cadastral" and (4 <= len(digits) <= 7 or (len(digits) == 3 and _like_near(draft, start))):
            number = _cadastral(digits, match.group(2), match.group(3))
            # "nu 54321, ci 54322": the one denied is kept aside; of two numbers side by side the first is meant.
            if _DENIED.search(draft.folded[max(0, start - 40) : start]):
                found.earlier_cadastral = number
            else:
                found.cadastral = found.cadastral or number
            draft.take(start, end, "numarcad")
        elif role != "topo" and 4 <= len(digits) <= 7 and not (len(digits) == 4 and re.fullmatch(r"(?:19|20)\d\d", digits) and len(draft.folded) > 6):
            if _DENIED.search(draft.folded[max(0, start - 40) : start]):
                found.earlier_cadastral = digits
            else:
                found.bare = found.bare or digits
            draft.take(start, end, "numargol")
