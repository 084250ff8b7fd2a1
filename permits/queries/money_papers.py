"""Papers of money: receipts and refund notes, who signs them, which wait for a signature."""
from __future__ import annotations

from django.db.models import QuerySet

from gisapp.accounts.models import Authority
from gisapp.core import clock
from permits.models import Case, IssuedDocument
from permits.queries.parameters import parameters_of

RECEIPT, REFUND_NOTE = "receipt", "refund_note"
MONEY_PAPERS = (RECEIPT, REFUND_NOTE)
SIGNATURES = "receipt.signatures"


def signed_by_a_person(authority: Authority) -> bool:
    """Tell whether the finance officer signs today's papers of money. Only a value of 0 leaves them to the seal: without one a person signs."""
    row = parameters_of(authority).find(SIGNATURES, clock.today())
    return row is None or row.whole > 0


def waiting_money_papers(authority: Authority) -> QuerySet[IssuedDocument]:
    """Return the receipts and refund notes that no one has signed yet."""
    return IssuedDocument.objects.filter(authority=authority, kind__in=MONEY_PAPERS, state__in=[IssuedDocument.State.APPROVED, IssuedDocument.State.NUMBERED])


def unsigned_in(case: Case) -> QuerySet[IssuedDocument]:
    """Return the case's papers of money that wait for their signature: its file is not whole before."""
    return waiting_money_papers(case.authority).filter(case=case)
