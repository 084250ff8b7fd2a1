"""The drafted answer goes to its signatories, in order."""
from __future__ import annotations

from django.db import transaction

from gisapp.accounts.models import User
from gisapp.core import clock
from gisapp.core.errors import Conflict, Refused
from permits.actions.complete_work_item import complete_work_item
from permits.actions.move import locked, move
from permits.documents.compose import compose
from permits.models import Case, IssuedDocument, SignatureStep, WorkItem
from permits.queries.blocking import why_not_issue
from permits.rules.procedure import StepKind
from permits.rules.procedure_files import all_procedures
from permits.rules.states import Move


@transaction.atomic
def send_to_sign(*, document: IssuedDocument, by: User) -> IssuedDocument:
    """Lock the draft and line up the signatures.

    Refused while a check is unknown or failed without a written decision, while findings are undecided, or while other
    work on the case is open.
    """
    assert document.case is not None
    case = locked(document.case)
    document = IssuedDocument.objects.select_for_update().get(pk=document.pk)
    if document.state != IssuedDocument.State.DRAFT:
        raise Conflict("Proiectul a fost deja trimis la semnat.", code="already_sent")
    reasons = why_not_issue(case, document.outcome)
    if reasons:
        raise Refused(" ".join(reasons), code="not_ready")
    compose(document, draft=True)
    _close_own_steps(case, by)
    procedure = all_procedures()[case.procedure]
    document.state, document.approved_by, document.approved_at = IssuedDocument.State.APPROVED, by, clock.now()
    document.save(update_fields=["state", "approved_by", "approved_at"])
    for order, signatory in enumerate(procedure.signatories, start=1):
        SignatureStep.objects.create(document=document, order=order, role=signatory.role.value, field=f"signature_{signatory.role.value}")
    move(case, Move.SEND_TO_SIGN, by=by, public=True, document=str(document.pk))
    return document


def _close_own_steps(case: Case, by: User) -> None:
    """Sending to sign finishes the drafting step (and approving it, where the procedure has that)."""
    procedure = all_procedures()[case.procedure]
    drafting = {step.code for step in procedure.steps if step.kind in (StepKind.DRAFT, StepKind.APPROVE_DRAFT)}
    for item in WorkItem.objects.filter(case=case, step__in=drafting, state=WorkItem.State.OPEN):
        complete_work_item(item=item, by=by)
