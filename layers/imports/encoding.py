"""In which encoding the text of a file is, where the file does not say so.

Romanian letters have the same bytes in cp1250, ISO-8859-2 and ISO-8859-16; only cp852 (DOS) and UTF-8 differ. So few
candidates are enough, and letters that Romanian does not have speak against one.
"""
from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from gisapp.core.errors import BadInput
from layers.imports.formats import Prepared

OURS = frozenset("ăâîșțĂÂÎȘȚ\u015f\u0163\u015e\u0162")
CANDIDATES = ("cp1250", "cp852")
CLEARLY = 3.0
MOST_BYTES = 8 * 1024 * 1024
# Language drivers of a DBF that say nothing: none, or the one every old program wrote.
SILENT_DBF = frozenset({0x00, 0x01, 0x03, 0x57})
_WORD = re.compile(r"[^\W\d_]*[^\x00-\x7f][^\W\d_]*")


@dataclass(frozen=True, slots=True)
class Guess:
    """An encoding with words as they read in it. `others` are the readings that are nearly as likely."""

    encoding: str
    words: tuple[str, ...]
    others: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def sure(self) -> bool:
        """Whether nothing else is nearly as likely."""
        return not self.others


def guess(raw: bytes) -> Guess | None:
    """Return the encoding of some text; None where all of it is ASCII."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Guess("utf-16", words(raw.decode("utf-16", "replace")))
    if raw.isascii():
        return None
    text = raw.decode("utf-8", "replace")
    foreign = sum(1 for letter in text if letter > "\x7f")
    # Fields of a fixed width cut letters of two bytes in half: a few are forgiven.
    if text.count("\ufffd") <= 0.02 * foreign:
        return Guess("utf-8", words(text))
    scores = sorted(((_score(raw.decode(one, "replace")), one) for one in CANDIDATES), reverse=True)
    (best, encoding), *rest = scores
    others = tuple((one, words(raw.decode(one, "replace"))) for score, one in rest if best < CLEARLY or score * CLEARLY > best)
    return Guess(encoding, words(raw.decode(encoding, "replace")), others)


def _score(text: str) -> float:
    """Count Romanian letters, less what Romanian text does not have."""
    ours = sum(1 for letter in text if letter in OURS)
    foreign = sum(1 for letter in text if letter > "\x7f" and letter not in OURS and letter not in "„”“«»–—…’°²³")
    return ours - 1.5 * foreign


def words(text: str) -> tuple[str, ...]:
    """Return some words with letters outside ASCII, to show a person."""
    found = dict.fromkeys(match.group()[:40] for match in _WORD.finditer(text))
    return tuple(list(found)[:6])


def text_of(ready: Prepared) -> bytes | None:
    """Return the text of a file whose format does not say its encoding; None where it does."""
    path = ready.folder / ready.path
    if ready.format.driver == "ESRI Shapefile":
        table = path.with_suffix(".dbf")
        if path.with_suffix(".cpg").exists() or not table.exists():
            return None
        return _records(table)
    if ready.format.driver in ("CSV", "GeoJSON"):
        with path.open("rb") as file:
            return file.read(MOST_BYTES)
    return None


def _records(table: Path) -> bytes | None:
    with table.open("rb") as file:
        head = file.read(32)
        if len(head) < 32 or head[29] not in SILENT_DBF:
            return None
        file.seek(int.from_bytes(head[8:10], "little"))
        return file.read(MOST_BYTES)


def unsure(found: Guess) -> BadInput:
    """Return the refusal that asks which reading is right."""
    readings = "; ".join(f"{name}: {', '.join(some[:3])}" for name, some in ((found.encoding, found.words), *found.others))
    return BadInput(_("Codificarea textului nu se poate stabili cu siguranță. Alegeți cum se citesc corect cuvintele: %(readings)s.") % {"readings": readings}, code="import.encoding_unsure", field="encoding")
