"""Restrictions prepared for a pass over all parcels: which features speak, how far, and where a layer cannot answer."""
from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.db import connection

from layers.conflicts.limits import Fit, fit, limit_for
from layers.conflicts.rulebook import LayerFacts, Rulebook
from layers.models import Restriction


@dataclass(frozen=True)
class RuleTask:
    """One restriction with the features that it speaks of.

    `features`, `limits` (metres) and `certain` go together; where an attribute is missing `certain` is False and the
    parcels within the largest limit are *unknown*. `doubt` holds for all land, `coverage` says where the layer is complete.
    """

    rule: Restriction
    facts: LayerFacts
    features: tuple[int, ...]
    limits: tuple[float, ...]
    certain: tuple[bool, ...]
    doubt: str
    coverage: shapely.Geometry | None

    @property
    def reach(self) -> float:
        """How far around a parcel the layer must be complete, in metres."""
        return self.rule.largest_distance

    def without_answer(self, shapes: np.ndarray, memo: Memo) -> np.ndarray:
        """Tell for each parcel (shapely, EPSG:3844) whether the layer cannot answer for it and its surroundings."""
        if self.doubt or self.coverage is None:
            return np.ones(len(shapes), dtype=bool)
        return ~(memo.room(self.coverage, shapes) >= self.reach)


class Memo:
    """What several restrictions of one pass need once: how far layers are complete around the parcels, and pairs just searched."""

    def __init__(self, tasks: Iterable[RuleTask]) -> None:
        self._rooms: dict[bytes, np.ndarray] = {}
        self._pairs: dict[tuple[int, ...], list[Any]] = {}
        self.widest: dict[int, dict[int, float]] = {}
        """For each layer, the largest distance (m) that any restriction of the pass asks around each feature."""
        for task in tasks:
            widest = self.widest.setdefault(task.facts.id, {})
            for feature, limit in zip(task.features, task.limits, strict=True):
                if limit > 0:
                    widest[feature] = max(limit, widest.get(feature, 0.0))

    def room(self, coverage: shapely.Geometry, shapes: np.ndarray) -> np.ndarray:
        """Return how far around each parcel the coverage reaches, in metres; -1 where it does not cover the parcel."""
        key: bytes = shapely.to_wkb(coverage)
        if key not in self._rooms:
            shapely.prepare(coverage)
            covered = shapely.covers(coverage, shapes)
            edge = coverage.boundary
            shapely.prepare(edge)
            room = np.full(len(shapes), -1.0)
            room[covered] = shapely.distance(edge, shapes[covered])
            self._rooms[key] = room
        return self._rooms[key]

    def pairs(self, key: tuple[int, ...], search: Callable[[], list[Any]]) -> list[Any]:
        """Return the rows of a search; the restrictions of one layer, which follow each other, share it."""
        if key not in self._pairs:
            while len(self._pairs) >= 4:
                self._pairs.pop(next(iter(self._pairs)))
            self._pairs[key] = search()
        return self._pairs[key]


@dataclass(frozen=True)
class TaskResult:
    """What one restriction found. One row a parcel and feature: position of the parcel, feature, state, distance m, overlap m²."""

    code: str
    rows: list[tuple[int, int, str, float, float | None]]
    unknown: np.ndarray


def tasks_of(book: Rulebook, day: dt.date) -> list[RuleTask]:
    """Prepare every restriction in force; those of one layer follow each other, because they share a search."""
    attrs = _attributes(sorted({rule.layer_id for rule in book.restrictions}))
    found = []
    for rule in sorted(book.restrictions, key=lambda one: (one.layer_id, one.code)):
        facts = book.layers[rule.layer_id]
        features, limits, certain = [], [], []
        for feature, told in attrs.get(rule.layer_id, []) if facts.version is not None else []:
            speaks, _missing = fit(rule.only, told)
            if speaks is Fit.NO:
                continue
            limit = limit_for(rule.distances, told)
            features.append(feature)
            limits.append(limit.most if limit is not None else rule.largest_distance)
            certain.append(limit is not None and limit.certain and speaks is Fit.YES)
        found.append(RuleTask(rule, facts, tuple(features), tuple(limits), tuple(certain), _doubt(facts, day), facts.coverage))
    return found


def _doubt(facts: LayerFacts, day: dt.date) -> str:
    if facts.failed:
        return "failed"
    if facts.version is None or (facts.feature_count == 0 and not facts.declared_empty):
        return "empty"
    return "stale" if facts.stale_on(day) else ""


def _attributes(layers: list[int]) -> dict[int, list[tuple[int, dict[str, object]]]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT layer_id, id, attrs FROM layers_feature WHERE layer_id = ANY(%s) AND until IS NULL ORDER BY id", [layers])
        rows = cursor.fetchall()
    by_layer: dict[int, list[tuple[int, dict[str, object]]]] = {}
    for layer, feature, attrs in rows:
        by_layer.setdefault(layer, []).append((feature, json.loads(attrs)))
    return by_layer
