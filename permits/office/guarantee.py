"""The guarantee of a trench: how much is held, until when and why, and its release after the warranty."""
from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gisapp.accounts.guard import office
from gisapp.core import clock
from gisapp.core.errors import BadInput, Refused
from permits.actions.release_guarantee import release_guarantee
from permits.models import CaseEvent, Refund
from permits.office.case_page import office_case
from permits.queries.access import acting_role
from permits.queries.warranty import held_guarantee, warranty_of
from permits.rules.lifecycle import TABLE
from permits.rules.states import CaseState, Move

DEFECTS = (Move.REJECT_RESTORATION.value, Move.REPORT_DEFECT.value, Move.RECEIVE_PARTIALLY.value, Move.RELEASE_GUARANTEE.value)
RELEASERS = frozenset(role.value for row in TABLE if row.move is Move.RELEASE_GUARANTEE for role in row.roles)


@office()
@require_http_methods(["GET", "POST"])
def guarantee(request: HttpRequest, pk: Any) -> HttpResponse:
    """Show what is held and why; on POST release it, whole or in part."""
    case = office_case(request, pk)
    typed = {name: request.POST.get(name, "").strip() for name in ("keep", "reason", "legal_ref")}
    sentence = ""
    if request.method == "POST":
        try:
            release_guarantee(case=case, keep=_lei(typed["keep"]), reason=typed["reason"], legal_ref=typed["legal_ref"], by=request.user)
            messages.success(request, _("Garanția a fost eliberată; plata așteaptă aprobarea altei persoane, la restituiri."))
            return redirect("office_case", case.pk)
        except Refused as refused:
            sentence = refused.sentence
    held, term = held_guarantee(case), warranty_of(case)
    over = term is not None and term.is_over(clock.today())
    may = case.state == CaseState.WARRANTY.value and acting_role(request.user, case, RELEASERS) is not None
    context = {
        "case": case, "held": held, "term": term, "explained": term.explain(translation.get_language() or "ro") if term else "", "over": over, "may": may, "typed": typed, "sentence": sentence,
        "refunds": Refund.objects.filter(charge__case=case, kind=Refund.Kind.GUARANTEE).select_related("asked_by", "decided_by"),
        "events": CaseEvent.objects.filter(case=case, kind__in=DEFECTS).select_related("actor").order_by("-seq"),
    }
    return render(request, "permits/office/guarantee.html", context, status=422 if sentence else 200)


def _lei(text: str) -> Decimal:
    try:
        return Decimal(text.replace(" ", "").replace(",", ".") or "0").quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise BadInput(_("Scrieți suma ca număr, de exemplu 120,50."), code="bad_amount", field="keep") from error
