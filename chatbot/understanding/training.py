"""Training of the classifier from seeds: the only module that needs scikit-learn.

Multinomial logistic regression over letters, words and concepts of both languages together. Each seed also comes with
typing errors. The temperature that makes confidences honest is found by cross-validation over seeds.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from .entities import read_facts
from .familiar import Familiar
from .features import PLACEHOLDERS, features, weighted
from .language import language_features
from .lexicon import Lexicon, load_lexicon
from .model import Artefact
from .seeds import Seed, language_words
from .typing_errors import with_errors
from .wording import words

REGULARISATION = 20.0
MIN_SEEDS_WITH_FEATURE = 2
SPOILED_COPIES = 1
RANDOM_SEED = 7
TEMPERATURE = 1.2  # of the last full cross-validation (`chat_train --measure`)

POLITE_SHARE = 0.25
_GREETINGS = ("buna ziua", "buna", "salut", "hello", "hi")
_THANKS = ("multumesc", "va rog", "mersi", "thanks", "please")

Row = tuple[str, str]  # view, intent


@dataclass(slots=True)
class Trained:
    """What the artefact holds: names of features with their rarity, one column of weights per intent."""

    rarity: dict[str, float]
    intents: list[str]
    weights: np.ndarray
    bias: np.ndarray
    familiar: Familiar


def plain_words(view: str) -> list[str]:
    """Words of a view that are neither placeholders nor signs."""
    return [word for word in words(view) if word != "?" and word not in PLACEHOLDERS]


def views(seeds: Sequence[Seed]) -> list[Row]:
    """Seeds as the classifier will see messages: facts replaced by placeholders."""
    return [(read_facts(seed.text).view, seed.intent) for seed in seeds]


def spoiled(rows: Sequence[Row], copies: int = SPOILED_COPIES) -> list[Row]:
    """Copies of the rows with typing errors, a quarter of them with a greeting in front or thanks behind."""
    chance = random.Random(RANDOM_SEED)  # noqa: S311 - the same errors at every training, no secret
    keep = frozenset(PLACEHOLDERS)
    copied = []
    for _ in range(copies):
        for view, intent in rows:
            text = with_errors(view, keep, chance)
            if intent not in ("greet", "thanks_bye") and chance.random() < POLITE_SHARE:
                text = f"{chance.choice(_GREETINGS)} {text}" if chance.random() < 0.8 else f"{text} {chance.choice(_THANKS)}"
            copied.append((text, intent))
    return copied


def _matrix(blocks: Sequence[dict[str, dict[str, float]]], index: dict[str, int], rarity: dict[str, float]) -> csr_matrix:
    starts, columns, values = [0], [], []
    for block in blocks:
        for name, value in weighted(block, rarity).items():
            columns.append(index[name])
            values.append(value)
        starts.append(len(columns))
    return csr_matrix((values, columns, starts), shape=(len(blocks), len(index)), dtype=np.float32)


def _rarity(blocks: Sequence[dict[str, dict[str, float]]]) -> dict[str, float]:
    seen: Counter[str] = Counter()
    for block in blocks:
        for counts in block.values():
            seen.update(counts.keys())
    total = len(blocks)
    return {
        name: 1.0 if name.startswith("k:") else math.log((1 + total) / (1 + count)) + 1.0
        for name, count in sorted(seen.items())
        if count >= MIN_SEEDS_WITH_FEATURE
    }


def fit(rows: Sequence[Row], lexicon: Lexicon | None = None) -> Trained:
    """Fit on rows and their misspelt copies."""
    lexicon = lexicon or load_lexicon()
    every = [*rows, *spoiled(rows)]
    familiar = Familiar.of(plain_words(view) for view, intent in rows if not intent.startswith("out_of_scope"))
    blocks = [
        features(view, lexicon, familiar, without_itself=not intent.startswith("out_of_scope")) for view, intent in every
    ]
    rarity = _rarity(blocks)
    index = {name: column for column, name in enumerate(rarity)}
    # A looser tolerance stops lbfgs half-way here: 86 % instead of 92 % on unseen phrases.
    model = LogisticRegression(C=REGULARISATION, max_iter=200, tol=1e-3)
    model.fit(_matrix(blocks, index, rarity), [intent for _, intent in every])
    return Trained(
        rarity=rarity,
        intents=[str(name) for name in model.classes_],
        weights=model.coef_.T.astype(np.float32),
        bias=model.intercept_.astype(np.float32),
        familiar=familiar,
    )


def scores(trained: Trained, view_list: Sequence[str], lexicon: Lexicon | None = None) -> np.ndarray:
    """Raw scores of many views at once (training and measuring only)."""
    lexicon = lexicon or load_lexicon()
    index = {name: column for column, name in enumerate(trained.rarity)}
    matrix = _matrix([features(view, lexicon, trained.familiar) for view in view_list], index, trained.rarity)
    return np.asarray(matrix @ trained.weights + trained.bias)


def language_model(rows: Sequence[Row], languages: Sequence[str]) -> tuple[dict[str, float], float]:
    """English or Romanian from phrases and from the single words that only one language's seeds use."""
    examples: list[tuple[list[str], bool]] = []
    users: dict[str, set[bool]] = {}
    phrases = [(view, lang) for (view, _), lang in zip(rows, languages, strict=True)] + language_words()
    for view, lang in phrases:
        plain = [word for word in re.findall(r"[^\W\d_]+", view) if word not in PLACEHOLDERS]
        if plain:
            examples.append((plain, lang == "en"))
        for word in plain:
            users.setdefault(word, set()).add(lang == "en")
    examples += [([word], next(iter(used))) for word, used in sorted(users.items()) if len(used) == 1]
    vector = DictVectorizer(dtype=np.float32)
    matrix = vector.fit_transform([language_features(plain) for plain, _ in examples])
    model = LogisticRegression(C=20.0, max_iter=100, tol=1e-2, class_weight="balanced")
    model.fit(matrix, [english for _, english in examples])
    weights = {
        name: float(weight)
        for name, weight in zip(vector.get_feature_names_out(), model.coef_[0], strict=True)
        if abs(weight) > 0.05
    }
    return weights, float(model.intercept_[0])


def train(seeds: Sequence[Seed], fingerprint: str, temperature: float = TEMPERATURE) -> Artefact:
    """The artefact for these seeds."""
    rows = views(seeds)
    trained = fit(rows)
    language_weights, language_bias = language_model(rows, [seed.lang for seed in seeds])
    return Artefact(
        index={name: at for at, name in enumerate(trained.rarity)},
        rarity=trained.rarity,
        intents=trained.intents,
        weights=trained.weights,
        bias=trained.bias,
        language_weights=language_weights,
        language_bias=language_bias,
        familiar=trained.familiar,
        temperature=temperature,
        fingerprint=fingerprint,
    )
