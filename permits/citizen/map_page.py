"""The map: pick a parcel, or find it by number or address, and see what applies to it."""
from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.contrib.gis.geos import GEOSGeometry, Point
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gisapp.core.errors import BadInput
from gisapp.core.logging import mask
from layers import api as layers
from permits.queries.cards import card, endorser_names
from permits.queries.collections import collection, feature, finding_features
from permits.queries.land_answer import DEFAULT_QUESTION, land_answer
from permits.rules.procedure import Plot
from permits.rules.procedure_files import all_procedures


@require_GET
def map_page(request: HttpRequest) -> HttpResponse:
    """Show the map; with ?parcel= or ?q= also the panel, so that it works without JavaScript."""
    if (asked := request.GET.get("q", "")) != mask(asked):
        messages.info(request, _("Aici se caută terenuri: o adresă sau un număr cadastral. Nu scrieți un CNP, un telefon sau un e-mail."))
        return redirect("map")
    context: dict[str, Any] = {"q": request.GET.get("q", ""), "bounds": "", "chosen": ""}
    try:
        parcel = _asked_parcel(request)
        if parcel is not None:
            context.update(parcel_context(request, parcel))
        elif context["q"]:
            context["results"] = layers.search_places(request.authority, context["q"])
    except BadInput as bad:
        context["sentence"] = bad.sentence
    return render(request, "permits/citizen/map.html", context)


@require_GET
def panel(request: HttpRequest) -> HttpResponse:
    """Return the panel about the parcel under a point or with a number (fragment for htmx)."""
    try:
        parcel = _asked_parcel(request)
    except BadInput as bad:
        return render(request, "permits/citizen/panel_empty.html", {"sentence": bad.sentence})
    if parcel is None:
        return render(request, "permits/citizen/panel_empty.html", _nothing_here(request))
    return render(request, "permits/citizen/panel.html", parcel_context(request, parcel))


def parcel_context(request: HttpRequest, parcel: layers.ParcelInfo) -> dict[str, Any]:
    """Return all that the panel says of one parcel."""
    # What a certificate would say of the land: rules that only pipes or trees must keep are not a parcel's business.
    answer = land_answer(parcel.geom, authority=request.authority, procedure=all_procedures()[DEFAULT_QUESTION])
    envelope = layers.buildable(parcel.geom, authority=request.authority)
    land = layers.describe_land(parcel.geom, authority=request.authority)
    names = endorser_names(request.authority)
    rows = [layers.finding_to_json(finding) for finding in answer.findings]
    numbered = [(str(number), row) for number, row in enumerate(rows, start=1) if row["state"] != "clear" or row["uncertain"]]
    cards = [card(row, names, id=number) for number, row in numbered]
    clear = [card(row, names) for row in rows if row["state"] == "clear" and not row["uncertain"] and not row["sliver"] and not row["feature"]]
    shown = collection([feature(parcel.geom, kind="plot", label=parcel.cadastral_number), *finding_features(numbered), *_envelope_features(envelope)])
    west, south, east, north = layers.to_wgs84(parcel.geom).extent
    return {
        "parcel": parcel, "land": land, "answer": answer, "cards": cards, "envelope": envelope, **_sorted(cards, dict(numbered)), "clear": clear, "shown_json": json.dumps(shown),
        "chosen": parcel.cadastral_number, "bounds": f"{west:.6f},{south:.6f},{east:.6f},{north:.6f}",
        "requests": [p for p in all_procedures().values() if p.plot is Plot.PARCEL and not any(q.kind.value == "act" for q in p.questions)],
    }


def _sorted(cards: list[dict[str, Any]], rows: dict[str, dict[str, Any]]) -> dict[str, list[Any]]:
    """Return what weighs, what could not be answered (by the reason, each said once), and what is only good to know: nothing is left out."""
    unanswered = [one for one in cards if one["state"] in ("unknown", "failed")]
    weighty = [one for one in cards if one["state"] == "conflict" and one["effect"] in ("prohibit", "endorsement")]
    reason = "reason_en" if get_language() == "en" else "reason_ro"
    by_reason: dict[str, list[dict[str, Any]]] = {}
    for one in unanswered:
        by_reason.setdefault(rows[one["id"]][reason] or one["text"], []).append(one)
    return {"weighty": weighty, "unanswered": list(by_reason.items()), "light": [one for one in cards if one not in unanswered and one not in weighty]}


def _envelope_features(envelope: layers.Envelope | None) -> list[dict[str, Any]]:
    """Return what could be built on and what is taken off, for the map."""
    if envelope is None:
        return []
    english = get_language() == "en"
    shown = [feature(GEOSGeometry(cut.geometry), kind="cut", label=cut.reason_en if english else cut.reason_ro) for cut in envelope.cuts]
    return ([feature(GEOSGeometry(envelope.geometry), kind="envelope")] if envelope.geometry else []) + shown


def _asked_parcel(request: HttpRequest) -> layers.ParcelInfo | None:
    number = request.GET.get("parcel", "").strip()
    if number:
        found = layers.parcel_by_number(request.authority, number)
        if found is None:
            raise BadInput(_("Nu am găsit acest număr cadastral. Verificați-l în extrasul de carte funciară sau căutați după adresă."))
        return found
    point = asked_point(request)
    return layers.parcel_at(request.authority, point) if point is not None else None


def asked_point(request: HttpRequest) -> Point | None:
    """Return the point asked about in EPSG:3844, or None when no coordinates were given."""
    if "lon" not in request.GET or "lat" not in request.GET:
        return None
    try:
        lon, lat = float(request.GET["lon"]), float(request.GET["lat"])
    except ValueError as error:
        raise BadInput(_("Coordonatele nu pot fi citite. Apăsați din nou pe hartă.")) from error
    return layers.point_from_lonlat(lon, lat)


def _nothing_here(request: HttpRequest) -> dict[str, Any]:
    point = asked_point(request)
    if point is None:
        return {"sentence": _("Apăsați pe o parcelă de pe hartă sau căutați după număr cadastral ori adresă.")}
    place = layers.place_at(request.authority, point)
    if place.outside:
        name = place.authority_name or _("altă unitate administrativă")
        return {"sentence": _("Locul este în afara teritoriului primăriei: %(name)s.") % {"name": name}}
    if place.public_domain:
        return {"sentence": _("Aici este domeniu public: %(label)s. Pentru lucrări se cere aviz de săpătură.") % {"label": place.public_domain}}
    return {"sentence": _("Aici nu este înregistrată o parcelă. Puteți cere informații și pentru un teren fără număr cadastral, desenându-l.")}
