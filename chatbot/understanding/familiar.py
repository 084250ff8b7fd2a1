"""Words that people use when they talk about our subjects: what is none of them hints at a foreign question.

"Program" alone is ours, "program biserică" is not: the strange word decides. Training sees each of its own phrases as
if that phrase were missing, so that the model learns how many new words an unseen phrase of ours usually has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from .near import NearWords

_STEM = 5
_FUZZY_FROM = 5


def stem(word: str) -> str:
    """Beginning of a word, which stands for its forms."""
    return word[:_STEM]


@dataclass(slots=True)
class Familiar:
    """How many of our seeds hold each word beginning, and the whole words for forgiving a typing error."""

    counts: dict[str, int] = field(default_factory=dict)
    whole: dict[str, int] = field(default_factory=dict)
    near: NearWords = field(default_factory=NearWords)
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
        near = NearWords()
        long = {word: count for word, count in whole.items() if len(word) >= _FUZZY_FROM}
        for word in long:
            near.add(word)
        return cls(stems, long, near)

    def uses(self, word: str) -> int:
        """In how many of our seeds the word (or one a typing error away) occurs."""
        known = self.memory.get(word)
        if known is None:
            known = self.counts.get(stem(word), 0)
            if len(word) >= _FUZZY_FROM and known < 2:
                known = max([known, *(self.whole[one] for one in self.near.find(word))])
            if len(self.memory) < 20_000:
                self.memory[word] = known
        return known

    def strange(self, found: list[str], *, without_itself: bool = False) -> int:
        """Number of words of three letters or more that none of our seeds uses."""
        least = 2 if without_itself else 1
        return sum(1 for word in set(found) if len(word) > 2 and self.uses(word) < least)
