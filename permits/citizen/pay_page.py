"""Paying by card: the way to the provider, and the provider's answer."""
from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from gisapp.core.errors import Refused
from permits.actions.pay_online import start_online, take_callback
from permits.models import Charge
from permits.queries.access import cases_of_applicant
from permits.rules.payment_provider import NotGenuine


@login_required
@require_POST
def start(request: HttpRequest, pk: Any) -> HttpResponse:
    """Open a payment and show the link to the provider: the page's policy lets no form leave for another server."""
    case = get_object_or_404(cases_of_applicant(request.user, request.authority), pk=pk)
    charge = get_object_or_404(Charge.objects.filter(case=case, cancelled_at=None), pk=request.POST.get("charge") if str(request.POST.get("charge", "")).isdigit() else 0)
    back, callback = (request.build_absolute_uri(address) for address in (reverse("case", args=[case.pk]), reverse("payment_callback")))
    try:
        payment, address = start_online(case=case, charge=charge, by=request.user, back=back, callback=callback)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("case", case.pk)
    return render(request, "permits/citizen/pay_card.html", {"case": case, "payment": payment, "address": address})


@csrf_exempt
@require_POST
def callback(request: HttpRequest) -> HttpResponse:
    """Take the provider's answer; what it did not sign is refused and changes nothing."""
    try:
        take_callback(authority=request.authority, fields={name: value for name, value in request.POST.items() if isinstance(value, str)})
    except NotGenuine:
        return HttpResponseBadRequest("not genuine", content_type="text/plain")
    return HttpResponse("OK", content_type="text/plain")
