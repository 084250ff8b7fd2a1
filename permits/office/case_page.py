"""A case on the inspector's desk: map and findings side by side, papers, steps, history, the applicant's view."""
from __future__ import annotations

from operator import itemgetter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gisapp.accounts.guard import office
from gisapp.core import clock
from gisapp.core.errors import Refused
from layers import api as layers
from permits.actions.check_land import check_land
from permits.actions.decide_finding import OPEN, add_finding, decide_finding
from permits.actions.exempt_fee import EXEMPTERS
from permits.actions.log_read import log_opening, log_read
from permits.actions.move import locked, move
from permits.actions.record import record
from permits.actions.request_papers import request_papers
from permits.actions.require import require_role
from permits.actions.visit import visit
from permits.models import Case, CheckRun, Finding, IssuedDocument, Note
from permits.office.after_life import after_life_context
from permits.office.endorsement_panel import endorsements_context
from permits.office.inbox import inspectors_of, steps_context
from permits.queries.access import acting_role, cases_of_office
from permits.queries.blocking import OPEN_STATES, fee_missing, open_questions, why_not_issue
from permits.queries.cards import endorser_names, stored_cards
from permits.queries.case_papers import paper_groups
from permits.queries.case_view import case_context
from permits.queries.collections import collection, feature, finding_features
from permits.rules.lifecycle import REVIEWERS
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState, Move

NEW_FINDING = ("title", "reason", "effect", "endorser", "legal_ref", "place")
TABS = ("teren", "acte", "avize", "istoric", "solicitant")


def office_case(request: HttpRequest, pk: Any) -> Case:
    """Return a case of the person's town hall; strangers and other town halls find nothing."""
    return get_object_or_404(cases_of_office(request.user, request.authority), pk=pk)


def is_reviewer(request: HttpRequest, case: Case) -> bool:
    """Tell whether the person may decide findings and draft."""
    return acting_role(request.user, case, frozenset(role.value for role in REVIEWERS)) is not None


@office()
@require_GET
def case(request: HttpRequest, pk: Any) -> HttpResponse:
    """Show the case; seeing the applicant's identity is logged."""
    found = office_case(request, pk)
    tab = request.GET.get("tab", "teren")
    tab = tab if tab in TABS else "teren"
    if tab == "solicitant":
        log_read(case=found, reader=request.user, group="identity")
    else:
        log_opening(case=found, reader=request.user)
    since = visit(found, request.user)
    run = CheckRun.objects.filter(case=found, current=True).first()
    findings = list(run.findings.all()) if run else []
    # Asked once: each answer reads posts, absences and delegations.
    reviewer = is_reviewer(request, found)
    names = endorser_names(request.authority)
    open_findings = found.state in OPEN and reviewer
    cards = stored_cards(findings, names)
    shapes = finding_features([(str(row.number), {**row.data, "state": row.state, "effect": row.effect}) for row in findings])
    plot = getattr(found, "plot", None)
    shown = collection(([feature(plot.geom, kind="plot")] if plot else []) + [feature(w.geom, kind="works", label=_(w.get_kind_display())) for w in found.works.all()] + list(shapes))
    answer = IssuedDocument.objects.filter(case=found, outcome__in=["issue", "refusal"]).exclude(state=IssuedDocument.State.CANCELLED).first()
    asked = {code for request_ in found.paper_requests.all() for code in request_.items.values_list("code", flat=True)}
    may_draft = reviewer and (found.state in (CaseState.IN_REVIEW.value, CaseState.DRAFTING.value) or (found.state == CaseState.REGISTERED.value and not all_procedures()[found.procedure].is_assigned))
    context = {
        **case_context(found), "tab": tab, "run": run, "findings": list(zip(findings, cards, strict=True)), "cards": cards, "shown": shown, "open_findings": open_findings,
        "pending": sum(row.decision == Finding.Decision.PENDING for row in findings), "steps": steps_context(request, found), "inspectors": inspectors_of(request),
        "answer_document": answer, "blocking": why_not_issue(found, answer.outcome if answer else "issue") if may_draft else [], "reviewer": reviewer,
        "notes": found.notes.select_related("author"), "all_events": found.events.select_related("actor").order_by("-seq"), "all_documents": found.documents.select_related("entry").order_by("-drafted_at"),
        "may_draft": may_draft, "new": dict.fromkeys(NEW_FINDING, ""), "endorsers": sorted(names.items(), key=itemgetter(1)),
        "may_ask": reviewer and found.state in (CaseState.IN_REVIEW.value, CaseState.REGISTERED.value), "asked": asked,
        "may_return": reviewer and found.state in (CaseState.IN_REVIEW.value, CaseState.REGISTERED.value, CaseState.WAITING_PAPERS.value),
        "since": since, "news": found.events.filter(at__gt=since).exclude(actor=request.user).select_related("actor").order_by("-seq")[:8] if since else [],
        "notices": found.notices.order_by("-created_at")[:50], "paper_groups": paper_groups(found), "requests": found.paper_requests.prefetch_related("items__answer").order_by("-asked_at"),
        "fee_missing": fee_missing(found), "open_questions": len(open_questions(found)) if found.state in OPEN_STATES else 0, "may_exempt": found.state in OPEN_STATES and acting_role(request.user, found, frozenset(role.value for role in EXEMPTERS)) is not None, "today": clock.today(), "after": after_life_context(request, found), "guarantee_here": found.charges.filter(kind="guarantee", cancelled_at=None).exists(), **endorsements_context(found, reviewer=reviewer),
    }
    return render(request, "permits/office/case.html", context)


@office()
@require_POST
def recheck(request: HttpRequest, pk: Any) -> HttpResponse:
    """Ask the spatial question again, on the layers as they are now."""
    found = office_case(request, pk)
    require_role(request.user, found, REVIEWERS)
    if found.state not in OPEN:
        messages.error(request, _("Verificarea nu se mai poate reface în etapa de acum."))
    else:
        check_land(case=found, by=request.user)
        messages.success(request, _("Terenul a fost verificat din nou. Deciziile pe constatările neschimbate s-au păstrat."))
    return redirect("office_case", found.pk)


@office()
@require_http_methods(["GET", "POST"])
def finding_form(request: HttpRequest, pk: int) -> HttpResponse:
    """Show or take the planner's decision on one finding (fragment for htmx; a whole page without)."""
    finding = get_object_or_404(Finding.objects.filter(run__case__in=cases_of_office(request.user, request.authority)).select_related("run__case"), pk=pk)
    context: dict[str, Any] = {"finding": finding, "card": stored_cards([finding], endorser_names(request.authority))[0], "open_findings": True, "reason": finding.reason}
    status = 200
    if request.method == "POST":
        try:
            context["finding"] = decide_finding(finding=finding, decision=request.POST.get("decision", ""), reason=request.POST.get("reason", ""), by=request.user)
            context["card"] = stored_cards([context["finding"]], endorser_names(request.authority))[0]
            if not request.headers.get("HX-Request"):
                return redirect("office_case", finding.run.case_id)
        except Refused as refused:
            context["sentence"], context["reason"], status = refused.sentence, request.POST.get("reason", ""), 422
    template = "permits/office/finding.html" if request.headers.get("HX-Request") else "permits/office/finding_page.html"
    return render(request, template, context, status=status)


@office()
@require_POST
def accept_all(request: HttpRequest, pk: Any) -> HttpResponse:
    """Accept every measured conflict that is still undecided; checks without an answer are never settled in bulk."""
    found = office_case(request, pk)
    rows = Finding.objects.filter(run__case=found, run__current=True, state="conflict", decision=Finding.Decision.PENDING)
    number = 0
    try:
        for row in rows:
            decide_finding(finding=row, decision=Finding.Decision.ACCEPTED, reason="", by=request.user)
            number += 1
        messages.success(request, ngettext("%(n)s constatare acceptată.", "%(n)s constatări acceptate.", number) % {"n": number})
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("office_case", found.pk)


@office()
@require_POST
def new_finding(request: HttpRequest, pk: Any) -> HttpResponse:
    """Add a finding by hand; what was typed comes back when something is missing."""
    found = office_case(request, pk)
    new = {name: request.POST.get(name, "") for name in NEW_FINDING}
    try:
        place = layers.geometry_typed(new["place"]) if new["place"].strip() else None
        add_finding(case=found, by=request.user, geom=place, **{name: text for name, text in new.items() if name != "place"})
    except Refused as refused:
        context = {"case": found, "new": new, "sentence": refused.sentence, "endorsers": sorted(endorser_names(request.authority).items(), key=itemgetter(1))}
        return render(request, "permits/office/new_finding.html", context, status=422)
    messages.success(request, _("Constatarea a fost adăugată."))
    return redirect("office_case", found.pk)


@office()
@require_POST
def add_note(request: HttpRequest, pk: Any) -> HttpResponse:
    """Leave a remark for colleagues."""
    found = office_case(request, pk)
    text = request.POST.get("text", "").strip()
    if text:
        Note.objects.create(case=found, author=request.user, at=clock.now(), text=text[:4000])
        record(found, "note", actor=request.user)
    return redirect("office_case", found.pk)


@office()
@require_http_methods(["GET", "POST"])
def ask_papers(request: HttpRequest, pk: Any) -> HttpResponse:
    """Ask the applicant for missing papers: only those of the procedure, each with its reason."""
    found = office_case(request, pk)
    sentence = ""
    if request.method == "POST":
        chosen = request.POST.getlist("papers")
        try:
            request_papers(case=found, reasons={code: request.POST.get(f"reason_{code}", "") for code in chosen}, message=request.POST.get("message", ""), by=request.user)
            messages.success(request, _("Solicitarea a fost trimisă. Termenul stă până la răspuns."))
            return redirect("office_case", found.pk)
        except Refused as refused:
            sentence = refused.sentence
    papers = [{"paper": paper, "chosen": paper.code in request.POST.getlist("papers"), "reason": request.POST.get(f"reason_{paper.code}", ""), "have": found.papers.filter(code=paper.code, withdrawn_at=None).count()} for paper in all_procedures()[found.procedure].papers]
    context = {"case": found, "papers": papers, "sentence": sentence, "message": request.POST.get("message", "")}
    return render(request, "permits/office/ask_papers.html", context, status=422 if sentence else 200)


@office()
@require_POST
def return_case(request: HttpRequest, pk: Any) -> HttpResponse:
    """Return an incomplete file, with the reason."""
    from django.db import transaction

    found = office_case(request, pk)
    try:
        with transaction.atomic():
            move(locked(found), Move.RETURN_FILE, by=request.user, reason=request.POST.get("reason", ""))
        messages.success(request, _("Dosarul a fost restituit; solicitantul a fost anunțat."))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("office_case", found.pk)
