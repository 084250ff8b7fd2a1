"""Letters of the town hall in a case: numbered, sealed electronically and delivered by the system; papers of money wait for the cashier's hand."""
from __future__ import annotations

from typing import Any

from django.db import transaction

from gisapp.core import clock, jobs
from permits.actions.draft_document import new_verification_code
from permits.actions.notify import notify_applicant
from permits.actions.press import give_number
from permits.actions.sign_document import sign_batch
from permits.actions.take_number import GENERAL
from permits.documents.compose.base import SEAL
from permits.models import Case, Endorsement, IssuedDocument, Payment, SignatureStep
from permits.queries.money_papers import MONEY_PAPERS, signed_by_a_person
from permits.rules.people import Role

TITLES = {
    "acknowledgment": "Confirmare de înregistrare",
    "request_for_papers": "Solicitare de completări",
    "receipt": "Chitanță",
    "refund_note": "Notă de restituire",
    "endorsement_request": "Solicitare de aviz",
}


@jobs.job("permits.issue_letter")
def issue_letter(case: str, kind: str, **fields: Any) -> None:
    """Make the letter once (per case, kind and subject) and seal it; may run again after a kill at any point.

    What a person signs is left at the desk „De semnat”, in the finance officer's row.
    """
    step = _letter(Case.objects.get(pk=case), kind, fields)
    if step.role == SEAL:
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
        if kind in MONEY_PAPERS and signed_by_a_person(case.authority):
            _await_cashier(document, Payment.objects.select_related("charge").get(pk=fields["payment"]))
        else:
            SignatureStep.objects.create(
                document=document, order=1, role=SEAL, field=f"signature_{SEAL}", state=SignatureStep.State.REQUESTED, requested_at=clock.now(),
            )
    return document.signatures.get(order=1)


def _await_cashier(document: IssuedDocument, payment: Payment) -> None:
    """Line up the signature of the finance officer. The payer has the confirmation meanwhile.

    The number is taken now and not at the signature: the act that the fee paid for names its receipt.
    """
    role = Role.FINANCE_OFFICER.value
    SignatureStep.objects.create(document=document, order=1, role=role, field=f"signature_{role}")
    give_number(document, payment.confirmed_by)
    assert document.case is not None
    notify_applicant(document.case, "payment_confirmed" if payment.amount > 0 else "refund_approved", payment=payment)
