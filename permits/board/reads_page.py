"""Who read personal data: the whole town hall's log, for the administrator and the secretary general (data protection)."""
from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gisapp.accounts.guard import office
from gisapp.accounts.models import Role
from gisapp.core.searches import searched, words
from permits.models import ReadLog


@office(Role.AUTHORITY_ADMIN, Role.SECRETARY_GENERAL)
@searched
@require_GET
def reads(request: HttpRequest) -> HttpResponse:
    """List the reads, latest first; the words asked for are a number of a case or part of a reader's name."""
    asked = words(request)[:60]
    rows = ReadLog.objects.filter(authority=request.authority).select_related("reader", "case")
    number = asked.partition("/")[0].strip()
    if number.isdigit():
        rows = rows.filter(case__registry_number=int(number[:9]))
    elif asked:
        rows = rows.filter(Q(reader__last_name__icontains=asked) | Q(reader__first_name__icontains=asked))
    page = Paginator(rows, 100).get_page(request.GET.get("page"))
    return render(request, "permits/board/reads.html", {"page": page, "asked": asked})
