"""The trained classifier in use: numpy only, nothing unpickled, about one millisecond a phrase.

The artefact is one .npz under `settings.CHAT_MODEL_ROOT`, named by the fingerprint of seeds and code. When it is missing
or stale it is trained again (some ten seconds), under a file lock, so that two workers don't do it twice.
"""

from __future__ import annotations

import fcntl
import json
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np

from .familiar import Familiar
from .features import features, weighted
from .language import language_features
from .lexicon import LEXICON_PATH, Lexicon, load_lexicon
from .seeds import SEEDS_ROOT, Seed, read_seeds, seed_hash
from .spelling import Spelling

_HERE = Path(__file__).resolve().parent
_CODE = ("familiar.py", "features.py", "language.py", "lexicon.py", "near.py", "normalise.py", "numerals.py", "spelling.py", "training.py", "typing_errors.py", "wording.py")
EXTRA_SEEDS = "extra_seeds.json"


@dataclass(frozen=True, slots=True)
class Artefact:
    """Names of features, rarity, weights, and what is needed to turn scores into honest confidences."""

    index: dict[str, int]
    rarity: dict[str, float]
    intents: list[str]
    weights: np.ndarray
    bias: np.ndarray
    language_index: dict[str, int]
    language_names: list[str]
    language_weights: np.ndarray
    language_bias: np.ndarray
    temperature: float
    fingerprint: str
    familiar: Familiar
    spelling: Spelling
    lexicon: Lexicon = field(default_factory=load_lexicon)

    def predict(self, view: str) -> dict[str, float]:
        """Probability of every intent (own ones and foreign topics included) for a view."""
        columns, values = self._vector(view)
        scores = values @ self.weights[columns] + self.bias if len(columns) else self.bias
        scaled = scores / self.temperature
        shares = np.exp(scaled - scaled.max())
        shares /= shares.sum()
        return dict(zip(self.intents, (float(share) for share in shares), strict=True))

    def languages(self, plain_words: list[str]) -> dict[str, float]:
        """Probability of each language for folded words (no placeholders)."""
        named = language_features(plain_words)
        known = [(self.language_index[name], value) for name, value in named.items() if name in self.language_index]
        scores = self.language_bias.astype(np.float64)
        if known:
            columns, values = zip(*known, strict=True)
            scores = scores + np.asarray(values, dtype=np.float32) @ self.language_weights[list(columns)]
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        return dict(zip(self.language_names, (float(share) for share in shares), strict=True))

    def knows_word(self, word: str) -> bool:
        """True for a word of the phrases that the languages were learnt from."""
        return "=" + word in self.language_index

    def _vector(self, view: str) -> tuple[np.ndarray, np.ndarray]:
        vector = weighted(features(view, self.lexicon, self.familiar, self.spelling), self.rarity)
        columns = np.fromiter((self.index[name] for name in vector), dtype=np.int64, count=len(vector))
        values = np.fromiter(vector.values(), dtype=np.float32, count=len(vector))
        return columns, values


def model_root() -> Path:
    """Folder of the artefact, from the settings when there are any."""
    from django.conf import settings

    configured = getattr(settings, "CHAT_MODEL_ROOT", None)
    return Path(configured) if configured else Path(settings.BASE_DIR) / ".run" / "chat"


def extra_seeds(root: Path) -> list[Seed]:
    """Phrases that staff added and published; none is the usual case."""
    path = root / EXTRA_SEEDS
    if not path.exists():
        return []
    return [Seed(entry["text"], entry["lang"], entry["intent"]) for entry in json.loads(path.read_text(encoding="utf-8"))]


def fingerprint(seeds: Iterable[Seed]) -> str:
    """Changes with any seed, concept, or line of the code that makes features of a text."""
    code = [(_HERE / name).read_bytes() for name in _CODE]
    code += [path.read_bytes() for path in sorted((_HERE / "entities").glob("*.py"))]
    code += [path.read_bytes() for path in sorted((SEEDS_ROOT / "language").glob("*.txt"))]
    return seed_hash(seeds, LEXICON_PATH.read_bytes(), *code)


def _path(root: Path, mark: str) -> Path:
    return root / f"understanding-{mark[:16]}.npz"


def save(artefact: Artefact, root: Path, *, keep_others: bool = False) -> Path:
    """Write whole or not at all (temporary file, then rename), and remove artefacts of older seeds."""
    root.mkdir(parents=True, exist_ok=True)
    familiar = artefact.familiar
    names = json.dumps({"stems": familiar.counts, "words": familiar.whole, "spelling": artefact.spelling.counts, "features": list(artefact.index), "language": list(artefact.language_index), "languages": artefact.language_names, "intents": artefact.intents, "fingerprint": artefact.fingerprint})
    target = _path(root, artefact.fingerprint)
    with tempfile.NamedTemporaryFile(dir=root, suffix=".tmp", delete=False) as handle:
        np.savez_compressed(
            handle,
            names=np.frombuffer(names.encode(), dtype=np.uint8),
            rarity=np.fromiter(artefact.rarity.values(), dtype=np.float32),
            weights=artefact.weights.astype(np.float16),
            bias=artefact.bias,
            language_weights=artefact.language_weights.astype(np.float16),
            language_bias=artefact.language_bias,
            scalars=np.array([artefact.temperature], dtype=np.float64),
        )
    Path(handle.name).replace(target)
    if not keep_others:
        _remove_others(root, target)
    return target


def read(path: Path) -> Artefact:
    """Read an artefact; arrays only (`allow_pickle` stays off), so a planted file cannot run code."""
    with np.load(path, allow_pickle=False) as arrays:
        names = json.loads(arrays["names"].tobytes().decode())
        feature_names: list[str] = names["features"]
        rarity = [float(value) for value in arrays["rarity"]]
        return Artefact(
            index={name: at for at, name in enumerate(feature_names)},
            rarity=dict(zip(feature_names, rarity, strict=True)),
            intents=names["intents"],
            weights=arrays["weights"].astype(np.float32),
            bias=arrays["bias"],
            language_index={name: at for at, name in enumerate(names["language"])},
            language_names=names["languages"],
            language_weights=arrays["language_weights"].astype(np.float32),
            language_bias=arrays["language_bias"],
            temperature=float(arrays["scalars"][0]),
            fingerprint=names["fingerprint"],
            familiar=Familiar.from_words(names["stems"], names["words"]),
            spelling=Spelling.from_counts(names["spelling"]),
        )


def ensure(root: Path) -> Path:
    """Path of the artefact for the present seeds, trained now if it is missing or stale."""
    seeds = read_seeds(extra=extra_seeds(root))
    mark = fingerprint(seeds)
    path = _path(root, mark)
    if path.exists():
        return path
    root.mkdir(parents=True, exist_ok=True)
    with (root / "training.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if path.exists():
            return path
        from .training import train  # scikit-learn is only loaded when it is needed

        return save(train(seeds, mark), root)


@lru_cache(maxsize=2)
def _loaded(path: str) -> Artefact:
    return read(Path(path))


_current: dict[tuple[str, float], str] = {}


def current() -> Artefact:
    """The artefact in use by this process; looked up again when staff published phrases (any process sees it)."""
    root = model_root()
    extra = root / EXTRA_SEEDS
    key = (str(root), extra.stat().st_mtime if extra.exists() else 0.0)
    path = _current.get(key)
    if path is None:
        path = _current[key] = str(ensure(root))
    return _loaded(path)


def publish(extra: Iterable[Seed], root: Path) -> Path:
    """Make staff's phrases part of the seeds: all of them each time; trains before the new list is used."""
    phrases = list(extra)
    seeds = read_seeds(extra=phrases)
    mark = fingerprint(seeds)
    from .training import train

    target = save(train(seeds, mark), root, keep_others=True)
    listed = json.dumps([{"text": seed.text, "lang": seed.lang, "intent": seed.intent} for seed in phrases], ensure_ascii=False)
    with tempfile.NamedTemporaryFile("w", dir=root, suffix=".tmp", delete=False, encoding="utf-8") as handle:
        handle.write(listed)
    Path(handle.name).replace(root / EXTRA_SEEDS)
    _remove_others(root, target)
    return target


def _remove_others(root: Path, target: Path) -> None:
    for old in root.glob("understanding-*.npz"):
        if old != target:
            old.unlink(missing_ok=True)


def reload() -> None:
    """Forget the loaded artefact."""
    _current.clear()
    _loaded.cache_clear()
