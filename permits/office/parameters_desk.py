"""Dated values for staff: fees, terms, seasons, days off; what nobody has confirmed says so."""
from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gisapp.accounts.guard import office
from gisapp.core import clock
from gisapp.core.errors import Refused
from permits.actions.set_parameter import BRIDGE, KEEPERS, decide_parameter, propose_parameter
from permits.models import Parameter
from permits.rules.parameter_names import parameter_name
from permits.rules.parameters import Unit


def _groups() -> dict[str, str]:
    return {
        "fee": _("Taxe"), "law_fee": _("Taxe: limitele legii"), "indexation": _("Indexare"), "deadline": _("Termene"), "validity": _("Valabilități"), "window": _("Ferestre"),
        "season": _("Sezoane"), "target": _("Ținte ale primăriei"), "paper": _("Acte"), "extension_window": _("Cereri de prelungire"), "excavation": _("Săpături"), "bridge_day": _("Punți și zile recuperate"), "quality": _("Calitate"), "routing": _("Repartizare"),
    }


@office(*KEEPERS)
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """Show values by group with their past and future; on POST propose a new row."""
    typed, sentence = request.POST, ""
    if request.method == "POST":
        try:
            _propose(request)
            messages.success(request, _("Valoarea așteaptă aprobarea altei persoane."))
            return redirect("parameters")
        except Refused as refused:
            sentence = refused.sentence
    rows = list(Parameter.objects.filter(authority=request.authority, refused_by=None).select_related("entered_by", "approved_by").order_by("code", "-valid_from"))
    names, today, language = _groups(), clock.today(), translation.get_language() or "ro"
    groups: dict[str, list[dict[str, Any]]] = {}
    for code, of_code in groupby((row for row in rows if row.approved), key=lambda row: row.code):
        found = list(of_code)
        now = next((row for row in found if row.valid_from <= today and (row.valid_to is None or row.valid_to >= today)), None)
        shown = now or found[0]
        groups.setdefault(names.get(code.split(".")[0], code.split(".")[0]), []).append(
            {"code": code, "name": parameter_name(code, language), "now": now, "row": shown, "unit": Unit.read(shown.unit).label(language), "unsure": shown.confidence == Parameter.Confidence.TO_BE_CONFIRMED, "all": found},
        )
    context = {
        "groups": sorted(groups.items()), "waiting": [{"row": row, "name": parameter_name(row.code, language)} for row in rows if not row.approved],
        "codes": [(code, parameter_name(code, language)) for code in sorted({row.code for row in rows if row.approved})], "sentence": sentence,
        "typed": {name: typed.get(name, "") for name in ("code", "value", "valid_from", "valid_to", "decision", "legal_ref", "source", "confidence")},
        "confidences": Parameter.Confidence.choices, "unsure": sum(one["unsure"] for group in groups.values() for one in group), "bridge": BRIDGE, "tomorrow": today + dt.timedelta(days=1),
    }
    return render(request, "permits/office/parameters.html", context, status=422 if sentence else 200)


def _propose(request: HttpRequest) -> Parameter:
    given = request.POST
    try:
        value = Decimal(given.get("value", "").strip().replace(",", "."))
        if not value.is_finite() or abs(value) >= Decimal(10) ** 12:
            raise InvalidOperation
    except InvalidOperation as error:
        raise Refused(_("Scrieți valoarea ca număr."), code="bad_value", field="value") from error
    try:
        valid_from = dt.date.fromisoformat(given.get("valid_from", ""))
        valid_to = dt.date.fromisoformat(given["valid_to"]) if given.get("valid_to") else None
    except ValueError as error:
        raise Refused(_("Alegeți prima zi a valorii (și, dacă are, ultima)."), code="bad_day", field="valid_from") from error
    return propose_parameter(
        authority=request.authority, code=given.get("code", "").strip(), value=value, valid_from=valid_from, valid_to=valid_to, decision=given.get("decision", ""),
        legal_ref=given.get("legal_ref", ""), source=given.get("source", ""), confidence=given.get("confidence", ""), by=request.user,
    )


@office(*KEEPERS)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or refuse a row that a colleague added."""
    row = get_object_or_404(Parameter, pk=pk, authority=request.authority)
    try:
        decide_parameter(row=row, approve=request.POST.get("do") == "approve", reason=request.POST.get("reason", ""), by=request.user)
        messages.success(request, _("Hotărârea a fost înregistrată."))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("parameters")
