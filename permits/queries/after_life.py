"""What a person may still do with a case that has its answer, or that is not to be answered: works, warranty, closing, passing on."""
from __future__ import annotations

from gisapp.accounts.models import User
from gisapp.core import clock
from permits.models import Case, Refund
from permits.queries.access import acting_role
from permits.rules.lifecycle import Transition, moves_from
from permits.rules.people import Role
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState, Family, Move

# Moves that are a statement of a person of the town hall. Money going back and revoking have their own desks and acts.
STATED = (
    Move.REDIRECT, Move.FILE_AWAY, Move.START_WORKS, Move.RECEIVE_WORKS, Move.SETTLE_FEE, Move.DECLARE_RESTORED, Move.REJECT_RESTORATION, Move.RECEIVE_PARTIALLY,
    Move.START_WARRANTY, Move.REPORT_DEFECT, Move.EXPIRE, Move.CLOSE,
)


# What the applicant states of their own excavation; works of a permit are announced by a request of their own.
OWN_MOVES = (Move.START_WORKS, Move.DECLARE_RESTORED)


def own_moves(case: Case) -> list[Transition]:
    """Return the moves that the applicant may state now."""
    family = all_procedures()[case.procedure].family
    return [row for row in moves_from(CaseState(case.state), family, Role.APPLICANT) if row.move in OWN_MOVES] if family is Family.EXCAVATION else []


def stated_moves(case: Case, user: User) -> list[Transition]:
    """Return the moves the person may make on the case now. A case whose act still holds is not closed: it may be extended, works may start."""
    family = all_procedures()[case.procedure].family
    found = [row for row in moves_from(CaseState(case.state), family) if row.move in STATED and acting_role(user, case, frozenset(role.value for role in row.roles)) is not None]
    return [row for row in found if not _too_early(row.move, case)]


def _too_early(verb: Move, case: Case) -> bool:
    """An act that holds is not closed, works within their term are not expired, money on its way back is paid before closing."""
    if verb is Move.CLOSE:
        return act_holds(case) or refund_open(case)
    return verb is Move.EXPIRE and not (case.valid_until is not None and case.valid_until < clock.today())


def refund_open(case: Case) -> bool:
    """Tell whether money that is to be given back still waits for its approval."""
    return Refund.objects.filter(charge__case=case, state=Refund.State.ASKED).exists()


def act_holds(case: Case) -> bool:
    """Tell whether the delivered act is still valid for a time."""
    return case.state == CaseState.DELIVERED.value and case.valid_until is not None and case.valid_until >= clock.today()
