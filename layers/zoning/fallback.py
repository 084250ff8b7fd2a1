"""What the law asks where the general plan is silent (HG 525/1996, Civil Code): dated rows of `rgu.toml`."""
from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from layers.models import PlanUnit


@dataclass(frozen=True, slots=True)
class Allowed:
    """One number with where it comes from. Lengths in metres, areas in m², POT in %."""

    value: float
    legal_ref: str
    confidence: str
    by_plan: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file; see its head."""

    name: str
    value: float
    valid_from: dt.date
    legal_ref: str
    confidence: str
    uses: tuple[str, ...] = ()
    rural: bool = False
    levels_to: int | None = None
    valid_to: dt.date | None = None


@lru_cache(maxsize=1)
def rows() -> tuple[Row, ...]:
    """Return the rows shipped."""
    given = tomllib.loads((Path(__file__).parent / "rgu.toml").read_text(encoding="utf-8"))["row"]
    return tuple(Row(**{**row, "uses": tuple(row.get("uses", ()))}) for row in given)


def allowed(name: str, unit: PlanUnit, on: dt.date, *, uses: Collection[str] = (), levels: int | None = None, rural: bool = False) -> Allowed | None:
    """Return what the plan says under this name, else what the law says, else None (nobody limits it)."""
    value = getattr(unit, name)
    if value is not None:
        return Allowed(float(value), unit.legal_ref, "sure", True)
    for row in rows():
        in_force = row.name == name and row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)
        fits = (not row.uses or bool(set(row.uses) & set(uses))) and (not row.rural or rural or unit.rural)
        if in_force and fits and (row.levels_to is None or (levels is not None and levels <= row.levels_to)):
            return Allowed(row.value, row.legal_ref, row.confidence, False)
    return None
