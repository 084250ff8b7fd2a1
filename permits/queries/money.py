"""What was paid and what is still owed for a case. Amounts in lei."""
from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum

from permits.models import Case, Charge, Payment
from permits.rules.states import CaseState


def paid(charge: Charge) -> Decimal:
    """Return what was received for a charge and confirmed, refunds taken off."""
    total: Decimal | None = charge.payments.filter(state__in=[Payment.State.CONFIRMED, Payment.State.REFUNDED]).aggregate(sum=Sum("amount"))["sum"]
    return total or Decimal(0)


def owed(case: Case) -> Decimal:
    """Return what is still to be paid for a case, guarantees included."""
    return sum((left_of(charge) for charge in case.charges.filter(cancelled_at=None)), Decimal(0))


def left_of(charge: Charge) -> Decimal:
    """Return what is still to be paid of a charge: nothing where the case ended without an answer."""
    return Decimal(0) if ended_unanswered(charge.case) else max(charge.amount - paid(charge), Decimal(0))


def ended_unanswered(case: Case) -> bool:
    """Tell whether the request was withdrawn, returned, redirected or filed away: nobody pays for it any more, and what was paid can be given back."""
    return case.state in (CaseState.WITHDRAWN.value, CaseState.RETURNED.value) or (case.closed_at is not None and case.decided_at is None)
