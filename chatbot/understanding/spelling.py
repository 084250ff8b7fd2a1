"""A word nobody knows, one error away from a word our seeds use often, is read as that word.

Words of any seed or word list, foreign topics and other languages included, are left as they are: "parc" is no "parcelă".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .near import NearWords

_FROM = 4  # letters
_OFTEN = 4  # phrases that use the right word


@dataclass(slots=True)
class Spelling:
    """Known words with the number of seeds that use them; words of the language lists have none."""

    counts: dict[str, int] = field(default_factory=dict)
    near: NearWords = field(default_factory=NearWords)
    memory: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, phrases: Iterable[list[str]], others: Iterable[list[str]]) -> Spelling:
        """Count over the plain words of all seeds."""
        counts: Counter[str] = Counter()
        for found in phrases:
            counts.update({word for word in found if len(word) >= _FROM})
        for found in others:
            counts.update({word: 0 for word in found if len(word) >= _FROM})
        return cls.from_counts(dict(sorted(counts.items())))

    @classmethod
    def from_counts(cls, counts: Mapping[str, int]) -> Spelling:
        """Rebuild from what the artefact stores."""
        near = NearWords()
        for word, count in counts.items():
            if count >= _OFTEN:
                near.add(word)
        return cls(dict(counts), near)

    def right(self, word: str) -> str:
        """The word as it was probably meant."""
        if len(word) < _FROM or word in self.counts or not word.isalpha():
            return word
        known = self.memory.get(word)
        if known is None:
            # A four-letter word has many neighbours: only one with a letter left out, or two swapped, is believed.
            candidates = [one for one in self.near.find(word) if len(word) > _FROM or len(one) > len(word) or sorted(one) == sorted(word)]
            known = max(candidates, key=lambda one: (one[0] == word[0], self.counts[one], one), default=word)
            if len(self.memory) < 20_000:
                self.memory[word] = known
        return known
