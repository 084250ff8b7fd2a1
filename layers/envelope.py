"""What could be built on a plot, as information: the land inside the setbacks and outside prohibited corridors, with each reason."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import shapely
from django.contrib.gis.geos import GEOSGeometry

from gisapp.accounts.models import Authority
from layers.conflicts import Effect, State, find_conflicts
from layers.conflicts.answer import Finding
from layers.zoning import zoned
from layers.zoning.fallback import allowed
from layers.zoning.measures import FACING, ro
from layers.zoning.sides import Side
from layers.zoning.works import levels_of

# Prohibitions of buildings; those of digging alone say nothing about what may be built.
BUILDING_FAMILIES = ("permit", "building_permit")


@dataclass(frozen=True, slots=True)
class Cut:
    """Land that is taken off, and why. Shape as EWKB in hex, EPSG:3844."""

    reason_ro: str
    reason_en: str
    legal_ref: str
    m2: float
    geometry: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """What remains. Areas in m², heights in metres; None where no rule gives a number.

    `complete` is False where a layer that may prohibit could not answer: then there may be more cuts than shown.
    """

    geometry: str | None
    m2: float
    cuts: tuple[Cut, ...]
    footprint_m2: float | None
    floor_area_m2: float | None
    height_m: float | None
    levels: int | None
    complete: bool
    unknown: tuple[Finding, ...]


def buildable(plot: GEOSGeometry, *, authority: Authority, on: dt.date | None = None) -> Envelope | None:
    """Return the buildable envelope of a plot (EPSG:3844), or None where no plan unit with a regulation is known for it.

    Information only: it does not replace the certificate. Standing buildings are not taken off, they may be replaced.
    """
    known = zoned(plot, authority=authority, on=on)
    if known is None:
        return None
    answer = find_conflicts(plot, authority=authority, on=on, procedures=BUILDING_FAMILIES, public=True)
    left = known.plot
    cuts: list[Cut] = []

    def take_off(shape: shapely.Geometry, reason_ro: str, reason_en: str, legal_ref: str) -> None:
        nonlocal left
        part = left.intersection(shape)
        if part.area > 0.01:
            cuts.append(Cut(reason_ro, reason_en, legal_ref, part.area, _hex(part)))
            left = left.difference(shape)

    units = [unit for _part, unit in known.parts]
    for side in known.sides:
        name, words_ro, words_en = FACING[side.faces]
        limits = [one for one in (allowed(name, unit, known.on, rural=known.rural) for unit in units) if one is not None]
        if limits and (limit := max(limits, key=lambda one: one.value)).value > 0:
            take_off(
                side.line.buffer(limit.value, quad_segs=32), f"Retragere de {ro(limit.value, 1)} m față de {words_ro}", f"Setback of {limit.value:g} m from {words_en}", limit.legal_ref
            )
    for one in answer.of(State.CONFLICT):
        if one.effect is Effect.PROHIBIT and one.geometry:
            where = f": {one.feature_label}" if one.feature_label else ""
            take_off(_area(shapely.from_wkb(one.geometry)), one.title_ro + where, one.title_en + where, one.legal_ref)
    unknown = tuple(one for one in answer.of(State.UNKNOWN, State.FAILED) if one.effect is Effect.PROHIBIT)
    sure_front = any(side.faces is Side.FRONT for side in known.sides) or not any(unit.front_m for unit in units)
    # Parts that do not adjoin have each a share of their own, which cannot be moved to another.
    footprint, floor = (None, None) if len(known.plots) > 1 else _limits(known.plot.area, [(part.m2, unit.pot_max, unit.cut_max) for part, unit in known.parts])
    heights = [unit.height_max_m for unit in units if unit.height_max_m is not None]
    levels = [count for count in (unit.levels_max or levels_of(unit.height_regime) for unit in units) if count is not None]
    return Envelope(
        geometry=_hex(left) if left.area > 0.01 else None, m2=left.area, cuts=tuple(cuts), footprint_m2=min(footprint, left.area) if footprint is not None else None,
        floor_area_m2=floor, height_m=min(heights, default=None), levels=min(levels, default=None), complete=not unknown and sure_front, unknown=unknown,
    )


def _limits(plot_m2: float, parts: list[tuple[float, float | None, float | None]]) -> tuple[float | None, float | None]:
    """Return the most footprint (POT) and floor area (CUT) in m²; None where a zone gives no number."""
    pots = [m2 * pot / 100 for m2, pot, _cut in parts if pot is not None]
    cuts = [m2 * cut for m2, _pot, cut in parts if cut is not None]
    return (sum(pots) if len(pots) == len(parts) else None, sum(cuts) if len(cuts) == len(parts) else None)


def _area(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a shape with an area: a pipe crossed at zero distance takes off its own line, a hair wide."""
    return shape if shape.area > 0 else shape.buffer(0.05)


def _hex(shape: shapely.Geometry) -> str:
    return str(shapely.to_wkb(shapely.set_srid(shape, 3844), hex=True, include_srid=True))
