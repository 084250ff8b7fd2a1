"""Asks the applicant for missing papers, once, with reasons; the clock pauses."""
from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core import clock, jobs
from gisapp.core.errors import BadInput
from permits.actions.count_term import count_term
from permits.actions.move import locked, move
from permits.models import Case, PaperRequest, Pause, RequestedPaper
from permits.queries.facts import case_facts
from permits.queries.parameters import calendar_of, parameters_of
from permits.rules.completeness import check_request
from permits.rules.deadlines import Binds, deadline_rule
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState, Move


@transaction.atomic
def request_papers(*, case: Case, reasons: Mapping[str, str], message: str, by: User) -> PaperRequest:
    """Ask for papers of the procedure, each with its reason; nothing else may be asked for.

    `reasons` is paper code → why. The request pauses the clock from today (Law 50/1991 art. 7(3)-(4)).
    """
    case = locked(case)
    procedure = all_procedures()[case.procedure]
    asked = set(RequestedPaper.objects.filter(request__case=case).values_list("code", flat=True))
    check_request(procedure, case_facts(case), reasons, asked)
    known = {paper.code: paper for paper in procedure.papers}
    for code, reason in reasons.items():
        if len(reason.strip()) < 5:
            raise BadInput(_("Scrieți de ce cereți „%(title_ro)s”.") % {"title_ro": known[code].title_ro}, code="reason_missing", field=f"reason_{code}")
    if case.state == CaseState.REGISTERED.value:
        move(case, Move.START_REVIEW, by=by)
    term = deadline_rule("answer_papers", parameters_of(case.authority), clock.today(), Binds.APPLICANT)
    answer_by = term.due(clock.today(), calendar_of(case.authority)).legal_due
    request = PaperRequest.objects.create(case=case, asked_at=clock.now(), asked_by=by, message=message.strip(), answer_by=answer_by)
    for code, reason in reasons.items():
        paper = known[code]
        RequestedPaper.objects.create(request=request, code=code, title=paper.title_ro, reason=reason.strip(), legal_ref=paper.legal_ref)
    Pause.objects.create(case=case, first_day=clock.today(), request=request, reason="s-au cerut completări solicitantului")
    move(case, Move.REQUEST_PAPERS, by=by, reason=message.strip() or "; ".join(reasons.values()), request=request.pk, papers=sorted(reasons))
    count_term(case)
    jobs.enqueue("permits.issue_letter", key=f"request:{request.pk}", case=str(case.pk), kind="request_for_papers", request=request.pk)
    return request


@transaction.atomic
def answer_papers(*, case: Case, by: User, texts: Mapping[str, str] | None = None) -> PaperRequest:
    """The applicant answers: every paper asked for has a newer upload or an explanation; the clock resumes."""
    case = locked(case)
    request = PaperRequest.objects.filter(case=case, answered_at=None).first()
    if request is None:
        raise BadInput(_("Nu există o solicitare de completări fără răspuns."), code="nothing_asked")
    for item in request.items.all():
        paper = case.papers.filter(code=item.code, uploaded_at__gte=request.asked_at, withdrawn_at=None).order_by("-version").first()
        text = (texts or {}).get(item.code, "").strip()
        if paper is None and not text:
            raise BadInput(_("Încărcați „%(title)s” sau scrieți de ce nu îl puteți depune.") % {"title": item.title}, code="answer_incomplete", field=item.code)
        item.answer, item.answer_text = paper, text
        item.save(update_fields=["answer", "answer_text"])
    request.answered_at = clock.now()
    request.save(update_fields=["answered_at"])
    move(case, Move.ANSWER_PAPERS, by=by, request=request.pk)
    return request
