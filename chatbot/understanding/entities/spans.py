"""A text whose found parts are crossed out, so that no digit is read twice.

Every reader takes the `Draft`, looks only at characters not yet taken, and takes the span it understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Draft:
    """`text` keeps case and diacritics, `folded` is the same text folded; both have the same length."""

    text: str
    folded: str
    marks: list[tuple[int, int, str]] = field(default_factory=list)

    def finditer(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Matches of `pattern` in the folded text that touch nothing already taken."""
        for match in pattern.finditer(self.folded):
            if not self.is_taken(match.start(), match.end()):
                yield match

    def is_taken(self, start: int, end: int) -> bool:
        """True when any character of the span belongs to something already understood."""
        return any(start < taken_end and end > taken_start for taken_start, taken_end, _ in self.marks)

    def take(self, start: int, end: int, kind: str) -> None:
        """Mark a span as understood; `kind` names the placeholder that the classifier sees instead."""
        self.marks.append((start, end, kind))

    def with_placeholders(self) -> str:
        """Folded text with every taken span replaced by a word naming its kind (classifier's view)."""
        return self._replaced(self.folded, {})

    def masked(self, words: dict[str, str]) -> str:
        """Readable text in which the spans of the kinds in `words` are hidden (for logs and staff lists)."""
        return self._replaced(self.text, words, only=True)

    def _replaced(self, source: str, words: dict[str, str], *, only: bool = False) -> str:
        pieces, copied = [], 0
        for start, end, kind in sorted(self.marks):
            if start < copied or (only and kind not in words):
                continue
            pieces.append(source[copied:start])
            pieces.append(words[kind] if only else f" {kind} ")
            copied = end
        pieces.append(source[copied:])
        return "".join(pieces)
