"""The archive: packages of cases, the yearly list, and what is due for selection."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gisapp.accounts.guard import office
from gisapp.accounts.models import Role
from gisapp.core import clock
from gisapp.core.errors import Refused
from permits.actions.archive_case import archive_case
from permits.actions.log_read import log_read
from permits.board.csv_file import csv_answer
from permits.citizen.downloads import send
from permits.documents.compose import compose
from permits.documents.render import render as press
from permits.models import ArchivePackage, IssuedDocument
from permits.queries.access import cases_of_office
from permits.queries.archive import archive_lines, due_for_selection

ROLES = (Role.ARCHIVIST, Role.REGISTRY_CLERK)
HEAD = ["Indicativ", "Dosar", "Procedura", "Compartiment", "Încheiat", "Termen de păstrare", "Se păstrează până la"]


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdigit() and 2000 < int(asked[:5]) < 2200 else clock.today().year


def _rows(request: HttpRequest) -> list[list[str]]:
    return [
        [
            line.book, line.case.number, line.title, line.case.department.name if line.case.department else "",
            ended.astimezone(clock.TOWN_TIME).strftime("%d.%m.%Y") if (ended := line.case.closed_at or line.case.decided_at) else "", line.retention,
            line.until.strftime("%d.%m.%Y") if line.until else "permanent",
        ]
        for line in archive_lines(request.authority, _year(request))
    ]


@office(*ROLES)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """List the year's ended cases with their packages, and the terms that have run out."""
    lines = archive_lines(request.authority, _year(request))
    packages = {one.case_id: one for one in ArchivePackage.objects.filter(authority=request.authority, case__in=[line.case.pk for line in lines]).order_by("made_at")}
    context = {"year": _year(request), "lines": [(line, packages.get(line.case.pk)) for line in lines], "due": due_for_selection(request.authority)}
    return render(request, "permits/board/archive.html", context)


@office(*ROLES)
@require_POST
def make(request: HttpRequest, pk: Any) -> HttpResponse:
    """Pack a case."""
    case = get_object_or_404(cases_of_office(request.user, request.authority), pk=pk)
    try:
        archive_case(case=case, by=request.user)
        messages.success(request, _("Pachetul a fost făcut și verificat."))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("archive_desk")


@office(*ROLES)
@require_GET
def package(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send a package; the read is logged, because it holds personal data."""
    found = get_object_or_404(ArchivePackage.objects.filter(authority=request.authority).select_related("case"), pk=pk)
    log_read(case=found.case, reader=request.user, group="papers", ground="arhivare")
    return send(found.sha256, f"dosar-{found.case.registry_number}-{found.case.registry_year}.zip", "application/zip")


@office(*ROLES)
@require_GET
def list_csv(request: HttpRequest) -> HttpResponse:
    """The yearly list as CSV."""
    return csv_answer(f"inventar-{_year(request)}.csv", HEAD, _rows(request))


@office(*ROLES)
@require_GET
def list_pdf(request: HttpRequest) -> HttpResponse:
    """The yearly list as PDF."""
    fields = {
        "title": "Inventarul dosarelor pentru arhivă", "period": f"anul {_year(request)}", "note": "Termenele sunt cele ale nomenclatorului; selecționarea o face comisia, nimic nu se distruge automat.",
        "entries": {"head": HEAD, "rows": _rows(request), "widths": [0.8, 1.4, 3, 2.6, 1, 1.2, 1.4]},
    }
    document = IssuedDocument(authority=request.authority, kind="register_book", fields=fields, verification_code="extras")
    response = HttpResponse(press(replace(compose(document, draft=False), signatories=(), verification=None)).pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="inventar-{_year(request)}.pdf"'
    return response
