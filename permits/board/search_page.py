"""Full-text search over cases, papers and documents, with the attributes of each document beside it."""
from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gisapp.accounts.guard import office
from gisapp.core.searches import searched, words
from permits.actions.log_read import log_read
from permits.models import IssuedDocument, Paper, SearchText
from permits.queries.search import search_texts
from permits.queries.titles import title_of
from permits.rules.procedure import Procedure
from permits.rules.procedure_files import all_procedures
from permits.rules.retention import RETENTION


@office()
@searched
@require_GET
def full_search(request: HttpRequest) -> HttpResponse:
    """Show where the words stand. Text of papers is not quoted; that a paper was found by its contents is logged as a read."""
    q = words(request)
    page = Paginator(search_texts(request.user, request.authority, q), 20).get_page(request.GET.get("page"))
    keys = [row.of for row in page]
    papers = {one.pk: one for one in Paper.objects.filter(pk__in=keys)}
    documents = {one.pk: one for one in IssuedDocument.objects.filter(pk__in=keys).select_related("entry")}
    rows: list[dict[str, Any]] = []
    english = (get_language() or "ro").startswith("en")
    for row in page:
        assert row.case is not None
        procedure = all_procedures()[row.case.procedure]
        term = RETENTION[procedure.retention]
        rows.append({
            "row": row, "case": row.case, "procedure": procedure.title(get_language() or "ro"), "paper": papers.get(row.of), "document": documents.get(row.of),
            "paper_title": _paper_title(procedure, papers.get(row.of)), "retention": term.label_en if english else term.label_ro, "access": procedure.access.label(get_language() or "ro"),
        })  # fmt: skip
        if row.kind == SearchText.Kind.PAPER:
            log_read(case=row.case, reader=request.user, group="papers", ground="căutare în acte")
    return render(request, "permits/board/search.html", {"q": q, "rows": rows, "page": page})


def _paper_title(procedure: Procedure, paper: Paper | None) -> str:
    """What a paper of the case is called; an answer to a request may be none of the procedure's own."""
    found = next((one for one in procedure.papers if paper and one.code == paper.code), None)
    return title_of(found) if found else _("act depus")
