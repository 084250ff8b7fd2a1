"""Words that people use when they talk about our subjects: what is none of them hints at a foreign question.

"Program" alone is ours, "program biserică" is not: the strange word decides. Training sees each of its own phrases as
if that phrase were missing, so that the model learns how many new words an unseen phrase of ours usually has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

_STEM = 5
_FUZZY_FROM = 5


def stem(word: str) -> str:
    """Beginning of a word, which stands for its forms."""
    return word[:_STEM]


@dataclass(slots=True)
class Familiar:
    """How many of our seeds hold each word beginning, and the whole words for forgiving a typing error."""

    counts: dict[str, int] = field(default_factory=dict)
    by_length: dict[int, dict[str, int]] = field(default_factory=dict)
    memory: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, phrases: Iterable[list[str]]) -> Familiar:
        """Count over the plain words of our seeds."""
        stems: Counter[str] = Counter()
        whole: Counter[str] = Counter()
        for found in phrases:
            stems.update({stem(word) for word in found})
            whole.update(set(found))
        return cls.from_words(dict(stems), dict(whole))

    @classmethod
    def from_words(cls, stems: dict[str, int], whole: dict[str, int]) -> Familiar:
        """Rebuild from what the artefact stores."""
        by_length: dict[int, dict[str, int]] = {}
        for word, count in whole.items():
            if len(word) >= _FUZZY_FROM:
                by_length.setdefault(len(word), {})[word] = count
        return cls(stems, by_length)

    def uses(self, word: str) -> int:
        """In how many of our seeds the word (or one a typing error away) occurs."""
        known = self.memory.get(word)
        if known is None:
            known = self.counts.get(stem(word), 0)
            if len(word) >= _FUZZY_FROM and known < 2:
                for length in (len(word) - 1, len(word), len(word) + 1):
                    candidates = self.by_length.get(length)
                    if candidates:
                        hit = process.extractOne(word, candidates.keys(), scorer=DamerauLevenshtein.distance, score_cutoff=1)
                        if hit is not None:
                            known = max(known, candidates[hit[0]])
            if len(self.memory) < 20_000:
                self.memory[word] = known
        return known

    def strange(self, found: list[str], *, without_itself: bool = False) -> int:
        """Number of words of three letters or more that none of our seeds uses."""
        least = 2 if without_itself else 1
        return sum(1 for word in set(found) if len(word) > 2 and self.uses(word) < least)
