"""A register of a period sent to the desk „De semnat”: by the registry to the secretary general, the takings to the finance officer."""
from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gisapp.accounts.guard import office
from gisapp.core import clock
from gisapp.core.errors import Refused
from permits.actions.house_document import draft_house_document
from permits.board.house_documents import REGISTER_ROLES
from permits.board.money_page import MONEY_ROLES
from permits.board.scope import day_of
from permits.models import RegisterEntry
from permits.queries.access import cases_of_office
from permits.queries.house_fields import register_fields
from permits.queries.takings_fields import takings_fields


def _period(request: HttpRequest) -> tuple[dt.date, dt.date]:
    today = clock.today()
    since, until = day_of(request.POST.get("since", ""), today.replace(day=1)), day_of(request.POST.get("until", ""), today)
    return min(since, until), max(since, until)


def _send(request: HttpRequest, kind: str, fields: dict[str, Any]) -> None:
    try:
        draft_house_document(authority=request.authority, kind=kind, title=f"{fields['title']}, {fields['period']}", fields=fields, by=request.user)
        messages.success(request, _("Registrul a fost trimis la semnat; după semnare îl găsiți la „Registre și rapoarte”."))
    except Refused as refused:
        messages.error(request, refused.sentence)


@office(*REGISTER_ROLES)
@require_POST
def register_to_sign(request: HttpRequest) -> HttpResponse:
    """Freeze a book over a period and line up the secretary general's signature."""
    since, until = _period(request)
    direction = request.POST.get("direction", "")
    book = request.POST.get("book", "general")[:40]
    _send(request, "register_book", register_fields(request.authority, book, since, until, direction if direction in RegisterEntry.Direction.values else ""))
    return redirect("registers")


@office(*MONEY_ROLES)
@require_POST
def takings_to_sign(request: HttpRequest) -> HttpResponse:
    """Freeze the takings of a period, receipt by receipt, and line up the finance officer's signature."""
    since, until = _period(request)
    _send(request, "takings_register", takings_fields(cases_of_office(request.user, request.authority), since, until))
    return redirect("money")
