"""Which distance a restriction asks of a feature, by its attributes; a missing attribute is never read as freedom."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Fit(Enum):
    """Whether conditions hold for a feature."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"
    """An attribute that the condition asks for is missing."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The distance that applies. `certain` is False where an attribute is missing: then `least` and `most` bound it."""

    least: float
    most: float
    certain: bool
    missing: tuple[str, ...] = ()


def fit(conditions: Mapping[str, Any], attrs: Mapping[str, Any]) -> tuple[Fit, tuple[str, ...]]:
    """Tell whether all conditions hold; also name the attributes that are missing.

    A condition is a value, a list of values, or {"min", "max"} (max exclusive unless "max_incl").
    """
    missing: list[str] = []
    for name, wanted in conditions.items():
        value = attrs.get(name)
        if value is None or value == "":
            missing.append(name)
        elif not _holds(wanted, value):
            return Fit.NO, ()
    return (Fit.MAYBE, tuple(missing)) if missing else (Fit.YES, ())


def _holds(wanted: Any, value: Any) -> bool:
    if isinstance(wanted, Mapping):
        number = _number(value)
        if number is None:
            return False
        return not (
            ("min" in wanted and number < wanted["min"])
            or ("max" in wanted and number >= wanted["max"])
            or ("max_incl" in wanted and number > wanted["max_incl"])
        )
    if isinstance(wanted, list):
        return any(_holds(one, value) for one in wanted)
    if isinstance(wanted, bool) or isinstance(value, bool):
        return bool(wanted) == (value in (True, "true", "t", "1", 1))
    if isinstance(wanted, int | float):
        number = _number(value)
        return number is not None and abs(number - wanted) < 1e-9
    return str(wanted).casefold() == str(value).casefold()


def _number(value: Any) -> float | None:
    try:
        return float(str(value).replace(",", "."))
    except ValueError:
        return None


def limit_for(distances: Sequence[Mapping[str, Any]], attrs: Mapping[str, Any]) -> Limit | None:
    """Return the distance the first fitting row asks for, with bounds where an attribute is missing.

    None: no row speaks of such a feature although nothing is missing; the caller reports it as unknown.
    """
    possible: list[float] = []
    missing: list[str] = []
    closed = False
    for row in distances:
        holds, lacking = fit(row.get("when", {}), attrs)
        if holds is Fit.NO:
            continue
        possible.append(float(row["distance_m"]))
        if holds is Fit.YES:
            closed = True
            break
        missing += lacking
    if not possible:
        return None
    if not missing:
        return Limit(possible[0], possible[0], True)
    return Limit(min(possible), max(possible), closed and min(possible) == max(possible), tuple(dict.fromkeys(missing)))
