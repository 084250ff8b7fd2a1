"""The filters of a board, read from the address and kept inside what the person may see."""
from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest

from gisapp.accounts.models import Department
from gisapp.core import clock
from permits.queries.board import Scope, departments_of, with_children
from permits.rules.procedure_files import all_procedures

DAYS_SHOWN = 365


def day_of(text: str, otherwise: dt.date) -> dt.date:
    """Return a date written 2026-11-24; anything else is the other day."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return otherwise


def read_scope(request: HttpRequest) -> Scope:
    """Return the scope asked for. A head who names a strange department gets their own."""
    allowed = departments_of(request.user, request.authority)
    chosen = request.GET.get("department", "")
    departments = allowed
    if chosen.isdigit() and Department.objects.filter(authority=request.authority, pk=int(chosen[:9])).exists():
        asked = with_children(request.authority, [int(chosen[:9])])
        departments = asked if allowed is None else tuple(pk for pk in asked if pk in allowed) or allowed
    procedure = request.GET.get("procedure", "")
    today = clock.today()
    since, until = day_of(request.GET.get("since", ""), today - dt.timedelta(days=DAYS_SHOWN)), day_of(request.GET.get("until", ""), today)
    if until < since:
        since, until = until, since
    return Scope(request.authority.pk, departments, procedure if procedure in all_procedures() else "", since, until)


def filters(request: HttpRequest, scope: Scope) -> dict[str, Any]:
    """Return what the filter form shows."""
    departments = Department.objects.filter(authority=request.authority)
    allowed = departments_of(request.user, request.authority)
    if allowed is not None:
        departments = departments.filter(pk__in=allowed)
    return {
        "scope": scope, "departments": departments, "department": request.GET.get("department", ""), "procedures": all_procedures().values(),
        "query": request.GET.urlencode(),
    }
