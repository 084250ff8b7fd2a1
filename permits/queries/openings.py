"""What the drawn trenches open of the public domain, measured on the layer of street surfaces. Metres and m², EPSG:3844."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry

from gisapp.accounts.models import Authority
from gisapp.core import clock
from gisapp.core.money import Money
from layers import api as layers
from permits.models import Case, Works
from permits.queries.parameters import parameters_of
from permits.rules import excavation
from permits.rules.fee_quote import Surface
from permits.rules.parameters import Parameters

LAYER = "street_surfaces"
# Below this a trench only grazes a surface: drawn lines are not that exact.
LEAST_M2 = 0.05
KINDS = frozenset(kind.value for kind in Surface)


@dataclass(frozen=True, slots=True)
class OpenedPiece:
    """One stretch of a trench in one surface of one street."""

    surface: Surface
    street: str
    material: str
    length_m: Decimal
    width_m: Decimal
    area_m2: Decimal
    restored_m2: Decimal


@dataclass(frozen=True, slots=True)
class Trench:
    """Ground that is opened: the strip (EPSG:3844), its width in metres, and the surface the applicant told of where no map knows it."""

    strip: GEOSGeometry
    width_m: Decimal
    surface: str = ""


def trench(geom: GEOSGeometry, width_m: float | None, surface: str = "") -> Trench | None:
    """Return the strip of an axis with its width, or of an outline (as wide as its narrow side); None for an axis without width."""
    if geom.dims == 2:
        area = shapely.from_wkb(bytes(geom.wkb))
        corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(area))
        narrow = min(float(np.hypot(*side)) for side in np.diff(corners[:3], axis=0))
        return Trench(geom, Decimal(str(round(narrow, 2))), surface)
    if geom.dims != 1 or not width_m:
        return None
    strip = geom.buffer(width_m / 2, quadsegs=8)
    strip.srid = 3844
    return Trench(strip, Decimal(str(width_m)), surface)


def trenches_of(case: Case) -> list[Trench]:
    """Return what the stored works of a case open."""
    works = Works.objects.filter(case=case, kind=Works.Kind.TRENCH).order_by("pk")
    found = (trench(work.geom, work.width_m, str(work.attrs.get("surface", ""))) for work in works)
    return [one for one in found if one is not None]


def openings(case: Case) -> tuple[OpenedPiece, ...]:
    """Cut every stored trench by the street surfaces it crosses."""
    return opened(case.authority, trenches_of(case), case.rules_on or clock.today())


def opened(authority: Authority, trenches: Iterable[Trench], day: dt.date) -> tuple[OpenedPiece, ...]:
    """Cut trenches by the street surfaces they cross; the part that no surface of the map covers counts as the surface told."""
    found = []
    parameters = parameters_of(authority)
    for one in trenches:
        rest = one.strip.area
        streets = {row.key: row.label for row in layers.features_near(authority, one.strip, ["streets"], distance_m=30.0)}
        for row in layers.features_near(authority, one.strip, [LAYER]):
            area = row.geom.intersection(one.strip).area
            if area < LEAST_M2 or row.attrs.get("kind") not in KINDS:
                continue
            rest -= area
            street = streets.get(str(row.attrs.get("street", "")), row.label)
            found.append(_piece(one, area, str(row.attrs["kind"]), street, str(row.attrs.get("surface", "")), parameters, day))
        if one.surface in KINDS and rest >= LEAST_M2:
            nearest = layers.street_at(authority, one.strip)
            found.append(_piece(one, rest, one.surface, nearest, "", parameters, day))
    return tuple(found)


def _piece(one: Trench, area_m2: float, kind: str, street: str, material: str, parameters: Parameters, day: dt.date) -> OpenedPiece:
    length = (Decimal(str(area_m2)) / one.width_m).quantize(Decimal("0.01"))
    opening = excavation.Opening(Surface(kind), length, one.width_m)
    restored = excavation.restoration(opening, parameters, day).course_m2.quantize(Decimal("0.01"))
    return OpenedPiece(opening.surface, street, material, length, one.width_m, Decimal(str(area_m2)).quantize(Decimal("0.01")), restored)


def restoration_cost_of(case: Case, pieces: tuple[OpenedPiece, ...]) -> Money:
    """Price the restoration by the amounts of the case's day."""
    areas = [excavation.RestorationArea(piece.surface, piece.area_m2, piece.restored_m2) for piece in pieces]
    return excavation.restoration_cost(areas, parameters_of(case.authority), case.rules_on or clock.today())


def works_window(case: Case) -> tuple[dt.date, dt.date] | None:
    """Return the first and last day of the works as answered, or None where they cannot be read."""
    first = case.answers.get("starts_on") or case.answers.get("happened_on")
    last = case.answers.get("ends_on")
    try:
        start, end = dt.date.fromisoformat(str(first)), dt.date.fromisoformat(str(last))
    except ValueError:
        return None
    return (start, end) if start <= end else None
