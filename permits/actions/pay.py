"""Money received for a case: declared with proof, taken at the counter, confirmed by finance; each confirmation gives a receipt."""
from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core import clock, jobs
from gisapp.core.errors import BadInput, Conflict
from permits.actions.attach_paper import attach_paper
from permits.actions.move import locked
from permits.actions.record import record
from permits.actions.require import require_role
from permits.models import Case, Charge, Payment
from permits.queries.money import ended_unanswered, paid
from permits.rules.people import Role

CASHIERS = (Role.FINANCE_OFFICER, Role.TAX_OFFICER)
PROOF = "fee_proof"


def declare_transfer(*, case: Case, charge: Charge, reference: str, file_name: str, chunks: Iterable[bytes], size: int, by: User) -> Payment:
    """The applicant says they paid by bank transfer and uploads the proof; finance confirms it against the statement."""
    if not size:
        raise BadInput(_("Atașați dovada plății (ordin de plată sau extras, PDF ori fotografie)."), field="proof")
    _still_owed(charge)
    _not_declared(charge)
    proof = attach_paper(case=case, code=PROOF, file_name=file_name, chunks=chunks, size=size, by=by)
    with transaction.atomic():
        charge = Charge.objects.select_for_update().get(pk=charge.pk)
        _still_owed(charge)
        # Asked again under the lock: of two clicks at once the second must not declare the money twice.
        _not_declared(charge)
        payment = Payment.objects.create(
            charge=charge, method=Payment.Method.TRANSFER, state=Payment.State.DECLARED, amount=charge.amount - paid(charge), at=clock.now(), reference=reference.strip()[:80], proof=proof,
        )
        record(locked(case), "payment", actor=by, public=True, payment=payment.pk, state=payment.state, amount=str(payment.amount), method=payment.method)
    return payment


@transaction.atomic
def take_at_counter(*, case: Case, charge: Charge, reference: str, by: User) -> Payment:
    """The cashier takes the money: confirmed at once, with a receipt."""
    case = locked(case)
    require_role(by, case, CASHIERS)
    charge = Charge.objects.select_for_update().get(pk=charge.pk)
    _still_owed(charge)
    payment = Payment.objects.create(
        charge=charge, method=Payment.Method.COUNTER, state=Payment.State.CONFIRMED, amount=charge.amount - paid(charge), at=clock.now(),
        reference=reference.strip()[:80], confirmed_by=by, confirmed_at=clock.now(),
    )
    _confirmed(case, payment, by)
    return payment


@transaction.atomic
def confirm_payment(*, payment: Payment, by: User) -> Payment:
    """Finance confirms a declared payment; twice changes nothing."""
    case = locked(payment.charge.case)
    require_role(by, case, CASHIERS)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if payment.state == Payment.State.CONFIRMED:
        return payment
    if payment.state not in (Payment.State.DECLARED, Payment.State.PENDING):
        raise Conflict(_("Plata nu mai poate fi confirmată."), code="payment_closed")
    confirm_received(case=case, payment=payment, by=by)
    return payment


def confirm_received(*, case: Case, payment: Payment, by: User | None) -> None:
    """Mark money as received, by a person, a statement or the provider, in the caller's transaction; a receipt goes out."""
    payment.state, payment.confirmed_by, payment.confirmed_at = Payment.State.CONFIRMED, by, clock.now()
    payment.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    _confirmed(case, payment, by)


@transaction.atomic
def reject_payment(*, payment: Payment, reason: str, by: User) -> Payment:
    """Finance does not find the money; the applicant is told why."""
    case = locked(payment.charge.case)
    require_role(by, case, CASHIERS)
    if len(reason.strip()) < 5:
        raise BadInput(_("Scrieți de ce nu se confirmă plata."), field="reason")
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if payment.state not in (Payment.State.DECLARED, Payment.State.PENDING):
        raise Conflict(_("Plata a fost deja confirmată sau respinsă."), code="payment_closed")
    payment.state = Payment.State.REJECTED
    payment.save(update_fields=["state"])
    record(case, "payment", actor=by, public=True, payment=payment.pk, state=payment.state, amount=str(payment.amount), method=payment.method, reason=reason.strip())
    return payment


def _still_owed(charge: Charge) -> None:
    if ended_unanswered(charge.case):
        raise Conflict(_("Cererea s-a încheiat fără răspuns; nu mai este nimic de plătit."), code="case_ended")
    if paid(charge) >= charge.amount:
        raise Conflict(_("Suma a fost deja plătită."), code="already_paid")


def _not_declared(charge: Charge) -> None:
    if Payment.objects.filter(charge=charge, method=Payment.Method.TRANSFER, state=Payment.State.DECLARED).exists():
        raise Conflict(_("Ați trimis deja dovada plății pentru această sumă; așteaptă confirmarea primăriei."), code="already_declared")


def _confirmed(case: Case, payment: Payment, by: User | None) -> None:
    record(case, "payment", actor=by, public=True, payment=payment.pk, state=payment.state, amount=str(payment.amount), method=payment.method)
    jobs.enqueue("permits.issue_letter", key=f"receipt:{payment.pk}", case=str(case.pk), kind="receipt", payment=payment.pk)
