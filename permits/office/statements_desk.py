"""Finance: bank statements and money to give back."""
from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gisapp.accounts.guard import office
from gisapp.core.errors import Refused
from gisapp.core.searches import searched, words
from permits.actions.reconcile import settle_line, take_statement
from permits.actions.refund import ask_refund, decide_refund
from permits.models import Charge, Refund, Statement, StatementLine
from permits.office.finance_desk import FINANCE
from permits.queries.access import cases_of_office
from permits.queries.money import paid
from permits.rules.statements import MOST_BYTES, case_numbers


@office(*FINANCE)
@require_http_methods(["GET", "POST"])
def statements(request: HttpRequest) -> HttpResponse:
    """Show lines that wait for a person, and the statements; on POST take a statement."""
    sentence = ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            if upload is None:
                raise Refused(_("Alegeți fișierul extrasului: CAMT.053, MT940 sau CSV."), code="no_file")
            taken = take_statement(authority=request.authority, file_name=upload.name or "", data=upload.read(MOST_BYTES + 1), by=request.user)
            matched = taken.lines.filter(state=StatementLine.State.MATCHED).count()
            messages.success(request, _("Extras citit: %(all)s încasări noi, %(matched)s potrivite, %(repeated)s știute dinainte.") % {"all": taken.lines.count(), "matched": matched, "repeated": taken.repeated})
            return redirect("statements")
        except Refused as refused:
            sentence = refused.sentence
    waiting = StatementLine.objects.filter(authority=request.authority, state=StatementLine.State.UNMATCHED).order_by("booked_on", "pk")
    taken_before = Statement.objects.filter(authority=request.authority).select_related("uploaded_by")[:20]
    context = {"page": Paginator(waiting, 25).get_page(request.GET.get("page")), "statements": taken_before, "sentence": sentence}
    return render(request, "permits/office/statements.html", context, status=422 if sentence else 200)


@office(*FINANCE)
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a line to the case whose number was typed, or set it aside with a reason."""
    line = get_object_or_404(StatementLine, pk=pk, authority=request.authority)
    try:
        charge = _charge(request, line) if request.POST.get("do") == "match" else None
        settle_line(line=line, charge=charge, reason=request.POST.get("reason", ""), by=request.user)
        messages.success(request, _("Încasarea a fost rezolvată."))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("statements")


def _charge(request: HttpRequest, line: StatementLine) -> Charge:
    numbers = case_numbers(request.POST.get("number", ""))
    cases = cases_of_office(request.user, request.authority)
    found = [charge for number, year in numbers for charge in Charge.objects.filter(case__in=cases, case__registry_number=number, case__registry_year=year, cancelled_at=None).order_by("pk")]
    if not found:
        raise Refused(_("Scrieți numărul dosarului cu anul, de exemplu 123/2026."), code="no_case", field="number")
    return next((one for one in found if one.amount - paid(one) == line.amount), next((one for one in found if paid(one) < one.amount), found[0]))


@office(*FINANCE)
@searched
@require_http_methods(["GET", "POST"])
def refunds(request: HttpRequest) -> HttpResponse:
    """Show what was paid in excess, refunds to approve and those decided; on POST ask for one."""
    cases = cases_of_office(request.user, request.authority)
    if request.method == "POST":
        charge = get_object_or_404(Charge.objects.filter(case__in=cases), pk=request.POST.get("charge") if request.POST.get("charge", "").isdigit() else 0)
        try:
            ask_refund(charge=charge, kind=request.POST.get("kind", ""), amount=_lei(request.POST.get("amount", "")), reason=request.POST.get("reason", ""), iban=request.POST.get("iban", ""), by=request.user)
            messages.success(request, _("Restituirea așteaptă aprobarea altei persoane."))
        except Refused as refused:
            messages.error(request, refused.sentence)
        return redirect("refunds")
    asked: Any = Refund.objects.filter(charge__case__in=cases).select_related("charge__case__applicant", "asked_by", "decided_by")
    paid_charges = Charge.objects.filter(case__in=cases, payments__state="confirmed").distinct().select_related("case__applicant").order_by("-computed_at")
    q = words(request)
    numbers = case_numbers(q)
    chosen = list(paid_charges.filter(case__registry_number=numbers[0][0], case__registry_year=numbers[0][1])) if numbers else [charge for charge in paid_charges[:400] if paid(charge) > charge.amount]
    rows = [{"charge": charge, "paid": paid(charge), "over": max(paid(charge) - charge.amount, Decimal(0))} for charge in chosen]
    context = {
        "open": asked.filter(state=Refund.State.ASKED), "page": Paginator(asked.exclude(state=Refund.State.ASKED), 25).get_page(request.GET.get("page")), "rows": rows, "q": q,
        "kinds": [(code, label) for code, label in Refund.Kind.choices if code != Refund.Kind.REVERSED],
    }
    return render(request, "permits/office/refunds.html", context)


def _lei(text: str) -> Decimal:
    try:
        return Decimal(text.strip().replace(",", ".")).quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise Refused(_("Scrieți suma ca număr, de exemplu 120,50."), code="bad_amount", field="amount") from error


@office(*FINANCE)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or refuse a refund that a colleague asked for."""
    refund = get_object_or_404(Refund.objects.filter(charge__case__in=cases_of_office(request.user, request.authority)), pk=pk)
    try:
        decide_refund(refund=refund, approve=request.POST.get("do") == "approve", reason=request.POST.get("reason", ""), by=request.user)
        messages.success(request, _("Hotărârea a fost înregistrată."))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("refunds")
