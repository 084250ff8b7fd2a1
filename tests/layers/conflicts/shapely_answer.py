"""The spatial question answered a second time, with shapely alone and without a line of the product's code.

Reads plain rows. For every restriction and every feature: the distance, and the area of the land within the limit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import shapely


@dataclass(frozen=True)
class Rule:
    code: str
    layer: str
    distances: list[dict[str, Any]]
    only: dict[str, Any]
    tests: str
    tolerance_m2: float
    by_plan: bool


@dataclass(frozen=True)
class Thing:
    key: str
    attrs: dict[str, Any]
    geom: shapely.Geometry


@dataclass(frozen=True)
class Expected:
    state: str
    distance_m: float
    area_m2: float | None


def _one(wanted: Any, value: Any) -> bool:
    if isinstance(wanted, dict):
        low, high, top = wanted.get("min", -math.inf), wanted.get("max", math.inf), wanted.get("max_incl", math.inf)
        return low <= float(value) < high and float(value) <= top
    if isinstance(wanted, list):
        return any(_one(one, value) for one in wanted)
    if isinstance(wanted, bool):
        return wanted is value
    if isinstance(wanted, (int, float)):
        return float(wanted) == float(value)
    return str(wanted) == str(value)


def _asks(conditions: dict[str, Any], attrs: dict[str, Any]) -> bool | None:
    """True, False, or None where an attribute is missing."""
    answers = [None if attrs.get(name) in (None, "") else _one(wanted, attrs[name]) for name, wanted in conditions.items()]
    if False in answers:
        return False
    return None if None in answers else True


def _reach(rule: Rule, attrs: dict[str, Any]) -> tuple[float, bool]:
    """The largest distance that may apply, and whether that is certain."""
    possible, sure = [], False
    for row in rule.distances:
        answer = _asks(row.get("when", {}), attrs)
        if answer is False:
            continue
        # Norms that count from the outside of a pipe: half of its diameter is added to the distance from the axis drawn.
        possible.append(row["distance_m"] + float(attrs.get(row.get("outer_edge", "")) or 0) / 2000)
        if answer:
            sure = True
            break
    if not possible:
        return max(row["distance_m"] for row in rule.distances), False
    return max(possible), sure and len(set(possible)) == 1


def expected(rule: Rule, things: Iterable[Thing], land: shapely.Geometry) -> dict[str, Expected]:
    """Conflicts and unknowns of one rule by the key of the feature; what is clear is left out."""
    found = {}
    for thing in things:
        speaks = _asks(rule.only, thing.attrs)
        if speaks is False:
            continue
        reach, certain = _reach(rule, thing.attrs)
        distance = land.distance(thing.geom)
        if distance > reach + 1e-6:
            continue
        if speaks is None or not certain:
            found[thing.key] = Expected("unknown", distance, None)
            continue
        if reach > 0:
            segments = min(6000, max(16, math.ceil(10 * math.sqrt(reach * land.length))))
            found[thing.key] = Expected("conflict", distance, land.intersection(thing.geom.buffer(reach, quad_segs=segments)).area)
            continue
        part = land.intersection(thing.geom)
        if thing.geom.area > 0:
            sliver = part.area <= rule.tolerance_m2 and part.area < 0.5 * min(land.area, thing.geom.area)
            if part.area > 0 and not sliver:
                found[thing.key] = Expected("conflict", distance, part.area)
        elif thing.geom.length == 0 or part.length > 0.001:
            found[thing.key] = Expected("conflict", distance, 0.0)
    return found
