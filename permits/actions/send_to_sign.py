"""The drafted answer goes to its signatories, in order."""
from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core import clock
from gisapp.core.errors import Conflict, Refused
from permits.actions.change_act import CORRECTION, send_correction
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
    work on the case is open. Where a second person checks the draft first, it stays a draft until they have.
    """
    assert document.case is not None
    case = locked(document.case)
    document = IssuedDocument.objects.select_for_update().get(pk=document.pk)
    if document.state != IssuedDocument.State.DRAFT:
        raise Conflict(_("Proiectul a fost deja trimis la semnat."), code="already_sent")
    if document.outcome == CORRECTION:
        compose(document, draft=True)
        return send_correction(document, by)
    reasons = why_not_issue(case, document.outcome)
    if reasons:
        raise Refused(" ".join(reasons), code="not_ready")
    compose(document, draft=True)
    _finish_drafting(case, by)
    if WorkItem.objects.filter(case=case, step__in=_steps(case, StepKind.APPROVE_DRAFT), state=WorkItem.State.OPEN).exists():
        return document
    procedure = all_procedures()[case.procedure]
    document.state, document.approved_by, document.approved_at = IssuedDocument.State.APPROVED, by, clock.now()
    document.save(update_fields=["state", "approved_by", "approved_at"])
    for order, signatory in enumerate(procedure.signatories, start=1):
        SignatureStep.objects.create(document=document, order=order, role=signatory.role.value, field=f"signature_{signatory.role.value}")
    move(case, Move.SEND_TO_SIGN, by=by, public=True, document=str(document.pk))
    return document


def _finish_drafting(case: Case, by: User) -> None:
    """Sending to sign finishes the drafting step; only who holds its role may."""
    for item in WorkItem.objects.filter(case=case, step__in=_steps(case, StepKind.DRAFT), state=WorkItem.State.OPEN):
        complete_work_item(item=item, by=by)


def _steps(case: Case, kind: StepKind) -> list[str]:
    return [step.code for step in all_procedures()[case.procedure].steps if step.kind is kind]
