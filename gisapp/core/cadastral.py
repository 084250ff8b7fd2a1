"""Cadastral and old topographical numbers, in all the ways people write them, read one way.

Numbers (ANCPI electronic identifiers) are unique only within one UAT, so they may carry its SIRUTA code or, where the
caller knows the names of places, the name of the place. What is not understood to the last word is refused: a number
beside unknown words may be a house, an amount or a phone. A refused number is never repeated in the sentence: sentences may be logged.
"""
from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace

from gisapp.core.errors import BadInput


def _(sentence: str) -> str:
    """Mark a sentence for translation without needing Django here."""
    return sentence


@dataclass(frozen=True, slots=True)
class CadastralNumber:
    """A cadastral number taken apart: land, building on it, unit in the building, and the UAT if given.

    `topo` marks an old topographical number such as 123/1/2, which is not an electronic identifier.
    """

    land: str
    building: str = ""
    unit: str = ""
    siruta: str = ""
    topo: bool = False

    @property
    def key(self) -> str:
        """The number written one way, without the UAT: 54321-C1-U2, 123/1/2."""
        return "-".join(part for part in (self.land, self.building, self.unit) if part)

    @property
    def land_key(self) -> str:
        """The number of the land alone: what the parcel layer is searched by."""
        return self.land

    def __str__(self) -> str:
        return f"{self.siruta}:{self.key}" if self.siruta else self.key


# No writing of a number is longer; what is longer is not looked into.
LONGEST = 200
_ONE = r"[0-9]{1,9}(?:-?c[0-9]{1,3}(?:-?u[0-9]{1,4})?)?"
_TOPO = r"[0-9]{1,7}[a-z]?(?:/[0-9]{1,6}[a-z]?)+"
# SIRUTA codes of UATs have four to six digits; a colon after a shorter one says plainly what it is. RO.27.120726.54321 is the identifier of
# the European parcel data: RO.<county>.<UAT>.<number>.
_NUMBER = re.compile(
    rf"(?<![\w/-])(?<![0-9][.:])(?:ro[-. ]?(?:[0-9]{{1,2}}\.(?=[0-9]{{2,6}}\.))?(?P<coded>[0-9]{{2,6}})[-.: ]|(?P<colon>[0-9]{{2,6}}):|(?P<uat>[0-9]{{4,6}})[- ])?"
    rf"(?P<body>{_TOPO}|{_ONE})(?![\w/:-]|\.\w)"
)
# Words that say what a number is, or only join: they may stand around it in any order.
_WORDS = frozenset(
    ["nr", "numar", "numarul", "numerele", "numere", "no", "number", "cad", "cadastral", "cadastrala", "cadastrale", "cadastru", "topografic", "topo", "top", "vechi", "ie", "nc", "cf", "carte", "cartea", "carti", "funciara", "funciare", "funciar", "parcela", "parcelei", "teren", "terenul", "terenului", "imobil", "imobilul", "imobilului", "lot", "lotul", "extras", "extrasul", "inscris", "inscrisa", "in", "cu", "din", "de", "la", "a", "al", "ale", "pentru", "id", "identificator", "identificatorul", "electronic", "uat", "mun", "municipiul", "municipiu", "municipiului", "oras", "orasul", "orasului", "com", "comuna", "comunei", "sat", "satul", "loc", "localitatea", "localitatii", "jud", "judet", "judetul", "judetului", "romania", "si", "land", "book", "register", "plot", "parcel", "of", "the", "for"]
)
_LETTERED = re.compile(r"\b(nr|no|cad|cf|nc|ie|top|topo|lot)(?=[0-9])")


def parse_cadastral_number(text: str, places: Mapping[str, str] | None = None) -> CadastralNumber:
    """Read '54321', '54321-C1-U2', 'nr. cad. 54321', 'CF 54321', '123/1/2', '120726:54321', '120726-54321' or '54321-C1, 54321'.

    `places` gives the SIRUTA code of place names (plain lower case; '' for a county, which tells no UAT): with it
    '54321 Piatra-Neamț' is read too, with small typing errors, and '54321 120726' in either order. Since the land register
    became electronic the number of the land book and of the land are the same.
    """
    found = cadastral_numbers(text, places)
    if len({one.land for one in found}) > 1:
        raise BadInput(
            _("Ați scris mai multe numere. Scrieți un singur număr cadastral o dată, cel al terenului."), code="cadastral_number.several"
        )
    return found[0]


def cadastral_numbers(text: str, places: Mapping[str, str] | None = None) -> list[CadastralNumber]:
    """Return all the numbers of a text, in its order, each with the UAT that the text names; BadInput where a word is not understood."""
    known = places or {}
    text = "" if len(text) > LONGEST else text
    codes = {code for code in known.values() if code}
    rest, named = _without_places(_one_way(text), known)
    found: list[CadastralNumber] = []

    def take(match: re.Match[str]) -> str:
        found.extend(_read(match, codes))
        return "\x01"

    rest = _NUMBER.sub(take, rest)
    # Between numbers a stroke joins ('CF 1 / nr. cad. 1'); at an end something is missing.
    words = [word for word in re.split(r"[\s,;.:()#\x01]+|(?<=[\x01 ])/(?=[\x01 ])", rest) if word and word not in _WORDS]
    if words and not named:
        named = _near_name(" ".join(words), known)
        words = [] if named is not None else words
    sirutas = {one.siruta for one in found if one.siruta} | ({named} if named else set())
    if not found or words or len(sirutas) > 1 or any(not one.land.strip("0") for one in found):
        raise BadInput(
            _(
                "Numărul cadastral nu poate fi citit. Scrieți-l ca în extrasul de carte funciară: 54321, 54321-C1, "
                "54321-C1-U2 sau numărul topografic vechi, de exemplu 123/1/2."
            ),
            code="cadastral_number.unreadable",
        )
    siruta = next(iter(sirutas), "")
    return [replace(one, siruta=siruta) for one in found]


def plain_place(name: str) -> str:
    """Return a place name as `places` wants its keys: lower case, no diacritics, hyphens as spaces."""
    return " ".join(_bare(name).replace("-", " ").split())


def _bare(text: str) -> str:
    split = unicodedata.normalize("NFKD", text.strip().lower())
    return "".join(char for char in split if not unicodedata.combining(char))


def _one_way(text: str) -> str:
    """Write the text one way: no diacritics, one hyphen, labels apart from digits, suffixes joined by hyphens."""
    plain = re.sub(r"[\u2010-\u2015\u2212_]", "-", _bare(text))
    plain = re.sub(r"[\"„”“'`\[\]]", " ", plain)
    plain = re.sub(r"\b([icn])\.\s?([ecf])\b\.?", r"\1\2 ", plain)
    plain = re.sub(r"\b(?:cod(?:ul)?\s+)?siruta\s*[:.]?\s*([0-9]{2,6})(?:\s*[:,;]?\s*(?=[0-9])|[\s,;]+(?=\w))", r"\1:", plain)
    plain = re.sub(r"^(.*?)[\s,;(]+(?:cod(?:ul)?\s+)?siruta\s*[:.]?\s*([0-9]{2,6})\)?$", r"\2:\1", plain)
    plain = re.sub(r"^([0-9]{2,6}):\s*(?:[a-z]+[. ]+)*(?=[0-9])", r"\1:", plain)
    plain = re.sub(r"\s*([-/:])\s*", r"\1", plain).strip(" .,;")
    plain = re.sub(r"[/-](?=[a-z]{2,})", " ", plain)
    plain = re.sub(r"(?<=[a-z])[/-](?=[0-9])", " ", plain) if not re.match(r"ro-?[0-9]", plain) else plain
    plain = _LETTERED.sub(r"\1 ", plain)
    plain = re.sub(r"\b(?:constructi[ae]|corp(?:ul)?|cladire[a]?|unitate[a]?|ap(?:artament)?(?:ul)?)[\s.]*(?=[cu][0-9])", "", plain)
    plain = re.sub(r"(?<=[0-9])[\s/]+(?=[cu][0-9])", "-", plain)
    # A number read out digit by digit, or written with thousands.
    if re.fullmatch(r"[0-9](?: [0-9])+", plain) or re.fullmatch(r"[0-9]{1,3}(?:[. ][0-9]{3})+", plain):
        plain = re.sub(r"[. ]", "", plain)
    return plain


def _without_places(text: str, known: Mapping[str, str]) -> tuple[str, str | None]:
    """Take known names of places out of the text; return what is left and the SIRUTA code they tell ('' for none, None where nothing was named)."""
    named: str | None = None
    for name in sorted(known, key=len, reverse=True):
        pattern = re.compile(rf"(?<![\w-]){re.escape(name).replace(chr(92) + ' ', '[ -]')}(?![\w-])")
        if pattern.search(text):
            if named and known[name] and named != known[name]:
                continue
            named = known[name] or named or ""
            text = pattern.sub(" ", text, count=1)
    return " ".join(text.split()), named


def _near_name(words: str, known: Mapping[str, str]) -> str | None:
    """Return the SIRUTA code of the only name that the words stand for, shortened or with a typing error; None for no name."""
    if len(words) < 5:
        return None
    begun = {known[name] for name in known if name.startswith(words)}
    if len(begun) == 1:
        return begun.pop()
    near = difflib.get_close_matches(words, [name for name in known if len(name) >= 5], n=1, cutoff=0.84)
    return known[near[0]] if near else None


def _read(match: re.Match[str], codes: set[str]) -> list[CadastralNumber]:
    body = match["body"]
    siruta = match["coded"] or match["colon"] or match["uat"] or ""
    if match["uat"] and codes and siruta not in codes:
        # '54321 990017' is the land first; two numbers of which none is a UAT are two pieces of land.
        if body in codes:
            return [_number(siruta, body)]
        return [_number(siruta, ""), _number(body, "")]
    parts = body.split("/")
    if not siruta and len(parts) == 2 and parts[0] != parts[1]:
        for code, land in (parts, parts[::-1]):
            if code in codes:
                return [_number(land, code)]
    return [_number(body, siruta)]


def _number(body: str, siruta: str) -> CadastralNumber:
    if "/" in body:
        return CadastralNumber(body, siruta=siruta, topo=True)
    land, building, unit = re.fullmatch(r"([0-9]+[a-z]?)(?:-?(c[0-9]+))?(?:-?(u[0-9]+))?", body).groups("")  # type: ignore[union-attr] # all bodies have this form
    return CadastralNumber(land.lstrip("0") or "0", building.upper(), unit.upper(), siruta)
