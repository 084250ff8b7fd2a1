"""Findings while drawing: what stands against the works as they are on the map now."""
from __future__ import annotations

import json
import uuid
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gisapp.core import clock
from gisapp.core.errors import BadInput, Refused
from gisapp.core.throttle import throttled
from layers import api as layers
from permits.actions.draw_works import TRENCH_WIDTH_M
from permits.models import Case
from permits.queries.access import own_or_office_cases
from permits.queries.cards import card, endorser_names
from permits.queries.collections import collection, feature, finding_features
from permits.queries.digs import Planned, planned_findings, settle_events, window_of
from permits.queries.land_answer import land_answer, works_shape
from permits.queries.openings import opened, restoration_cost_of, trench
from permits.queries.works import NETWORK_USES
from permits.rules.parameters import ParameterError
from permits.rules.procedure import Procedure
from permits.rules.procedure_files import all_procedures
from permits.rules.states import Family

MOST_SHAPES = 50


@require_POST
@throttled("live_check", per_minute=240)
def live_check(request: HttpRequest) -> HttpResponse:
    """Return the findings of drawn works as a fragment; nothing is stored.

    Takes `works` (GeoJSON in WGS 84; features of kind "works"), `case` or `parcel` (repeated), and levels, height_m, width_m, use,
    basement, surface. For the case of an excavation also what stands against it in time, and what is to be restored.
    """
    try:
        context = _context(request)
    except Refused as refused:
        return render(request, "permits/citizen/live_check.html", {"sentence": refused.sentence}, status=422)
    return render(request, "permits/citizen/live_check.html", context)


def _context(request: HttpRequest) -> dict[str, Any]:
    drawn = _drawn(request)
    case, plot, procedure = _plot(request)
    if not drawn:
        # What the last drawing touched goes from the map with it.
        alone = json.dumps(collection([feature(plot, kind="plot")] if plot is not None else []))
        return {"sentence": _("Desenați lucrările: ce le atinge apare aici."), "shown_json": alone}
    works = layers.as_works(drawn)
    digging: dict[str, Any] = {}
    in_time: tuple[layers.Finding, ...] = ()
    if case is not None and procedure is not None and procedure.family is Family.EXCAVATION:
        use = NETWORK_USES.get(str(case.answers.get("network", "")), "")
        works = [replace(one, kind="trench", use=one.use or use) for one in works]
        in_time, digging = _digging(request, case, drawn, works)
    area = plot if plot is not None else layers.one_area([one for one in drawn if one.geom.area > 0], _("desen"))
    answer = land_answer(area, works, authority=request.authority, procedure=procedure)
    names = endorser_names(request.authority)
    if case is not None:
        answer = replace(answer, findings=layers.order_findings([*settle_events(answer.findings, case), *in_time]))
    rows = [layers.finding_to_json(one) for one in answer.findings]
    numbered = [(f"l{number}", row) for number, row in enumerate(rows, start=1) if row["state"] != "clear" or row["uncertain"]]
    reached = [card(row, names) for row in rows if row["state"] == "clear" and row["code"].startswith("UTR-")]
    cards = [card(row, names, id=number) for number, row in numbered]
    silent = [row for _number, row in numbered if row["state"] in ("unknown", "failed")]
    return {
        **digging, "cards": cards, "found": [one for one in cards if one["state"] not in ("unknown", "failed")], "reached": reached,
        "silent": _by_layer(silent), "silent_count": len(silent),
        "clear": sum(row["state"] == "clear" and not row["uncertain"] for row in rows),
        "shown_json": json.dumps(collection([feature(area, kind="plot"), *finding_features(numbered)])),
    }


def _by_layer(silent: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return (layer, why it cannot answer), each once: a layer that cannot answer is silent for all its rules."""
    language = "en" if get_language() == "en" else "ro"
    return list(dict.fromkeys((row["source"][f"title_{language}"], row[f"reason_{language}"] or row[f"title_{language}"]) for row in silent))


def _digging(request: HttpRequest, case: Case, drawn: list[layers.Drawn], works: list[layers.Work]) -> tuple[tuple[layers.Finding, ...], dict[str, Any]]:
    """Return what stands against the dig in time, and the surfaces opened, the area to restore and the guarantee."""
    shape = works_shape(works)
    assert shape is not None
    axes = tuple(one.geom for one in drawn if one.geom.dims == 1)
    surface = request.POST.get("surface", "")
    trenches = [trench(one.geom, float(str(one.properties.get("width_m") or 0).replace(",", ".")), surface) for one in drawn]
    pieces = opened(case.authority, [one for one in trenches if one is not None], case.rules_on or clock.today())
    told: dict[str, Any] = {"digging": True, "pieces": pieces, "restored_m2": sum((one.restored_m2 for one in pieces), Decimal(0))}
    try:
        told["guarantee"] = restoration_cost_of(case, pieces) if pieces else None
        return planned_findings(Planned(case, shape, axes, window_of(case))), told
    except ParameterError:
        # The findings say by themselves which rules are not loaded.
        return planned_findings(Planned(case, shape, axes, window_of(case))), told


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
            row["properties"].setdefault("width_m", str(TRENCH_WIDTH_M))
    drawn = layers.read_geojson({"type": "FeatureCollection", "features": kept}, _("desen"))
    if any(one.repaired for one in drawn):
        raise BadInput(_("Conturul se intersectează cu el însuși. Mutați colțurile astfel încât laturile să nu se încrucișeze."), field="works")
    return drawn


def _plot(request: HttpRequest) -> tuple[Case | None, GEOSGeometry | None, Procedure | None]:
    """Return the case (only of the person's own cases), its land or that of the parcels, and the procedure if there is one."""
    if pk := request.POST.get("case", "").strip():
        found = get_object_or_404(own_or_office_cases(request.user, request.authority), pk=_uuid(pk))
        plot = getattr(found, "plot", None)
        return found, (plot.geom if plot is not None else None), all_procedures()[found.procedure]
    whole: GEOSGeometry | None = None
    for number in request.POST.getlist("parcel")[:MOST_SHAPES]:
        parcel = layers.parcel_by_number(request.authority, number)
        if parcel is None:
            raise BadInput(_("Nu am găsit acest număr cadastral. Verificați-l în extrasul de carte funciară sau căutați după adresă."), field="parcel")
        whole = parcel.geom if whole is None else whole.union(parcel.geom)
    if whole is not None:
        whole.srid = 3844
    return None, whole, all_procedures().get(request.POST.get("procedure", ""))


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise BadInput(_("Dosarul nu există."), field="case") from error
