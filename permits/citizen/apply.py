"""Starting and filling a request: drafts that can be left and resumed, one thing per page."""
from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.gis.geos import GEOSGeometry
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from gisapp.core.errors import BadInput, Refused
from layers import api as layers
from permits.actions.attach_paper import attach_paper, withdraw_paper
from permits.actions.choose_plot import choose_plot
from permits.actions.choose_variant import choose_variant
from permits.actions.draw_works import save_drawn_works
from permits.actions.save_answers import save_answers, save_applicant
from permits.actions.start_case import start_case
from permits.actions.submit_case import submit_case
from permits.citizen.forms import ConsentForm, IdentityForm, as_answer, question_form
from permits.citizen.steps import FormStep, first_unfinished, next_step, steps_of
from permits.citizen.summary import summary_rows
from permits.citizen.variants import chosen_variant, variant_form
from permits.citizen.works import works_collection
from permits.models import Applicant, Case, Paper
from permits.queries.access import cases_of_applicant
from permits.queries.completeness import missing_of, needed_papers
from permits.queries.facts import fee_of
from permits.rules.fee_quote import MissingFact
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState, Family


@login_required
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Start a draft on POST, with the parcel if one is given; GET shows what will be needed first."""
    procedure = all_procedures().get(code)
    if procedure is None:
        raise Http404("no such procedure")
    number = (request.POST or request.GET).get("parcel", "").strip()
    act = (request.POST or request.GET).get("act", "").strip()[:40]
    if request.method == "GET":
        return render(request, "permits/citizen/start.html", {"p": procedure, "parcel": number, "act": act})
    # The number of the act it follows, where the page of that act offered this request.
    answers = {question.code: act for question in procedure.questions if question.of} if act else {}
    case = start_case(authority=request.authority, procedure=code, owner=request.user, answers=answers)
    if number:
        parcel = layers.parcel_by_number(request.authority, number)
        if parcel is not None:
            choose_plot(case=case, parcels=[parcel], by=request.user)
    return redirect("form", case.pk, first_unfinished(case))


def draft_of(request: HttpRequest, pk: Any) -> Case:
    """Return the person's own draft; anybody else finds nothing."""
    return get_object_or_404(cases_of_applicant(request.user, request.authority), pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, pk: Any, step: str) -> HttpResponse:
    """Show or take one page of the form. What was typed is saved even when it is not yet right."""
    case = draft_of(request, pk)
    if case.state != CaseState.DRAFT.value:
        return redirect("case", case.pk)
    known = {one.code: one for one in steps_of(case)}
    if step not in known:
        return redirect("form", case.pk, first_unfinished(case))
    handler = {"variant": _variant, "land": _land, "works": _works, "identity": _identity, "papers": _papers, "fee": _fee, "check": _check}.get(step, _question)
    return handler(request, case, known[step])


def _page(request: HttpRequest, case: Case, step: FormStep, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    steps = steps_of(case)
    place = [one.code for one in steps].index(step.code)
    shared = {
        "case": case, "step": step, "previous": steps[place - 1].code if place else None, "procedure": all_procedures()[case.procedure],
        "place": place + 1, "total": len(steps), "saved": case.updated_at,
    }
    return render(request, f"permits/citizen/form_{name}.html", {**shared, **context}, status=status)


def _onward(request: HttpRequest, case: Case, step: FormStep) -> HttpResponse:
    if "save" in request.POST:
        messages.success(request, _("Ciorna este salvată. O găsiți oricând la „Cererile mele”."))
        return redirect("my_cases")
    if "return" in request.GET:
        return redirect("form", case.pk, "check")
    return redirect("form", case.pk, next_step(case, step.code))


def _question(request: HttpRequest, case: Case, step: FormStep) -> HttpResponse:
    assert step.question is not None
    bound = question_form(step.question, case, request.POST or None)
    if request.method == "POST":
        if bound.is_valid():
            save_answers(case=case, answers={step.question.code: as_answer(bound.cleaned_data[step.question.code])}, step=step.code)
            return _onward(request, draft_of(request, case.pk), step)
        typed = request.POST.getlist(step.question.code)
        save_answers(case=case, answers={f"_typed_{step.question.code}": typed[:50]}, step=step.code)
    return _page(request, case, step, "question", {"form": bound}, 422 if bound.errors else 200)


def _variant(request: HttpRequest, case: Case, step: FormStep) -> HttpResponse:
    bound = variant_form(case, request.POST or None)
    if request.method == "POST" and bound.is_valid():
        choose_variant(case=case, variant=chosen_variant(bound), by=request.user, step=step.code)
        return _onward(request, draft_of(request, case.pk), step)
    return _page(request, case, step, "question", {"form": bound}, 422 if bound.errors else 200)


def _land(request: HttpRequest, case: Case, step: FormStep) -> HttpResponse:
    plot = getattr(case, "plot", None)
    # The map opens where the land is, not in the middle of the town.
    bounds = ",".join(f"{degrees:.6f}" for degrees in layers.to_wgs84(plot.geom).extent) if plot is not None else ""
    context: dict[str, Any] = {"plot": plot, "typed": request.POST.get("parcels", ""), "bounds": bounds}
    if request.method == "POST":
        try:
            if request.POST.get("sketch"):
                choose_plot(case=case, sketch=_sketch(request.POST["sketch"]), by=request.user)
            elif context["typed"].strip() or context["plot"] is None:
                choose_plot(case=case, parcels=_parcels(request, context["typed"]), by=request.user)
            save_answers(case=case, answers={}, step=step.code)
            return _onward(request, draft_of(request, case.pk), step)
        except BadInput as bad:
            context["sentence"] = bad.sentence
    return _page(request, case, step, "land", context, 422 if "sentence" in context else 200)


def _parcels(request: HttpRequest, typed: str) -> list[layers.ParcelInfo]:
    found = []
    for number in typed.replace(",", " ").replace(";", " ").split():
        parcel = layers.parcel_by_number(request.authority, number)
        if parcel is None:
            raise BadInput(_("Nu am găsit numărul cadastral %(number)s. Verificați-l sau alegeți parcela pe hartă.") % {"number": number[:30]}, field="parcels")
        found.append(parcel)
    return found


def _sketch(text: str) -> GEOSGeometry:
    return layers.polygon_from_geojson(text)


# Fields beside the drawing, given back as typed when something is wrong.
TYPED_WORKS = ("works", "levels", "height_m", "width_m", "coordinates", "shape", "surface", "file_crs")


def _works(request: HttpRequest, case: Case, step: FormStep) -> HttpResponse:
    context: dict[str, Any] = {"plot": getattr(case, "plot", None), "drawn": works_collection(case), "typed": _typed_works(request, case), "is_excavation": _is_excavation(case)}
    if request.method == "POST":
        try:
            kept = save_drawn_works(case, request.POST, request.user, file=request.FILES.get("works_file"))
            save_answers(case=case, answers={}, step=step.code)
            if kept and ("works_file" in request.FILES or "upload" in request.POST):
                messages.success(request, ngettext("Am citit o formă. Verificați pe hartă că este la locul ei.", "Am citit %(n)s forme. Verificați pe hartă că sunt la locul lor.", kept) % {"n": kept})
                return redirect("form", case.pk, step.code)
            return _onward(request, draft_of(request, case.pk), step)
        except BadInput as bad:
            context["sentence"] = bad.sentence
    return _page(request, case, step, "works", context, 422 if "sentence" in context else 200)


def _typed_works(request: HttpRequest, case: Case) -> dict[str, str]:
    """Return what stands beside the drawing: as just typed, else as stored."""
    usual = {"shape": "line" if _is_excavation(case) else "polygon"}
    if request.method == "POST":
        return usual | {name: request.POST[name] for name in TYPED_WORKS if name in request.POST} | {name: "" for name in TYPED_WORKS if name not in request.POST and name not in usual}
    typed, work = dict.fromkeys(TYPED_WORKS, "") | usual, case.works.first()
    if work is not None:
        stored = {"levels": work.levels, "height_m": work.height_m, "width_m": work.width_m}
        typed |= {name: f"{value:g}".replace(".", ",") for name, value in stored.items() if value is not None} | {"surface": str(work.attrs.get("surface", ""))}
    return typed


def _is_excavation(case: Case) -> bool:
    return all_procedures()[case.procedure].family is Family.EXCAVATION


def _identity(request: HttpRequest, case: Case, step: FormStep) -> HttpResponse:
    applicant = Applicant.objects.filter(case=case).first()
    names = ("kind", "name", "identifier", "represented_by", "address", "email", "phone")
    known = {name: getattr(applicant, name) for name in names} if applicant else {"kind": "person", "name": request.user.full_name, "email": request.user.email}
    bound = IdentityForm(request.POST or None, initial=known)
    if request.method == "POST" and bound.is_valid():
        save_applicant(case=case, **bound.cleaned_data)
        save_answers(case=case, answers={}, step=step.code)
        return _onward(request, draft_of(request, case.pk), step)
    return _page(request, case, step, "identity", {"form": bound}, 422 if bound.errors else 200)


def _papers(request: HttpRequest, case: Case, step: FormStep) -> HttpResponse:
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        for name, upload in request.FILES.items():
            try:
                attach_paper(case=case, code=name.removeprefix("paper_"), file_name=upload.name or "", chunks=upload.chunks(), size=upload.size or 0, by=request.user)
            except Refused as refused:
                errors.append((name, refused.sentence))
        save_answers(case=case, answers={}, step=step.code)
        if not errors and "upload" not in request.POST:
            return _onward(request, draft_of(request, case.pk), step)
        if not errors:
            return redirect("form", case.pk, step.code)
    needed = {code for code, _title in needed_papers(all_procedures()[case.procedure], case)}
    uploaded = Paper.objects.filter(case=case, withdrawn_at=None)
    rows = [
        {"paper": paper, "needed": paper.code in needed, "files": [row for row in uploaded if row.code == paper.code], "errors": [s for n, s in errors if n == f"paper_{paper.code}"]}
        for paper in all_procedures()[case.procedure].papers
        if paper.code in needed or paper.need.value != "conditional"
    ]
    limit = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
    return _page(request, case, step, "papers", {"rows": rows, "errors": errors, "limit_mb": limit}, 422 if errors else 200)


@login_required
@require_POST
def remove_paper(request: HttpRequest, pk: Any, paper: Any) -> HttpResponse:
    """Take back one uploaded paper of a draft."""
    case = draft_of(request, pk)
    withdraw_paper(paper=get_object_or_404(case.papers, pk=paper), by=request.user)
    return redirect("form", case.pk, "papers")


def _fee(request: HttpRequest, case: Case, step: FormStep) -> HttpResponse:
    if request.method == "POST":
        save_answers(case=case, answers={}, step=step.code)
        return _onward(request, draft_of(request, case.pk), step)
    try:
        context: dict[str, Any] = {"quote": fee_of(case)}
    except MissingFact as fact:
        context = {"missing": fact.sentence_en if request.LANGUAGE_CODE == "en" else fact.sentence_ro}
    return _page(request, case, step, "fee", context)


def _check(request: HttpRequest, case: Case, step: FormStep) -> HttpResponse:
    bound = ConsentForm(request.POST or None)
    sentence = ""
    if request.method == "POST" and bound.is_valid():
        save_answers(case=case, answers={"consent": True}, step=step.code)
        try:
            sent = submit_case(case=case, by=request.user, submit_key=request.POST.get("submit_key", "")[:64] or secrets.token_hex(16))
            return redirect("submitted", sent.pk)
        except BadInput as bad:
            sentence = bad.sentence
    missing = [item for item in missing_of(case) if item.field != "consent"]
    context = {"form": bound, "rows": summary_rows(case), "missing": missing, "sentence": sentence, "submit_key": f"{case.pk.hex}"}
    return _page(request, case, step, "check", context, 422 if bound.errors or sentence else 200)


@login_required
def submitted(request: HttpRequest, pk: Any) -> HttpResponse:
    """Confirm the submission: number, until when, what comes next."""
    case = draft_of(request, pk)
    if not case.number:
        return redirect("case", case.pk)
    return render(request, "permits/citizen/submitted.html", {"case": case, "procedure": all_procedures()[case.procedure]})
