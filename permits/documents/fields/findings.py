"""The spatial answer as printed: one row per restriction looked at, numbered as on the map."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

State = Literal["conflict", "clear", "unknown", "failed"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. ``unknown`` and ``failed`` are printed as such, never as "clear"."""

    RAW: ClassVar[frozenset[str]] = frozenset({"code", "state"})

    number: int
    """The number in the circle on the map extract."""
    code: str
    """Restriction code, e.g. ``GAZ-D``."""
    title: str
    state: State
    measure: str = ""
    """Measured, in words: ``la 1,20 m; suprapunere 14,50 m² (2,1 % din teren)``."""
    effect: str = ""
    """``interdicție``, ``aviz`` or ``atenționare``."""
    endorser: str = ""
    legal_ref: str = ""
    layer: str = ""
    data_date: date | None = None
    accuracy_m: float | None = None
    uncertain: bool = False
    """Within the data's accuracy of the limit."""
    decision: str = ""
    """The planner's: ``acceptată``, ``respinsă: motivul``."""


@dataclass(frozen=True, slots=True)
class Endorsement:
    """An endorsement to be obtained: who gives it, and why it is asked."""

    endorser: str
    reason: str = ""
    legal_ref: str = ""
    address: str = ""
    obtained: str = ""
    """On a permit: number and date of the endorsement, or that it was given tacitly."""
