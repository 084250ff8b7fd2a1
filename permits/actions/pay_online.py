"""Payment by card through a provider: off without settings, confirmed only by a signed callback, once."""
from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority, User
from gisapp.core import clock
from gisapp.core.errors import Conflict, Refused
from permits.actions.move import locked
from permits.actions.pay import confirm_received
from permits.actions.record import record
from permits.models import Case, Charge, Payment, ProviderCall
from permits.queries.money import ended_unanswered, paid
from permits.rules.payment_provider import CURRENCY, Callback, EuPlatesc, NotGenuine, Order, Provider

Outcome = ProviderCall.Outcome


def provider_of(authority: Authority) -> Provider | None:
    """Return the provider with which the town hall has an account, or None: then the page does not offer cards."""
    options = settings.PAYMENT_ACCOUNTS.get(authority.slug)
    return EuPlatesc(**options) if options else None


@transaction.atomic
def start_online(*, case: Case, charge: Charge, by: User, back: str, callback: str) -> tuple[Payment, str]:
    """Open a payment by card; returns it with the provider's address for the payer."""
    provider = provider_of(case.authority)
    if provider is None:
        raise Refused(_("Primăria nu primește încă plăți cu cardul. Plătiți prin transfer sau la casierie."), code="no_provider")
    case = locked(case)
    charge = Charge.objects.select_for_update().get(pk=charge.pk)
    if ended_unanswered(case):
        raise Conflict(_("Cererea s-a încheiat fără răspuns; nu mai este nimic de plătit."), code="case_ended")
    left = charge.amount - paid(charge)
    if left <= 0:
        raise Conflict(_("Suma a fost deja plătită."), code="already_paid")
    payment = Payment.objects.create(
        charge=charge, method=Payment.Method.ONLINE, state=Payment.State.PENDING, amount=left, at=clock.now(), provider_id=uuid.uuid4().hex, reference=provider.name,
    )
    record(case, "payment", actor=by, public=True, payment=payment.pk, state=payment.state, amount=str(left), method=payment.method)
    order = Order(payment.provider_id or "", left, f"Taxa dosar {case.number or case.pk}", back, callback)
    return payment, provider.address(order, at=clock.now(), nonce=secrets.token_hex(16))


@transaction.atomic
def take_callback(*, authority: Authority, fields: Mapping[str, str]) -> ProviderCall:
    """Take what the provider calls back about. The same message twice, or in any order, pays once.

    Money that comes after the charge was paid is still counted: the charge is then overpaid and finance gives it back.
    Raises NotGenuine for what is not signed by the provider or names no payment of ours.
    """
    provider = provider_of(authority)
    if provider is None:
        raise NotGenuine("provider")
    told = provider.read(fields)
    payment = Payment.objects.filter(provider_id=told.order, charge__case__authority=authority, method=Payment.Method.ONLINE).select_related("charge__case").first()
    if payment is None:
        raise NotGenuine("order")
    case = locked(payment.charge.case)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    body = dict(sorted(fields.items()))
    fingerprint = hashlib.sha256(json.dumps([provider.name, body], sort_keys=True).encode()).hexdigest()
    known = ProviderCall.objects.filter(fingerprint=fingerprint).first()
    if known is not None:
        return known
    outcome = _settle(case, payment, told)
    return ProviderCall.objects.create(payment=payment, provider=provider.name, fingerprint=fingerprint, body=body, at=clock.now(), outcome=outcome)


def _settle(case: Case, payment: Payment, told: Callback) -> str:
    if payment.state in (Payment.State.CONFIRMED, Payment.State.REFUNDED):
        return Outcome.REPEATED
    if not told.paid:
        payment.state = Payment.State.REJECTED
        payment.save(update_fields=["state"])
        record(case, "payment", actor=None, public=True, payment=payment.pk, state=payment.state, amount=str(payment.amount), method=payment.method)
        return Outcome.FAILED
    if told.amount != payment.amount or told.currency != CURRENCY:
        record(case, "payment_mismatch", actor=None, payment=payment.pk, expected=str(payment.amount), told=f"{told.amount} {told.currency}")
        return Outcome.MISMATCH
    late = paid(payment.charge) >= payment.charge.amount
    payment.reference = told.provider_id[:80]
    payment.save(update_fields=["reference"])
    confirm_received(case=case, payment=payment, by=None)
    return Outcome.LATE if late else Outcome.CONFIRMED
