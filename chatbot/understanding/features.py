"""A phrase as named numbers. The same code runs in training and in use, so the two cannot drift apart.

Three blocks, each of length one: letters (char_wb 3 to 5), words (5-letter beginnings, single and in pairs), and
concepts (single and in pairs: documents × certificate). Order of magnitude: 300 features for a phrase of ten words.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from .familiar import Familiar
from .lexicon import Lexicon
from .spelling import Spelling
from .wording import CLOSED, OPENED, words

PLACEHOLDERS = {"numarcad", "numargol", "numartopo", "numardosar", "codacces", "numararie", "numarlung", "coordpunct", "linkharta", "linkweb", "adresa", "regiminalt", "datacal", "ceurb", "aconst", "actnormativ", "maskphone", "maskemail", "maskcnp", "maskcard", "maskiban", "maskci", OPENED, CLOSED}

WEIGHTS = {"c": 0.5, "w": 1.0, "k": 0.7}
_SKIP_PAIR = {"want", "mine"}  # concepts too common to be told apart in pairs


def _letters(found: list[str]) -> dict[str, float]:
    counts: dict[str, float] = {}
    for word in found:
        if word in PLACEHOLDERS or word == "?":
            continue
        padded = f" {word} "
        for size in (3, 4, 5):
            for start in range(len(padded) - size + 1):
                gram = "c:" + padded[start : start + size]
                counts[gram] = counts.get(gram, 0.0) + 1.0
            if size >= len(padded):
                break
    return counts


def _beginnings(found: list[str]) -> dict[str, float]:
    counts: dict[str, float] = {}
    short = [word if word in PLACEHOLDERS else word[:5] for word in found]
    if OPENED in short:
        counts["w:" + OPENED] = 1.0
        short.remove(OPENED)
    if CLOSED in short:
        short.remove(CLOSED)
    for word in short:
        counts["w:" + word] = counts.get("w:" + word, 0.0) + 1.0
    for one, two in zip(["^", *short], [*short, "$"], strict=True):
        counts[f"w:{one} {two}"] = 1.0
    return counts


def _concepts(found: list[str], lexicon: Lexicon, familiar: Familiar, *, without_itself: bool) -> dict[str, float]:
    concepts = lexicon.of_words(found)
    placeholders = sorted({word for word in found if word in PLACEHOLDERS and word not in (OPENED, CLOSED)})
    content = [word for word in found if word != "?" and word not in PLACEHOLDERS]
    strange = min(familiar.strange(content, without_itself=without_itself), 3)
    named: dict[str, float] = {f"k:#strange{strange}": 1.0}
    for concept in [*concepts, *placeholders]:
        named["k:" + concept] = 1.0
        if strange:
            named[f"k:{concept}+#strange"] = 0.6
    pairable = sorted({concept for concept in concepts if concept not in _SKIP_PAIR} | set(placeholders))
    for at, one in enumerate(pairable):
        for two in pairable[at + 1 :]:
            named[f"k:{one}+{two}"] = 0.6
    domain = [concept for concept in concepts if concept not in lexicon.foreign]
    named[f"k:#domain{min(len(domain) + len(placeholders), 4)}"] = 1.0
    named[f"k:#foreign{min(len(concepts) - len(domain), 2)}"] = 1.0
    size = len(content) + len(placeholders)
    named["k:#words" + ("1" if size <= 1 else "2" if size <= 2 else "5" if size <= 5 else "9" if size <= 9 else "x")] = 0.5
    return named


def features(view: str, lexicon: Lexicon, familiar: Familiar, spelling: Spelling, *, without_itself: bool = False) -> dict[str, dict[str, float]]:
    """Raw features by block ("c", "w", "k") of a folded view with placeholders.

    `without_itself` is for training on our own seeds: see `familiar`.
    """
    found = [word if word in PLACEHOLDERS else spelling.right(word) for word in words(view)]
    return {"c": _letters(found), "w": _beginnings(found), "k": _concepts(found, lexicon, familiar, without_itself=without_itself)}


def weighted(blocks: Mapping[str, Mapping[str, float]], rarity: Mapping[str, float]) -> dict[str, float]:
    """Features the model knows, damped, times rarity, each block scaled to its weight."""
    merged: dict[str, float] = {}
    for block, counts in blocks.items():
        values = {
            name: (1.0 + math.log(count) if count > 1 else count) * rarity[name]
            for name, count in counts.items()
            if name in rarity
        }
        length = math.sqrt(sum(value * value for value in values.values()))
        if length > 0:
            scale = WEIGHTS[block] / length
            for name, value in values.items():
                merged[name] = value * scale
    return merged
