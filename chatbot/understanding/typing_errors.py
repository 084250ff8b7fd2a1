"""Typing errors put into seeds at training, as fingers make them: a neighbouring key, two letters swapped, one missing or doubled."""

from __future__ import annotations

import random

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _neighbours() -> dict[str, str]:
    near: dict[str, str] = {}
    for number, row in enumerate(_ROWS):
        for at, key in enumerate(row):
            keys = row[max(0, at - 1) : at] + row[at + 1 : at + 2]
            for other in (number - 1, number + 1):
                if 0 <= other < len(_ROWS):
                    keys += _ROWS[other][max(0, at - 1) : at + 1]
            near[key] = keys
    return near


_NEAR = _neighbours()


def misspell(word: str, chance: random.Random) -> str:
    """One typing error in a word of at least four letters."""
    if len(word) < 4 or not word.isalpha():
        return word
    at = chance.randrange(1, len(word) - 1) if chance.random() < 0.85 else 0
    kind = chance.random()
    if kind < 0.3:
        return word[:at] + word[at + 1 :]
    if kind < 0.6 and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind < 0.85:
        near = _NEAR.get(word[at], "")
        return word[:at] + chance.choice(near) + word[at + 1 :] if near else word
    return word[: at + 1] + word[at] + word[at + 1 :]


def with_errors(view: str, keep: frozenset[str], chance: random.Random, share: float = 0.3) -> str:
    """The phrase with errors in about `share` of its longer words; placeholders stay."""
    return " ".join(
        word if word in keep or chance.random() > share else misspell(word, chance) for word in view.split()
    )
