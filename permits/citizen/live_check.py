"""Findings while drawing: what stands against the works as they are on the map now."""
from __future__ import annotations

import json
import uuid
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gisapp.core.errors import BadInput, Refused
from gisapp.core.throttle import throttled
from layers import api as layers
from permits.queries.access import own_or_office_cases
from permits.queries.cards import card, endorser_names
from permits.queries.collections import collection, feature, finding_features
from permits.queries.land_answer import land_answer
from permits.rules.procedure import Procedure
from permits.rules.procedure_files import all_procedures

MOST_SHAPES = 50


@require_POST
@throttled("live_check", per_minute=240)
def live_check(request: HttpRequest) -> HttpResponse:
    """Return the findings of drawn works as a fragment; nothing is stored.

    Takes `works` (GeoJSON in WGS 84; features of kind "works"), `case` or `parcel` (repeated), and levels, height_m, width_m, use, basement.
    """
    try:
        context = _context(request)
    except Refused as refused:
        return render(request, "permits/citizen/live_check.html", {"sentence": refused.sentence}, status=422)
    return render(request, "permits/citizen/live_check.html", context)


def _context(request: HttpRequest) -> dict[str, Any]:
    drawn = _drawn(request)
    if not drawn:
        return {"sentence": _("Desenați lucrările: ce le atinge apare aici.")}
    plot, procedure = _plot(request)
    works = layers.as_works(drawn)
    area = plot if plot is not None else layers.one_area([one for one in drawn if one.geom.area > 0], _("desen"))
    answer = land_answer(area, works, authority=request.authority, procedure=procedure)
    names = endorser_names(request.authority)
    rows = [layers.finding_to_json(one) for one in answer.findings]
    numbered = [(f"l{number}", row) for number, row in enumerate(rows, start=1) if row["state"] != "clear" or row["uncertain"]]
    reached = [card(row, names) for row in rows if row["state"] == "clear" and row["code"].startswith("UTR-")]
    return {
        "cards": [card(row, names, id=number) for number, row in numbered], "reached": reached,
        "clear": sum(row["state"] == "clear" and not row["uncertain"] for row in rows),
        "shown_json": json.dumps(collection([feature(area, kind="plot"), *finding_features(numbered)])),
    }


def _drawn(request: HttpRequest) -> list[layers.Drawn]:
    text = request.POST.get("works", "").strip()
    if not text:
        return []
    try:
        given = json.loads(text)
    except ValueError as error:
        raise BadInput(_("Desenul nu a putut fi citit. Desenați din nou sau scrieți coordonatele."), field="works") from error
    rows = given.get("features", []) if isinstance(given, dict) else []
    told = {name: request.POST.get(name, "").strip() for name in ("levels", "height_m", "width_m", "use")}
    said = {name: value for name, value in told.items() if value} | ({"basement": True} if request.POST.get("basement") == "on" else {})
    kept = [
        {**row, "properties": {key: value for key, value in {**(row.get("properties") or {}), **said}.items() if key != "kind"}}
        for row in rows
        if isinstance(row, dict) and (row.get("properties") or {}).get("kind", "works") == "works" and row.get("geometry")
    ]
    if len(kept) > MOST_SHAPES:
        raise BadInput(_("Desenul are prea multe forme. Desenați cel mult %(most)s.") % {"most": MOST_SHAPES}, field="works")
    if not kept:
        return []
    for row in kept:
        if row["geometry"].get("type") in ("LineString", "MultiLineString"):
            row["properties"].setdefault("width_m", "0.6")
    drawn = layers.read_geojson({"type": "FeatureCollection", "features": kept}, _("desen"))
    if any(one.repaired for one in drawn):
        raise BadInput(_("Conturul se intersectează cu el însuși. Mutați colțurile astfel încât laturile să nu se încrucișeze."), field="works")
    return drawn


def _plot(request: HttpRequest) -> tuple[GEOSGeometry | None, Procedure | None]:
    """Return the land of the case (only of the person's own cases) or of the parcels, and the procedure if there is one."""
    if pk := request.POST.get("case", "").strip():
        found = get_object_or_404(own_or_office_cases(request.user, request.authority), pk=_uuid(pk))
        plot = getattr(found, "plot", None)
        return (plot.geom if plot is not None else None), all_procedures()[found.procedure]
    whole: GEOSGeometry | None = None
    for number in request.POST.getlist("parcel")[:MOST_SHAPES]:
        parcel = layers.parcel_by_number(request.authority, number)
        if parcel is None:
            raise BadInput(_("Nu am găsit acest număr cadastral. Verificați-l în extrasul de carte funciară sau căutați după adresă."), field="parcel")
        whole = parcel.geom if whole is None else whole.union(parcel.geom)
    if whole is not None:
        whole.srid = 3844
    return whole, all_procedures().get(request.POST.get("procedure", ""))


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise BadInput(_("Dosarul nu există."), field="case") from error
