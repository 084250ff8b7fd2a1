"""The one spatial question: what stands against this land, these works, on that day."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from operator import itemgetter
from typing import Any

import shapely
import structlog
from django.contrib.gis.geos import GEOSGeometry
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority
from gisapp.core import clock
from gisapp.core.errors import BadInput
from layers.conflicts import judge, search
from layers.conflicts.answer import Answer, Effect, Finding, Source, State, order
from layers.conflicts.plan import Plan, Ranked, plan_of, ranked
from layers.conflicts.public import for_public
from layers.conflicts.rulebook import Rulebook, held_stamp, likely_stamp, moment, rulebook
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
    shapes = {"parcel": plot, "works": drawn if drawn is not None else plot}
    known = likely_stamp()
    while True:
        book = rulebook(authority, as_of, day, known)
        plan = plan_of(book, day, procedures, uses, drawn=drawn is not None)
        try:
            findings = _ask_all(plan, book, shapes, as_of, known if held_stamp() is None else None)
            break
        except search.Moved as moved:
            known = moved.stamp
    outside, unknown = outside_part(book, plot)
    answer = Answer(
        authority=authority.slug, at=at or (clock.now() if as_of is None else as_of), on=day, area_m2=plot.area, findings=tuple(findings),
        layer_versions={facts.code: facts.version for facts in book.layers.values()}, outside_m2=outside, outside_unknown=unknown,
    )
    return for_public(answer, plan) if public else answer


# Coordinates are stored to the millimetre; a line drawn beside an area gets a width of a few so that both can be held against a layer at once.
HAIR_M = 0.004


# One question is about a plot. A larger piece of land is a pass over the city (screen_city); a drawing of half a county would hold a server for minutes.
MOST_M2, MOST_POINTS, MOST_PARTS = 25_000_000.0, 50_000, 500


def _readable(geometry: GEOSGeometry, name: str) -> shapely.Geometry:
    """Return the shape, flat and valid; parcels that share a boundary become one plot."""
    if geometry.srid != 3844:
        raise BadInput(_("%(name)s nu este în sistemul Stereo 70 (EPSG:3844).") % {"name": name}, code="wrong_crs")
    shape: shapely.Geometry = shapely.force_2d(shapely.from_wkb(bytes(geometry.wkb)))
    parts = shapely.get_parts(shape)
    # Coordinates that are no numbers make a part invalid.
    if not len(parts) or not _all_valid(parts):
        raise BadInput(_("%(name)s nu are o formă validă: conturul se intersectează sau este gol. Desenați-l din nou.") % {"name": name}, code="invalid_geometry")
    if shape.area > MOST_M2 or shapely.get_num_coordinates(shape) > MOST_POINTS or len(parts) > MOST_PARTS:
        raise BadInput(
            _("%(name)s: prea mult pentru o singură verificare. Se pot întreba cel mult %(most)d km², cu %(points)d de puncte și %(parts)d de contururi; împărțiți desenul.")
            % {"name": name, "most": MOST_M2 // 1_000_000, "points": MOST_POINTS, "parts": MOST_PARTS}, code="too_large",
        )
    if len(parts) == 1:
        return parts[0]
    dimensions = set(shapely.get_dimensions(parts).tolist())
    if len(dimensions) > 1:
        shape = shapely.union_all([part if part.area > 0 else part.buffer(HAIR_M / 2) for part in parts])
    elif not shape.is_valid or shape.geom_type == "GeometryCollection":
        shape = shapely.union_all(parts)
    return shape


def _all_valid(parts: Sequence[shapely.Geometry]) -> bool:
    return bool(shapely.is_valid(parts).all()) and not bool(shapely.is_empty(parts).any())


def _ask_all(plan: Plan, book: Rulebook, shapes: Mapping[str, shapely.Geometry], at: dt.datetime | None, expected: search.Stamp | None) -> list[Finding]:
    try:
        with kept_apart():
            found = _ask(plan, book, shapes, at, expected)
    except READING_FAILED:
        log.exception("spatial question failed as a whole; asking layer by layer")
        if expected is not None and (now := search.stamp()) != expected:
            raise search.Moved(now) from None
        found = [row for part in plan.by_layer() for row in _alone(part, book, shapes, at)]
        found.sort(key=_place)
    return [finding for _order, finding in found]


def _alone(part: Plan, book: Rulebook, shapes: Mapping[str, shapely.Geometry], at: dt.datetime | None) -> list[Ranked]:
    """Ask one layer; where it cannot be read, each of its rules says *failed*."""
    try:
        with kept_apart():
            return _ask(part, book, shapes, at, None)
    except READING_FAILED:
        log.exception("layer could not be checked", layer=part.asked[0].facts.code)
        reasons = ("Verificarea a eșuat: stratul nu a putut fi citit.", "The check failed: the layer could not be read.")
        return [ranked(judge.blank(one.rule, one.facts, State.FAILED, one.tested, *reasons)) for one in part.asked]


def kept_apart() -> AbstractContextManager[Any]:
    """Keep a failed statement from spoiling the caller's transaction; outside of one there is nothing to keep, and two round trips to save."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def _ask(plan: Plan, book: Rulebook, shapes: Mapping[str, shapely.Geometry], at: dt.datetime | None, expected: search.Stamp | None) -> list[Ranked]:
    """Search all layers, measure what lies within a limit, and let each rule say what that comes to; in the order of the answer."""
    names = dict.fromkeys(name for _layer, name, _reach in plan.slots)
    asked = {name: shapely.to_wkb(shapely.set_srid(shapes[name], 3844), include_srid=True) for name in names}
    hits = search.near(asked, plan.slots, at, expected)
    told = [
        (one, hit)
        for slot, near in zip(plan.slots, hits, strict=True) if near
        for one in plan.of_slot[slot[:2]]
        for hit in judge.suspects(one.rule, one.facts, one.tested, near, book)
    ]
    suspects = [(one, hit) for one, hit in told if isinstance(hit, judge.Suspect)]
    sizes = {name: (shape.area, int(shapely.get_dimensions(shape))) for name, shape in shapes.items() if name in names}
    measures = search.measure(asked, [search.Wanted(hit.near.feature, one.tested, hit.limit.most, one.rule.overlap_tolerance_m2) for one, hit in suspects])
    own = [ranked(judge.measured_finding(one.rule, one.facts, one.tested, hit, each, *sizes[one.tested])) for (one, hit), each in zip(suspects, measures, strict=True)]
    numbers = [one.number for one, _hit in suspects]
    for one, hit in told:
        if isinstance(hit, Finding):
            own.append(ranked(hit))
            numbers.append(one.number)
    # A rule that found something does not also say "nothing there"; a doubt about its layer is said all the same.
    speaking = {number for number, (_order, finding) in zip(numbers, own, strict=True) if finding.state is not State.CLEAR}
    doubts = _doubts(plan, shapes)
    rows = own + [doubts.get(number, quiet) for number, quiet in plan.quiet if number in doubts or number not in speaking or quiet[1].state is not State.CLEAR]
    rows.sort(key=_place)
    return rows


def _doubts(plan: Plan, shapes: Mapping[str, shapely.Geometry]) -> dict[int, Ranked]:
    """Return what the rules say whose layers are not complete around this land. Layers complete for the same territory share its outline."""
    found: dict[int, Ranked] = {}
    for facts, tested, furthest, rules in plan.outlines:
        room = facts.room(shapes[tested])
        if room is None or room < furthest:
            for one in rules:
                if (doubt := one.doubt(room)) is not None:
                    found[one.number] = doubt
    return found


_place = itemgetter(0)


def order_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings in the one order in which they are shown and stored."""
    return tuple(sorted(findings, key=order))


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
