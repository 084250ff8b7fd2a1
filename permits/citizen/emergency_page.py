"""Telling the town hall of an emergency repair at once, and what must follow by when."""
from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.views.decorators.http import require_GET, require_http_methods

from gisapp.core import clock
from gisapp.core.errors import Refused
from permits.actions.announce_emergency import announce_emergency
from permits.models import CaseEvent
from permits.queries.access import cases_of_applicant
from permits.queries.case_dates import dates_of
from permits.queries.emergencies import ANNOUNCED, PROCEDURE
from permits.rules.procedure_files import all_procedures

FIELDS = ("network", "place", "what", "day", "hour", "responsible")


@login_required
@require_http_methods(["GET", "POST"])
def announce(request: HttpRequest) -> HttpResponse:
    """Take the notice; what was typed comes back with the sentence that says what is missing."""
    now = clock.now().astimezone(clock.TOWN_TIME)
    typed = dict.fromkeys(FIELDS, "") | {"day": now.date().isoformat(), "hour": f"{now:%H:%M}"} | {name: request.POST[name] for name in FIELDS if name in request.POST}
    sentence, field = "", ""
    if request.method == "POST":
        try:
            case = announce_emergency(authority=request.authority, by=request.user, **{name: typed.get(name, "") for name in FIELDS})
            return redirect("emergency_announced", case.pk)
        except Refused as refused:
            sentence, field = refused.sentence, refused.field
    english = translation.get_language() == "en"
    (network,) = [question for question in all_procedures()[PROCEDURE].questions if question.code == "network"]
    choices = [(one.code, one.label_en if english else one.label_ro) for one in network.choices]
    return render(request, "permits/citizen/emergency.html", {"typed": typed, "sentence": sentence, "field": field, "networks": choices}, status=422 if sentence else 200)


@login_required
@require_GET
def announced(request: HttpRequest, pk: Any) -> HttpResponse:
    """Show the number of the notice and the terms that run from the intervention."""
    case = get_object_or_404(cases_of_applicant(request.user, request.authority), pk=pk, procedure=PROCEDURE)
    told = get_object_or_404(CaseEvent, case=case, kind=ANNOUNCED)
    return render(request, "permits/citizen/emergency_announced.html", {"case": case, "told": told, "dates": dates_of(case)})
