"""The applicant's own cases: where they stand, who holds them, what they may do."""
from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gisapp.core.errors import Refused
from permits.actions.applicant_state import applicant_state
from permits.actions.attach_paper import attach_paper
from permits.actions.pay import declare_transfer
from permits.actions.request_papers import answer_papers
from permits.actions.withdraw_case import withdraw_case
from permits.citizen.steps import first_unfinished
from permits.models import Case, PaperRequest
from permits.queries.access import cases_of_applicant, cases_of_office
from permits.queries.case_view import TONES, case_context, state_label
from permits.queries.holder import holder_of
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState


@login_required
@require_GET
def my_cases(request: HttpRequest) -> HttpResponse:
    """List drafts and cases of the person, newest first."""
    rows = [
        {"case": case, "procedure": all_procedures()[case.procedure], "state": state_label(case.state), "tone": TONES.get(case.state, "neutral"), "holder": holder_of(case)}
        for case in cases_of_applicant(request.user, request.authority).exclude(state=CaseState.WITHDRAWN.value, registry_number=None).select_related("plot")
    ]
    return render(request, "permits/citizen/my_cases.html", {"rows": rows})


@login_required
@require_GET
def case(request: HttpRequest, pk: Any) -> HttpResponse:
    """Show the applicant's view of a case. Staff are led to their own page, strangers find nothing."""
    mine = cases_of_applicant(request.user, request.authority).filter(pk=pk).first()
    if mine is None and cases_of_office(request.user, request.authority).filter(pk=pk).exists():
        return redirect("office_case", pk)
    found = mine or get_object_or_404(Case.objects.none(), pk=pk)
    if found.state == CaseState.DRAFT.value:
        return redirect("form", found.pk, first_unfinished(found))
    return render(request, "permits/citizen/case.html", case_context(found))


@login_required
@require_http_methods(["GET", "POST"])
def answer_request(request: HttpRequest, pk: Any) -> HttpResponse:
    """The applicant uploads what was asked for, or explains why not; nothing uploaded is lost on an error."""
    found = get_object_or_404(cases_of_applicant(request.user, request.authority), pk=pk)
    asked = PaperRequest.objects.filter(case=found, answered_at=None).first()
    if asked is None:
        return redirect("case", found.pk)
    errors: list[str] = []
    if request.method == "POST":
        for name, upload in request.FILES.items():
            try:
                attach_paper(case=found, code=name.removeprefix("paper_"), file_name=upload.name or "", chunks=upload.chunks(), size=upload.size or 0, by=request.user)
            except Refused as refused:
                errors.append(refused.sentence)
        if not errors:
            try:
                answer_papers(case=found, by=request.user, texts={key.removeprefix("text_"): value for key, value in request.POST.items() if key.startswith("text_")})
                messages.success(request, _("Completările au fost trimise. Termenul curge din nou."))
                return redirect("case", found.pk)
            except Refused as refused:
                errors.append(refused.sentence)
    rows = [
        {"item": item, "files": found.papers.filter(code=item.code, uploaded_at__gte=asked.asked_at, withdrawn_at=None), "text": request.POST.get(f"text_{item.code}", "")}
        for item in asked.items.all()
    ]
    return render(request, "permits/citizen/answer_request.html", {"case": found, "asked": asked, "rows": rows, "errors": errors}, status=422 if errors else 200)


@login_required
@require_POST
def state(request: HttpRequest, pk: Any) -> HttpResponse:
    """The applicant states that works have begun or that the surface is restored."""
    found = get_object_or_404(cases_of_applicant(request.user, request.authority), pk=pk)
    try:
        applicant_state(case=found, verb=request.POST.get("verb", ""), note=request.POST.get("note", ""), photos=request.FILES.getlist("photos"), by=request.user)
        messages.success(request, _("Am înregistrat. Primăria a fost anunțată."))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("case", found.pk)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: Any) -> HttpResponse:
    """Take the request back, after the page asked to confirm."""
    found = get_object_or_404(cases_of_applicant(request.user, request.authority), pk=pk)
    try:
        withdraw_case(case=found, by=request.user)
    except Refused as refused:
        if found.state != CaseState.WITHDRAWN.value:
            messages.error(request, refused.sentence)
            return redirect("case", found.pk)
    # Clicked twice it is withdrawn once, and both are told so.
    messages.success(request, _("Cererea a fost retrasă."))
    return redirect("my_cases")



@login_required
@require_POST
def pay(request: HttpRequest, pk: Any) -> HttpResponse:
    """The applicant declares a bank transfer with its proof."""
    found = get_object_or_404(cases_of_applicant(request.user, request.authority), pk=pk)
    charge = get_object_or_404(found.charges.filter(cancelled_at=None), pk=charge if (charge := request.POST.get("charge", "")).isdecimal() else 0)
    upload = request.FILES.get("proof")
    try:
        declare_transfer(
            case=found, charge=charge, reference=request.POST.get("reference", ""), file_name=(upload.name or "") if upload else "",
            chunks=upload.chunks() if upload else [], size=(upload.size or 0) if upload else 0, by=request.user,
        )
        messages.success(request, _("Dovada plății a fost trimisă. Primiți chitanța după confirmare."))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("case", found.pk)
