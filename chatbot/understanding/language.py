"""Which language words are in: Romanian, English, or one we don't speak; good on two words as well as on a sentence."""

from __future__ import annotations

import math

# A whole word tells more than its letters: half of a domain word's letters are the same in both languages.
_WORD_WEIGHT = 6.0
_SIZES = (1, 2, 3)


def language_features(plain_words: list[str]) -> dict[str, float]:
    """Letters (1 to 3, with word ends) and whole words, scaled to length one."""
    counts: dict[str, float] = {}
    for word in plain_words:
        counts["=" + word] = counts.get("=" + word, 0.0) + _WORD_WEIGHT
        padded = f" {word} "
        for size in _SIZES:
            for start in range(len(padded) - size + 1):
                gram = padded[start : start + size]
                counts[gram] = counts.get(gram, 0.0) + 1.0
    length = math.sqrt(sum(value * value for value in counts.values())) or 1.0
    return {name: value / length for name, value in counts.items()}
