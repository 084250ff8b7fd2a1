"""The finance officer does not sign a receipt or a refund note: it is annulled with a reason, and can be made anew when what was wrong is mended."""
from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core import clock, jobs
from gisapp.core.errors import Conflict
from permits.actions.move import locked
from permits.actions.record import record
from permits.actions.require import require_role
from permits.models import Case, IssuedDocument, Payment
from permits.queries.money_papers import RECEIPT, REFUND_NOTE
from permits.rules.people import Role

CASHIERS = (Role.FINANCE_OFFICER, Role.TAX_OFFICER)


def return_letter(*, case: Case, document: IssuedDocument, reason: str, by: User) -> None:
    """Annul the letter and its number in the caller's transaction; the payment stays, without a paper."""
    document.state, document.status_reason = IssuedDocument.State.CANCELLED, reason.strip()[:240]
    document.save(update_fields=["state", "status_reason"])
    if document.entry is not None:
        document.entry.cancelled_at, document.entry.cancelled_reason = clock.now(), f"nesemnată: {reason.strip()}"[:200]
        document.entry.save(update_fields=["cancelled_at", "cancelled_reason"])
    Payment.objects.filter(receipt=document).update(receipt=None)
    record(case, "return_letter", actor=by, document=str(document.pk), reason=reason.strip())


@transaction.atomic
def make_receipt_again(*, payment: Payment, by: User) -> None:
    """Prepare the paper of a payment whose paper was sent back. Clicked twice, one is made: the job's key counts those sent back."""
    case = locked(payment.charge.case)
    require_role(by, case, CASHIERS)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    kind = RECEIPT if payment.amount > 0 else REFUND_NOTE
    returned = IssuedDocument.objects.filter(case=case, kind=kind, fields__payment=payment.pk, state=IssuedDocument.State.CANCELLED).count()
    if payment.receipt_id is not None or not returned:
        raise Conflict(_("Plata are deja chitanță sau aceasta este în pregătire."), code="has_receipt")
    jobs.enqueue("permits.issue_letter", key=f"receipt:{payment.pk}:{returned}", case=str(case.pk), kind=kind, payment=payment.pk)
