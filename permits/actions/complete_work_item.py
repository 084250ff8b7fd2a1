"""A person finishes a step; what waited for it opens."""
from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.accounts.roles import absent, holders
from gisapp.core import clock
from gisapp.core.errors import Conflict, NotAllowed
from permits.actions.move import locked, move
from permits.actions.open_work import open_next
from permits.actions.record import record
from permits.actions.require import require_role
from permits.models import Case, Finding, WorkItem
from permits.queries.endorsements import WAITING, needed_endorsements
from permits.queries.inbox import managed_items
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
        raise Conflict(_("Sarcina nu mai este deschisă: a făcut-o între timp altcineva sau dosarul a mers mai departe."), code="not_open")
    role, acting_for = require_role(by, case, [Role(item.role)])
    step = all_procedures()[case.procedure].step(item.step)
    if step.kind is StepKind.ASSIGN:
        _assign_inspector(case, inspector, by)
    if step.kind is StepKind.CHECK_LAND:
        _all_decided(case)
    if step.kind is StepKind.COLLECT_ENDORSEMENTS:
        _all_endorsed(case, note)
    if step.kind is StepKind.APPROVE_DRAFT and case.drafted_by_id == by.pk:
        raise NotAllowed(_("Ați redactat acest proiect, deci nu îl puteți și verifica."), code="own_draft")
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
        raise Conflict(_("Mai sunt %(pending)s constatări nedecise. Acceptați sau respingeți fiecare constatare.") % {"pending": pending}, code="findings_pending")


def _all_endorsed(case: Case, note: str) -> None:
    """Awaited endorsements keep the step open; one that was not asked needs a written reason (it may be among the papers)."""
    if case.endorsements.filter(state__in=WAITING).exists():
        raise Conflict(_("Mai sunt avize așteptate: pasul se încheie după răspunsul lor."), code="endorsements_waiting")
    unasked = [one.institution.name if one.institution else one.code for one in needed_endorsements(case) if one.row is None]
    if unasked and len(note.strip()) < 10:
        raise Conflict(_("Nu ați cerut avizul: %(unasked)s. Cereți-l sau scrieți de ce nu mai este nevoie (de exemplu, este depus la dosar).") % {"unasked": ", ".join(unasked)}, code="endorsements_unasked")


@transaction.atomic
def reassign_work_item(*, item: WorkItem, to: User, by: User, reason: str) -> WorkItem:
    """A head gives an open item to somebody else, with a reason that stays in the history."""
    case = locked(item.case)
    if not managed_items(by, case.authority).filter(pk=item.pk).exists() and item.state == WorkItem.State.OPEN:
        raise NotAllowed(_("Numai șeful compartimentului sau conducerea primăriei poate realoca sarcina."), code="not_your_role")
    if not holders(case.authority, item.role).filter(pk=to.pk).exists():
        raise Conflict(_("%(full_name)s nu are rolul „%(label_ro)s”, deci nu poate primi pasul.") % {"full_name": to.full_name, "label_ro": Role(item.role).label_ro}, code="not_a_holder")
    if absent(to, case.authority) is not None:
        raise Conflict(_("%(full_name)s este în concediu sau delegație. Alegeți pe altcineva.") % {"full_name": to.full_name}, code="absent")
    if item.step == "approve_draft" and case.drafted_by_id == to.pk:
        raise Conflict(_("Cine a redactat proiectul nu îl poate și verifica."), code="own_draft")
    if item.state != WorkItem.State.OPEN:
        raise Conflict(_("Sarcina nu mai este deschisă."), code="not_open")
    if len(reason.strip()) < 5:
        raise Conflict(_("Scrieți motivul realocării."), code="reason_missing")
    WorkItem.objects.filter(pk=item.pk).update(assignee=to, because=f"realocat: {reason.strip()}"[:240])
    record(case, "reassign", actor=by, step=item.step, previous=item.assignee_id, to=to.pk, reason=reason.strip())
    item.refresh_from_db()
    return item


@transaction.atomic
def take_work_item(*, item: WorkItem, by: User) -> WorkItem:
    """Somebody who holds the role takes an item that nobody has."""
    case = locked(item.case)
    item = WorkItem.objects.select_for_update().get(pk=item.pk)
    if item.state != WorkItem.State.OPEN or (item.assignee_id is not None and item.assignee_id != by.pk):
        raise Conflict(_("Sarcina este deja la altcineva sau s-a încheiat."), code="taken")
    require_role(by, case, [Role(item.role)])
    item.assignee, item.because = by, "preluată"
    item.save(update_fields=["assignee", "because"])
    record(case, "take_work_item", actor=by, step=item.step)
    return item
