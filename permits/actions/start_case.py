"""Starts a draft: nothing is sent until its owner submits it."""
from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority, User
from gisapp.core import clock
from gisapp.core.errors import BadInput
from permits.actions.record import record
from permits.models import Case
from permits.rules.procedure_files import all_procedures


@transaction.atomic
def start_case(*, authority: Authority, procedure: str, owner: User | None, channel: str = "web", answers: dict[str, Any] | None = None, entered_by: User | None = None) -> Case:
    """Create an empty draft of a procedure for a person (or, at the counter, by a clerk for someone without account)."""
    if procedure not in all_procedures():
        raise BadInput(_("Această procedură nu există. Alegeți una din listă."), code="unknown_procedure")
    moment = clock.now()
    case = Case.objects.create(
        authority=authority, procedure=procedure, owner=owner, channel=channel, answers=answers or {}, created_at=moment, updated_at=moment,
        entered_by=entered_by,
    )
    record(case, "start", actor=entered_by or owner, procedure=procedure, channel=channel)
    return case
