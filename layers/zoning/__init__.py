"""Drawn works against the zoning: coverage, floor ratio, height, setbacks, use, size and front of the plot.

POT = built footprint / plot × 100, CUT = gross floor area / plot (Law 350/2001, annex 2). Where the plan is silent the general
regulation (HG 525/1996) and the Civil Code speak. What cannot be told is *unknown*: land in no zone is never free.
"""
from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db import DatabaseError

from gisapp.accounts.models import Authority
from layers.conflicts import kept_apart
from layers.conflicts.answer import Effect, Finding, State
from layers.conflicts.judge import source_of
from layers.conflicts.rulebook import LayerFacts, Rulebook, moment, rulebook
from layers.extracts import features_near
from layers.land import SLIVER_M2, Share, doubt, shares, uncovered
from layers.models import Layer, PlanUnit
from layers.zoning import measures
from layers.zoning.plots import accuracy_of, plots_of, without_gaps
from layers.zoning.sides import PlotSide, Streets, sides
from layers.zoning.works import Footprint, Work, buildings, shape_of

__all__ = ["PlotSide", "Work", "Zoned", "streets_near", "zoned", "zoning_check"]

# A wall drawn on the boundary, or a metre of zone: below this the drawing is not more exact.
OUTSIDE_M2 = 0.05


@dataclass(frozen=True, slots=True)
class Zoned:
    """A plot with all that the zoning rules ask of it. Shapes in EPSG:3844."""

    plot: shapely.Geometry
    parts: tuple[tuple[Share, PlanUnit], ...]
    sides: tuple[PlotSide, ...]
    standing: tuple[Footprint, ...] | None
    """Buildings on the plot already; None where the layer of buildings cannot answer."""
    facts: LayerFacts
    rural: bool
    on: dt.date
    plots: tuple[shapely.Geometry, ...]
    """One, unless parcels of the land do not adjoin."""


def zoning_check(
    plot: GEOSGeometry, works: Sequence[Work] = (), *, authority: Authority, on: dt.date | None = None, at: dt.datetime | None = None
) -> tuple[Finding, ...]:
    """Return what the zoning says of a plot and of the works drawn on it; geometries in EPSG:3844.

    Findings of the same kind as `find_conflicts`, with codes UTR, UTR-PARCELA, UTR-FRONT, UTR-FUNCTIUNE, UTR-POT, UTR-CUT, UTR-H,
    UTR-NIVELURI, UTR-RETRAGERE and UTR-LIMITA. Lots that satisfy a rule answer *clear* with the numbers reached.
    """
    as_of, day = moment(on, at)
    book = rulebook(authority, as_of, day)
    facts = book.by_role(Layer.Role.ZONING)
    if facts is None:
        return ()
    try:
        with kept_apart():
            unsure, known = _read(plot, authority, book, facts, as_of, day)
    except DatabaseError:
        return (blank(facts, "UTR", State.FAILED, ("Verificarea a eșuat: zonificarea nu a putut fi citită.", "The check failed: zoning could not be read."), Effect.WARN),)
    beyond = _beyond(facts, shape_of(plot), works)
    if known is None:
        return tuple(unsure + beyond)
    drawn = buildings(works)
    found = [*unsure, *measures.plot_size(known, drawn)]
    if drawn:
        for check in (measures.use, measures.coverage, measures.floor_ratio, measures.height, measures.setbacks):
            found += check(known, drawn)
    return tuple(found + beyond)


def zoned(plot: GEOSGeometry, *, authority: Authority, on: dt.date | None = None) -> Zoned | None:
    """Return a plot with its zones, sides and standing buildings; None where no zone with a regulation is known."""
    as_of, day = moment(on, None)
    book = rulebook(authority, as_of, day)
    facts = book.by_role(Layer.Role.ZONING)
    return _read(plot, authority, book, facts, as_of, day)[1] if facts is not None else None


def blank(facts: LayerFacts, code: str, state: State, reason: tuple[str, str], effect: Effect = Effect.PROHIBIT, legal_ref: str = "Legea 350/2001; regulamentul local de urbanism") -> Finding:
    """Return a finding of the zoning."""
    title_ro, title_en = measures.TITLES[code]
    return Finding(
        code=code, state=state, effect=effect, title_ro=title_ro, title_en=title_en, explanation_ro="", explanation_en="", tested="works",
        legal_ref=legal_ref, confidence="found", source=source_of(facts), reason_ro=reason[0], reason_en=reason[1],
    )


def _read(
    plot: GEOSGeometry, authority: Authority, book: Rulebook, facts: LayerFacts, at: dt.datetime | None, day: dt.date
) -> tuple[list[Finding], Zoned | None]:
    shape = shape_of(plot)
    unsure: list[Finding] = []
    why = doubt(facts, plot, day)
    if why is not None:
        unsure.append(replace(blank(facts, "UTR", State(why.state), (why.reason_ro, why.reason_en), Effect.WARN), tested="parcel"))
    parts = shares(plot, facts, at) if facts.version is not None else []
    bare = uncovered(shape, [part.part for part in parts], facts.accuracy_m)
    if facts.version is not None and bare > 0:
        text = (f"{bare:.0f} m² din teren nu sunt în nicio unitate a planului: nu se știe ce se poate construi.", f"{bare:.0f} m² of the land lie in no plan unit: what may be built is not known.")
        unsure.append(replace(blank(facts, "UTR", State.UNKNOWN, text, Effect.WARN), tested="parcel"))
    units = {
        unit.code: unit
        for unit in PlanUnit.objects.filter(authority=authority, code__in=[part.key for part in parts], valid_from__lte=day).exclude(valid_to__lt=day)
    }
    for part in parts:
        if part.key not in units:
            text = (f"Regulamentul unității {part.key} nu este încărcat.", f"The regulation of unit {part.key} is not loaded.")
            unsure.append(replace(blank(facts, "UTR", State.UNKNOWN, text, Effect.WARN), tested="parcel", feature=part.feature, feature_key=part.key))
    ruled = tuple((part, units[part.key]) for part in parts if part.key in units)
    if not ruled:
        return unsure, None
    surroundings = streets_near(authority, plot, book, at)
    accuracy_m = accuracy_of(book)
    plots = plots_of(shape, accuracy_m)
    standing = _standing(plot, shape, authority, book, at, day)
    return unsure, Zoned(shape, ruled, sides(without_gaps(plots, accuracy_m), surroundings), standing, facts, authority.rural, day, plots)


def streets_near(authority: Authority, plot: GEOSGeometry, book: Rulebook, at: dt.datetime | None) -> Streets:
    """Return the street surfaces and axes within 30 m of a plot as of a moment (None: now)."""
    surfaces, axes = book.by_role(Layer.Role.STREET_SURFACES), book.by_role(Layer.Role.STREETS)
    near = features_near(authority, plot, [layer.code for layer in (surfaces, axes) if layer is not None], distance_m=30, at=at)
    on_ground = tuple(shape_of(one.geom) for one in near if surfaces is not None and one.layer == surfaces.code)
    lines = tuple((shape_of(one.geom), _number(one.attrs.get("width_m"))) for one in near if axes is not None and one.layer == axes.code)
    return Streets(on_ground, lines)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _standing(plot: GEOSGeometry, shape: shapely.Geometry, authority: Authority, book: Rulebook, at: dt.datetime | None, day: dt.date) -> tuple[Footprint, ...] | None:
    layer = book.by_role(Layer.Role.BUILDINGS)
    if layer is None or doubt(layer, plot, day) is not None:
        return None
    found = []
    for one in features_near(authority, plot, [layer.code], at=at):
        inside = shape_of(one.geom).intersection(shape)
        if inside.area > SLIVER_M2:
            levels = one.attrs.get("levels")
            found.append(Footprint(inside, int(levels) if isinstance(levels, int | float) else None))
    return tuple(found)


def _beyond(facts: LayerFacts, plot: shapely.Geometry, works: Sequence[Work]) -> list[Finding]:
    """Works that leave the plot stand on someone else's land (service connections and trenches may)."""
    found = []
    for work in buildings(works):
        beyond = shape_of(work.geom).difference(plot)
        if beyond.area > OUTSIDE_M2:
            text = (f"Clădirea iese din teren cu {measures.ro(beyond.area)} m².", f"The building leaves the plot by {beyond.area:.2f} m².")
            wkb = shapely.to_wkb(shapely.set_srid(beyond, 3844), hex=True, include_srid=True)
            found.append(replace(blank(facts, "UTR-LIMITA", State.CONFLICT, text, legal_ref="Codul civil art. 555; Legea 50/1991 art. 1"), overlap_m2=beyond.area, geometry=wkb))
    return found
