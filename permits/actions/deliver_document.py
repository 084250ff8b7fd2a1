"""Delivers an issued document: the applicant is told where it is; the case goes on."""
from __future__ import annotations

from django.db import transaction

from gisapp.core import clock, jobs
from permits.actions.move import locked, move
from permits.actions.notify import notify_applicant
from permits.models import Case, IssuedDocument
from permits.queries.acts import act_of
from permits.rules.lifecycle import moves_from
from permits.rules.people import Role
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState, Move


@jobs.job("permits.deliver_document")
def deliver_document(document: str) -> None:
    """Deliver once: answers move the case, letters only tell the applicant."""
    with transaction.atomic():
        row = IssuedDocument.objects.select_for_update().get(pk=document)
        if row.delivered_at is not None or row.state != IssuedDocument.State.ISSUED:
            return
        row.delivered_at = clock.now()
        row.save(update_fields=["delivered_at"])
        if row.case is None:
            return
        case = locked(row.case)
        if not row.outcome:
            # An institution has its request from its own message; the applicant sees it in the case.
            if row.kind != "endorsement_request":
                notify_applicant(case, row.kind)
            return
        if row.valid_until and row.outcome == "issue":
            Case.objects.filter(pk=case.pk).update(valid_until=row.valid_until)
        if case.state in (CaseState.ISSUED.value, CaseState.REFUSED.value):
            move(case, Move.DELIVER, by=None, document=str(row.pk))
        if row.kind == "extension" and row.outcome == "issue":
            _extend(row)


def _extend(extension: IssuedDocument) -> None:
    """The act that was extended holds until the new day; one from before this service has no case to move."""
    assert extension.case is not None
    act = act_of(extension.case)
    if act is None or act.case is None or extension.valid_until is None:
        return
    extended = locked(act.case)
    family = all_procedures()[extended.procedure].family
    if not any(row.move is Move.EXTEND for row in moves_from(CaseState(extended.state), family, Role.SYSTEM)):
        return
    move(extended, Move.EXTEND, by=None, document=str(extension.pk), until=extension.valid_until.isoformat())
    Case.objects.filter(pk=extended.pk).update(valid_until=extension.valid_until)
    IssuedDocument.objects.filter(pk=act.pk).update(status=IssuedDocument.Status.EXTENDED, valid_until=extension.valid_until)
