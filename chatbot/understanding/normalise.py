"""Text as people type it, brought to one form before anything looks at it.

Two forms come out, of the same length character by character, so that a span found in one can be cut from the other:
`clean` keeps case and diacritics (for street names), `fold` is lower case without diacritics (for rules and features).
"""

from __future__ import annotations

import re
import unicodedata

MAX_CHARS = 1000

# Cyrillic and Greek letters that look like Latin ones: pasted text and attempts to hide words.
_LOOK_ALIKE = str.maketrans(
    "аеорсухіјѕԁոАВЕКМНОРСТУХІЈЅοΟΑΒΕΗΙΚΜΝΡΤΥΧ",
    "aeopcyxijsdnABEKMHOPCTYXIJSoOABEHIKMNPTYX",
)
_CEDILLA = str.maketrans("şţŞŢ", "șțȘȚ")
_PUNCT = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "′": "'", "´": "'", "`": "'", "″": '"', "”": '"', "“": '"', "„": '"', "–": "-", "—": "-", "−": "-", "‑": "-", "‐": "-", "…": ".", "º": "°", "˚": "°"})
_LATIN = re.compile(r"[A-Za-zăâîșțĂÂÎȘȚ]")
_CYRILLIC_WORD = re.compile(r"[^\W\d_]*[Ѐ-ӿͰ-Ͽ][^\W\d_]*")
_REPEAT = re.compile(r"([^\W\d_])\1{2,}")
# The old spelling (until 1993) wrote î inside words where â is written today; after these prefixes î stays.
_INNER_I = re.compile(r"(?<=\w)î(?=\w)", re.IGNORECASE)
_KEEP_I_AFTER = ("ne", "re", "pre", "dez", "bine", "semi", "auto")


def _straighten_word(match: re.Match[str]) -> str:
    """Replace look-alike letters only in words that also hold Latin letters or become wholly Latin."""
    word = match.group(0)
    changed = word.translate(_LOOK_ALIKE)
    return changed if all(ord(letter) < 0x370 for letter in changed) else word


def _modern_i(text: str) -> str:
    """Write â for an inner î (sînt, cînd, hîrtie) so that both spellings give the same features."""

    def swap(match: re.Match[str]) -> str:
        start = match.start()
        begin = start
        while begin > 0 and text[begin - 1].isalpha():
            begin -= 1
        if text[begin:start].lower() in _KEEP_I_AFTER:
            return match.group(0)
        return "â" if match.group(0) == "î" else "Â"

    return _INNER_I.sub(swap, text)


def clean(text: str) -> str:
    """Canonical display form: NFKC, no invisible controls, no strokes and marks put over letters (ours are composed), comma-below ș ț, one kind of quote and dash, capped."""
    # NFKC turns ″ into ′′ and º into o: the marks of degrees and seconds are saved first.
    text = unicodedata.normalize("NFKC", text[: MAX_CHARS * 2].translate(_PUNCT))
    text = "".join(
        " " if char.isspace() else char
        for char in text
        if char.isspace() or unicodedata.category(char) not in ("Cf", "Cc", "Cs", "Co", "Cn", "Mn", "Me")
    )
    text = text.translate(_CEDILLA).translate(_PUNCT)
    text = _CYRILLIC_WORD.sub(_straighten_word, text)
    text = _REPEAT.sub(r"\1", text)
    return re.sub(r" +", " ", text).strip()[:MAX_CHARS]


def fold(cleaned: str) -> str:
    """Lower case without diacritics, exactly as long as `cleaned` (the output of `clean`)."""
    letters = []
    for char in _modern_i(cleaned):
        base = unicodedata.normalize("NFD", char)[0].lower()
        letters.append(base if len(base) == 1 else char)
    return "".join(letters)


def has_latin(cleaned: str) -> bool:
    """True when at least one Latin letter is left: otherwise the message is in another script, or only digits."""
    return _LATIN.search(cleaned) is not None
