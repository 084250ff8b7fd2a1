"""Concepts found in a phrase: the shared vocabulary of both languages, tolerant of one typing error in longer words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from .near import NearWords

LEXICON_PATH = Path(__file__).with_name("lexicon.toml")
_FUZZY_FROM = 6  # letters from which one typing error is forgiven


@dataclass(slots=True)
class Lexicon:
    """Words, word beginnings and word sequences, each leading to its concepts."""

    exact: dict[str, list[str]] = field(default_factory=dict)
    stems: dict[str, list[str]] = field(default_factory=dict)
    sequences: dict[str, list[tuple[list[str], str]]] = field(default_factory=dict)  # by first word
    open_sequences: dict[str, list[tuple[list[str], str]]] = field(default_factory=dict)  # by two letters, first word with any ending
    foreign: frozenset[str] = frozenset()
    near_words: NearWords = field(default_factory=NearWords)
    near_stems: dict[int, NearWords] = field(default_factory=dict)  # by length
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
        for near in self.near_words.find(word):
            found.update(self.exact[near])
        if not found:
            for length in range(_FUZZY_FROM, len(word) + 1):
                found.update(self._near_stem(word[:length], length))
        return found

    def _near_stem(self, word: str, length: int) -> list[str]:
        stems = self.near_stems.get(length)
        return [concept for stem in stems.find(word) for concept in self.stems[stem]] if stems else []

    def of_words(self, words: list[str]) -> list[str]:
        """Concepts of a phrase in order of appearance, each once."""
        found: dict[str, None] = {}
        for at, word in enumerate(words):
            for concept in self.of_word(word):
                found.setdefault(concept)
            for pattern, concept in (*self.sequences.get(word, ()), *self.open_sequences.get(word[:2], ())):
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
        if parts[0].endswith("*"):
            lexicon.open_sequences.setdefault(parts[0][:2], []).append((parts, concept))
        else:
            lexicon.sequences.setdefault(parts[0], []).append((parts, concept))
        return
    word = parts[0]
    if word.endswith("*"):
        lexicon.stems.setdefault(word[:-1], []).append(concept)
        if len(word) - 1 >= _FUZZY_FROM:
            lexicon.near_stems.setdefault(len(word) - 1, NearWords()).add(word[:-1])
    else:
        lexicon.exact.setdefault(word, []).append(concept)
        if len(word) >= _FUZZY_FROM:
            lexicon.near_words.add(word)
