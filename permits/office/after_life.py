"""What follows an answer, on the case's page: one button for each move that the person may state."""
from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gisapp.accounts.guard import office
from gisapp.core.errors import Refused
from permits.actions.state_move import state_move
from permits.models import Case
from permits.queries.after_life import stated_moves
from permits.rules.states import Effect


def after_life_context(request: HttpRequest, case: Case) -> list[dict[str, Any]]:
    """Return the moves as the page shows them."""
    english = translation.get_language() == "en"
    return [
        {"verb": row.move.value, "label": (row.move.label_en if english else row.move.label_ro).capitalize(), "reason": row.needs_reason, "told": Effect.NOTIFY_APPLICANT in row.effects}
        for row in stated_moves(case, request.user)
    ]


@office()
@require_POST
def state(request: HttpRequest, pk: Any) -> HttpResponse:
    """Make the stated move."""
    from permits.office.case_page import office_case

    found = office_case(request, pk)
    try:
        state_move(case=found, verb=request.POST.get("verb", ""), reason=request.POST.get("reason", ""), by=request.user)
        messages.success(request, _("Starea dosarului a fost schimbată."))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("office_case", found.pk)
