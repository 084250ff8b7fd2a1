"""An act in force is revoked, corrected or superseded: a reason, a legal ground, and another person's signature.

Who proposes never signs (four eyes), and nothing changes in the register before the last signature.
"""
from __future__ import annotations

import re

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core import clock
from gisapp.core.errors import BadInput, Conflict
from permits.actions.draft_document import new_verification_code
from permits.actions.move import locked, move
from permits.actions.record import record
from permits.actions.require import require_role
from permits.actions.take_number import GENERAL
from permits.models import Case, IssuedDocument, SignatureStep
from permits.rules.lifecycle import HEADS, REVIEWERS, moves_from
from permits.rules.people import Role
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState, Move

REVOCATION, CORRECTION = "revocation", "correction"
PROPOSERS = REVIEWERS | HEADS
# A disposition of the mayor, countersigned for legality (OUG 57/2019 art. 196 and 243).
REVOKED_BY = (Role.SECRETARY_GENERAL, Role.MAYOR)
_NUMBER = re.compile(r"^\s*(\d{1,7})\s*/\s*(\d{4})\s*$")


@transaction.atomic
def propose_revocation(*, act: IssuedDocument, reason: str, legal_ref: str, by: User) -> IssuedDocument:
    """Write the disposition that revokes an act; it waits for the secretary general and the mayor."""
    case, act = _in_force(act)
    require_role(by, case, PROPOSERS)
    _grounds(reason, legal_ref)
    if not any(row.move is Move.REVOKE for row in moves_from(CaseState(case.state), all_procedures()[case.procedure].family)):
        raise Conflict(_("Actul nu mai este în vigoare: nu are ce se revoca."), code="not_in_force")
    document = IssuedDocument.objects.create(
        authority=act.authority, case=case, kind="act_change", title=f"Dispoziție de revocare: {act.title} nr. {_number(act)}"[:200], outcome=REVOCATION, changes=act, book=GENERAL,
        fields={"reason": reason.strip(), "legal_ref": legal_ref.strip(), "plain_language": ""}, state=IssuedDocument.State.APPROVED, drafted_by=by, drafted_at=clock.now(),
        approved_by=by, approved_at=clock.now(), verification_code=new_verification_code(), retention=act.retention,
    )
    for order, role in enumerate(REVOKED_BY, start=1):
        SignatureStep.objects.create(document=document, order=order, role=role.value, field=f"signature_{role.value}")
    record(case, "propose_revocation", actor=by, document=str(document.pk), act=str(act.pk), reason=reason.strip(), legal_ref=legal_ref.strip())
    return document


@transaction.atomic
def propose_correction(*, act: IssuedDocument, reason: str, legal_ref: str, by: User) -> IssuedDocument:
    """Start the corrected act as a copy to be edited; the same people sign it as the first, and it then takes its place."""
    case, act = _in_force(act)
    require_role(by, case, REVIEWERS)
    _grounds(reason, legal_ref)
    document = IssuedDocument.objects.create(
        authority=act.authority, case=case, kind=act.kind, title=act.title, outcome=CORRECTION, changes=act, book=act.book, fields=dict(act.fields), valid_until=act.valid_until, drafted_by=by,
        drafted_at=clock.now(), verification_code=new_verification_code(), retention=act.retention, status_reason=reason.strip()[:240],
    )
    record(case, "draft_document", actor=by, document=str(document.pk), kind=act.kind, outcome=CORRECTION, act=str(act.pk), reason=reason.strip(), legal_ref=legal_ref.strip())
    return document


@transaction.atomic
def send_correction(document: IssuedDocument, by: User) -> IssuedDocument:
    """Line up the signatures of the corrected act: those of its procedure."""
    assert document.case is not None
    case = locked(document.case)
    require_role(by, case, REVIEWERS)
    document.state, document.approved_by, document.approved_at = IssuedDocument.State.APPROVED, by, clock.now()
    document.save(update_fields=["state", "approved_by", "approved_at"])
    for order, signatory in enumerate(all_procedures()[case.procedure].signatories, start=1):
        SignatureStep.objects.create(document=document, order=order, role=signatory.role.value, field=f"signature_{signatory.role.value}")
    record(case, "send_correction", actor=by, document=str(document.pk))
    return document


@transaction.atomic
def supersede(*, act: IssuedDocument, number: str, reason: str, by: User) -> IssuedDocument:
    """Record that a newer act of another case takes the place of this one; the lifecycle says who may."""
    case, act = _in_force(act)
    typed = _NUMBER.match(number)
    newer = None if typed is None else IssuedDocument.objects.filter(
        authority=act.authority, state=IssuedDocument.State.ISSUED, outcome="issue", book=act.book, entry__number=int(typed[1]), entry__year=int(typed[2]),
    ).exclude(pk=act.pk).first()
    if newer is None:
        raise BadInput(_("Scrieți numărul actului nou din același registru, de exemplu 125/2026."), code="no_act", field="number")
    if len(reason.strip()) < 10:
        raise BadInput(_("Scrieți motivul în cel puțin o propoziție."), code="reason_missing", field="reason")
    move(case, Move.SUPERSEDE, by=by, reason=reason.strip(), act=str(act.pk), newer=str(newer.pk))
    _status(act, IssuedDocument.Status.SUPERSEDED, reason, newer)
    return act


def carry_out(document: IssuedDocument, step: SignatureStep) -> None:
    """The last signature of a revocation or of a corrected act stands: the register changes, in the caller's transaction."""
    assert document.case is not None
    assert document.changes_id is not None
    case = locked(document.case)
    act = IssuedDocument.objects.select_for_update().get(pk=document.changes_id)
    if document.outcome == REVOCATION:
        reason = str(document.fields["reason"])
        move(case, Move.REVOKE, by=step.signer, reason=reason, document=str(document.pk), act=str(act.pk))
        _status(act, IssuedDocument.Status.REVOKED, reason, None)
        return
    _status(act, IssuedDocument.Status.SUPERSEDED, document.status_reason, document)
    # Only now is there one act again whose place the corrected one takes.
    IssuedDocument.objects.filter(pk=document.pk).update(outcome="issue", valid_until=act.valid_until, status_reason="")
    record(case, "correct_act", actor=step.signer, public=True, document=str(document.pk), act=str(act.pk), reason=document.status_reason)


def drop_change(document: IssuedDocument, reason: str, by: User) -> None:
    """A signatory does not agree: the proposal is set aside, the act stays as it was."""
    assert document.case is not None
    document.state, document.status_reason = IssuedDocument.State.CANCELLED, reason.strip()[:240]
    document.save(update_fields=["state", "status_reason"])
    if document.entry is not None:
        document.entry.cancelled_at, document.entry.cancelled_reason = clock.now(), f"propunere respinsă: {reason.strip()}"[:200]
        document.entry.save(update_fields=["cancelled_at", "cancelled_reason"])
    record(document.case, "drop_change", actor=by, document=str(document.pk), reason=reason.strip())


def _in_force(act: IssuedDocument) -> tuple[Case, IssuedDocument]:
    if act.case is None:
        raise Conflict(_("Documentul nu ține de un dosar."), code="no_case")
    case = locked(act.case)
    act = IssuedDocument.objects.select_for_update(of=("self",)).select_related("entry", "authority").get(pk=act.pk)
    if act.state != IssuedDocument.State.ISSUED or act.outcome != "issue" or act.status not in (IssuedDocument.Status.VALID, IssuedDocument.Status.EXTENDED):
        raise Conflict(_("Numai un act emis și în vigoare se poate revoca, îndrepta sau înlocui."), code="not_in_force")
    if IssuedDocument.objects.filter(changes=act).exclude(state__in=[IssuedDocument.State.CANCELLED, IssuedDocument.State.ISSUED]).exists():
        raise Conflict(_("Există deja o propunere de schimbare a acestui act, care așteaptă semnăturile."), code="change_open")
    return case, act


def _grounds(reason: str, legal_ref: str) -> None:
    if len(reason.strip()) < 10:
        raise BadInput(_("Scrieți motivul în cel puțin o propoziție."), code="reason_missing", field="reason")
    if len(legal_ref.strip()) < 5:
        raise BadInput(_("Scrieți temeiul legal: legea și articolul."), code="ground_missing", field="legal_ref")


def _status(act: IssuedDocument, status: IssuedDocument.Status, reason: str, newer: IssuedDocument | None) -> None:
    act.status, act.status_reason, act.replaced_by = status, reason.strip()[:240], newer
    act.save(update_fields=["status", "status_reason", "replaced_by"])


def _number(act: IssuedDocument) -> str:
    return f"{act.entry.number}/{act.entry.year}" if act.entry is not None else ""
