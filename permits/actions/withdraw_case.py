"""The applicant takes the request back."""
from __future__ import annotations

from django.db import transaction

from gisapp.accounts.models import User
from permits.actions.move import locked, move
from permits.models import Case
from permits.rules.states import Move


@transaction.atomic
def withdraw_case(*, case: Case, by: User) -> Case:
    """Withdraw a case that has no answer yet; a draft is withdrawn without trace in the register."""
    case = locked(case)
    move(case, Move.WITHDRAW, by=by)
    return case
