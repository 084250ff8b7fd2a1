"""Open cases that new layers or rules touch, and one case between two days."""
from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gisapp.accounts.guard import office
from gisapp.core import clock
from layers import api as layers
from permits.models import Touch
from permits.office.case_page import office_case
from permits.office.changed_rows import changed_rows
from permits.queries.access import cases_of_office
from permits.queries.cards import card, endorser_names
from permits.queries.touched import Changes, between_days
from permits.queries.watched import open_runs


@office()
@require_GET
def touched(request: HttpRequest) -> HttpResponse:
    """List the open cases whose stored answer no longer holds, with what changed in each."""
    cases = cases_of_office(request.user, request.authority)
    found = Touch.objects.filter(run__in=open_runs(request.authority), run__case__in=cases).select_related("run__case")
    page = Paginator(found, 20).get_page(request.GET.get("page"))
    names = endorser_names(request.authority)
    rows = [
        {
            "case": one.run.case, "run": one.run, "found_at": one.found_at, "versions": one.versions,
            **changed_rows(one.added, one.gone, one.changed, names),
        }
        for one in page
    ]
    return render(request, "permits/office/touched.html", {"rows": rows, "page": page})


@office()
@require_GET
def between(request: HttpRequest, pk: Any) -> HttpResponse:
    """Compare what the layers said of a case's land on two days."""
    found = office_case(request, pk)
    registered = found.registered_at.astimezone(clock.TOWN_TIME).date() if found.registered_at else clock.today()
    first, second = _day(request.GET.get("first"), registered), _day(request.GET.get("second"), clock.today())
    sentence, shown = "", {}
    if not hasattr(found, "plot"):
        sentence = _("Dosarul nu are teren.")
    elif first is None or second is None or max(first, second) > clock.today():
        sentence = _("Alegeți două zile, niciuna în viitor.")
    else:
        shown = _shown(between_days(found, first, second), endorser_names(request.authority))
    context = {"case": found, "first": first, "second": second, "sentence": sentence, "any": False, "same": [], **shown}
    return render(request, "permits/office/compare_days.html", context, status=422 if sentence else 200)


def _day(text: str | None, otherwise: dt.date) -> dt.date | None:
    if not text:
        return otherwise
    try:
        return parse_date(text)
    except ValueError:
        return None


def _shown(changes: Changes, names: dict[str, str]) -> dict[str, Any]:
    def rows(findings: tuple[layers.Finding, ...]) -> list[dict[str, Any]]:
        return [layers.finding_to_json(one) for one in findings]

    pairs = [(layers.finding_to_json(one), layers.finding_to_json(other)) for one, other in changes.changed]
    same = sorted(card(row, names)["title"] for row in rows(changes.same))
    return {**changed_rows(rows(changes.added), rows(changes.gone), pairs, names), "same": same, "any": bool(changes)}
