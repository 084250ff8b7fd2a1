"""Delivers an issued document: the applicant is told where it is; the case goes on."""
from __future__ import annotations

from django.db import transaction

from gisapp.core import clock, jobs
from permits.actions.follow_act import follow_act
from permits.actions.move import locked, move
from permits.actions.notify import notify_applicant
from permits.models import Case, IssuedDocument
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
        if row.changes_id is not None:
            # What the first act did is done; the applicant is told of the change.
            notify_applicant(case, "act_changed")
        elif row.outcome == "issue":
            follow_act(row)
