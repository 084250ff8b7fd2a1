"""Endorsements on the case handler's desk: ask, send again, give what lacked, type an answer that came by letter, take back."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from gisapp.accounts.guard import office
from gisapp.core.errors import Refused
from permits.actions.answer_endorsement import OFFICE, Upload, answer_endorsement, give_papers
from permits.actions.ask_endorsements import ask_endorsements, cancel_endorsement, send_link_again
from permits.models import Endorsement
from permits.office.case_page import office_case
from permits.queries.access import cases_of_office


def _back(case_id: Any) -> HttpResponse:
    return redirect(reverse("office_case", args=[case_id]) + "?tab=avize")


@office()
@require_POST
def ask(request: HttpRequest, pk: Any) -> HttpResponse:
    """Ask the chosen institutions."""
    found = office_case(request, pk)
    try:
        asked = ask_endorsements(case=found, institutions=request.POST.getlist("institutions"), by=request.user)
        messages.success(request, ngettext("%(n)s aviz cerut.", "%(n)s avize cerute.", len(asked)) % {"n": len(asked)})
    except Refused as refused:
        messages.error(request, refused.sentence)
    return _back(found.pk)


def _on(request: HttpRequest, pk: Any, action: Callable[[Endorsement], object], done: str) -> HttpResponse:
    row = get_object_or_404(Endorsement.objects.filter(case__in=cases_of_office(request.user, request.authority)).select_related("case__authority", "institution"), pk=pk)
    try:
        action(row)
        messages.success(request, done)
    except Refused as refused:
        messages.error(request, refused.sentence)
    return _back(row.case_id)


@office()
@require_POST
def cancel(request: HttpRequest, pk: Any) -> HttpResponse:
    """Take a request back, with a reason."""
    return _on(request, pk, lambda row: cancel_endorsement(endorsement=row, reason=request.POST.get("reason", ""), by=request.user), _("Cererea de aviz a fost retrasă."))


@office()
@require_POST
def resend(request: HttpRequest, pk: Any) -> HttpResponse:
    """Send a new link."""
    return _on(request, pk, lambda row: send_link_again(endorsement=row, by=request.user), _("O legătură nouă a fost trimisă; cele vechi nu se mai deschid."))


@office()
@require_POST
def completed(request: HttpRequest, pk: Any) -> HttpResponse:
    """Tell the institution that what it lacked is in the file."""
    return _on(request, pk, lambda row: give_papers(endorsement=row, by=request.user), _("Instituția a fost anunțată; termenul ei curge din nou."))


@office()
@require_POST
def typed(request: HttpRequest, pk: Any) -> HttpResponse:
    """Type an answer that came on another way (letter, the applicant's file), with the file."""
    given = request.FILES.get("file")
    upload = Upload(given.name or "", given.size or 0, given.chunks()) if given is not None else None
    return _on(
        request, pk,
        lambda row: answer_endorsement(
            endorsement=row, state=request.POST.get("state", ""), by=request.user, channel=OFFICE, text=request.POST.get("text", ""), number=request.POST.get("number", ""), upload=upload,
        ),
        _("Răspunsul instituției a fost trecut la dosar."),
    )
