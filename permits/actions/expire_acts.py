"""Records that acts whose term has passed are no longer in force. Runs by itself; a person may look at each afterwards."""
from __future__ import annotations

from django.db import transaction

from gisapp.core import clock, jobs
from permits.actions.move import locked, move
from permits.models import Case
from permits.rules.lifecycle import IN_FORCE, moves_from
from permits.rules.people import Role
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState, Move


@jobs.every_tick
def expire_acts() -> None:
    """Expire every act in force whose last day is before today; works that have begun are left to the inspectors."""
    over = Case.objects.filter(state__in=[state.value for state in IN_FORCE], valid_until__lt=clock.today())
    for pk in over.order_by("valid_until").values_list("pk", flat=True)[:500]:
        with transaction.atomic():
            case = locked(Case(pk=pk))
            if case.valid_until is None or case.valid_until >= clock.today():
                continue
            family = all_procedures()[case.procedure].family
            if any(row.move is Move.EXPIRE for row in moves_from(CaseState(case.state), family, Role.SYSTEM)):
                move(case, Move.EXPIRE, by=None, valid_until=case.valid_until.isoformat())
