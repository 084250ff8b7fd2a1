"""Registers with filters, the printed book, and the documents of the house that wait for a signature."""
from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gisapp.accounts.guard import office
from gisapp.accounts.models import Role
from gisapp.core import clock
from gisapp.core.errors import Refused
from gisapp.core.searches import searched, words
from permits.actions.house_document import SIGNED_BY, draft_house_document
from permits.board.scope import day_of
from permits.citizen.downloads import file_name, send
from permits.documents.compose import compose
from permits.documents.render import render as press
from permits.models import IssuedDocument, RegisterEntry
from permits.queries.house_fields import procedure_fields, register_fields
from permits.queries.search import words_in_register
from permits.queries.versions import newest_sha256
from permits.rules.procedure_files import all_procedures

REGISTER_ROLES = (Role.REGISTRY_CLERK, Role.SECRETARY_GENERAL, Role.ARCHIVIST, Role.MAYOR, Role.DEPUTY_MAYOR)
HOUSE_ROLES = (*REGISTER_ROLES, Role.QUALITY_OFFICER, Role.CHIEF_ARCHITECT, Role.FINANCE_OFFICER)


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _period(request: HttpRequest) -> tuple[dt.date, dt.date]:
    today = clock.today()
    since, until = day_of(request.GET.get("since", ""), today.replace(month=1, day=1)), day_of(request.GET.get("until", ""), today)
    return min(since, until), max(since, until)


def _entries(request: HttpRequest) -> QuerySet[RegisterEntry]:
    since, until = _period(request)
    rows: QuerySet[RegisterEntry] = RegisterEntry.objects.filter(authority=request.authority, at__gte=clock.start_of(since), at__lte=clock.end_of(until), book=request.GET.get("book", "general"))
    if request.GET.get("direction") in RegisterEntry.Direction.values:
        rows = rows.filter(direction=request.GET["direction"])
    if typed := words(request):
        rows = words_in_register(rows, typed)
    return rows.select_related("case", "by").order_by("-year", "-number")


@office(*REGISTER_ROLES)
@searched
@require_GET
def registers(request: HttpRequest) -> HttpResponse:
    """Show a book with filters: period, incoming, outgoing or internal, words."""
    since, until = _period(request)
    books = RegisterEntry.objects.filter(authority=request.authority).order_by("book").values_list("book", flat=True).distinct()
    context = {
        "page": Paginator(_entries(request), 40).get_page(request.GET.get("page")), "books": books, "book": request.GET.get("book", "general"), "since": since, "until": until,
        "directions": RegisterEntry.Direction.choices, "direction": request.GET.get("direction", ""), "q": words(request), "query": request.GET.urlencode(),
    }
    return render(request, "permits/board/registers.html", context)


@office(*REGISTER_ROLES)
@require_GET
def register_pdf(request: HttpRequest) -> HttpResponse:
    """Print the book of the period: every number, with those annulled and those missing said."""
    since, until = _period(request)
    book, direction = request.GET.get("book", "general"), request.GET.get("direction", "")
    fields = register_fields(request.authority, book[:40], since, until, direction if direction in RegisterEntry.Direction.values else "")
    document = IssuedDocument(authority=request.authority, kind="register_book", fields=fields, verification_code="extras")
    return _pdf(_print(document), f"registru-{until:%Y-%m-%d}.pdf")


def _print(document: IssuedDocument) -> bytes:
    made = compose(document, draft=False)
    # An extract is not an act: it has neither signature nor code.
    return press(replace(made, signatories=(), verification=None)).pdf


@office(*HOUSE_ROLES)
@require_http_methods(["GET", "POST"])
def house_documents(request: HttpRequest) -> HttpResponse:
    """List reports and sheets with their signatures; on POST write the sheet of a procedure for approval."""
    if request.method == "POST":
        code = request.POST.get("procedure", "")
        if code not in all_procedures():
            raise Http404("no such procedure")
        version = IssuedDocument.objects.filter(authority=request.authority, kind="procedure_sheet", fields__procedure=code).exclude(state="cancelled").count() + 1
        fields = procedure_fields(all_procedures()[code], request.authority, version)
        try:
            draft_house_document(authority=request.authority, kind="procedure_sheet", title=f"Fișa procedurii: {fields['title']}, versiunea {version}", fields=fields, by=request.user)
            messages.success(request, _("Fișa a fost întocmită și așteaptă aprobarea secretarului general."))
        except Refused as refused:
            messages.error(request, refused.sentence)
        return redirect("house_documents")
    rows = _documents(request).select_related("entry", "drafted_by").prefetch_related("signatures__signer").order_by("-drafted_at")
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    held = set(request.user.memberships.filter(authority=request.authority, until=None).values_list("role", flat=True))
    context = {
        "page": page, "procedures": all_procedures().values(), "may_sign": {row.pk for row in page if row.drafted_by_id != request.user.pk and any(s.state == "waiting" and s.role in held for s in row.signatures.all())},
    }
    return render(request, "permits/board/house_documents.html", context)


def _documents(request: HttpRequest) -> QuerySet[IssuedDocument]:
    return IssuedDocument.objects.filter(authority=request.authority, case=None, kind__in=list(SIGNED_BY))


@office(*HOUSE_ROLES)
@require_GET
def house_document(request: HttpRequest, pk: Any) -> HttpResponseBase:
    """Send a document of the house; before it is issued, as a draft that says so on every page."""
    document = get_object_or_404(_documents(request), pk=pk)
    if document.state == IssuedDocument.State.ISSUED:
        return send(newest_sha256(document), file_name(document), "application/pdf")
    if not document.fields:
        raise Refused(_("Proiectul nu are încă niciun conținut, deci nu are ce se tipări. Întocmiți-l din nou."), code="empty_draft")
    return _pdf(press(compose(document, draft=True)).pdf, "proiect.pdf")


@require_GET
def procedure_sheet(request: HttpRequest, code: str) -> HttpResponseBase:
    """Send the approved sheet of a procedure to anybody: the latest that was signed."""
    found = IssuedDocument.objects.filter(authority=request.authority, kind="procedure_sheet", fields__procedure=code, state=IssuedDocument.State.ISSUED).order_by("-issued_at").first()
    if found is None:
        raise Http404("no approved sheet")
    return send(newest_sha256(found), f"fisa-{code}.pdf", "application/pdf")
