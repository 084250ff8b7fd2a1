"""Which distance a restriction asks of a feature, by its attributes; a missing attribute is never read as freedom."""
from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from layers.models.restriction import MOST_DIAMETER_MM


class Fit(Enum):
    """Whether conditions hold for a feature."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"
    """An attribute that the condition asks for is missing."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The distance that applies. `certain` is False where an attribute is missing: then `least` and `most` bound it.

    `radius_m` is the part of it that lies inside the pipe, where the norm counts from its outer edge: drawn is the axis.
    """

    least: float
    most: float
    certain: bool
    missing: tuple[str, ...] = ()
    radius_m: float = 0.0


def fit(conditions: Mapping[str, Any], attrs: Mapping[str, Any]) -> tuple[Fit, tuple[str, ...]]:
    """Tell whether all conditions hold; also name the attributes that are missing or cannot be read.

    A condition is a value, a list of values, or {"min", "max"} (max exclusive unless "max_incl").
    """
    missing: list[str] = []
    for name, wanted in conditions.items():
        value = attrs.get(name)
        holds = None if value is None or value == "" else _holds(wanted, value)
        if holds is None:
            missing.append(name)
        elif not holds:
            return Fit.NO, ()
    return (Fit.MAYBE, tuple(missing)) if missing else (Fit.YES, ())


def _holds(wanted: Any, value: Any) -> bool | None:
    """Tell whether a value is what is wanted; None where a number is wanted and the value is not one ("20 kV"): that is no answer."""
    if isinstance(wanted, Mapping):
        number = _number(value)
        if number is None:
            return None
        return not (
            ("min" in wanted and number < wanted["min"])
            or ("max" in wanted and number >= wanted["max"])
            or ("max_incl" in wanted and number > wanted["max_incl"])
        )
    if isinstance(wanted, list):
        answers = [_holds(one, value) for one in wanted]
        return True if True in answers else None if None in answers else False
    if isinstance(wanted, bool) or isinstance(value, bool):
        return bool(wanted) == (value in (True, "true", "t", "1", 1))
    if isinstance(wanted, int | float):
        number = _number(value)
        return None if number is None else abs(number - wanted) < 1e-9
    return str(wanted).casefold() == str(value).casefold()


def _number(value: Any) -> float | None:
    try:
        number = float(str(value).replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def radius_of(row: Mapping[str, Any], attrs: Mapping[str, Any]) -> tuple[float, tuple[str, ...]]:
    """Return half the diameter in metres that a row adds (`outer_edge` names the attribute, in mm), and the attribute if it cannot be read.

    A pipe whose diameter nobody wrote counts as a line: it is nearer to its axis than layers are accurate, so the near miss is shown.
    """
    name = row.get("outer_edge")
    value = attrs.get(name) if name else None
    if name is None or value is None or value == "":
        return 0.0, ()
    diameter = _number(value)
    return (diameter / 2000, ()) if diameter is not None and 0 <= diameter <= MOST_DIAMETER_MM else (0.0, (name,))


def limit_for(distances: Sequence[Mapping[str, Any]], attrs: Mapping[str, Any]) -> Limit | None:
    """Return the distance the first fitting row asks for, with bounds where an attribute is missing.

    None: no row speaks of such a feature although nothing is missing; the caller reports it as unknown.
    """
    possible: list[float] = []
    missing: list[str] = []
    closed, radius = False, 0.0
    for row in distances:
        holds, lacking = fit(row.get("when", {}), attrs)
        if holds is Fit.NO:
            continue
        radius, unread = radius_of(row, attrs)
        lacking = (*lacking, *unread)
        possible.append(float(row["distance_m"]) + radius)
        missing += lacking
        if holds is Fit.YES:
            closed = not unread
            break
    if not possible:
        return None
    if not missing:
        return Limit(possible[0], possible[0], True, radius_m=radius)
    return Limit(min(possible), max(possible), closed and min(possible) == max(possible), tuple(dict.fromkeys(missing)))
