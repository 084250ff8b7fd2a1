"""The map extract of a case as a file: picture, GeoPackage, DXF."""
from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from gisapp.accounts.guard import office
from gisapp.core.errors import Refused
from gisapp.core.throttle import throttled
from permits.actions.log_read import log_read
from permits.documents.extract_files import KINDS, extract_file
from permits.office.case_page import office_case


@office()
@require_GET
@throttled("map_extract", per_minute=20)
def map_extract(request: HttpRequest, pk: Any, kind: str) -> HttpResponse:
    """Send the extract of a case of the person's town hall; the read is logged. A layer that cannot be drawn gives a sentence and no file."""
    found = office_case(request, pk)
    try:
        made = extract_file(found, kind)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("office_case", found.pk)
    if made is None:
        raise Http404("no such file")
    log_read(case=found, reader=request.user, group="papers")
    response = HttpResponse(made, content_type=KINDS[kind])
    name = f"{found.registry_number}-{found.registry_year}" if found.registry_number else "ciorna"
    response["Content-Disposition"] = f'attachment; filename="extras-{name}.{kind}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
