"""The public calendar and map of digs: where the street will be open, when, so that others can join."""
from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from gisapp.core import clock
from layers import api as layers
from permits.queries.collections import collection, feature
from permits.queries.digs import Dig, digs_near
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState

# Asked for, not yet allowed.
ASKED = frozenset({CaseState.SUBMITTED.value, CaseState.REGISTERED.value, CaseState.IN_REVIEW.value, CaseState.WAITING_PAPERS.value, CaseState.DRAFTING.value, CaseState.SIGNING.value})


@require_GET
def dig_calendar(request: HttpRequest) -> HttpResponse:
    """List planned and allowed excavations by month, with a map; nothing personal: place, days, what for."""
    today = clock.today()
    found = [dig for dig in digs_near(request.authority, only_excavations=True) if dig.window is not None and dig.window.last >= today - dt.timedelta(days=31)]
    found.sort(key=lambda dig: (dig.window.first, str(dig.case.pk)))
    rows = [_row(request, number, dig) for number, dig in enumerate(found, start=1)]
    months: list[dict[str, Any]] = []
    for row in rows:
        first = row["first"].replace(day=1)
        if not months or months[-1]["month"] != first:
            months.append({"month": first, "rows": []})
        months[-1]["rows"].append(row)
    shown = collection(one for dig, row in zip(found, rows, strict=True) for one in _on_map(dig, row))
    bounds = ""
    if found:
        boxes = [layers.to_wgs84(dig.geom).extent for dig in found]
        west, south, east, north = min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
        bounds = f"{west:.6f},{south:.6f},{east:.6f},{north:.6f}"
    return render(request, "permits/citizen/digs.html", {"months": months, "shown": shown, "bounds": bounds, "count": len(rows)})


def _on_map(dig: Dig, row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the dig as drawn, and a numbered mark that is seen from afar too."""
    told = {"kind": "dig", "finding": str(row["number"]), "look": row["look"]}
    return [feature(dig.geom, **told), feature(dig.geom.point_on_surface, **told, number=str(row["number"]))]


def _row(request: HttpRequest, number: int, dig: Dig) -> dict[str, Any]:
    plot = getattr(dig.case, "plot", None)
    assert dig.window is not None
    asked, started = dig.case.state in ASKED, dig.case.state == CaseState.WORKS_STARTED.value
    return {
        "number": number, "place": layers.street_at(request.authority, dig.geom) or (plot.address if plot else ""), "parcel": str(plot) if plot and plot.parcels else "",
        "look": "dig-asked" if asked else "dig-open" if started else "dig-allowed", "first": dig.window.first, "last": dig.window.last,
        "title": all_procedures()[dig.case.procedure].title(get_language() or "ro"), "asked": asked,
        "started": started, "case_number": dig.case.number,
    }
