"""Seed phrases: hand-written examples of each intent, in files that staff can read.

One file per intent and language, one phrase a line, `#` starts a comment. `out_of_scope.txt` has `## topic` sections,
because each foreign topic has its own redirection. Phrases that staff add in the office pages come in as `extra`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

SEEDS_ROOT = Path(__file__).resolve().parent.parent / "seeds"
LANGUAGES = ("ro", "en")


@dataclass(frozen=True, slots=True)
class Seed:
    """A phrase, its language, and the intent it is an example of (`out_of_scope.<topic>` for foreign ones)."""

    text: str
    lang: str
    intent: str


def read_seeds(root: Path = SEEDS_ROOT, extra: Iterable[Seed] = ()) -> list[Seed]:
    """All seeds, files first, in a fixed order so that training gives the same model everywhere."""
    seeds: list[Seed] = []
    for lang in LANGUAGES:
        for path in sorted((root / lang).glob("*.txt")):
            topic = ""
            for raw in path.read_text(encoding="utf-8").splitlines():
                line = raw.strip()
                if line.startswith("##"):
                    topic = "." + line.removeprefix("##").strip()
                elif line and not line.startswith("#"):
                    seeds.append(Seed(line, lang, path.stem + topic))
    seeds.extend(extra)
    return seeds


def seed_hash(seeds: Iterable[Seed], *more: bytes) -> str:
    """Fingerprint of everything that decides the model; a different one means that the artefact is stale."""
    digest = hashlib.sha256()
    for seed in seeds:
        digest.update(f"{seed.lang}\t{seed.intent}\t{seed.text}\n".encode())
    for part in more:
        digest.update(part)
    return digest.hexdigest()


def language_words(root: Path = SEEDS_ROOT) -> list[tuple[str, str]]:
    """General phrases (text, language) that only teach which language it is, ours and others."""
    return [
        (line, path.stem)
        for path in sorted((root / "language").glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
