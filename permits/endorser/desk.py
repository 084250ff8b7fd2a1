"""The desk of an institution's people: requests due first, one request, many answered at once."""
from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gisapp.accounts.models import Role
from gisapp.accounts.roles import posts
from gisapp.core import clock
from gisapp.core.errors import Refused
from gisapp.core.searches import searched, words
from permits.actions.answer_endorsement import DESK, Upload, answer_endorsement
from permits.endorser.request_page import (
    TONES,
    answer_choices,
    letter_response,
    page_context,
    paper_response,
    saw,
    take_answer,
    works_response,
)
from permits.models import Endorsement
from permits.queries.endorsements import WAITING, requests_of
from permits.rules.procedure_files import all_procedures


def _requests(request: HttpRequest) -> QuerySet[Endorsement]:
    """Return the requests of the person's institutions; who has no such post finds no desk."""
    if not posts(request.user, request.authority).filter(role=Role.ENDORSER).exists():
        raise Http404("no such page")
    return requests_of(request.user, request.authority).select_related("case__authority", "case__plot", "case__applicant", "institution", "paper", "request__entry")


@login_required
@searched
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """List what waits, due first, with the clock of each; or what was answered, newest first."""
    rows, today = _requests(request), clock.today()
    scope = "answered" if request.GET.get("scope") == "answered" else "waiting"
    waiting = rows.filter(state__in=WAITING)
    found = waiting.order_by("due", "asked_at") if scope == "waiting" else rows.exclude(state__in=WAITING).order_by("-answered_at")
    q = words(request)
    if q:
        number = q.split("/")[0]
        found = found.filter(case__registry_number=int(number[:9])) if number.isdigit() and len(number) < 5 else found.filter(case__plot__parcels__contains=[{"cadastral_number": q}])
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    shown = [
        {"row": row, "procedure": all_procedures()[row.case.procedure], "tone": TONES[row.state], "left": (row.due - today).days, "open": row.state == Endorsement.State.ASKED}
        for row in page
    ]
    counts = {"waiting": waiting.count(), "soon": sum((row.due - today).days <= 3 for row in waiting), "late": waiting.filter(due__lt=today).count()}
    institutions = posts(request.user, request.authority).filter(role=Role.ENDORSER).values_list("institution__name", flat=True)
    context = {"rows": shown, "page": page, "scope": scope, "q": q, "counts": counts, "institutions": institutions, "choices": answer_choices()[:3]}
    return render(request, "permits/endorser/desk.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, pk: Any) -> HttpResponse:
    """Show one request; on POST take the answer."""
    row = get_object_or_404(_requests(request), pk=pk)
    sentence = ""
    if request.method == "POST":
        refused = take_answer(request, row, by=request.user, channel=DESK)
        if refused is None:
            messages.success(request, _("Răspunsul a fost trimis primăriei."))
            return redirect("endorser_request", row.pk)
        sentence = refused.sentence
    saw(row, request.user)
    context = {**page_context(row, request, sentence), "by_link": False, "gpkg": reverse("endorser_works", args=[row.pk, "gpkg"]), "dxf": reverse("endorser_works", args=[row.pk, "dxf"]), "letter_href": reverse("endorser_letter", args=[row.pk])}
    for paper in context["papers"]:
        paper["href"] = reverse("endorser_paper", args=[row.pk, paper["paper"].pk])
    return render(request, "permits/endorser/request.html", context, status=422 if sentence else 200)


@login_required
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Give the same answer to many requests; each is stored on its own, and one that cannot be is named."""
    chosen = list(_requests(request).filter(pk__in=[one for one in request.POST.getlist("requests") if _is_uuid(one)], state=Endorsement.State.ASKED))
    given = request.FILES.get("file")
    content = given.read() if given is not None else b""
    done, refusals = 0, []
    for row in chosen:
        upload = Upload(given.name or "", len(content), [content]) if given is not None else None
        try:
            answer_endorsement(endorsement=row, state=request.POST.get("state", ""), by=request.user, channel=DESK, text=request.POST.get("text", ""), number=request.POST.get("number", ""), upload=upload)
            done += 1
        except Refused as refused:
            refusals.append(f"{row.case.number}: {refused.sentence}")
    if not chosen:
        messages.error(request, _("Alegeți cel puțin o solicitare."))
    if done:
        messages.success(request, ngettext("%(n)s răspuns trimis.", "%(n)s răspunsuri trimise.", done) % {"n": done})
    for sentence in refusals[:5]:
        messages.error(request, sentence)
    return redirect("endorser_desk")


def _is_uuid(text: str) -> bool:
    from uuid import UUID

    try:
        UUID(text)
    except ValueError:
        return False
    return True


@login_required
@require_GET
def works(request: HttpRequest, pk: Any, kind: str) -> HttpResponse:
    """Send the works as a file."""
    return works_response(get_object_or_404(_requests(request), pk=pk), kind, request.user)


@login_required
@require_GET
def paper(request: HttpRequest, pk: Any, paper: Any) -> HttpResponseBase:
    """Send a paper that the institution may read."""
    return paper_response(get_object_or_404(_requests(request), pk=pk), paper, request.user)


@login_required
@require_GET
def letter(request: HttpRequest, pk: Any) -> HttpResponseBase:
    """Send the sealed request."""
    return letter_response(get_object_or_404(_requests(request), pk=pk), request.user)
