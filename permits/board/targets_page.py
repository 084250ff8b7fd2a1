"""Targets of quality: what is in force for the house and for each procedure, what waits for approval, and the form for a new one."""
from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gisapp.accounts.guard import office
from gisapp.accounts.models import Role
from gisapp.accounts.roles import acting_roles
from gisapp.core import clock
from gisapp.core.errors import BadInput, Refused
from permits.actions.set_parameter import KEEPERS, decide_parameter
from permits.actions.set_target import PREFIX, propose_target
from permits.board.dashboard import procedure_title
from permits.models import Parameter
from permits.queries.board import BOARD_ROLES
from permits.queries.parameters import parameters_of
from permits.rules.procedure_files import all_procedures
from permits.rules.quality import Indicator, indicators

FIELDS = ("indicator", "procedure", "value", "valid_from", "decision")


def _label(one: Indicator) -> str:
    return one.label_en if (get_language() or "ro").startswith("en") else one.label_ro


@office(*BOARD_ROLES, Role.SECRETARY_GENERAL, Role.AUTHORITY_ADMIN)
@require_http_methods(["GET", "POST"])
def targets(request: HttpRequest) -> HttpResponse:
    """Show targets; on POST the quality officer proposes one, or a keeper of values decides one that waits."""
    held, sentence = set(acting_roles(request.user, request.authority)), ""
    if request.method == "POST":
        try:
            _take(request)
            return redirect("quality_targets")
        except Refused as refused:
            sentence = refused.sentence
    today = clock.today()
    known = indicators([], parameters_of(request.authority), today)
    labels = {one.code: _label(one) for one in known}
    rows = Parameter.objects.filter(authority=request.authority, code__startswith=PREFIX, refused_by=None).select_related("entered_by", "approved_by").order_by("code", "valid_from")
    shown = [(row, *_named(row, labels)) for row in rows]
    tomorrow = today + dt.timedelta(days=1)
    context: dict[str, Any] = {
        "house": [(_label(one), one) for one in known],
        "own": [one for one in shown if one[0].approved and one[2] and (one[0].valid_to is None or one[0].valid_to >= today)],
        "waiting": [one for one in shown if not one[0].approved], "indicators": list(labels.items()), "procedures": all_procedures().values(), "sentence": sentence, "tomorrow": tomorrow,
        "typed": {name: request.POST.get(name, "") for name in FIELDS} | ({} if request.method == "POST" else {"valid_from": f"{tomorrow:%Y-%m-%d}"}),
        "officer": Role.QUALITY_OFFICER in held, "keeper": bool(held & {role.value for role in KEEPERS}), "today": today,
    }
    return render(request, "permits/board/targets.html", context, status=422 if sentence else 200)


def _named(row: Parameter, labels: dict[str, str]) -> tuple[str, str]:
    """Return the indicator's label and the procedure's title, which is empty for the whole house."""
    indicator, _dot, procedure = row.code.removeprefix(PREFIX).partition(".")
    return labels.get(indicator, indicator), procedure_title(procedure) if procedure else ""


def _take(request: HttpRequest) -> None:
    given = request.POST
    if given.get("row", "").isdigit():
        row = Parameter.objects.filter(authority=request.authority, code__startswith=PREFIX, pk=int(given["row"][:12])).first()
        if row is None:
            raise BadInput(_("Ținta nu mai există. Reîncărcați pagina."))
        decide_parameter(row=row, approve=given.get("do") == "approve", reason=given.get("reason", ""), by=request.user)
        messages.success(request, _("Hotărârea a fost înregistrată."))
        return
    try:
        value = Decimal(given.get("value", "").strip().replace(",", ".").removesuffix("%").strip())
        if not value.is_finite():
            raise InvalidOperation
    except InvalidOperation as error:
        raise BadInput(_("Scrieți ținta ca procent, de exemplu 95."), field="value") from error
    try:
        valid_from = dt.date.fromisoformat(given.get("valid_from", ""))
    except ValueError as error:
        raise BadInput(_("Alegeți ziua din care se aplică ținta."), field="valid_from") from error
    propose_target(
        authority=request.authority, indicator=given.get("indicator", ""), procedure=given.get("procedure", ""), value=value, valid_from=valid_from,
        decision=given.get("decision", ""), by=request.user,
    )
    messages.success(request, _("Ținta așteaptă aprobarea altei persoane: administratorul, arhitectul-șef sau secretarul general."))
