"""Quality: indicators against targets, samples and second reviews, nonconformities, the question to the applicant."""
from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gisapp.accounts.guard import office
from gisapp.accounts.models import Role, User
from gisapp.core import clock
from gisapp.core.errors import Refused
from gisapp.core.throttle import throttled
from permits.actions.ask_satisfaction import SCORES, answer_satisfaction
from permits.actions.draw_sample import draw_sample
from permits.actions.house_document import draft_house_document
from permits.actions.nonconformity import advance_nonconformity, raise_nonconformity
from permits.actions.review_case import review_case
from permits.board.dashboard import procedure_title
from permits.board.scope import day_of
from permits.models import Case, Nonconformity, Rating, ReviewSample, SecondReview
from permits.queries.board import BOARD_ROLES
from permits.queries.house_fields import report_fields
from permits.queries.quality import month_figures, worked_on
from permits.rules.quality import CHECKLIST, NONCONFORMITY_MOVES, NonconformityState, Verdict


def english() -> bool:
    """Tell whether the page is in English."""
    return (get_language() or "ro").startswith("en")


@office(*BOARD_ROLES)
@require_http_methods(["GET", "POST"])
def quality(request: HttpRequest) -> HttpResponse:
    """Show a month; on POST draw its sample or write its report."""
    last_month = clock.today().replace(day=1) - dt.timedelta(days=1)
    month = day_of(f"{request.POST.get('month') or request.GET.get('month', '')}-01", last_month)
    if request.method == "POST":
        try:
            if request.POST.get("do") == "report":
                return _report(request, month)
            made = draw_sample(authority=request.authority, month=month, by=request.user)
            messages.success(request, _("Eșantionul a fost tras: %(n)s dosare din %(all)s.") % {"n": made.reviews.count(), "all": made.population})
        except Refused as refused:
            messages.error(request, refused.sentence)
        return redirect(f"{request.path}?month={month:%Y-%m}")
    figures = month_figures(request.authority, month)
    before = {one.code: one for one in figures.before}
    sample = ReviewSample.objects.filter(authority=request.authority, month=figures.first).select_related("drawn_by").first()
    reviews = sample.reviews.select_related("case", "reviewer") if sample else []
    context: dict[str, Any] = {
        "figures": figures, "english": english(), "indicators": [(one, before[one.code]) for one in figures.whole],
        "procedures": [(procedure_title(code), rows) for code, rows in figures.by_procedure], "sample": sample,
        "reviews": [{"row": row, "title": procedure_title(row.case.procedure), "mine": row.done_at is None and not worked_on(request.user, row.case), "majors": sum(v == Verdict.MAJOR.value for v in row.verdicts.values())} for row in reviews],
        "comments": Rating.objects.filter(case__authority=request.authority, case__practice=False, answered_at__gte=clock.start_of(figures.first), answered_at__lte=clock.end_of(figures.last)).exclude(comment=""),
        "open": Nonconformity.objects.filter(authority=request.authority, closed_at=None).count(), "officer": Role.QUALITY_OFFICER in _roles(request),
    }
    return render(request, "permits/board/quality.html", context)


def _roles(request: HttpRequest) -> set[str]:
    from gisapp.accounts.roles import acting_roles

    return set(acting_roles(request.user, request.authority))


def _report(request: HttpRequest, month: dt.date) -> HttpResponse:
    if Role.QUALITY_OFFICER not in _roles(request):
        messages.error(request, _("Raportul îl întocmește responsabilul cu calitatea."))
        return redirect("quality")
    fields = report_fields(request.authority, month)
    draft_house_document(authority=request.authority, kind="quality_report", title=f"Raport lunar de calitate, {fields['month']}", fields=fields, by=request.user)
    messages.success(request, _("Raportul a fost întocmit și așteaptă semnătura primarului."))
    return redirect("house_documents")


@office()
@require_http_methods(["GET", "POST"])
def second_review(request: HttpRequest, pk: int) -> HttpResponse:
    """The checklist of one drawn case; who worked on the case reads it, but cannot fill it."""
    review = get_object_or_404(SecondReview.objects.filter(sample__authority=request.authority).select_related("case", "sample", "reviewer"), pk=pk)
    if request.method == "POST":
        try:
            review_case(review=review, verdicts={point.code: request.POST.get(point.code, "") for point in CHECKLIST}, note=request.POST.get("note", ""), by=request.user)
            messages.success(request, _("A doua verificare a fost păstrată."))
            return redirect("second_review", review.pk)
        except Refused as refused:
            messages.error(request, refused.sentence)
    verdicts = [(one.value, one.label(get_language() or "ro")) for one in Verdict]
    points = [(point, point.question_en if english() else point.question_ro, request.POST.get(point.code) or review.verdicts.get(point.code, "")) for point in CHECKLIST]
    context = {
        "review": review, "points": points, "verdicts": verdicts, "note": request.POST.get("note", review.note), "title": procedure_title(review.case.procedure),
        "may": review.done_at is None and not worked_on(request.user, review.case), "raised": review.nonconformities.all(),
    }
    return render(request, "permits/board/second_review.html", context, status=422 if request.method == "POST" else 200)


@office()
@require_http_methods(["GET", "POST"])
def nonconformities(request: HttpRequest) -> HttpResponse:
    """List nonconformities; anybody in the house may raise one."""
    if request.method == "POST":
        number, _slash, year = request.POST.get("case", "").strip().partition("/")
        case = None
        if number:
            found = Case.objects.filter(authority=request.authority, registry_number=int(number[:9]) if number.isdigit() else -1)
            case = (found.filter(registry_year=int(year[-4:])) if year[-4:].isdigit() else found).order_by("-registered_at").first()
        try:
            if number and case is None:
                raise Refused(_("Nu există un dosar cu acest număr. Scrieți-l ca 123/2026 sau lăsați câmpul gol."))
            source = request.POST.get("source", "")
            row = raise_nonconformity(
                authority=request.authority, source=source if source in Nonconformity.Source.values else Nonconformity.Source.OTHER, title=request.POST.get("title", ""),
                description=request.POST.get("description", ""), by=request.user, case=case,
            )
            return redirect("nonconformity", row.pk)
        except Refused as refused:
            messages.error(request, refused.sentence)
    rows = Nonconformity.objects.filter(authority=request.authority).select_related("owner", "case")
    shown = [(row, NonconformityState(row.state).label(get_language() or "ro"), row.closed_at is None and row.due is not None and row.due < clock.today()) for row in rows]
    context = {"rows": shown, "sources": Nonconformity.Source.choices, "typed": {name: request.POST.get(name, "") for name in ("title", "description", "case")}}
    return render(request, "permits/board/nonconformities.html", context, status=422 if request.method == "POST" else 200)


@office()
@require_http_methods(["GET", "POST"])
def nonconformity(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one nonconformity with its way, and the step that comes next."""
    row = get_object_or_404(Nonconformity.objects.filter(authority=request.authority).select_related("owner", "case", "raised_by"), pk=pk)
    if request.method == "POST":
        owner = User.objects.filter(pk=request.POST["owner"]).first() if request.POST.get("owner", "").isdigit() else None
        due = day_of(request.POST.get("due", ""), dt.date.min)
        try:
            advance_nonconformity(row=row, to=request.POST.get("to", ""), text=request.POST.get("text", ""), by=request.user, owner=owner, due=due)
            return redirect("nonconformity", row.pk)
        except Refused as refused:
            messages.error(request, refused.sentence)
    language = get_language() or "ro"
    state = NonconformityState(row.state)
    today = clock.today()
    people = User.objects.filter(memberships__authority=request.authority, memberships__since__lte=today, memberships__until=None, is_active=True).exclude(memberships__role=Role.ENDORSER).distinct().order_by("first_name")
    context = {
        "row": row, "state": state.label(language), "next": [(one.value, one.label(language)) for one in NONCONFORMITY_MOVES[state]], "people": people,
        "asks_owner": NonconformityState.ACTION_SET in NONCONFORMITY_MOVES[state], "text": request.POST.get("text", ""),
        "steps": [{"when": step.at, "title": NonconformityState(step.state).label(language), "who": step.by, "text": step.text} for step in row.steps.select_related("by")],
    }
    return render(request, "permits/board/nonconformity.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@throttled("rate", per_minute=20)
def rate(request: HttpRequest, code: str) -> HttpResponse:
    """The applicant's one answer. Opening the link changes nothing: scanners of mail open links too."""
    rating = get_object_or_404(Rating.objects.filter(case__authority=request.authority).select_related("case"), code=code)
    sentence = ""
    if request.method == "POST":
        asked = request.POST.get("score", "")
        try:
            rating = answer_satisfaction(rating=rating, score=int(asked[:2]) if asked.isdigit() else 0, comment=request.POST.get("comment", ""))
        except Refused as refused:
            sentence = refused.sentence
    words = {5: _("foarte mulțumit"), 4: _("mulțumit"), 3: _("așa și așa"), 2: _("nemulțumit"), 1: _("foarte nemulțumit")}
    context = {
        "rating": rating, "sentence": sentence, "chosen": request.POST.get("score") or request.GET.get("nota", ""), "scores": [(str(score), words[score]) for score in reversed(SCORES)],
        "number": rating.case.number,
    }
    return render(request, "permits/board/rate.html", context, status=422 if sentence else 200)
