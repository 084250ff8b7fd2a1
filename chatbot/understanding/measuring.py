"""How well the model understands what it was not trained on: cross-validation, validation files, before and after."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from .bands import ANSWER, CONFIRM
from .intents import listed_intent
from .model import Artefact
from .pipeline import understand
from .seeds import Seed, read_seeds
from .training import fit, scores, views

FOLDS = 3


@dataclass(slots=True)
class Report:
    """Counts from which every ratio follows; `own` are questions that are ours, `foreign` those that are not."""

    own: int = 0
    own_right: int = 0
    own_refused: int = 0
    foreign: int = 0
    foreign_recognised: int = 0
    confidently_wrong: int = 0
    unclear: int = 0
    temperature: float = 1.0
    missed: Counter[tuple[str, str]] = field(default_factory=Counter)

    def count(self, wanted: Sequence[str], got: str, confidence: float) -> None:
        """One more phrase judged."""
        right = got in wanted
        if "out_of_scope" in wanted:
            self.foreign += 1
            self.foreign_recognised += got == "out_of_scope"
        else:
            self.own += 1
            self.own_right += right
            self.own_refused += got == "out_of_scope"
        self.unclear += confidence < CONFIRM
        if not right:
            self.missed[(wanted[0], got)] += 1
            self.confidently_wrong += confidence >= ANSWER

    @property
    def accuracy(self) -> float:
        """Share of our questions with the right intent."""
        return self.own_right / max(1, self.own)

    def table(self) -> str:
        """Readable summary."""
        total = max(1, self.own + self.foreign)
        lines = [
            f"ale noastre înțelese  {self.accuracy:.3f} ({self.own_right}/{self.own})",
            f"ale noastre refuzate  {self.own_refused / max(1, self.own):.3f}",
            f"străine recunoscute   {self.foreign_recognised / max(1, self.foreign):.3f} ({self.foreign_recognised}/{self.foreign})",
            f"sigur și greșit       {self.confidently_wrong / total:.3f}",
            f"neclare               {self.unclear / total:.3f}",
            f"temperatură           {self.temperature:.2f}",
        ]
        lines += [f"  {count:3} {wanted} → {got}" for (wanted, got), count in self.missed.most_common(12)]
        return "\n".join(lines)


def _shares(raw: np.ndarray, temperature: float) -> np.ndarray:
    scaled = raw / temperature
    scaled -= scaled.max(axis=1, keepdims=True)
    shares = np.exp(scaled)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def _loss(raw: np.ndarray, truth: np.ndarray, temperature: float) -> float:
    shares = _shares(raw, temperature)
    return float(-np.log(shares[np.arange(len(truth)), truth] + 1e-9).mean())


def cross_validate(seeds: Sequence[Seed]) -> Report:
    """Each third of the seeds judged by a model of the other two; finds the temperature as well."""
    rows = views(seeds)
    names = sorted({intent for _, intent in rows})
    raw = np.full((len(rows), len(names)), -30.0)
    for fold in range(FOLDS):
        held = [at for at in range(len(rows)) if at % FOLDS == fold]
        trained = fit([row for at, row in enumerate(rows) if at % FOLDS != fold])
        columns = [names.index(intent) for intent in trained.intents]
        raw[np.ix_(held, columns)] = scores(trained, [rows[at][0] for at in held])
    truth = np.array([names.index(intent) for _, intent in rows])
    temperature = min((step / 20 for step in range(8, 60)), key=lambda value: _loss(raw, truth, value))
    report = Report(temperature=temperature)
    listed = [listed_intent(name) for name in names]
    for (_, intent), share in zip(rows, _shares(raw, temperature), strict=True):
        sums: dict[str, float] = {}
        for name, value in zip(listed, share, strict=True):
            sums[name] = sums.get(name, 0.0) + float(value)
        best = max(sums, key=lambda name: sums[name])
        report.count([listed_intent(intent)], best, sums[best])
    return report


def before_and_after(extra: Iterable[Seed]) -> tuple[Report, Report]:
    """Cross-validation without and with phrases that staff want to add; publish only if the second is no worse."""
    return cross_validate(read_seeds()), cross_validate(read_seeds(extra=extra))


def read_validation(paths: Iterable[Path]) -> list[dict[str, object]]:
    """Validation phrases: JSON lines with text, lang and the intents that count as right."""
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def validate(phrases: Iterable[dict[str, object]], artefact: Artefact | None = None) -> Report:
    """The whole pipeline on validation phrases."""
    report = Report()
    for phrase in phrases:
        meant = understand(str(phrase["text"]), artefact=artefact)
        wanted = phrase["intents"]
        report.count([str(name) for name in wanted] if isinstance(wanted, list) else [str(wanted)], meant.listed, meant.confidence)
    return report
