"""The map extract of a case as a file: picture, GeoPackage, DXF."""
from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from gisapp.accounts.guard import office
from gisapp.core.throttle import throttled
from permits.actions.log_read import log_read
from permits.citizen.downloads import extract_answer
from permits.office.case_page import office_case


@office()
@require_GET
@throttled("map_extract", per_minute=20)
def map_extract(request: HttpRequest, pk: Any, kind: str) -> HttpResponse:
    """Send the extract of a case of the person's town hall; the read is logged. A layer that cannot be drawn gives a sentence and no file."""
    found = office_case(request, pk)
    answer = extract_answer(request, found, kind, back="office_case")
    if answer.status_code == 200:
        log_read(case=found, reader=request.user, group="papers")
    return answer
