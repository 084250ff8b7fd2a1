"""One request by its signed link, without an account: read, download, answer with a signed file."""
from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gisapp.core.throttle import throttled
from permits.actions.answer_endorsement import LINK
from permits.endorser.request_page import letter_response, page_context, paper_response, saw, take_answer, works_response
from permits.models import Endorsement
from permits.queries.endorser_link import endorsement_of_token


def _opened(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Hand over the request that the token opens; anything else is not found. The address must not leak to other sites."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        row = endorsement_of_token(token, request.authority)
        if row is None:
            raise Http404("no such link")
        response = view(request, row, token, *args, **kwargs)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex"
        response["Cache-Control"] = "private, no-store"
        return response

    return guarded


@throttled("endorser_link", per_minute=60)
@require_http_methods(["GET", "POST"])
@_opened
def page(request: HttpRequest, row: Endorsement, token: str) -> HttpResponseBase:
    """Show the request; on POST take the answer, with its signed file."""
    sentence = ""
    if request.method == "POST":
        refused = take_answer(request, row, by=None, channel=LINK)
        if refused is None:
            messages.success(request, _("Răspunsul a fost trimis primăriei."))
            return redirect("endorser_link", token)
        sentence = refused.sentence
    saw(row, None)
    context = {**page_context(row, request, sentence), "by_link": True, "gpkg": reverse("endorser_link_works", args=[token, "gpkg"]), "dxf": reverse("endorser_link_works", args=[token, "dxf"]), "letter_href": reverse("endorser_link_letter", args=[token])}
    for one in context["papers"]:
        one["href"] = reverse("endorser_link_paper", args=[token, one["paper"].pk])
    return render(request, "permits/endorser/request.html", context, status=422 if sentence else 200)


@throttled("endorser_link", per_minute=60)
@require_GET
@_opened
def works(request: HttpRequest, row: Endorsement, token: str, kind: str) -> HttpResponseBase:
    """Send the works as a file."""
    return works_response(row, kind, None)


@throttled("endorser_link", per_minute=60)
@require_GET
@_opened
def paper(request: HttpRequest, row: Endorsement, token: str, paper: Any) -> HttpResponseBase:
    """Send a paper that the institution may read."""
    return paper_response(row, paper, None)


@throttled("endorser_link", per_minute=60)
@require_GET
@_opened
def letter(request: HttpRequest, row: Endorsement, token: str) -> HttpResponseBase:
    """Send the sealed request."""
    return letter_response(row, None)
