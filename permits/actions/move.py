"""Takes a case from one state to another, as the one table of the lifecycle allows."""
from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core import clock, jobs
from gisapp.core.errors import Conflict, NotAllowed, Refused
from permits.actions.count_term import count_term
from permits.actions.notify import notify_applicant
from permits.actions.record import record
from permits.models import Case, Pause, WorkItem
from permits.queries.access import acting_role
from permits.rules import lifecycle
from permits.rules.people import Role
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState, Effect, Move


def locked(case: Case) -> Case:
    """Return the case locked for this transaction, as it is now in the database."""
    return Case.objects.select_for_update(of=("self",)).select_related("authority", "owner").get(pk=case.pk)


def move(case: Case, verb: Move, *, by: User | None, reason: str = "", public: bool = True, **data: Any) -> lifecycle.Transition:
    """Make one move on a locked case and carry out what the table says goes with it.

    `by` is the person (None: the system). Raises NotAllowed with who may, Refused where a reason is missing.
    """
    family = all_procedures()[case.procedure].family
    state = CaseState(case.state)
    role, acting_for = _role(case, state, verb, by)
    try:
        transition = lifecycle.transition_for(state, verb, role, family)
    except lifecycle.Forbidden as forbidden:
        sentence = forbidden.sentence_en if translation.get_language() == "en" else forbidden.sentence_ro
        raise NotAllowed(sentence, code="move_not_allowed") from forbidden
    if transition.needs_reason and not reason.strip():
        raise Refused(_("Scrieți motivul: rămâne în istoricul dosarului."), code="reason_missing", field="reason")
    changed = Case.objects.filter(pk=case.pk, state=state.value).update(state=transition.target.value, updated_at=clock.now())
    if not changed:
        raise Conflict(_("Dosarul a fost schimbat între timp de altcineva. Reîncărcați pagina și verificați starea lui."), code="case_changed")
    case.state = transition.target.value
    record(
        case, verb.value, actor=by, acting_for=acting_for, public=public,
        **{"from": state.value, "to": transition.target.value, "role": role.value, **({"reason": reason} if reason else {}), **data},
    )
    _carry_out(case, transition)
    return transition


def _role(case: Case, state: CaseState, verb: Move, by: User | None) -> tuple[Role, User | None]:
    if by is None:
        return Role.SYSTEM, None
    wanted = frozenset(role.value for row in lifecycle.TABLE if row.state is state and row.move is verb for role in row.roles)
    found = acting_role(by, case, wanted)
    if found is not None:
        return Role(found[0]), found[1]
    return Role.APPLICANT if case.owner_id == by.pk else Role.ARCHIVIST, None


def _carry_out(case: Case, transition: lifecycle.Transition) -> None:
    moment = clock.now()
    for effect in transition.effects:
        if effect is Effect.RESUME_CLOCK:
            Pause.objects.filter(case=case, last_day=None).update(last_day=clock.today())
            count_term(case)
        elif effect is Effect.STOP_CLOCK:
            case.decided_at = moment
            case.save(update_fields=["decided_at"])
        elif effect is Effect.CLOSE_WORK_ITEMS:
            unfinished = WorkItem.objects.filter(case=case, state__in=[WorkItem.State.OPEN, WorkItem.State.WAITING])
            unfinished.update(state=WorkItem.State.CANCELLED, note="Dosarul s-a încheiat.")
        elif effect is Effect.NOTIFY_APPLICANT:
            notify_applicant(case, transition.move.value)
        elif effect is Effect.ASK_SATISFACTION:
            jobs.enqueue("permits.ask_satisfaction", key=f"satisfaction:{case.pk}", case=str(case.pk))
    if transition.target in (CaseState.CLOSED, CaseState.RETURNED, CaseState.WITHDRAWN):
        case.closed_at = moment
        case.save(update_fields=["closed_at"])
