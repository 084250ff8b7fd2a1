"""The way from the chat into the form."""
from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from permits.actions.prepare_draft import take_over_draft
from permits.citizen.steps import first_unfinished
from permits.models import Case
from permits.queries.draft_links import draft_of_link


@login_required
@require_GET
def resume_draft(request: HttpRequest, token: str) -> HttpResponse:
    """Open the draft behind a signed link at its first unfinished page; the first who signs in with it becomes its owner."""
    pk = draft_of_link(token)
    if pk is None:
        raise Http404("no such link, or too old")
    case = take_over_draft(case=get_object_or_404(Case, pk=pk, authority=request.authority), by=request.user)
    return redirect("form", case.pk, first_unfinished(case))
