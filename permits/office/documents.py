"""Drafting the answer: sections filled from the layers, edited by the inspector, previewed as the PDF it will be."""
from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gisapp.accounts.guard import office
from gisapp.core import files
from gisapp.core.errors import Refused
from permits.actions.draft_document import draft_document, edit_draft, fields_mark
from permits.actions.send_to_sign import send_to_sign
from permits.documents.compose import compose
from permits.documents.render import render as render_pdf
from permits.models import IssuedDocument
from permits.office.case_page import is_reviewer, office_case
from permits.queries.access import cases_of_office
from permits.queries.blocking import why_not_issue
from permits.queries.versions import newest_sha256

LABELS: dict[str, Any] = {
    "legal_status": gettext_lazy("Regimul juridic"), "economic_status": gettext_lazy("Regimul economic"), "technical_status": gettext_lazy("Regimul tehnic"),
    "required_papers": gettext_lazy("Acte pentru autorizare (câte unul pe rând)"), "studies": gettext_lazy("Studii de specialitate (câte unul pe rând)"),
    "plain_language": gettext_lazy("Pe înțelesul tuturor"), "usable": gettext_lazy("Poate fi utilizat în scopul declarat"), "usable_because": gettext_lazy("Condiții sau motive"),
    "valid_months": gettext_lazy("Valabilitate (luni)"), "body": gettext_lazy("Textul adeverinței"), "legal_basis": gettext_lazy("Temei legal"),
    "reasons": gettext_lazy("Motive: motivul | temeiul legal | ce se poate face"), "next_steps": gettext_lazy("Ce urmează"), "works": gettext_lazy("Lucrările autorizate"),
    "conditions": gettext_lazy("Condiții"), "purpose": gettext_lazy("Scopul"), "restoration": gettext_lazy("Refacerea"),
    "project_title": gettext_lazy("Titlul proiectului"), "project_number": gettext_lazy("Numărul proiectului"), "project_author": gettext_lazy("Proiectantul"),
    "project_architect": gettext_lazy("Arhitectul"), "architect_register": gettext_lazy("Numărul din Tabloul național al arhitecților"),
    "waste_site": gettext_lazy("Locul unde se duc deșeurile"), "execution_months": gettext_lazy("Durata de execuție (luni)"),
    "extended_number": gettext_lazy("Numărul actului prelungit"), "extended_months": gettext_lazy("Prelungire (luni)"),
    "extended_from": gettext_lazy("Actul este valabil până la (an-lună-zi)"), "extended_until": gettext_lazy("Se prelungește până la (an-lună-zi)"),
}


def _document(request: HttpRequest, pk: Any) -> IssuedDocument:
    return get_object_or_404(IssuedDocument.objects.filter(case__in=cases_of_office(request.user, request.authority)).select_related("case", "entry"), pk=pk)


@office()
@require_POST
def start_draft(request: HttpRequest, pk: Any) -> HttpResponse:
    """Start the answer of a case: an act or a refusal."""
    found = office_case(request, pk)
    try:
        document = draft_document(case=found, outcome=request.POST.get("outcome", "issue"), by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("office_case", found.pk)
    return redirect("draft", document.pk)


@office()
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: Any) -> HttpResponse:
    """Edit the sections of the draft."""
    document = _document(request, pk)
    editable = document.state == IssuedDocument.State.DRAFT and is_reviewer(request, document.case)
    typed: dict[str, Any] = {}
    status = 200
    if request.method == "POST" and editable:
        changed = {name: _posted(request, name, value) for name, value in document.fields.items()}
        try:
            document = edit_draft(document=document, fields={n: v for n, v in changed.items() if v != document.fields[n]}, by=request.user, seen=request.POST.get("seen", ""))
            messages.success(request, _("Proiectul a fost salvat."))
            return redirect("draft", document.pk)
        except Refused as refused:
            messages.error(request, refused.sentence)
            typed, status = changed, 409 if refused.code == "changed_meanwhile" else 422
    rows = [_row(name, value, typed.get(name, value)) for name, value in document.fields.items()]
    context = {"document": document, "case": document.case, "rows": rows, "editable": editable, "blocking": why_not_issue(document.case, document.outcome), "signatures": document.signatures.all(), "seen": fields_mark(document)}
    return render(request, "permits/office/draft.html", context, status=status)


def _row(name: str, saved: Any, shown: Any) -> dict[str, Any]:
    """One field of the page: what was typed stays; what is saved instead stands beside it."""
    other = {"saved": saved} if saved != shown and _kind(saved) == "text" else {}
    return {"name": name, "label": LABELS.get(name, name), "value": shown, "kind": _kind(saved), "rows": min(max(str(shown).count("\n") + 2, 3), 22), **other}


def _kind(value: Any) -> str:
    return "flag" if isinstance(value, bool) else "number" if isinstance(value, int) else "text"


def _posted(request: HttpRequest, name: str, value: Any) -> Any:
    given = request.POST.get(name, "")
    if isinstance(value, bool):
        return given == "on"
    if isinstance(value, int):
        return int(given) if given.isdigit() and 0 < int(given) <= 120 else value
    return given.replace("\r\n", "\n").strip()


@office()
@require_GET
def preview(request: HttpRequest, pk: Any) -> HttpResponse:
    """Show the PDF: the draft as it would be, or the signed bytes as they are."""
    document = _document(request, pk)
    if document.state == IssuedDocument.State.ISSUED:
        content = files.read(newest_sha256(document))
    elif document.working_sha256:
        content = files.read(document.working_sha256)
    else:
        content = render_pdf(compose(document, draft=True)).pdf
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="previzualizare.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@office()
@require_POST
def to_sign(request: HttpRequest, pk: Any) -> HttpResponse:
    """Send the draft to its signatories."""
    document = _document(request, pk)
    try:
        document = send_to_sign(document=document, by=request.user)
        if document.state == IssuedDocument.State.DRAFT:
            messages.success(request, _("Proiectul așteaptă verificarea șefului de compartiment. După ce este verificat, trimiteți-l la semnat."))
        else:
            messages.success(request, _("Actul a fost trimis la semnat."))
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("draft", document.pk)
    return redirect("office_case", document.case_id)
