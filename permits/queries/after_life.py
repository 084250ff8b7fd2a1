"""What a person may still do with a case that has its answer, or that is not to be answered: works, warranty, closing, passing on."""
from __future__ import annotations

from gisapp.accounts.models import User
from gisapp.core import clock
from permits.models import Case
from permits.queries.access import acting_role
from permits.rules.lifecycle import Transition, moves_from
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState, Move

# Moves that are a statement of a person of the town hall. Money going back and revoking have their own desks and acts.
STATED = (
    Move.REDIRECT, Move.FILE_AWAY, Move.START_WORKS, Move.RECEIVE_WORKS, Move.SETTLE_FEE, Move.DECLARE_RESTORED, Move.REJECT_RESTORATION, Move.RECEIVE_PARTIALLY,
    Move.START_WARRANTY, Move.REPORT_DEFECT, Move.CLOSE,
)


def stated_moves(case: Case, user: User) -> list[Transition]:
    """Return the moves the person may make on the case now. A case whose act still holds is not closed: it may be extended, works may start."""
    family = all_procedures()[case.procedure].family
    found = [row for row in moves_from(CaseState(case.state), family) if row.move in STATED and acting_role(user, case, frozenset(role.value for role in row.roles)) is not None]
    return [row for row in found if not (row.move is Move.CLOSE and act_holds(case))]


def act_holds(case: Case) -> bool:
    """Tell whether the delivered act is still valid for a time."""
    return case.state == CaseState.DELIVERED.value and case.valid_until is not None and case.valid_until >= clock.today()
