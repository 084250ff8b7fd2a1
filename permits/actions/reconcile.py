"""Bank statements against what is owed: each line pays one charge or waits for a person; nothing counts twice."""
from __future__ import annotations

import hashlib

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority, User
from gisapp.accounts.roles import acting_roles
from gisapp.core import clock
from gisapp.core.errors import BadInput, Conflict, NotAllowed
from permits.actions.move import locked
from permits.actions.pay import CASHIERS, confirm_received
from permits.models import Charge, Payment, Statement, StatementLine
from permits.queries.money import paid
from permits.rules.payment_provider import CURRENCY
from permits.rules.statements import MOST_BYTES, Unreadable, case_numbers, read_statement

LEAST_REFERENCE = 4


def _cashier(by: User, authority: Authority) -> None:
    if not set(acting_roles(by, authority)) & {role.value for role in CASHIERS}:
        raise NotAllowed(_("Numai casieria poate lucra cu extrasele de cont."), code="not_your_role")


@transaction.atomic
def take_statement(*, authority: Authority, file_name: str, data: bytes, by: User) -> Statement:
    """Read a statement and match its lines. Lines that an earlier statement had are counted, not stored again."""
    _cashier(by, authority)
    if len(data) > MOST_BYTES:
        raise BadInput(_("Extrasul este prea mare; descărcați-l pe o perioadă mai scurtă."), code="too_big", field="file")
    try:
        kind, entries = read_statement(data)
    except Unreadable as error:
        raise BadInput(_("Extrasul nu se poate citi: %(error)s.") % {"error": error}, code="unreadable", field="file") from error
    if not entries:
        raise BadInput(_("Extrasul nu are nicio încasare."), code="nothing_in", field="file")
    try:
        with transaction.atomic():
            statement = Statement.objects.create(
                authority=authority, file_name=file_name[:200], kind=kind, sha256=hashlib.sha256(data).hexdigest(), account=entries[0].account[:34], uploaded_by=by, uploaded_at=clock.now(),
            )
    except IntegrityError as error:
        raise Conflict(_("Acest extras a fost deja încărcat; nimic nu s-a numărat din nou."), code="statement_known") from error
    known = set(StatementLine.objects.filter(authority=authority, key__in=[one.key for one in entries]).values_list("key", flat=True))
    fresh = [one for one in entries if one.key not in known]
    for one in fresh:
        line = StatementLine.objects.create(
            statement=statement, authority=authority, key=one.key, booked_on=one.booked_on, amount=one.amount, currency=one.currency[:3], bank_reference=one.bank_reference[:80],
            text=one.text[:500], payer=one.payer[:160],
        )
        _match(line, by, one.account)
    statement.repeated = len(entries) - len(fresh)
    statement.save(update_fields=["repeated"])
    return statement


def _bare(account: str) -> str:
    return "".join(account.split()).upper()


def _match(line: StatementLine, by: User, account: str) -> None:
    """Match by the case's number or by the reference of a declared transfer, and by the exact amount; an amount alone matches nothing."""
    if line.currency != CURRENCY:
        return _wait(line, f"moneda este {line.currency}")
    own = _bare(line.authority.iban)
    if own and account and _bare(account) != own:
        # The town may have several accounts; that this one is its own is for a person to say.
        return _wait(line, f"extrasul este al altui cont: {account}")
    found: dict[int, Charge] = {}
    charges = Charge.objects.filter(case__authority=line.authority, cancelled_at=None).select_related("case")
    for number, year in case_numbers(line.text or ""):
        found.update({charge.pk: charge for charge in charges.filter(case__registry_number=number, case__registry_year=year)})
    declared = Payment.objects.filter(charge__in=charges, state=Payment.State.DECLARED, amount=line.amount).exclude(reference="")
    for payment in declared.select_related("charge__case"):
        if len(payment.reference) >= LEAST_REFERENCE and payment.reference.lower() in f"{line.text or ''} {line.bank_reference}".lower():
            found[payment.charge_id] = payment.charge
    if not found:
        return _wait(line, "textul nu numește un dosar sau o plată declarată")
    fitting = [charge for charge in found.values() if charge.amount - paid(charge) == line.amount]
    if len(fitting) != 1:
        return _wait(line, "suma se potrivește cu mai multe taxe" if fitting else "suma nu este cea datorată în dosarul numit")
    _pay(line, fitting[0], by)
    return None


def _wait(line: StatementLine, why: str) -> None:
    line.why = why
    line.save(update_fields=["why"])


def _pay(line: StatementLine, charge: Charge, by: User) -> None:
    case = locked(charge.case)
    charge = Charge.objects.select_for_update().get(pk=charge.pk)
    declared = charge.payments.filter(state=Payment.State.DECLARED, amount=line.amount, statement_line=None).order_by("at").first()
    payment = declared or Payment.objects.create(
        charge=charge, method=Payment.Method.TRANSFER, state=Payment.State.PENDING, amount=line.amount, at=clock.now(), reference=line.bank_reference,
    )
    confirm_received(case=case, payment=payment, by=by)
    line.state, line.payment, line.settled_by, line.settled_at, line.why = StatementLine.State.MATCHED, payment, by, clock.now(), ""
    line.save(update_fields=["state", "payment", "settled_by", "settled_at", "why"])


@transaction.atomic
def settle_line(*, line: StatementLine, charge: Charge | None, reason: str = "", by: User) -> StatementLine:
    """A person gives a waiting line to a charge, or sets it aside with a reason."""
    line = StatementLine.objects.select_for_update().get(pk=line.pk)
    _cashier(by, line.authority)
    if line.state != StatementLine.State.UNMATCHED:
        raise Conflict(_("Încasarea a fost deja rezolvată."), code="line_settled")
    if charge is not None:
        if line.currency != CURRENCY:
            raise BadInput(_("Încasarea este în %(currency)s; taxele se plătesc în lei.") % {"currency": line.currency}, code="other_currency")
        if charge.case.authority_id != line.authority_id:
            raise NotAllowed(_("Dosarul este al altei primării."), code="other_authority")
        _pay(line, charge, by)
        return line
    if len(reason.strip()) < 5:
        raise BadInput(_("Scrieți de ce lăsați încasarea deoparte."), code="reason_missing", field="reason")
    line.state, line.why, line.settled_by, line.settled_at = StatementLine.State.SET_ASIDE, reason.strip()[:200], by, clock.now()
    line.save(update_fields=["state", "why", "settled_by", "settled_at"])
    return line
