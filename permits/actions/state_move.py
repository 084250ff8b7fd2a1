"""A person of the town hall states what has happened with a case after its answer: works begun, received, restored, closed."""
from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core.errors import Conflict
from permits.actions.move import locked, move
from permits.models import Case
from permits.queries.after_life import STATED, act_holds
from permits.rules.states import Move


@transaction.atomic
def state_move(*, case: Case, verb: str, reason: str, by: User) -> Case:
    """Make the move if the table of the lifecycle lets this person; NotAllowed with who may, Conflict where it is not such a move."""
    if verb not in {one.value for one in STATED}:
        raise Conflict(_("Acest pas nu se poate face de aici."), code="not_stated")
    case = locked(case)
    chosen = Move(verb)
    if chosen is Move.CLOSE and act_holds(case):
        assert case.valid_until is not None
        raise Conflict(
            _("Actul este valabil până la %(day)s: dosarul se închide după aceea sau după recepția lucrărilor.") % {"day": case.valid_until.strftime("%d.%m.%Y")}, code="act_holds",
        )
    move(case, chosen, by=by, reason=reason)
    return case
