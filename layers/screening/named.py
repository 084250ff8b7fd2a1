"""Findings of a pass with names and measures in place of our numbers: whoever opens the file can check a row without our database."""
from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely
from django.db import connection

from layers.screening.rules import RuleTask
from layers.screening.setwise import Parcels

if TYPE_CHECKING:
    import pandas

# Corners of a quarter circle: arcs lose less than a hundredth of a square metre of a parcel (see `layers.conflicts.search`).
MOST_CORNERS, PER_ROOT_M = 3000, 7.2
_FEATURES = "SELECT id, key, label, ST_AsBinary(geom) FROM layers_feature WHERE id = ANY(%s)"


def named(findings: pandas.DataFrame, tasks: list[RuleTask], parcels: Parcels, positions: np.ndarray) -> pandas.DataFrame:
    """Return the findings (columns code, feature, state, distance_m, perhaps overlap_m2) with whom, what, how far and how much.

    `positions` say where each row's parcel stands. Distances in metres, areas in m² (EPSG:3844): `limit_m` is the distance asked,
    `overlap_m2` what lies within it; where an attribute is missing the limit is the largest possible, and nothing is measured.
    """
    by_code = {task.rule.code: task for task in tasks}
    limits = {task.rule.code: dict(zip(task.features, task.limits, strict=True)) for task in tasks}
    with connection.cursor() as cursor:
        cursor.execute(_FEATURES, [sorted({int(one) for one in findings["feature"]})])
        rows = cursor.fetchall()
    names = {row[0]: (row[1], row[2]) for row in rows}
    shapes = {row[0]: bytes(row[3]) for row in rows}
    asked = [by_code[code] for code in findings["code"]]
    told = findings.assign(
        cadastral_number=[parcels.keys[one] for one in positions], siruta=[parcels.sirutas[one] for one in positions],
        restriction=[task.rule.title_ro for task in asked], effect=[str(task.rule.effect) for task in asked], endorser=[task.rule.endorser for task in asked],
        legal_ref=[task.rule.legal_ref for task in asked], layer=[task.facts.code for task in asked], layer_title=[task.facts.title_ro for task in asked],
        layer_version=[task.facts.version for task in asked], feature_key=[names[one][0] for one in findings["feature"]],
        feature_label=[names[one][1] for one in findings["feature"]],
        limit_m=[limits[code][feature] for code, feature in zip(findings["code"], findings["feature"], strict=True)],
    )
    told["overlap_m2"] = _overlaps(told, shapes, parcels.shapes[positions])
    return told


def _overlaps(told: pandas.DataFrame, shapes: dict[int, bytes], land: np.ndarray) -> np.ndarray:
    """Return how much of each parcel lies within the limit: one buffer a feature and limit, held against all its parcels at once."""
    areas = np.full(len(told), np.nan)
    conflicts = told.reset_index(drop=True)
    conflicts = conflicts[conflicts["state"] == "conflict"]
    for (feature, limit), group in conflicts.groupby(["feature", "limit_m"]):
        places = group.index.to_numpy()
        thing, plots = shapely.from_wkb(shapes[int(feature)]), land[places]
        if limit > 0:
            corners = min(MOST_CORNERS, int(8 + PER_ROOT_M * math.sqrt(limit * shapely.length(plots).max())))
            thing = thing.buffer(limit, quad_segs=corners)
        elif shapely.get_dimensions(thing) < 2:
            continue
        shapely.prepare(thing)
        inside = shapely.covers(thing, plots)
        found = np.where(inside, shapely.area(plots), 0.0)
        for number in np.flatnonzero(~inside):
            # Of a large zone only what lies about the parcel: a river's buffer has thousands of corners.
            about = shapely.clip_by_rect(thing, *shapely.bounds(plots[number]))
            found[number] = _shared(about, thing, plots[number])
        areas[places] = found
    return areas


def _shared(about: shapely.Geometry, whole: shapely.Geometry, plot: shapely.Geometry) -> float:
    """Trap: a clipped shape may touch itself at the edge of the box; then the whole one is measured."""
    return float(shapely.intersection(about if about.is_valid else whole, plot).area)
