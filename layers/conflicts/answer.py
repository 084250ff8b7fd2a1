"""The answer to the spatial question: what it can say, and how it is written down."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """What a check can come to. Nothing ever turns `unknown` or `failed` into `clear`."""

    CONFLICT = "conflict"
    CLEAR = "clear"
    UNKNOWN = "unknown"
    FAILED = "failed"


class Effect(StrEnum):
    """What a conflict means for the request."""

    PROHIBIT = "prohibit"
    ENDORSEMENT = "endorsement"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Source:
    """The layer version a finding rests on. `accuracy_m` is the standard deviation of its positions in metres."""

    layer: str
    title_ro: str
    title_en: str
    version: int | None
    data_date: dt.date | None
    accuracy_m: float
    source: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One restriction against one feature (conflict, near miss), or one restriction as a whole (clear, unknown, failed).

    Distances in metres, areas in m², EPSG:3844. `distance_m` is how far the feature lies, `limit_m` how far it should.
    `overlap_m2` is the part of the tested land that lies within the limit, `overlap_pct` its share of that land;
    `length_m` is how much of a line runs through it. `uncertain`: the distance lies within ± accuracy of the limit.
    """

    code: str
    state: State
    effect: Effect
    title_ro: str
    title_en: str
    explanation_ro: str
    explanation_en: str
    tested: str
    legal_ref: str
    confidence: str
    source: Source
    endorser: str = ""
    feature: int | None = None
    feature_key: str = ""
    feature_label: str = ""
    feature_attrs: dict[str, Any] = field(default_factory=dict)
    distance_m: float | None = None
    limit_m: float | None = None
    overlap_m2: float | None = None
    overlap_pct: float | None = None
    length_m: float | None = None
    uncertain: bool = False
    sliver: bool = False
    reason_ro: str = ""
    reason_en: str = ""
    overridden_by: str = ""
    geometry: str | None = None
    """Overlap as EWKB in hex, EPSG:3844; None where there is none."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything the question found out on one date, for storing and replaying."""

    authority: str
    at: dt.datetime
    on: dt.date
    area_m2: float
    findings: tuple[Finding, ...]
    layer_versions: dict[str, int | None]
    outside_m2: float
    """Part of the land that lies across the limit of the authority: the county decides there (Law 50/1991 art. 4)."""
    outside_unknown: bool = False

    def of(self, *states: State) -> tuple[Finding, ...]:
        """Return the findings in these states, in order."""
        return tuple(finding for finding in self.findings if finding.state in states)

    @property
    def state(self) -> State:
        """The worst of all: what may be issued depends on it."""
        found = {finding.state for finding in self.findings}
        if not self.findings:
            return State.UNKNOWN
        return next(state for state in (State.FAILED, State.UNKNOWN, State.CONFLICT, State.CLEAR) if state in found)

    @property
    def blocks_issue(self) -> bool:
        """Whether something could not be checked, so that a person must answer for it in writing."""
        return self.outside_unknown or self.state in (State.UNKNOWN, State.FAILED)

    @property
    def endorsers(self) -> tuple[str, ...]:
        """Codes of the institutions that conflicts ask to consult, each once, in order of findings."""
        return tuple(dict.fromkeys(f.endorser for f in self.of(State.CONFLICT) if f.endorser and f.effect in (Effect.ENDORSEMENT, Effect.PROHIBIT)))


Order = tuple[int, int, str, float, int, str]
_STATE_ORDER = {State.CONFLICT: 0, State.FAILED: 1, State.UNKNOWN: 2, State.CLEAR: 3}
_EFFECT_ORDER = {Effect.PROHIBIT: 0, Effect.ENDORSEMENT: 1, Effect.WARN: 2, Effect.NOTE: 3}


def order(finding: Finding) -> Order:
    """Return the place of a finding in the one order in which findings are shown and stored: worst state, strongest effect, code, distance."""
    return (_STATE_ORDER[finding.state], _EFFECT_ORDER[finding.effect], finding.code, finding.distance_m or 0.0, finding.feature or 0, finding.feature_key)
