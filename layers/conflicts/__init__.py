"""The one spatial question: what stands against this land, these works, on that day."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np
import shapely
import structlog
from django.contrib.gis.geos import GEOSGeometry
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority
from gisapp.core import clock
from gisapp.core.errors import BadInput
from layers.conflicts import judge, search
from layers.conflicts.answer import Answer, Effect, Finding, Source, State
from layers.conflicts.plan import Plan, plan_of
from layers.conflicts.public import for_public
from layers.conflicts.rulebook import Rulebook, moment, rulebook
from layers.models import Layer

__all__ = ["Answer", "Effect", "Finding", "Source", "State", "find_conflicts", "order_findings"]
log = structlog.get_logger(__name__)
# A layer that answers with one of these is *failed*, and said so; nothing turns it into "clear".
READING_FAILED = (DatabaseError, ValueError, shapely.errors.ShapelyError)


def find_conflicts(
    area: GEOSGeometry,
    works: GEOSGeometry | None = None,
    *,
    authority: Authority,
    on: dt.date | None = None,
    at: dt.datetime | None = None,
    procedures: Sequence[str] = (),
    uses: Sequence[str] = (),
    public: bool = False,
) -> Answer:
    """Answer, for each restriction in force, conflict / clear / unknown / failed, measured and explained.

    `area` is the plot and `works` what is drawn on it, both EPSG:3844. Prohibitions test the works where there are
    any, endorsements the plot. `on` asks as of the end of a day, `at` as of a moment (to replay a stored answer).
    `procedures` are the code and family of the request, `uses` the uses of the works; empty means unknown, and then
    every restriction speaks. `public` leaves out what restricted layers say, and says so. Raises BadInput for an empty, invalid or foreign geometry.
    """
    plot = _readable(area, "Terenul")
    drawn = _readable(works, "Lucrarea desenată") if works is not None else None
    as_of, day = moment(on, at)
    book = rulebook(authority, as_of, day)
    shapes = {"parcel": plot, "works": drawn if drawn is not None else plot}
    plan = plan_of(book, day, procedures, uses, drawn=drawn is not None)
    findings = _ask_all(plan, book, shapes, as_of)
    outside, unknown = outside_part(book, plot)
    answer = Answer(
        authority=authority.slug, at=at or (clock.now() if as_of is None else as_of), on=day, area_m2=plot.area, findings=tuple(findings),
        layer_versions={facts.code: facts.version for facts in book.layers.values()}, outside_m2=outside, outside_unknown=unknown,
    )
    return for_public(answer, plan) if public else answer


# Coordinates are stored to the millimetre; a line drawn beside an area gets a width of a few so that both can be held against a layer at once.
HAIR_M = 0.004


def _readable(geometry: GEOSGeometry, name: str) -> shapely.Geometry:
    """Return the shape, flat and valid; parcels that share a boundary become one plot."""
    if geometry.srid != 3844:
        raise BadInput(_("%(name)s nu este în sistemul Stereo 70 (EPSG:3844).") % {"name": name}, code="wrong_crs")
    shape: shapely.Geometry = shapely.force_2d(shapely.from_wkb(bytes(geometry.wkb)))
    parts = shapely.get_parts(shape)
    if shape.is_empty or not np.isfinite(shapely.get_coordinates(shape)).all() or not shapely.is_valid(parts).all():
        raise BadInput(_("%(name)s nu are o formă validă: conturul se intersectează sau este gol. Desenați-l din nou.") % {"name": name}, code="invalid_geometry")
    dimensions = set(shapely.get_dimensions(parts).tolist())
    if len(dimensions) > 1:
        shape = shapely.union_all([part if part.area > 0 else part.buffer(HAIR_M / 2) for part in parts])
    elif not shape.is_valid or shape.geom_type == "GeometryCollection":
        shape = shapely.union_all(parts)
    return shape


def _ask_all(plan: Plan, book: Rulebook, shapes: Mapping[str, shapely.Geometry], at: dt.datetime | None) -> list[Finding]:
    try:
        with kept_apart():
            return _ask(plan, book, shapes, at)
    except READING_FAILED:
        log.exception("spatial question failed as a whole; asking layer by layer")
    findings: list[Finding] = []
    for part in plan.by_layer():
        try:
            with kept_apart():
                findings += _ask(part, book, shapes, at)
        except READING_FAILED:
            log.exception("layer could not be checked", layer=part.asked[0].facts.code)
            reasons = ("Verificarea a eșuat: stratul nu a putut fi citit.", "The check failed: the layer could not be read.")
            findings += [judge.blank(one.rule, one.facts, State.FAILED, one.tested, *reasons) for one in part.asked]
    return sorted(findings, key=_order)


def kept_apart() -> AbstractContextManager[Any]:
    """Keep a failed statement from spoiling the caller's transaction; outside of one there is nothing to keep, and two round trips to save."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def _ask(plan: Plan, book: Rulebook, shapes: Mapping[str, shapely.Geometry], at: dt.datetime | None) -> list[Finding]:
    """Search all layers, measure what lies within a limit, and let each rule say what that comes to."""
    names = dict.fromkeys(name for _layer, name, _reach in plan.slots)
    asked = {name: shapely.to_wkb(shapely.set_srid(shapes[name], 3844), include_srid=True) for name in names}
    hits = {slot[:2]: near for slot, near in zip(plan.slots, search.near(asked, plan.slots, at), strict=True) if near}

    sorted_hits = [(one, list(judge.suspects(one.rule, one.facts, one.tested, hits[one.slot], book))) for one in plan.asked if one.slot in hits]
    to_measure = [
        search.Wanted(hit.near.feature, one.tested, hit.limit.most, one.rule.overlap_tolerance_m2)
        for one, told in sorted_hits for hit in told if isinstance(hit, judge.Suspect)
    ]
    measured = iter(search.measure(asked, to_measure))
    found = {
        one.rule.pk: [
            judge.measured_finding(one.rule, one.facts, one.tested, hit, next(measured), shapes[one.tested]) if isinstance(hit, judge.Suspect) else hit
            for hit in told
        ]
        for one, told in sorted_hits
    }

    findings: list[Finding] = []
    # Layers complete for the same territory share its outline.
    rooms: dict[tuple[int, str], float | None] = {}
    for one in plan.asked:
        own = found.get(one.rule.pk, ())
        outline = (id(one.facts.coverage), one.tested)
        if one.silent is None and outline not in rooms:
            rooms[outline] = one.facts.room(shapes[one.tested])
        unsure = one.doubt(rooms.get(outline))
        findings += own
        if unsure is not None:
            findings.append(unsure)
        elif all(each.state is State.CLEAR for each in own):
            findings.append(one.clear)
    return sorted(findings, key=_order)


def order_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings in the one order in which they are shown and stored: worst state, then strongest effect, code, distance."""
    return tuple(sorted(findings, key=_order))


_STATE_ORDER = {State.CONFLICT: 0, State.FAILED: 1, State.UNKNOWN: 2, State.CLEAR: 3}
_EFFECT_ORDER = {Effect.PROHIBIT: 0, Effect.ENDORSEMENT: 1, Effect.WARN: 2, Effect.NOTE: 3}


def _order(finding: Finding) -> tuple[int, int, str, float, int, str]:
    return (_STATE_ORDER[finding.state], _EFFECT_ORDER[finding.effect], finding.code, finding.distance_m or 0.0, finding.feature or 0, finding.feature_key)


def outside_part(book: Rulebook, plot: shapely.Geometry) -> tuple[float, bool]:
    """Return the part of the plot across the authority's limit in m², and whether the limit is unknown.

    Parcels are drawn with more care than limits: a strip nowhere wider than the limit is accurate is the drawing, not land elsewhere.
    """
    limits = book.by_role(Layer.Role.ADMIN_LIMITS)
    if limits is None or book.own_limit is None:
        return 0.0, True
    if book.own_limit.covers(plot):
        return 0.0, False
    beyond = plot.difference(book.own_limit)
    if beyond.area <= 1.0 or beyond.buffer(-limits.accuracy_m / 2).is_empty:
        return 0.0, False
    return float(beyond.area), False
