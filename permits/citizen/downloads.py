"""Papers and issued documents, served only to those who may see the case, always as attachments."""
from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gisapp.core import files
from gisapp.core.errors import Refused
from gisapp.core.throttle import throttled
from permits.actions.log_read import log_read
from permits.documents.extract_files import KINDS, extract_file
from permits.documents.papers import NoPicture, page_picture, picture
from permits.models import Case, IssuedDocument, Paper
from permits.queries.access import cases_of_applicant, cases_of_office, own_or_office_cases
from permits.queries.versions import asked_sha256

PICTURED = ("image/jpeg", "image/png", "application/pdf")


@login_required
@require_GET
def paper(request: HttpRequest, pk: Any) -> HttpResponseBase:
    """Send an uploaded paper; a read by staff is logged. Endorsers read theirs from their own pages."""
    found = get_object_or_404(Paper.objects.filter(case__in=own_or_office_cases(request.user, request.authority)), pk=pk)
    if found.case.owner_id != request.user.pk and cases_of_office(request.user, request.authority).filter(pk=found.case_id).exists():
        log_read(case=found.case, reader=request.user, group="papers")
    if "malware" in found.flags:
        raise Http404("withheld")
    if found.withheld:
        messages.error(request, _("Fișierul „%(name)s” așteaptă verificarea antivirus și nu se dă nimănui până atunci. Încercați din nou peste câteva minute.") % {"name": found.file_name})
        return redirect("case" if found.case.owner_id == request.user.pk else "office_case", found.case_id)
    return send(found.sha256, found.file_name, "application/octet-stream")


@login_required
@require_GET
def paper_picture(request: HttpRequest, pk: Any) -> HttpResponse:
    """Show a photograph, or a page of a PDF (`?pagina=2`), as a picture made anew: the browser never gets the uploaded file to draw.

    The same people see it as may download the paper; a read by staff is logged.
    """
    found = get_object_or_404(Paper.objects.filter(case__in=own_or_office_cases(request.user, request.authority)), pk=pk)
    page = request.GET.get("pagina", "1")
    if found.withheld or found.mime not in PICTURED or not page.isdecimal() or not 1 <= int(page) <= (found.pages or 1):
        raise Http404("no picture")
    if found.case.owner_id != request.user.pk and cases_of_office(request.user, request.authority).filter(pk=found.case_id).exists():
        log_read(case=found.case, reader=request.user, group="papers")
    content = files.read(found.sha256)
    try:
        made, mime = (page_picture(content, int(page)), "image/png") if found.mime == "application/pdf" else (picture(content), "image/jpeg")
    except NoPicture as error:
        raise Http404("no picture") from error
    response = HttpResponse(made, content_type=mime)
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_GET
def document(request: HttpRequest, pk: Any) -> HttpResponseBase:
    """Send an issued document of a case the person may see: its newest version, or the issued one by `?versiunea=emisa`."""
    found = get_object_or_404(
        IssuedDocument.objects.filter(case__in=own_or_office_cases(request.user, request.authority), state=IssuedDocument.State.ISSUED), pk=pk
    )
    return send(asked_sha256(found, request.GET.get("versiunea", "")), file_name(found), "application/pdf")


@login_required
@require_GET
@throttled("map_extract", per_minute=20)
def own_extract(request: HttpRequest, pk: Any, kind: str) -> HttpResponse:
    """Send the applicant the map extract of an answered case as PNG, GeoPackage or DXF; before the answer the findings are not decided."""
    found = get_object_or_404(cases_of_applicant(request.user, request.authority), pk=pk)
    if not IssuedDocument.objects.filter(case=found, state=IssuedDocument.State.ISSUED).exclude(outcome="").exists():
        messages.error(request, _("Extrasul de hartă se poate descărca după ce primiți răspunsul."))
        return redirect("case", found.pk)
    return extract_answer(request, found, kind, back="case")


def extract_answer(request: HttpRequest, found: Case, kind: str, *, back: str) -> HttpResponse:
    """Return the file as a download, or the way back to the page `back` with the sentence why there is none."""
    try:
        made = extract_file(found, kind)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect(back, found.pk)
    if made is None:
        raise Http404("no such file")
    response = HttpResponse(made, content_type=KINDS[kind])
    name = f"{found.registry_number}-{found.registry_year}" if found.registry_number else "ciorna"
    response["Content-Disposition"] = f'attachment; filename="extras-{name}.{kind}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def file_name(document: IssuedDocument) -> str:
    """Return a file name that people recognise: `CU-12-2026.pdf`."""
    assert document.entry is not None
    return f"{document.book}-{document.entry.number}-{document.entry.year}.pdf"


def send(sha256: str, name: str, mime: str) -> FileResponse:
    """Stream a blob as an attachment that no browser will run or sniff."""
    response = FileResponse(files.open_blob(sha256), content_type=mime)
    ascii_name = name.encode("ascii", "ignore").decode().replace('"', "") or "document"
    response["Content-Disposition"] = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
