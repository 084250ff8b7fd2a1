"""A person finishes a step; what waited for it opens."""
from __future__ import annotations

from django.db import transaction

from gisapp.accounts.models import User
from gisapp.core import clock
from gisapp.core.errors import Conflict, NotAllowed
from permits.actions.move import locked, move
from permits.actions.open_work import open_next
from permits.actions.record import record
from permits.actions.require import require_role
from permits.models import Case, Finding, WorkItem
from permits.queries.endorsements import WAITING, needed_endorsements
from permits.rules.people import Role
from permits.rules.procedure import StepKind
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState, Move


@transaction.atomic
def complete_work_item(*, item: WorkItem, by: User, note: str = "", outcome: str = "", inspector: User | None = None) -> WorkItem:
    """Mark the step done. Assigning names the inspector; checking the land needs a decision on every finding."""
    case = locked(item.case)
    item = WorkItem.objects.select_for_update().get(pk=item.pk)
    if item.state != WorkItem.State.OPEN:
        raise Conflict("Sarcina nu mai este deschisă: a făcut-o între timp altcineva sau dosarul a mers mai departe.", code="not_open")
    role, acting_for = require_role(by, case, [Role(item.role)])
    step = all_procedures()[case.procedure].step(item.step)
    if step.kind is StepKind.ASSIGN:
        _assign_inspector(case, inspector, by)
    if step.kind is StepKind.CHECK_LAND:
        _all_decided(case)
    if step.kind is StepKind.COLLECT_ENDORSEMENTS:
        _all_endorsed(case, note)
    if step.kind is StepKind.APPROVE_DRAFT and case.drafted_by_id == by.pk:
        raise NotAllowed("Ați redactat acest proiect, deci nu îl puteți și verifica.", code="own_draft")
    item.state, item.done_at, item.done_by, item.note, item.outcome = WorkItem.State.DONE, clock.now(), by, note.strip(), outcome
    item.save(update_fields=["state", "done_at", "done_by", "note", "outcome"])
    record(case, "complete_work_item", actor=by, acting_for=acting_for, step=item.step, role=role.value, outcome=outcome)
    open_next(case)
    return item


def _assign_inspector(case: Case, inspector: User | None, by: User) -> None:
    if inspector is not None:
        case.inspector = inspector
        case.save(update_fields=["inspector"])
        record(case, "assign", actor=by, inspector=inspector.pk)
    if case.state == CaseState.REGISTERED.value:
        move(case, Move.START_REVIEW, by=by)


def _all_decided(case: Case) -> None:
    pending = Finding.objects.filter(run__case=case, run__current=True, decision=Finding.Decision.PENDING).count()
    if pending:
        raise Conflict(f"Mai sunt {pending} constatări nedecise. Acceptați sau respingeți fiecare constatare.", code="findings_pending")


def _all_endorsed(case: Case, note: str) -> None:
    """Awaited endorsements keep the step open; one that was not asked needs a written reason (it may be among the papers)."""
    if case.endorsements.filter(state__in=WAITING).exists():
        raise Conflict("Mai sunt avize așteptate: pasul se încheie după răspunsul lor.", code="endorsements_waiting")
    unasked = [one.institution.name if one.institution else one.code for one in needed_endorsements(case) if one.row is None]
    if unasked and len(note.strip()) < 10:
        raise Conflict(f"Nu ați cerut avizul: {', '.join(unasked)}. Cereți-l sau scrieți de ce nu mai este nevoie (de exemplu, este depus la dosar).", code="endorsements_unasked")


@transaction.atomic
def reassign_work_item(*, item: WorkItem, to: User, by: User, reason: str) -> WorkItem:
    """A head gives an open item to somebody else, with a reason that stays in the history."""
    case = locked(item.case)
    require_role(by, case, [Role.CHIEF_ARCHITECT, Role.TECHNICAL_DIRECTOR, Role.SECRETARY_GENERAL, Role.MAYOR, Role.DEPUTY_MAYOR])
    if item.state != WorkItem.State.OPEN:
        raise Conflict("Sarcina nu mai este deschisă.", code="not_open")
    if len(reason.strip()) < 5:
        raise Conflict("Scrieți motivul realocării.", code="reason_missing")
    WorkItem.objects.filter(pk=item.pk).update(assignee=to)
    record(case, "reassign", actor=by, step=item.step, previous=item.assignee_id, to=to.pk, reason=reason.strip())
    item.refresh_from_db()
    return item
