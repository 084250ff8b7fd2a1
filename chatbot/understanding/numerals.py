"""Spoken numbers, Romanian and English, written as digits.

Dictated messages say "cincizeci și patru de mii trei sute douăzeci și unu" or read digit by digit
"cinci patru trei doi unu"; both become 54321. Several numbers said one after the other are read as one string of
digits, because that is how people read a registration number aloud ("cincizeci și patru, trei sute douăzeci și unu").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

UNITS = {
    "zero": 0, "unu": 1, "una": 1, "doi": 2, "doua": 2, "trei": 3, "patru": 4, "cinci": 5, "sase": 6, "sasa": 6,
    "sapte": 7, "opt": 8, "noua": 9,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
TEENS = {
    "zece": 10, "unsprezece": 11, "unspe": 11, "unspre": 11, "doisprezece": 12, "douasprezece": 12, "doispe": 12,
    "douaspe": 12, "treisprezece": 13, "treispe": 13, "paisprezece": 14, "patrusprezece": 14, "paispe": 14,
    "cincisprezece": 15, "cinsprezece": 15, "cinspe": 15, "cincispe": 15, "saisprezece": 16, "saispe": 16,
    "saptesprezece": 17, "saptespe": 17, "saptisprezece": 17, "optsprezece": 18, "optspe": 18, "optisprezece": 18, "optispe": 18,
    "nouasprezece": 19, "nouaspe": 19,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS = {
    "douazeci": 20, "douazesi": 20, "douaj": 20, "treizeci": 30, "treij": 30, "patruzeci": 40, "patruj": 40,
    "cincizeci": 50, "cinzeci": 50, "cinci zeci": 50, "saizeci": 60, "saij": 60, "saptezeci": 70, "optzeci": 80, "nouazeci": 90,
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
HUNDRED = {"suta", "sute", "hundred"}
THOUSAND = {"mie", "mii", "thousand"}
_ONE_BEFORE_SCALE = {"o", "un", "a"}
_JOINERS = {"si", "and", "de", "s", "ș"}
# Words that are also something else when they stand alone: "casă nouă", "this one", "una".
_NOT_ALONE = {"noua", "one", "una", "unu", "zero"}
_WORD = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|\s+|_")


@dataclass(frozen=True, slots=True)
class _Word:
    folded: str
    start: int
    end: int


def _is_number_word(word: str) -> bool:
    return word in UNITS or word in TEENS or word in TENS or word in HUNDRED or word in THOUSAND


def _below_hundred(words: list[str], at: int) -> tuple[int, int] | None:
    """Value below one hundred starting at `at`, and the index after it."""
    if at >= len(words):
        return None
    word = words[at]
    if word in TENS:
        value, after = TENS[word], at + 1
        joined = after
        if joined < len(words) and words[joined] in ("si", "and", "s"):
            joined += 1
        # "douăzeci și unu" always; "twenty one" without a joiner only in English.
        joinable = joined > after or word.endswith("ty")
        if joinable and joined < len(words) and UNITS.get(words[joined], 0) > 0:
            return value + UNITS[words[joined]], joined + 1
        return value, after
    if word in TEENS:
        return TEENS[word], at + 1
    if word in UNITS:
        return UNITS[word], at + 1
    return None


def _below_thousand(words: list[str], at: int) -> tuple[int, int] | None:
    if at >= len(words):
        return None
    head: tuple[int, int] | None
    if words[at] in _ONE_BEFORE_SCALE and at + 1 < len(words) and words[at + 1] in HUNDRED:
        head = (1, at + 1)
    elif words[at] in HUNDRED:
        head = (1, at)
    else:
        head = _below_hundred(words, at)
    if head is None:
        return None
    value, after = head
    if after < len(words) and words[after] in HUNDRED and value < 10:
        value, after = value * 100, after + 1
        rest_at = after
        if rest_at < len(words) and words[rest_at] in ("si", "and"):
            rest_at += 1
        rest = _below_hundred(words, rest_at)
        if rest is not None and (rest_at == after or rest[0] >= 1):
            return value + rest[0], rest[1]
        return value, after
    return value, after


def _number(words: list[str], at: int) -> tuple[int, int] | None:
    """One well-formed number below a million starting at `at`."""
    head: tuple[int, int] | None
    if at < len(words) and words[at] in _ONE_BEFORE_SCALE and at + 1 < len(words) and words[at + 1] in THOUSAND:
        head = (1, at + 1)
    elif at < len(words) and words[at] in THOUSAND:
        head = (1, at)
    else:
        head = _below_thousand(words, at)
    if head is None:
        return None
    value, after = head
    scale_at = after + 1 if after < len(words) and words[after] == "de" else after
    if scale_at < len(words) and words[scale_at] in THOUSAND:
        value, after = value * 1000, scale_at + 1
        rest_at = after + 1 if after < len(words) and words[after] in ("si", "and") else after
        rest = _below_thousand(words, rest_at)
        if rest is not None:
            return value + rest[0], rest[1]
    return value, after


def _runs(words: list[_Word], folded: str) -> list[tuple[int, int]]:
    """Maximal stretches of number words (indices into `words`), joiners only inside."""
    runs, at = [], 0
    while at < len(words):
        word = words[at].folded
        starts = _is_number_word(word) or (
            word in _ONE_BEFORE_SCALE and at + 1 < len(words) and words[at + 1].folded in HUNDRED | THOUSAND
        )
        if not starts:
            at += 1
            continue
        end = at + 1
        look = end
        while look < len(words):
            between = folded[words[look - 1].end : words[look].start]
            if between.strip(" ,-") != "" or len(between) > 3:
                break
            follows = words[look].folded
            if _is_number_word(follows) or (
                follows in _ONE_BEFORE_SCALE and look + 1 < len(words) and words[look + 1].folded in HUNDRED | THOUSAND
            ):
                end = look + 1
            elif follows not in _JOINERS:
                break
            look += 1
        runs.append((at, end))
        at = end
    return runs


def spell_digits(cleaned: str, folded: str) -> str:
    """Replace spoken numbers in `cleaned` by digits; `folded` is the same text folded (equal length)."""
    words = [
        _Word(match.group(0), match.start(), match.end())
        for match in re.finditer(r"[^\W\d_]+", folded)
    ]
    pieces, copied = [], 0
    for begin, end in _runs(words, folded):
        run = [word.folded for word in words[begin:end]]
        if len(run) == 1 and run[0] in _NOT_ALONE | HUNDRED | THOUSAND:
            continue
        digits = _run_digits(run)
        if not digits:
            continue
        pieces.append(cleaned[copied : words[begin].start] + digits)
        copied = words[end - 1].end
    pieces.append(cleaned[copied:])
    return "".join(pieces)


def _run_digits(run: list[str]) -> str:
    """Digits of a run: one number, or several numbers read out one after the other."""
    digits, at = "", 0
    while at < len(run):
        if run[at] in _JOINERS and run[at] not in _ONE_BEFORE_SCALE:
            # A joiner outside a number ("doi și trei") ends the reading: two separate amounts.
            if digits:
                digits += " "
            at += 1
            continue
        found = _number(run, at)
        if found is None:
            at += 1
            continue
        digits += str(found[0])
        at = found[1]
    return digits.strip()
