"""Concepts found in a phrase: the shared vocabulary of both languages, tolerant of one typing error in longer words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

LEXICON_PATH = Path(__file__).with_name("lexicon.toml")
_FUZZY_FROM = 6  # letters from which one typing error is forgiven


@dataclass(slots=True)
class Lexicon:
    """Words, word beginnings and word sequences, each leading to its concepts."""

    exact: dict[str, list[str]] = field(default_factory=dict)
    stems: dict[str, list[str]] = field(default_factory=dict)
    sequences: dict[str, list[tuple[list[str], str]]] = field(default_factory=dict)
    foreign: frozenset[str] = frozenset()
    fuzzy: dict[int, dict[str, list[str]]] = field(default_factory=dict)
    memory: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def of_word(self, word: str) -> tuple[str, ...]:
        """Concepts of one word; remembered, because the same words come again and again."""
        known = self.memory.get(word)
        if known is None:
            known = tuple(sorted(self._look_up(word)))
            if len(self.memory) < 20_000:
                self.memory[word] = known
        return known

    def _look_up(self, word: str) -> set[str]:
        found = set(self.exact.get(word, ()))
        for size in range(2, len(word) + 1):
            found.update(self.stems.get(word[:size], ()))
        if found or len(word) < _FUZZY_FROM or word[0].isdigit():
            return found
        # One error (also two letters swapped): compare with words and stems of about this length.
        for length in (len(word) - 1, len(word), len(word) + 1):
            found.update(self._near(word, length))
        if not found:
            for length in range(_FUZZY_FROM, len(word) + 1):
                found.update(self._near(word[:length], -length))
        return found

    def _near(self, word: str, length: int) -> list[str]:
        candidates = self.fuzzy.get(length)
        if not candidates:
            return []
        hits = process.extract(word, candidates.keys(), scorer=DamerauLevenshtein.distance, score_cutoff=1, limit=3)
        return [concept for candidate, _, _ in hits for concept in candidates[candidate]]

    def of_words(self, words: list[str]) -> list[str]:
        """Concepts of a phrase in order of appearance, each once."""
        found: dict[str, None] = {}
        for at, word in enumerate(words):
            for concept in self.of_word(word):
                found.setdefault(concept)
            for pattern, concept in self.sequences.get(word[:2], ()):
                if len(pattern) <= len(words) - at and all(
                    _fits(part, words[at + step]) for step, part in enumerate(pattern)
                ):
                    found.setdefault(concept)
        return list(found)


def _fits(part: str, word: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") else word == part


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """Read `lexicon.toml` once."""
    tables = tomllib.loads(LEXICON_PATH.read_text(encoding="utf-8"))
    lexicon = Lexicon(foreign=frozenset(f"x_{name}" for name in tables["foreign"]))
    for table, mark in (("domain", ""), ("foreign", "x_")):
        for name, entries in tables[table].items():
            for entry in entries:
                _add(lexicon, entry, mark + name)
    return lexicon


def _add(lexicon: Lexicon, entry: str, concept: str) -> None:
    parts = entry.replace("-", " ").replace("'", "").split()
    if len(parts) > 1:
        lexicon.sequences.setdefault(parts[0].rstrip("*")[:2], []).append((parts, concept))
        return
    word = parts[0]
    if word.endswith("*"):
        lexicon.stems.setdefault(word[:-1], []).append(concept)
        if len(word) - 1 >= _FUZZY_FROM:
            lexicon.fuzzy.setdefault(-(len(word) - 1), {}).setdefault(word[:-1], []).append(concept)
    else:
        lexicon.exact.setdefault(word, []).append(concept)
        if len(word) >= _FUZZY_FROM:
            lexicon.fuzzy.setdefault(len(word), {}).setdefault(word, []).append(concept)
