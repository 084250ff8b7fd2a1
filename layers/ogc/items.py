"""The features of one collection: asked by box, moment, properties and filter; counted; written as GeoJSON."""
from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from django.core.cache import cache
from django.db import connection
from django.utils.translation import gettext as _

from gisapp.core.errors import BadInput
from layers.models import Layer, LayerVersion
from layers.ogc import cql
from layers.ogc.filtering import Where
from layers.ogc.moments import read_moments
from layers.ogc.queryables import attributes, label_leaves, queryables
from layers.ogc.reference import CRS84, Reference, leave, read_box

DEFAULT_LIMIT, MOST = 100, 5000
COUNT_SECONDS = 600
_ROWS = "SELECT f.id, f.key, f.siruta, f.label, f.attrs, f.since, f.until, ST_AsBinary(f.geom) FROM layers_feature f"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for items, read and checked. `at` is the moment that pages of one walk share, so that they never mix versions."""

    layer: Layer
    where: str
    values: dict[str, Any]
    reference: Reference
    limit: int = DEFAULT_LIMIT
    after: int = 0
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page: rows (id, key, siruta, label, attrs, since, until), their shapes in the CRS asked for, and whether more follow."""

    rows: list[tuple[Any, ...]]
    shapes: np.ndarray
    matched: int
    more: bool
    fields: list[str] = field(default_factory=list)


def ask(layer: Layer, version: LayerVersion, given: Mapping[str, str], reference: Reference, bbox_reference: Reference, filter_reference: Reference) -> Asked:
    """Read the parameters into conditions. Raises BadInput for what cannot be read; parameter names were checked before."""
    known = queryables(layer)
    where = Where(known, filter_reference)
    # The index over layer and place takes a bigint only.
    parts = [f"f.layer_id = {where.value(layer.pk)}::bigint"]
    at: dt.datetime | None = None
    if text := given.get("datetime", ""):
        first, last = read_moments(text)
        if first == last:
            at = first
        parts.append(f"f.since <= {where.value(last)} AND (f.until IS NULL OR f.until > {where.value(first)})")
    else:
        parts.append("f.until IS NULL")
        at = version.published_at
    if text := given.get("bbox", ""):
        area = read_box(text, bbox_reference)
        parts.append("false" if area.is_empty else f"ST_Intersects(f.geom, ST_SetSRID({where.value(shapely.to_wkb(area, hex=True))}::geometry, 3844))")
    for name, text in given.items():
        if name in known:
            parts.append(where.property_equals(name, text))
    if text := given.get("filter", ""):
        parts.append(where.condition(cql.parse(text)))
    return Asked(layer, " AND ".join(parts), where.values, reference, read_limit(given.get("limit", "")), _whole(given.get("after", "") or "0", "after"), at)


def read_limit(text: str) -> int:
    """Return how many items a page holds: more than the most is answered with the most, less than one is refused."""
    if not text:
        return DEFAULT_LIMIT
    wanted = _whole(text, "limit")
    if wanted < 1:
        raise BadInput(_("Limita (limit) este un număr întreg de la 1 în sus."), code="bad_limit", field="limit")
    return min(wanted, MOST)


def _whole(text: str, name: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise BadInput(_("Parametrul %(name)s este un număr întreg.") % {"name": name}, code="bad_number", field=name)
    return int(text)


def page_of(asked: Asked, version: LayerVersion) -> Page:
    """Return one page, ordered by id; the next begins after the last id, which stays right while others publish."""
    values = {**asked.values, "after": asked.after, "limit": asked.limit + 1}
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_ROWS} WHERE {asked.where} AND f.id > %(after)s ORDER BY f.id LIMIT %(limit)s", values,
        )
        rows = cursor.fetchall()
    more = len(rows) > asked.limit
    rows = rows[: asked.limit]
    shapes = leave(shapely.from_wkb(np.array([bytes(row[7]) for row in rows], dtype=object)), asked.reference) if rows else np.array([], dtype=object)
    return Page(rows, shapes, _count(asked, version), more)


def _count(asked: Asked, version: LayerVersion) -> int:
    text = json.dumps([asked.where, asked.values], default=str, sort_keys=True)
    key = f"ogc-count:{version.pk}:{hashlib.sha256(text.encode()).hexdigest()}"
    found = cache.get(key)
    if found is None:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM layers_feature f WHERE {asked.where}", asked.values)  # noqa: S608 - as above
            found = cursor.fetchone()[0]
        cache.set(key, found, COUNT_SECONDS)
    return int(found)


def one_row(layer: Layer, pk: int) -> tuple[Any, ...] | None:
    """Return the row of one feature, of today or of the past."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_ROWS} WHERE f.layer_id = %s AND f.id = %s", [layer.pk, pk],
        )
        row = cursor.fetchone()
    return tuple(row) if row else None


def properties(layer: Layer, row: tuple[Any, ...]) -> dict[str, Any]:
    """Return what a feature says of itself: the same names for all features of a layer, nothing of people."""
    _id, key, siruta, label, attrs, since, until = row[:7]
    held = json.loads(attrs) if isinstance(attrs, str) else attrs
    found: dict[str, Any] = {"key": key}
    if label_leaves(layer):
        found["label"] = label
    if siruta:
        found["siruta"] = siruta
    for one in attributes(layer):
        found.setdefault(one["name"], held.get(one["name"]))
    return {**found, "valid_from": since.isoformat(), "valid_to": until.isoformat() if until else None}


def feature_texts(layer: Layer, rows: list[tuple[Any, ...]], shapes: np.ndarray) -> Iterator[str]:
    """Yield each feature as GeoJSON text."""
    for row, geometry in zip(rows, shapely.to_geojson(shapes), strict=True):
        told = json.dumps(properties(layer, row), ensure_ascii=False, separators=(",", ":"))
        yield f'{{"type":"Feature","id":{row[0]},"geometry":{geometry},"properties":{told}}}'


def crs84_texts(layer: Layer, rows: list[tuple[Any, ...]]) -> Iterator[str]:
    """Yield features as RFC 7946 wants them."""
    shapes = leave(shapely.from_wkb(np.array([bytes(row[7]) for row in rows], dtype=object)), CRS84)
    yield from feature_texts(layer, rows, shapes)
