"""What the intents' probabilities mean: three bands of confidence, and when a question is not ours.

Thresholds were set by cross-validation over the seeds (`manage.py chat_train --measure` prints the table again).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

ANSWER = 0.75
CONFIRM = 0.45
# A phrase without any word of ours needs more than a guess to count as ours.
STRANGE_NEEDS = 0.60
# The foreign seeds outnumber any one intent of ours; this takes their advantage back (refused 1 %, recognised 95 %).
FOREIGN_WEIGHT = 0.7
GENERAL_WEIGHT = 0.6


_WITHOUT_DOMAIN_WORDS = frozenset({"out_of_scope", "greet", "thanks_bye", "talk_to_human"})


class Band(StrEnum):
    """answer: act on it · confirm: ask "V-ați referit la …?" · clarify: ask once, then menu and a person."""

    ANSWER = "answer"
    CONFIRM = "confirm"
    CLARIFY = "clarify"


def band(confidence: float) -> Band:
    """Band of a confidence."""
    if confidence >= ANSWER:
        return Band.ANSWER
    return Band.CONFIRM if confidence >= CONFIRM else Band.CLARIFY


@dataclass(frozen=True, slots=True)
class Decision:
    """The chosen intent with the probability of everything that belongs to its listed intent."""

    intent: str
    listed: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]


def decide(shares: Mapping[str, float], listed_of: Mapping[str, str], *, familiar: bool) -> Decision:
    """Best listed intent by summed probability, and the finest own intent inside it.

    `familiar` is False when no word of the phrase belongs to our domain: then a weak guess counts as foreign.
    """
    sums: dict[str, float] = {}
    for intent, share in shares.items():
        sums[listed_of[intent]] = sums.get(listed_of[intent], 0.0) + share
    if "out_of_scope" in sums:
        sums["out_of_scope"] *= FOREIGN_WEIGHT
        total = sum(sums.values())
        sums = {name: value / total for name, value in sums.items()}
    ranking = tuple(sorted(sums.items(), key=lambda item: -item[1]))
    best, confidence = ranking[0]
    if best not in _WITHOUT_DOMAIN_WORDS and not familiar and confidence < STRANGE_NEEDS:
        best, confidence = "out_of_scope", max(sums.get("out_of_scope", 0.0), 0.5)
    # "General" foreign talk has the most seeds; a topic with a place to turn to is worth more than none.
    finest = max((intent for intent in shares if listed_of[intent] == best), key=lambda intent: shares[intent] * (GENERAL_WEIGHT if intent == "out_of_scope.general" else 1.0))
    return Decision(finest, best, confidence, ranking)
