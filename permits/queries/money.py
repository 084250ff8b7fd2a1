"""What was paid and what is still owed for a case. Amounts in lei."""
from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum

from permits.models import Case, Charge, Payment


def paid(charge: Charge) -> Decimal:
    """Return what was received for a charge and confirmed, refunds taken off."""
    total: Decimal | None = charge.payments.filter(state__in=[Payment.State.CONFIRMED, Payment.State.REFUNDED]).aggregate(sum=Sum("amount"))["sum"]
    return total or Decimal(0)


def owed(case: Case) -> Decimal:
    """Return what is still to be paid for a case, guarantees included."""
    return sum((max(charge.amount - paid(charge), Decimal(0)) for charge in case.charges.filter(cancelled_at=None)), Decimal(0))
