"""The board of heads of department and of the mayor."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gisapp.accounts.guard import office
from gisapp.core import clock
from permits.board.csv_file import csv_answer
from permits.board.scope import filters, read_scope
from permits.queries import board
from permits.queries.board_export import exported
from permits.queries.board_load import loads, open_plots, projection
from permits.queries.board_time import shares_of_time
from permits.queries.case_view import state_label
from permits.queries.collections import collection, feature
from permits.queries.parameters import calendar_of
from permits.rules.procedure_files import all_procedures

SOON_WORKING_DAYS = 3


def procedure_title(code: str) -> str:
    """Return the title of a procedure in the language of the page."""
    found = all_procedures().get(code)
    return found.title(get_language() or "ro") if found else code


def actor_names() -> dict[str, str]:
    """Return who may hold a case, in words."""
    return {"applicant": _("solicitantul"), "endorser": _("avizatorii"), "signatory": _("semnatarii"), "department": _("compartimentele")}


@office(*board.BOARD_ROLES)
@require_GET
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show where the work stands, who carries it, how the terms are kept and where it is going."""
    scope = read_scope(request)
    today = clock.today()
    soon = calendar_of(request.authority).add(today, SOON_WORKING_DAYS)
    counted = board.open_cases(scope, soon)
    load = loads(scope, request.authority)
    answers = board.answers_by_procedure(scope)
    departments = board.names_of_departments(request.authority)
    people = board.names_of_people([*(one.key for one in counted.by_person), *(one.key for one in load.by_person)])
    shares = shares_of_time(scope)
    plots = open_plots(scope)
    actors = actor_names()
    context: dict[str, Any] = {
        **filters(request, scope), "total": counted.total, "soon": soon, "whole": answers[0] if answers else None,
        "groups": [
            (_("După stare"), _named(counted.by_state, state_label)), (_("După procedură"), _named(counted.by_procedure, procedure_title)),
            (_("După compartiment"), _named(counted.by_department, lambda key: departments.get(key, _("fără compartiment")))),
            (_("După inspector"), _named(counted.by_person, lambda key: people.get(key, _("nerepartizate")))),
        ],
        "late": [{"row": row, "title": procedure_title(row.procedure), "state": state_label(row.state)} for row in board.late_cases(scope, soon)],
        "loads": [(people.get(one.key, _("nerepartizate")), one) for one in load.by_person],
        "department_loads": [(departments.get(one.key, _("fără compartiment")), one) for one in load.by_department],
        "answers": [(procedure_title(one.key), one) for one in answers[1:]], "months": board.answers_by_month(scope),
        "shares": [(actors[one.actor], one) for one in shares.shares], "measured": shares.cases,
        "forecast": projection(scope), "plots": len(plots), "shown": collection(_map(plots)), "today": today,
    }
    return render(request, "permits/board/dashboard.html", context)


def _named(counts: Iterable[board.Count], name: Any) -> list[tuple[str, board.Count]]:
    return [(name(one.key), one) for one in counts]


def _map(plots: list[tuple[str, str, str, bool, bytes]]) -> Iterable[dict[str, Any]]:
    """Land of open cases; late ones also get a red point, so that colour is not all that tells them."""
    for key, number, procedure, late, shape in plots:
        geometry = GEOSGeometry(memoryview(shape))
        geometry.srid = 3844
        words = f"{number} {_('întârziat')}" if late else number
        yield feature(geometry, kind="plot", label=words if len(plots) <= 80 else "", procedure=procedure)
        if late:
            yield feature(geometry.point_on_surface, kind="finding", finding=key, state="conflict", effect="prohibit")


@office(*board.BOARD_ROLES)
@require_GET
def dashboard_csv(request: HttpRequest) -> HttpResponse:
    """Export the cases of the scope: those open now, and those registered or answered in the period. No names of applicants."""
    head = (
        _("Număr"), _("Înregistrat"), _("Procedura"), _("Stare"), _("Compartiment"), _("Inspector"), _("Termen legal"), _("Răspuns"), _("Zile"),
        _("În termen"), _("Nr. cadastral"), _("Amplasament"),
    )  # fmt: skip
    rows = (
        (row.number, row.registered, procedure_title(row.procedure), state_label(row.state), row.department, row.inspector, row.due, row.decided, row.days,
         {True: _("da"), False: _("nu"), None: ""}[row.in_term], row.parcels, row.address)
        for row in exported(read_scope(request))
    )  # fmt: skip
    return csv_answer(f"dosare-{clock.today():%Y-%m-%d}.csv", head, rows)
