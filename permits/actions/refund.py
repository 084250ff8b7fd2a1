"""Money given back: one person asks with a reason, another approves; then it is a negative payment of the charge."""
from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core import clock, jobs
from gisapp.core.errors import BadInput, Conflict, NotAllowed
from permits.actions.move import locked
from permits.actions.pay import CASHIERS
from permits.actions.record import record
from permits.actions.require import require_role
from permits.models import Case, Charge, Payment, Refund
from permits.queries.money import paid
from permits.rules.states import CaseState

# A guarantee is returned when the warranty is over, or when there was nothing to restore.
GUARANTEE_FREE = frozenset({CaseState.RELEASED.value, CaseState.CLOSED.value, CaseState.ARCHIVED.value, CaseState.WITHDRAWN.value, CaseState.RETURNED.value, CaseState.REFUSED.value})


@transaction.atomic
def ask_refund(*, charge: Charge, kind: str, amount: Decimal, reason: str, iban: str = "", by: User) -> Refund:
    """Ask to give money back: never more than was paid, a guarantee only after its warranty."""
    case = locked(charge.case)
    require_role(by, case, CASHIERS)
    charge = Charge.objects.select_for_update().get(pk=charge.pk)
    if kind not in set(Refund.Kind.values) or len(reason.strip()) < 5:
        raise BadInput(_("Alegeți felul restituirii și scrieți motivul."), code="reason_missing", field="reason")
    if not 0 < amount <= paid(charge):
        raise BadInput(_("Suma de restituit trebuie să fie mai mare ca zero și cel mult cât s-a plătit."), code="bad_amount", field="amount")
    if charge.kind == Charge.Kind.GUARANTEE and case.state not in GUARANTEE_FREE and amount > paid(charge) - charge.amount:
        raise BadInput(_("Garanția se restituie după perioada de garanție a refacerii."), code="under_warranty", field="kind")
    if Refund.objects.filter(charge=charge, state=Refund.State.ASKED).exists():
        raise Conflict(_("Există deja o restituire de aprobat pentru această sumă."), code="refund_open")
    refund = Refund.objects.create(charge=charge, kind=kind, amount=amount, reason=reason.strip()[:300], iban=iban.strip()[:34], asked_by=by, asked_at=clock.now())
    record(case, "ask_refund", actor=by, refund=refund.pk, amount=str(amount), kind_of_refund=kind)
    return refund


def give_back_settled(*, permit: Case, settlement: Case, by: User) -> Refund | None:
    """Propose what a settlement found to be paid too much, in the caller's transaction: another person approves it (Cod fiscal art. 474 alin. (7)).

    Proposed in the name of who wrote the settlement; nothing twice, and never more than was paid for the permit.
    """
    found = sum((Decimal(line["amount"]) for charge in settlement.charges.filter(kind=Charge.Kind.FEE, cancelled_at=None) for line in charge.lines), Decimal(0))
    charge = permit.charges.filter(kind=Charge.Kind.FEE, cancelled_at=None).first()
    if found >= 0 or charge is None:
        return None
    charge = Charge.objects.select_for_update().get(pk=charge.pk)
    amount = min(-found, paid(charge))
    if amount <= 0 or Refund.objects.filter(charge=charge, state=Refund.State.ASKED).exists():
        return None
    reason = f"Regularizarea taxei la recepție, dosar {settlement.number}: Legea 227/2015 art. 474 alin. (7)"
    refund = Refund.objects.create(charge=charge, kind=Refund.Kind.SETTLEMENT, amount=amount, reason=reason, asked_by=by, asked_at=clock.now())
    record(permit, "ask_refund", actor=by, refund=refund.pk, amount=str(amount), kind_of_refund=refund.kind)
    return refund


@transaction.atomic
def decide_refund(*, refund: Refund, approve: bool, reason: str = "", by: User) -> Refund:
    """Another person approves (the money leaves and the charge shows it) or refuses with a reason."""
    case = locked(refund.charge.case)
    require_role(by, case, CASHIERS)
    refund = Refund.objects.select_for_update().get(pk=refund.pk)
    if refund.state != Refund.State.ASKED:
        raise Conflict(_("Restituirea a fost deja hotărâtă."), code="refund_closed")
    if refund.asked_by_id == by.pk:
        raise NotAllowed(_("Restituirea trebuie aprobată de altă persoană decât cea care a propus-o."), code="own_refund")
    if not approve and len(reason.strip()) < 5:
        raise BadInput(_("Scrieți de ce nu se restituie."), code="reason_missing", field="reason")
    charge = Charge.objects.select_for_update().get(pk=refund.charge_id)
    if approve:
        if refund.amount > paid(charge):
            raise Conflict(_("Între timp suma plătită a scăzut; propuneți din nou restituirea."), code="bad_amount")
        refund.payment = Payment.objects.create(
            charge=charge, method=Payment.Method.TRANSFER, state=Payment.State.REFUNDED, amount=-refund.amount, at=clock.now(), reference=refund.get_kind_display()[:80],
            confirmed_by=by, confirmed_at=clock.now(),
        )
        jobs.enqueue("permits.issue_letter", key=f"receipt:{refund.payment.pk}", case=str(case.pk), kind="refund_note", payment=refund.payment.pk)
    refund.state = Refund.State.APPROVED if approve else Refund.State.REFUSED
    refund.decided_by, refund.decided_at, refund.decision_reason = by, clock.now(), reason.strip()[:300]
    refund.save()
    record(case, "refund", actor=by, public=True, refund=refund.pk, amount=str(refund.amount), approved=approve)
    return refund
