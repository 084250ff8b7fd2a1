"""Cases in work as anybody may see them: what is asked for, roughly where, since when; nothing that leads to a person."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.gis.geos import Point, Polygon
from django.contrib.gis.measure import D
from django.utils import translation

from gisapp.accounts.models import Authority
from gisapp.core import clock
from permits.models import Plot
from permits.queries.open_acts import public_procedures
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState

# The side of the squares in which cases are shown, metres: a square holds several plots.
CELL_M = 100
IN_WORK = (
    CaseState.REGISTERED, CaseState.IN_REVIEW, CaseState.WAITING_PAPERS, CaseState.DRAFTING, CaseState.SIGNING,
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One case in work: its procedure, the square it lies in (EPSG:3844), the month in which it was registered."""

    procedure: str
    cell: Polygon
    month: dt.date

    @property
    def title(self) -> str:
        """Return the procedure's title in the language of the page."""
        return all_procedures()[self.procedure].title(translation.get_language() or "ro")


def cases_nearby(authority: Authority, *, centre: Point | None = None, radius_m: int = 0, since: dt.datetime | None = None) -> list[Seen]:
    """Return cases in work whose acts are public, newest first; within a circle if one is given (EPSG:3844)."""
    rows = Plot.objects.filter(
        case__authority=authority, case__practice=False, case__state__in=[state.value for state in IN_WORK], case__procedure__in=public_procedures(), case__registered_at__isnull=False,
    )
    if centre is not None:
        rows = rows.filter(geom__dwithin=(centre, D(m=radius_m)))
    if since is not None:
        rows = rows.filter(case__registered_at__gt=since)
    return [_seen(plot) for plot in rows.select_related("case").order_by("-case__registered_at", "pk")]


def _seen(plot: Plot) -> Seen:
    middle = plot.geom.point_on_surface
    west, south = (int(value // CELL_M) * CELL_M for value in (middle.x, middle.y))
    cell = Polygon.from_bbox((west, south, west + CELL_M, south + CELL_M))
    cell.srid = 3844
    assert plot.case.registered_at is not None
    return Seen(plot.case.procedure, cell, plot.case.registered_at.astimezone(clock.TOWN_TIME).date().replace(day=1))
