"""Training of the classifier from seeds: the only module that needs scikit-learn.

Multinomial logistic regression over letters, words and concepts of both languages together. Each seed also comes with
typing errors. The temperature that makes confidences honest is found by cross-validation over seeds.
"""

from __future__ import annotations

import math
import random
import re
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from .entities import read_facts
from .familiar import Familiar
from .features import PLACEHOLDERS, features, weighted
from .language import language_features
from .lexicon import Lexicon, load_lexicon
from .model import Artefact
from .normalise import clean, fold
from .seeds import Seed, language_words
from .spelling import Spelling
from .typing_errors import misspell, with_errors
from .wording import words

REGULARISATION = 20.0
MIN_SEEDS_WITH_FEATURE = 3
SPOILED_COPIES = 1
RANDOM_SEED = 7
TEMPERATURE = 1.1  # a little above the best of cross-validation (0.95, `chat_train --measure`): rather ask back once too often

POLITE_SHARE = 0.25
_GREETINGS = ("buna ziua", "buna", "salut", "hello", "hi")
_THANKS = ("multumesc", "va rog", "mersi", "thanks", "please")
# Any question may come with the number of the land: the number must not drown the question.
LAND_SHARE = 0.2
_ABOUT_LAND = frozenset({"what_can_i_build", "need_cu", "cu_fee", "cu_documents", "need_building_permit", "permit_documents", "endorsements_needed", "permit_fee"})
_WITH_LAND = {
    "ro": ("{} numarcad", "{} pentru numarcad", "{} la parcela numarcad", "{} pentru imobilul cu numarul cadastral numarcad", "parcela numarcad {}", "numarcad {}", "teren numarcad {}", "am numarul cadastral numarcad {}"),
    "en": ("{} numarcad", "{} for numarcad", "{} on plot numarcad", "{} for the property with cadastral number numarcad", "plot numarcad {}", "numarcad {}", "parcel numarcad {}", "cadastral number numarcad {}"),
}

_ENGLISH_WORD = re.compile(r"\b(?:the|what|is|are|how|i|to|my|do|can|for|permit|need|on|of)\b")

Row = tuple[str, str]  # view, intent


@dataclass(slots=True)
class Trained:
    """What the artefact holds: names of features with their rarity, one column of weights per intent."""

    rarity: dict[str, float]
    intents: list[str]
    weights: np.ndarray
    bias: np.ndarray
    familiar: Familiar
    spelling: Spelling


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
            if intent in _ABOUT_LAND and "numar" not in view and chance.random() < LAND_SHARE:
                text = chance.choice(_WITH_LAND["en" if _ENGLISH_WORD.search(view) else "ro"]).format(text).replace("numarcad", chance.choice(("numarcad", "numarcad", "numargol")))
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
    spelling = Spelling.of((plain_words(view) for view, _ in rows), (fold(clean(text)).split() for text, _ in language_words()))
    blocks = [
        features(view, lexicon, familiar, spelling, without_itself=not intent.startswith("out_of_scope")) for view, intent in every
    ]
    rarity = _rarity(blocks)
    index = {name: column for column, name in enumerate(rarity)}
    # A looser tolerance stops lbfgs half-way here: 86 % instead of 92 % on unseen phrases.
    model = LogisticRegression(C=REGULARISATION, max_iter=200, tol=1e-3)
    with threadpool_limits(limits=1):  # small matrices: more threads only wait for one another
        model.fit(_matrix(blocks, index, rarity), [intent for _, intent in every])
    return Trained(
        rarity=rarity,
        intents=[str(name) for name in model.classes_],
        weights=model.coef_.T.astype(np.float32),
        bias=model.intercept_.astype(np.float32),
        familiar=familiar,
        spelling=spelling,
    )


def scores(trained: Trained, view_list: Sequence[str], lexicon: Lexicon | None = None) -> np.ndarray:
    """Raw scores of many views at once (training and measuring only)."""
    lexicon = lexicon or load_lexicon()
    index = {name: column for column, name in enumerate(trained.rarity)}
    matrix = _matrix([features(view, lexicon, trained.familiar, trained.spelling) for view in view_list], index, trained.rarity)
    return np.asarray(matrix @ trained.weights + trained.bias)


@dataclass(slots=True)
class TrainedLanguages:
    """One column of weights per language."""

    index: dict[str, int]
    names: list[str]
    weights: np.ndarray
    bias: np.ndarray


def language_model(rows: Sequence[Row], languages: Sequence[str]) -> TrainedLanguages:
    """Romanian, English and others from phrases, misspelt phrases, and the single words that only one language uses."""
    chance = random.Random(RANDOM_SEED)  # noqa: S311 - the same errors at every training, no secret
    examples: list[tuple[list[str], str]] = []
    users: dict[str, set[str]] = {}
    phrases = [(view, lang) for (view, _), lang in zip(rows, languages, strict=True)] + [(fold(clean(text)), lang) for text, lang in language_words()]
    for at, (view, lang) in enumerate(phrases):
        plain = [word for word in re.findall(r"[^\W\d_]+", view) if word not in PLACEHOLDERS]
        for word in plain:
            users.setdefault(word, set()).add(lang)
        if plain and (lang not in ("ro", "en") or at % 3 == 0):
            examples.append((plain, lang))
        elif plain and at % 3 == 1:
            examples.append(([misspell(word, chance) if chance.random() < 0.3 else word for word in plain], lang))
    examples += [([word], next(iter(used))) for word, used in sorted(users.items()) if len(used) == 1]
    vector = DictVectorizer(dtype=np.float32)
    matrix = vector.fit_transform([language_features(plain) for plain, _ in examples])
    labels = [lang for _, lang in examples]
    counts = Counter(labels)
    # Others have few examples: the square root gives them a voice without letting them shout.
    weight = {lang: math.sqrt(len(labels) / len(counts) / count) for lang, count in counts.items()}
    # Stopped earlier, it sees other languages in half of our misspelt words.
    model = LogisticRegression(C=20.0, max_iter=60, tol=1e-4, class_weight=weight)
    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # sixty steps are enough; more change no answer
        model.fit(matrix, labels)
    return TrainedLanguages(
        index={str(name): at for at, name in enumerate(vector.get_feature_names_out())},
        names=[str(name) for name in model.classes_],
        weights=model.coef_.T.astype(np.float32),
        bias=model.intercept_.astype(np.float32),
    )


def train(seeds: Sequence[Seed], fingerprint: str, temperature: float = TEMPERATURE) -> Artefact:
    """The artefact for these seeds."""
    rows = views(seeds)
    trained = fit(rows)
    spoken = language_model(rows, [seed.lang for seed in seeds])
    return Artefact(
        index={name: at for at, name in enumerate(trained.rarity)},
        rarity=trained.rarity,
        intents=trained.intents,
        weights=trained.weights,
        bias=trained.bias,
        language_index=spoken.index,
        language_names=spoken.names,
        language_weights=spoken.weights,
        language_bias=spoken.bias,
        familiar=trained.familiar,
        spelling=trained.spelling,
        temperature=temperature,
        fingerprint=fingerprint,
    )
