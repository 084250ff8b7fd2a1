"""What anybody may see and take: cases in work near a place, subscriptions to it, and open data."""
from __future__ import annotations

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gisapp.core import clock
from gisapp.core.errors import Refused
from gisapp.core.throttle import throttled
from layers import api as layers
from permits.actions.count_term import local_day
from permits.actions.subscribe import ask_subscription, confirm_subscription, end_subscription, subscription_of
from permits.models import IssuedDocument
from permits.queries.collections import collection, feature
from permits.queries.nearby import cases_nearby
from permits.queries.open_acts import issued_acts

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
COLUMNS = ("number", "book", "procedure", "title", "issued_on", "valid_until", "status", "parcels", "verification_code")


@require_http_methods(["GET", "POST"])
@throttled("nearby", per_minute=30)
def nearby(request: HttpRequest) -> HttpResponse:
    """Show cases in work by squares of 100 m; on POST take a subscription."""
    sentence, typed = "", {name: request.POST.get(name, "") for name in ("email", "place", "radius")}
    if request.method == "POST":
        try:
            hits = layers.search_places(request.authority, typed["place"][:200]) if typed["place"].strip() else []
            if not hits:
                raise Refused(_("Scrieți o adresă sau un număr cadastral din localitate."), code="no_place", field="place")
            ask_subscription(
                authority=request.authority, email=typed["email"], centre=layers.point_from_lonlat(hits[0].lon, hits[0].lat),
                radius_m=int(typed["radius"]) if typed["radius"].isdigit() and len(typed["radius"]) < 6 else 0, language=get_language() or "ro",
            )
            return render(request, "permits/citizen/subscribed.html", {"sentence": _("V-am trimis un e-mail. Apăsați legătura din el ca să confirmați."), "place": hits[0].label})
        except Refused as refused:
            sentence = refused.sentence
    cases = cases_nearby(request.authority)
    shown = collection(feature(one.cell, kind="works", label=one.title) for one in cases)
    boxes = [layers.to_wgs84(one.cell).extent for one in cases]
    bounds = f"{min(b[0] for b in boxes):.6f},{min(b[1] for b in boxes):.6f},{max(b[2] for b in boxes):.6f},{max(b[3] for b in boxes):.6f}" if boxes else ""
    counts: dict[str, int] = {}
    for one in cases:
        counts[one.title] = counts.get(one.title, 0) + 1
    context = {"shown": shown, "bounds": bounds, "count": len(cases), "counts": sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])), "sentence": sentence, "typed": typed, "radii": (200, 500, 1000, 2000)}
    return render(request, "permits/citizen/nearby.html", context, status=422 if sentence else 200)


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm a subscription by a button: programs that open links in mail confirm nothing."""
    row = subscription_of(token, "confirm")
    if row is None:
        return render(request, "permits/citizen/subscribed.html", {"sentence": _("Legătura nu mai este valabilă. Abonați-vă din nou.")}, status=404)
    if request.method == "POST":
        confirm_subscription(row=row)
        return render(request, "permits/citizen/subscribed.html", {"sentence": _("Abonarea este confirmată. Primiți cel mult un mesaj pe zi, numai când apare ceva nou.")})
    return render(request, "permits/citizen/subscribed.html", {"ask": _("Confirmați abonarea"), "sentence": _("Apăsați butonul ca să confirmați.")})


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, token: str) -> HttpResponse:
    """End a subscription and forget the address."""
    row = subscription_of(token, "end")
    if row is None:
        return render(request, "permits/citizen/subscribed.html", {"sentence": _("Abonarea este deja încheiată.")})
    if request.method == "POST":
        end_subscription(row=row)
        return render(request, "permits/citizen/subscribed.html", {"sentence": _("Nu mai primiți mesaje. Adresa a fost ștearsă.")})
    return render(request, "permits/citizen/subscribed.html", {"ask": _("Încheiați abonarea"), "sentence": _("Apăsați butonul ca să nu mai primiți mesaje.")})


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Say what can be taken, under which licence, and what each column means."""
    return render(request, "permits/citizen/open_data.html", {"licence": LICENCE, "columns": _columns(), "today": clock.today()})


def _columns() -> list[tuple[str, str]]:
    return list(zip(COLUMNS, (
        _("numărul actului în registrul lui"), _("registrul"), _("codul procedurii"), _("denumirea actului"), _("ziua emiterii"), _("ultima zi de valabilitate"),
        _("valid, extended, revoked sau superseded"), _("numerele cadastrale, despărțite de spațiu"), _("codul cu care se verifică documentul"),
    ), strict=True))


def _record(row: IssuedDocument) -> dict[str, Any]:
    assert row.entry is not None
    assert row.case is not None
    assert row.issued_at is not None
    plot = getattr(row.case, "plot", None)
    return {
        "number": f"{row.book} {row.entry.number}/{row.entry.year}", "book": row.book, "procedure": row.case.procedure, "title": row.title, "issued_on": local_day(row.issued_at).isoformat(),
        "valid_until": row.valid_until.isoformat() if row.valid_until else "", "status": row.status, "parcels": " ".join(str(one["cadastral_number"]) for one in plot.parcels) if plot else "",
        "verification_code": row.verification_code,
    }


@require_GET
@throttled("open_data", per_minute=12)
def acts(request: HttpRequest, kind: str) -> HttpResponse:
    """Give all issued acts as CSV or GeoJSON, without anything personal; the land of an act is public with it."""
    rows = issued_acts(request.authority)
    if kind == "csv":
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS)
        writer.writeheader()
        writer.writerows(_safe(_record(row)) for row in rows.iterator(chunk_size=500))
        response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    elif kind == "geojson":
        found = [feature(row.case.plot.geom, **_record(row)) for row in rows if row.case is not None and getattr(row.case, "plot", None) is not None]
        response = JsonResponse({**collection(found), "licence": LICENCE, "date": clock.today().isoformat(), "publisher": request.authority.name}, content_type="application/geo+json")
    else:
        return redirect("open_data")
    response["Content-Disposition"] = f'attachment; filename="acte-{request.authority.slug}-{clock.today().isoformat()}.{kind}"'
    response["Link"] = f'<{LICENCE}>; rel="license"'
    return response


def _safe(record: dict[str, Any]) -> dict[str, Any]:
    """Keep a spreadsheet from reading a text as a formula."""
    return {name: f"'{value}" if str(value).startswith(("=", "+", "-", "@")) else value for name, value in record.items()}
