"""What the drawn trenches open of the public domain, measured on the layer of street surfaces. Metres and m², EPSG:3844."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from gisapp.core import clock
from gisapp.core.money import Money
from layers import api as layers
from permits.models import Case, Works
from permits.queries.parameters import parameters_of
from permits.rules import excavation
from permits.rules.fee_quote import Surface

LAYER = "street_surfaces"
# Below this a trench only grazes a surface: drawn lines are not that exact.
LEAST_M2 = 0.05


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


def openings(case: Case) -> tuple[OpenedPiece, ...]:
    """Cut every trench by the street surfaces it crosses; nothing where the layer has no surface under it."""
    found = []
    day = case.rules_on or clock.today()
    parameters = parameters_of(case.authority)
    for work in Works.objects.filter(case=case, kind=Works.Kind.TRENCH).order_by("pk"):
        if not work.width_m or work.geom.dims != 1:
            continue
        strip = work.geom.buffer(work.width_m / 2, quadsegs=8)
        strip.srid = 3844
        near = layers.features_near(case.authority, strip, [LAYER])
        streets = {one.key: one.label for one in layers.features_near(case.authority, strip, ["streets"], distance_m=30.0)}
        for one in near:
            area = one.geom.intersection(strip).area
            if area < LEAST_M2 or one.attrs.get("kind") not in {kind.value for kind in Surface}:
                continue
            width = Decimal(str(work.width_m))
            length = (Decimal(str(area)) / width).quantize(Decimal("0.01"))
            opening = excavation.Opening(Surface(one.attrs["kind"]), length, width)
            found.append(
                OpenedPiece(
                    opening.surface, streets.get(str(one.attrs.get("street", "")), one.label), str(one.attrs.get("surface", "")), length, width,
                    Decimal(str(area)).quantize(Decimal("0.01")), excavation.restoration(opening, parameters, day).course_m2.quantize(Decimal("0.01")),
                )
            )
    return tuple(found)


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
