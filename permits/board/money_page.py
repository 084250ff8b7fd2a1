"""The money of a period: due, paid and refunded, by kind and by way of paying, with each receipt; as a page and as CSV."""
from __future__ import annotations

import datetime as dt

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gisapp.accounts.guard import office
from gisapp.accounts.models import Role
from gisapp.core import clock
from permits.board.csv_file import csv_answer
from permits.board.scope import day_of
from permits.models import Charge, Payment
from permits.queries.access import cases_of_office
from permits.queries.money_totals import money_totals, payments_between

MONEY_ROLES = (Role.FINANCE_OFFICER, Role.TAX_OFFICER)


def _period(request: HttpRequest) -> tuple[dt.date, dt.date]:
    today = clock.today()
    since, until = day_of(request.GET.get("since", ""), today.replace(day=1)), day_of(request.GET.get("until", ""), today)
    return min(since, until), max(since, until)


@office(*MONEY_ROLES)
@require_GET
def totals(request: HttpRequest) -> HttpResponse:
    """Show the totals of the period and its payments, newest first."""
    since, until = _period(request)
    cases = cases_of_office(request.user, request.authority)
    found = money_totals(cases, since, until)
    moved = payments_between(cases.filter(practice=False), since, until).select_related("charge__case__applicant", "receipt__entry", "confirmed_by").order_by("-confirmed_at")
    kinds, methods = dict(Charge.Kind.choices), dict(Payment.Method.choices)
    context = {
        "since": since, "until": until, "query": request.GET.urlencode(), "whole": found.whole, "kinds": [(_(kinds[one.kind]), one) for one in found.kinds],
        "methods": [(_(methods[method]), amount, count) for method, amount, count in found.methods], "page": Paginator(moved, 25).get_page(request.GET.get("page")),
    }
    return render(request, "permits/board/money.html", context)


@office(*MONEY_ROLES)
@require_GET
def totals_csv(request: HttpRequest) -> HttpResponse:
    """Export the payments of the period. No names: the number of the file tells the one who keeps the books."""
    since, until = _period(request)
    moved = payments_between(cases_of_office(request.user, request.authority).filter(practice=False), since, until).select_related("charge__case", "receipt__entry").order_by("confirmed_at")
    kinds, methods = dict(Charge.Kind.choices), dict(Payment.Method.choices)
    head = (_("Data"), _("Dosar"), _("Fel"), _("Cum"), _("Suma (lei)"), _("Referința"), _("Chitanța"))
    rows = (
        (row.confirmed_at and row.confirmed_at.astimezone(clock.TOWN_TIME).strftime("%d.%m.%Y"), row.charge.case.number, _(kinds[row.charge.kind]), _(methods[row.method]),
         f"{row.amount:.2f}".replace(".", ","), row.reference, _receipt(row))
        for row in moved
    )  # fmt: skip
    return csv_answer(f"incasari-{since:%Y-%m-%d}-{until:%Y-%m-%d}.csv", head, rows)


def _receipt(payment: Payment) -> str:
    entry = payment.receipt.entry if payment.receipt else None
    return f"{entry.number}/{entry.year}" if entry else ""
