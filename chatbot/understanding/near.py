"""Words one typing error apart: a letter missing, added, changed, or two neighbours swapped.

Two such words share a form with one letter left out, so a table of those forms finds them without comparing with all.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rapidfuzz.distance import DamerauLevenshtein


def _shorter(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


@dataclass(slots=True)
class NearWords:
    """Known words by their forms with one letter left out."""

    words: set[str] = field(default_factory=set)
    forms: dict[str, list[str]] = field(default_factory=dict)

    def add(self, word: str) -> None:
        """Know one more word."""
        if word not in self.words:
            self.words.add(word)
            for form in _shorter(word):
                self.forms.setdefault(form, []).append(word)

    def find(self, word: str) -> set[str]:
        """Known words at most one error away."""
        candidates = set(self.forms.get(word, ()))
        found = {word} & self.words
        for form in _shorter(word):
            candidates.update(self.forms.get(form, ()))
            if form in self.words:
                candidates.add(form)
        found.update(one for one in candidates if DamerauLevenshtein.distance(word, one, score_cutoff=1) <= 1)
        return found
