"""Finance: what is due, what was declared, what was paid; taking money at the counter and confirming transfers."""
from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gisapp.accounts.guard import office
from gisapp.accounts.models import Role
from gisapp.core.errors import Refused
from permits.actions.pay import confirm_payment, reject_payment, take_at_counter
from permits.actions.return_letter import make_receipt_again
from permits.models import Charge, IssuedDocument, Payment
from permits.queries.access import cases_of_office
from permits.queries.money import paid
from permits.queries.money_papers import MONEY_PAPERS, signed_by_a_person, waiting_money_papers

FINANCE = (Role.FINANCE_OFFICER, Role.TAX_OFFICER)


@office(*FINANCE)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Show declared payments first, then charges still due, then what was received."""
    cases = cases_of_office(request.user, request.authority)
    declared = Payment.objects.filter(charge__case__in=cases, state__in=[Payment.State.DECLARED, Payment.State.PENDING]).select_related("charge__case__applicant", "proof").order_by("at")
    charges = Charge.objects.filter(case__in=cases, cancelled_at=None, amount__gt=0, case__closed_at=None).select_related("case__applicant").order_by("-computed_at")
    due = [charge for charge in charges if paid(charge) < charge.amount]
    received = Payment.objects.filter(charge__case__in=cases, state__in=[Payment.State.CONFIRMED, Payment.State.REFUNDED]).select_related("charge__case", "receipt__entry").order_by("-at")
    page = Paginator(received, 25).get_page(request.GET.get("page"))
    returned = {
        document.fields["payment"]: document.status_reason
        for document in IssuedDocument.objects.filter(authority=request.authority, kind__in=MONEY_PAPERS, state=IssuedDocument.State.CANCELLED, fields__payment__in=[row.pk for row in page.object_list if row.receipt_id is None]).order_by("drafted_at")
    }
    context = {
        "declared": declared, "due": due[:200], "page": page, "rows": [(row, returned.get(row.pk)) for row in page.object_list],
        "waiting_receipts": waiting_money_papers(request.authority).filter(case__in=cases).count() if signed_by_a_person(request.authority) else 0,
    }
    return render(request, "permits/office/finance_desk.html", context)


@office(*FINANCE)
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a charge's amount at the counter."""
    charge = get_object_or_404(Charge.objects.filter(case__in=cases_of_office(request.user, request.authority)), pk=pk)
    return _do(request, lambda: take_at_counter(case=charge.case, charge=charge, reference=request.POST.get("reference", ""), by=request.user), _("Plata a fost înregistrată. %(next)s") % {"next": _next(request)})


@office(*FINANCE)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm or reject a declared payment; prepare again a receipt that was sent back unsigned."""
    payment = get_object_or_404(Payment.objects.filter(charge__case__in=cases_of_office(request.user, request.authority)), pk=pk)
    if request.POST.get("decision") == "confirm":
        return _do(request, lambda: confirm_payment(payment=payment, by=request.user), _("Plata a fost confirmată. %(next)s") % {"next": _next(request)})
    if request.POST.get("decision") == "again":
        return _do(request, lambda: make_receipt_again(payment=payment, by=request.user), _("Documentul se pregătește din nou. %(next)s") % {"next": _next(request)})
    return _do(request, lambda: reject_payment(payment=payment, reason=request.POST.get("reason", ""), by=request.user), _("Plata nu a fost confirmată; solicitantul vede motivul."))


def _next(request: HttpRequest) -> str:
    return _("Chitanța așteaptă semnătura casierului la „De semnat”.") if signed_by_a_person(request.authority) else _("Chitanța se sigilează și se trimite.")


def _do(request: HttpRequest, action: Any, done: str) -> HttpResponse:
    try:
        action()
        messages.success(request, done)
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("finance_desk")
