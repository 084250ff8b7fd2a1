"""Street and house number, against the town's own list when there is one, by pattern otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from chatbot.understanding.normalise import clean, fold

from .spans import Draft

SCORE = 88  # rapidfuzz ratio of folded names from which a street counts as recognised

_KINDS = {
    "strada": "Strada", "str": "Strada", "strazii": "Strada", "stradei": "Strada", "strd": "Strada", "srt": "Strada", "srada": "Strada", "starda": "Strada",
    "bulevardul": "Bulevardul", "bulevard": "Bulevardul", "bulevardului": "Bulevardul", "bd": "Bulevardul", "bdul": "Bulevardul", "b-dul": "Bulevardul", "blvd": "Bulevardul", "bvd": "Bulevardul",
    "aleea": "Aleea", "alee": "Aleea", "aleii": "Aleea", "calea": "Calea", "piata": "Piața", "pta": "Piața", "soseaua": "Șoseaua", "sos": "Șoseaua", "soselei": "Șoseaua",
    "intrarea": "Intrarea", "fundatura": "Fundătura", "splaiul": "Splaiul", "prelungirea": "Prelungirea", "ulita": "Ulița", "drumul": "Drumul", "stradela": "Stradela", "pasajul": "Pasajul",
}  # fmt: skip
_KIND = "|".join(sorted((re.escape(kind) for kind in _KINDS), key=len, reverse=True))
_NAME = r"((?:\d{1,2} (?:decembrie|mai|iunie|august|noiembrie|martie|septembrie)(?: \d{4})?)|[^\W\d_][\w'.-]*(?: [^\W\d_][\w'-]*){0,3})"
_HOUSE = r"(?:,? ?(?:la )?(?:nr|numar\w*|no|number|nurul)?\.? ?(\d{1,4}(?: ?[a-h]\b|bis\b| bis\b|-\d{1,3}|/\d{1,3})?)(?![\d.,]*\d))?"
_BY_KIND = re.compile(rf"\b({_KIND})\b\.? ?{_NAME}{_HOUSE}")
_ENGLISH = re.compile(r"(?:\b(\d{1,4}[a-h]?),? )?\b([^\W\d_]+(?: [^\W\d_]+){0,2}) (street|st\.|boulevard|avenue|alley|square|road)\b(?:,? (?:no\.?|number|nr\.?)? ?(\d{1,4}[a-h]?)\b)?")
_AFTER_NAME = re.compile(r"^,? ?(?:la )?(?:nr|numar\w*|no|number)?\.? ?(\d{1,4}(?: ?[a-h]\b|bis\b|-\d{1,3}|/\d{1,3})?)(?![\d.,]*\d)")
_STOP = {
    "nr", "numar", "numarul", "numaru", "no", "number", "la", "din", "in", "pe", "si", "sau", "e", "este", "are", "sunt", "unde", "ca", "sa", "ce", "cum", "cand", "pentru", "pt", "cu",
    "bl", "bloc", "sc", "ap", "langa", "vreau", "as", "doresc", "am", "nu", "pot", "se", "imi", "mi", "a", "o", "au", "vecinul", "cineva", "trebuie", "care", "de", "despre", "intre", "colt", "vis",
    "mea", "noastra", "asta", "aceasta", "aia", "principala", "respectiva", "s", "un", "unui", "unei", "fara", "spre", "catre", "dar", "de-aici", "is", "the", "and", "my", "with", "that", "where", "what",
    "asfaltata", "noua", "veche", "postal", "postala", "vor", "va", "fac", "face", "fost", "exista", "apartine", "le", "ne", "isi", "era", "oras", "localitate", "locuinta", "casa",
}  # fmt: skip
_SMALL_IN_NAMES = {"cel", "cea", "lui", "voda", "mare", "bun", "tanar"}
_NOT_ENGLISH_NAME = {"the", "a", "my", "our", "this", "that", "on", "in", "at", "of", "for", "from", "your", "is", "to", "and", "public", "whole", "next", "main", "dug", "up", "any", "certificate", "about", "what", "near"}


@dataclass(slots=True)
class StreetIndex:
    """Official street names ("Strada Florilor"), searched by folded name with and without the kind."""

    official: dict[str, str] = field(default_factory=dict)
    bare: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Iterable[str]) -> StreetIndex:
        """Index built from official names; the kind of street (strada, aleea) may be missing in a name."""
        index = cls()
        for name in names:
            key = fold(clean(name))
            index.official[key] = name
            head, _, rest = key.partition(" ")
            index.bare.setdefault(rest if head.rstrip(".") in _KINDS and rest else key, name)
        return index

    def match(self, kind: str, name: str) -> str | None:
        """Official name of what was typed, if it is near enough to one."""
        if not self.bare:
            return None
        full = f"{fold(_KINDS.get(kind, kind))} {name}"
        if full in self.official:
            return self.official[full]
        if name in self.bare:
            return self.bare[name]
        hit = process.extractOne(name, self.bare.keys(), scorer=fuzz.ratio, score_cutoff=SCORE)
        if hit is None:
            hit = process.extractOne(name, self.bare.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=SCORE)
        if hit is None and len(name) >= 6:  # two letters swapped
            hit = process.extractOne(name, list(self.bare), scorer=DamerauLevenshtein.distance, score_cutoff=1)  # type: ignore[call-overload]  # the stub wants a float cutoff
        return self.bare[hit[0]] if hit is not None else None


@dataclass(frozen=True, slots=True)
class Address:
    """`street` is official when `known`, otherwise as typed with the kind written out."""

    street: str
    house_number: str | None
    known: bool


def _cut(name: str) -> str:
    """Words of the name up to the first one that cannot belong to it."""
    words: list[str] = []
    for word in name.split(" "):
        if word.strip(".,") in _STOP:
            break
        words.append(word)
    return " ".join(words).strip(".,-")


def _house(text: str | None) -> str | None:
    return re.sub(r"[ .]", "", text).upper().replace("BIS", " bis") if text else None


def find_address(draft: Draft, index: StreetIndex) -> Address | None:
    """The first street named, with its house number."""
    for match in list(draft.finditer(_BY_KIND)):
        kind, raw = match.group(1), match.group(2)
        name = _cut(raw)
        if len(name) < 3:
            continue
        start = match.start(2)
        best, used = None, name
        words = name.split(" ")
        for size in range(len(words), 0, -1):
            best = index.match(kind, " ".join(words[:size]))
            if best is not None:
                used = " ".join(words[:size])
                break
        rest = _AFTER_NAME.match(draft.folded[start + len(used) :])
        if best is None and rest is None and len(words) > 2 and not any(word in _SMALL_IN_NAMES for word in words):
            used = words[0] if draft.text[start].islower() else " ".join(_capitalised(draft.text[start : start + len(name)]))
        end = start + len(used) + (rest.end() if rest else 0)
        draft.take(match.start(), end, "adresa")
        typed = draft.text[start : start + len(used)]
        shown = typed if any(char.isupper() for char in typed) else typed.title()
        return Address(best or f"{_KINDS[kind]} {shown}", _house(rest.group(1)) if rest else None, known=best is not None)
    return _english(draft, index) or _by_list(draft, index)


def _capitalised(text: str) -> list[str]:
    words = text.split(" ")
    kept = [words[0]]
    for word in words[1:]:
        if not (word[:1].isupper() or fold(word) in _SMALL_IN_NAMES):
            break
        kept.append(word)
    return kept


def _english(draft: Draft, index: StreetIndex) -> Address | None:
    for match in list(draft.finditer(_ENGLISH)):
        words = match.group(2).split(" ")
        while words and words[0] in _NOT_ENGLISH_NAME:
            words.pop(0)
        if not words or any(word in _NOT_ENGLISH_NAME for word in words):
            words = [word for word in words if word not in _NOT_ENGLISH_NAME][-1:]
            if not words:
                continue
        name = " ".join(words)
        known = index.match("strada", name)
        at = match.start(2) + match.group(2).rindex(name)
        typed = draft.text[at : at + len(name)]
        if known is None and not typed[:1].isupper():
            continue
        house = match.group(4) or match.group(1)
        draft.take(match.start(1) if match.group(1) else at, match.end(), "adresa")
        return Address(known or f"Strada {typed}", _house(house), known=known is not None)
    return None


def _by_list(draft: Draft, index: StreetIndex) -> Address | None:
    """A known name without the word "strada": "florilor 12", "pe Ștefan cel Mare"."""
    for match in re.finditer(r"[^\W_]+", draft.folded):
        for size in (4, 3, 2, 1):
            words = draft.folded[match.start() :].split(" ")[:size]
            name = " ".join(words).rstrip(".,?!")
            if len(name) < 5 or name not in index.bare:
                continue
            end = match.start() + len(name)
            rest = _AFTER_NAME.match(draft.folded[end:])
            before = draft.folded[: match.start()].rstrip()
            if rest is None and not re.search(r"(?:\b(?:pe|pi|pa|pt|on|adresa|strazii|strada))$", before):
                continue
            stop = end + (rest.end() if rest else 0)
            if draft.is_taken(match.start(), stop):
                continue
            draft.take(match.start(), stop, "adresa")
            return Address(index.bare[name], _house(rest.group(1)) if rest else None, known=True)
    return None
