"""The restrictions in force and the layers they hang on, read once and kept until one of them changes."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import shapely
from django.db import connection
from django.db.models import Q, QuerySet

from gisapp.accounts.models import Authority
from gisapp.core import clock
from layers.conflicts.answer import Source
from layers.conflicts.search import Stamp, stamp
from layers.models import Feature, Layer, LayerVersion, Restriction
from layers.models.layer import CARD_FACTS, in_use


@dataclass(frozen=True)
class LayerFacts:
    """A layer as it stood: its version then, where it is complete, how true it is."""

    id: int
    code: str
    title_ro: str
    title_en: str
    role: str
    audience: str
    source: str
    accuracy_m: float
    refresh_days: int | None
    version: int | None
    data_date: dt.date | None
    feature_count: int
    coverage: shapely.Geometry | None
    failed: bool
    declared_empty: dt.date | None = None
    """The day for which a keeper declared that there is none of these things; `declared_by` is who."""
    declared_by: str = ""
    retired: bool = False
    """Out of use, though a rule in force still asks it: unknown, never silence."""

    def covers(self, area: shapely.Geometry) -> bool:
        """Tell whether the layer is complete for the whole of this area (EPSG:3844)."""
        return self.coverage is not None and bool(self.coverage.covers(area))

    def room(self, area: shapely.Geometry) -> float | None:
        """Return how far around this area the layer is complete, in metres; None where it does not cover the area itself."""
        if self.coverage is None or not self.covers(area):
            return None
        return float(shapely.distance(self.edge, area))

    @cached_property
    def said(self) -> Source:
        """What findings say of this layer."""
        return Source(self.code, self.title_ro, self.title_en, self.version, self.data_date, self.accuracy_m, self.source)

    @cached_property
    def edge(self) -> shapely.Geometry:
        """Where the layer stops being complete."""
        assert self.coverage is not None
        line = self.coverage.boundary
        shapely.prepare(line)
        return line

    def stale_on(self, day: dt.date) -> bool:
        """Tell whether the data are older than the refresh limit."""
        if self.refresh_days is None or self.data_date is None:
            return False
        return (day - self.data_date).days > self.refresh_days


@dataclass(frozen=True)
class Rulebook:
    """Restrictions valid on one day and the layers as of one moment.

    `own_limit` is the authority's territory (EPSG:3844), None where it is not published. `readings` and `plans` remember what
    `judge` and `plan` made of it.
    """

    restrictions: tuple[Restriction, ...]
    layers: dict[int, LayerFacts]
    own_limit: shapely.Geometry | None
    readings: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    plans: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def by_role(self, role: str) -> LayerFacts | None:
        """Return the layer that plays a role, or None."""
        return next((facts for facts in self.layers.values() if facts.role == role and not facts.retired), None)


_held: ContextVar[Stamp | None] = ContextVar("held", default=None)
_seen: dict[str, Stamp] = {}


@contextmanager
def one_reading() -> Iterator[None]:
    """Let all parts of one question rest on the same catalogue, looked at once and not by each part."""
    token = _held.set(stamp())
    try:
        yield
    finally:
        _held.reset(token)


def held_stamp() -> Stamp | None:
    """Return the stamp of the reading that is open, None outside of one."""
    return _held.get()


def rulebook(authority: Authority, at: dt.datetime | None, on: dt.date, of: Stamp | None = None) -> Rulebook:
    """Return the rulebook as of a moment (None: now); cached until the catalogue changes. `of` is its stamp where the caller knows it."""
    found = of or _held.get() or stamp()
    database: str = connection.settings_dict["NAME"]
    _seen[database] = found
    return _read(database, authority.pk, authority.siruta, at, on, found)


def likely_stamp() -> Stamp:
    """Return the catalogue seen last: the caller's next statement must prove it (search.Moved)."""
    return _held.get() or _seen.get(connection.settings_dict["NAME"]) or stamp()


@lru_cache(maxsize=64)
def _read(_database: str, authority_id: int, siruta: str, at: dt.datetime | None, on: dt.date, _stamp: Stamp) -> Rulebook:
    layers = {}
    shapes: dict[bytes, shapely.Geometry] = {}
    used = set(Layer.objects.filter(in_use(at), authority_id=authority_id).values_list("pk", flat=True))
    restrictions = tuple(_in_force(authority_id, at, on))
    asked = used | {rule.layer_id for rule in restrictions}
    for layer in Layer.objects.filter(pk__in=asked):
        version = _version_at(layer, at) if layer.pk in used else None
        coverage = version.coverage if version else None
        shape = _once(shapes, bytes(coverage.wkb)) if coverage else None
        said = version.card if version else {name: getattr(layer, name) for name in CARD_FACTS}
        layers[layer.id] = LayerFacts(
            id=layer.id, code=layer.code, title_ro=said["title_ro"], title_en=said["title_en"] or said["title_ro"], role=layer.role, audience=layer.audience,
            source=said["source"], accuracy_m=said["accuracy_m"], refresh_days=said["refresh_days"],
            version=version.number if version else None, data_date=version.data_date if version else None,
            feature_count=version.feature_count if version else 0, coverage=shape, declared_empty=version.declared_empty_on if version else None,
            declared_by=str(version.declared_empty_by) if version and version.declared_empty_by else "",
            retired=layer.pk not in used,
            failed=at is None and layer.pk in used and layer.versions.exists() and layer.versions.order_by("-number")[0].state == LayerVersion.State.FAILED and version is None,
        )
    limits = next((facts for facts in layers.values() if facts.role == Layer.Role.ADMIN_LIMITS and not facts.retired), None)
    return Rulebook(restrictions, layers, _own_limit(limits, siruta, at))


def _in_force(authority_id: int, at: dt.datetime | None, on: dt.date) -> QuerySet[Restriction]:
    """Return the rules of the day; of an earlier moment those that were known then, and still without the end that was entered later."""
    rules = Restriction.objects.filter(authority_id=authority_id, valid_from__lte=on).order_by("code", "valid_from")
    lasting = Q(valid_to=None) | Q(valid_to__gte=on)
    return rules.filter(lasting) if at is None else rules.filter(lasting | Q(ended_at__gt=at)).exclude(entered_at__gt=at)


def _once(shapes: dict[bytes, shapely.Geometry], wkb: bytes) -> shapely.Geometry:
    """Return one prepared object for one outline: most layers are complete for the same territory."""
    if wkb not in shapes:
        shapes[wkb] = shapely.from_wkb(wkb)
        shapely.prepare(shapes[wkb])
    return shapes[wkb]


def _own_limit(limits: LayerFacts | None, siruta: str, at: dt.datetime | None) -> shapely.Geometry | None:
    if limits is None or limits.version is None:
        return None
    rows = Feature.objects.filter(layer_id=limits.id, key=siruta)
    rows = rows.filter(until=None) if at is None else rows.filter(since__lte=at).exclude(until__lte=at)
    shapes = [shapely.force_2d(shapely.from_wkb(bytes(row.geom.wkb))) for row in rows.order_by("pk")]
    if not shapes:
        return None
    whole = shapely.union_all(shapes)
    shapely.prepare(whole)
    return whole


def _version_at(layer: Layer, at: dt.datetime | None) -> LayerVersion | None:
    if at is None:
        return layer.versions.filter(state=LayerVersion.State.PUBLISHED).first()
    held = layer.versions.filter(published_at__lte=at).exclude(ended_at__lte=at)
    return held.exclude(state__in=[LayerVersion.State.DRAFT, LayerVersion.State.FAILED]).order_by("-published_at").first()


def moment(on: dt.date | None, at: dt.datetime | None) -> tuple[dt.datetime | None, dt.date]:
    """Return (moment to read layers at, or None for now; the day whose rules hold)."""
    if at is not None:
        return at, at.astimezone(clock.TOWN_TIME).date()
    if on is None or on == clock.today():
        return None, clock.today()
    return clock.end_of(on), on
