"""A person of the town hall states what has happened with a case after its answer: works begun, received, restored, closed."""
from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core import clock
from gisapp.core.errors import Conflict
from permits.actions.move import locked, move
from permits.models import Case
from permits.queries.after_life import STATED, act_holds, refund_open
from permits.queries.warranty import warranty_of
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
    if chosen is Move.CLOSE and refund_open(case):
        raise Conflict(_("O restituire așteaptă aprobarea: dosarul se închide după ce banii au plecat."), code="refund_open")
    if chosen is Move.EXPIRE and not (case.valid_until is not None and case.valid_until < clock.today()):
        raise Conflict(_("Actul este încă valabil; expirarea se constată după ultima lui zi."), code="act_holds")
    move(case, chosen, by=by, reason=reason)
    if chosen is Move.RECEIVE_PARTIALLY:
        term = warranty_of(case)
        move(case, Move.START_WARRANTY, by=None, until=term.until.isoformat() if term else "")
    return case
