"""Letters of the town hall in a case: numbered, sealed electronically and delivered by the system."""
from __future__ import annotations

from typing import Any

from django.db import transaction

from gisapp.core import clock, jobs
from permits.actions.draft_document import new_verification_code
from permits.actions.sign_document import sign_batch
from permits.actions.take_number import GENERAL
from permits.documents.compose.base import SEAL
from permits.models import Case, Endorsement, IssuedDocument, Payment, SignatureStep

TITLES = {
    "acknowledgment": "Confirmare de înregistrare",
    "request_for_papers": "Solicitare de completări",
    "receipt": "Chitanță",
    "endorsement_request": "Solicitare de aviz",
}


@jobs.job("permits.issue_letter")
def issue_letter(case: str, kind: str, **fields: Any) -> None:
    """Make the letter once (per case, kind and subject) and seal it; may run again after a kill at any point."""
    step = _letter(Case.objects.get(pk=case), kind, fields)
    sign_batch([step.pk])


@transaction.atomic
def _letter(case: Case, kind: str, fields: dict[str, Any]) -> SignatureStep:
    Case.objects.select_for_update().get(pk=case.pk)
    document = IssuedDocument.objects.filter(case=case, kind=kind, outcome="", fields__contains=fields).exclude(state=IssuedDocument.State.CANCELLED).first()
    if document is None:
        document = IssuedDocument.objects.create(
            authority=case.authority, case=case, kind=kind, title=TITLES[kind], fields=fields, book=GENERAL, drafted_at=clock.now(),
            verification_code=new_verification_code(), state=IssuedDocument.State.APPROVED, approved_at=clock.now(),
        )
        if "payment" in fields:
            Payment.objects.filter(pk=fields["payment"]).update(receipt=document)
        if "endorsement" in fields:
            Endorsement.objects.filter(pk=fields["endorsement"]).update(request=document)
        SignatureStep.objects.create(
            document=document, order=1, role=SEAL, field=f"signature_{SEAL}", state=SignatureStep.State.REQUESTED, requested_at=clock.now(),
        )
    return document.signatures.get(order=1)
