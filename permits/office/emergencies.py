"""Emergency repairs announced to the town hall: where, since when, and which of their terms are past."""
from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gisapp.accounts.guard import office
from permits.queries.case_dates import emergency_dates
from permits.queries.case_view import state_label
from permits.queries.emergencies import announced


@office()
@require_GET
def emergencies(request: HttpRequest) -> HttpResponse:
    """List the announced repairs, latest first, each with its terms in words."""
    rows = [{"one": one, "state": state_label(one.case.state), "dates": emergency_dates(one.case), "responsible": one.case.answers.get("responsible", "")} for one in announced(request.authority)]
    return render(request, "permits/office/emergencies.html", {"rows": rows})
