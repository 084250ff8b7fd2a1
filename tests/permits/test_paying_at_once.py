"""Twenty workers take money at once by card, at the counter, from statements and give some back; some are killed, some cut off: nothing is lost or repeated.

Death comes at three places: before the event is written, after it but before the commit, and after the commit but before the answer, so that
whoever asked does not know and asks again. Then everything is asked for again, whole, by everybody. The same judge is shown a
counter that commits in two steps, and must find fault with it.
"""

import functools
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from gisapp.accounts.models import Authority, User
from gisapp.core import clock, jobs
from gisapp.core.errors import Conflict
from gisapp.core.models import Job
from gisapp.management.demo.parameters import seed_parameters
from gisapp.management.demo.people import make_authorities, make_people
from permits.actions import pay as paying
from permits.actions import refund as refunding
from permits.actions.check_history import history_problems
from permits.actions.move import locked
from permits.actions.pay_online import start_online, take_callback
from permits.actions.reconcile import take_statement
from permits.actions.start_case import start_case
from permits.models import CaseEvent, Charge, Payment, ProviderCall, Refund, StatementLine
from permits.queries.money import paid
from tests.town.cast import TOWN

from .finance.test_money import ACCOUNT, called_back, camt
from .mortal import Fate, cut_off, insist, killed, meets, run

WORKERS = 20
# What ends a repeated request: the person reads that it is done.
DONE_BEFORE = {"already_paid", "statement_known", "refund_closed"}
# Where death may come, and how many workers it takes there.
BEFORE_EVENT, BEFORE_COMMIT, BEFORE_ANSWER = "before the event", "before the commit", "before the answer"
PLACES = (BEFORE_EVENT, BEFORE_COMMIT, BEFORE_ANSWER)
OF_A_LINE = 4


@dataclass(frozen=True)
class Cashdesk:
    """A town hall with what its people are asked for, as plain values that a worker can repeat."""

    authority: Authority
    felicia: User
    tudor: User
    errands: list[tuple[str, Any]]


def desk(many: int) -> Cashdesk:
    """`many` sums to be paid or given back, a quarter by each way."""
    authority = make_authorities()[TOWN]
    seed_parameters(authority)
    make_people({one.slug: one for one in Authority.objects.all()})
    ana, felicia, tudor = (User.objects.get(email__startswith=name) for name in ("ana", "felicia", "tudor"))
    errands: list[tuple[str, Any]] = []
    rows: list[tuple[str, str, str]] = []
    with jobs.done_here():
        for number in range(many // 4):
            case = start_case(authority=authority, procedure="petition", owner=ana)
            by_card, by_hand, by_bank, back = (Charge.objects.create(case=case, amount=Decimal(11 + kind), computed_at=clock.now()) for kind in range(4))
            payment, _address = start_online(case=case, charge=by_card, by=ana, back="https://x.ro/", callback="https://x.ro/c")
            errands.append(("card", called_back(payment.provider_id or "", f"{payment.amount:.2f}")))
            errands.append(("counter", by_hand.pk))
            Payment.objects.create(charge=by_bank, method="transfer", state="declared", amount=by_bank.amount, at=clock.now(), reference=f"OP{number:06}")
            rows.append((f"{by_bank.amount}", f"BK{number}", f"op{number:06}"))
            paying.take_at_counter(case=case, charge=back, reference="casa", by=felicia)
            errands.append(("refund", refunding.ask_refund(charge=back, kind="overpaid", amount=back.amount, reason="plătit în plus", by=felicia).pk))
    errands += [("statement", camt(*rows[first : first + OF_A_LINE])) for first in range(0, len(rows), OF_A_LINE)]
    return Cashdesk(authority, felicia, tudor, errands)


def do(desk: Cashdesk, kind: str, what: Any) -> None:
    """One errand, as its page does it."""
    if kind == "card":
        take_callback(authority=desk.authority, fields=what)
    elif kind == "counter":
        charge = Charge.objects.select_related("case").get(pk=what)
        paying.take_at_counter(case=charge.case, charge=charge, reference="casa", by=desk.felicia)
    elif kind == "statement":
        take_statement(authority=desk.authority, file_name="extras.xml", data=what, by=desk.felicia)
    else:
        refunding.decide_refund(refund=Refund.objects.get(pk=what), approve=True, by=desk.tudor)


def once(answered: Callable[..., None], *errand: Any) -> None:
    try:
        answered(*errand)
    except Conflict as told:
        if told.code not in DONE_BEFORE:
            raise


def work(desk: Cashdesk, share: list[tuple[str, Any]], fate: Fate | None, place: str) -> None:
    """One worker does its share; cut off, it asks again."""
    answered: Callable[..., None] = do
    if fate is not None and place == BEFORE_ANSWER:
        answered = meets(fate, do, after=True)
    elif fate is not None:
        # One fate for both modules: it strikes once.
        paying.record = refunding.record = meets(fate, paying.record, after=place == BEFORE_COMMIT)
    with jobs.done_here():
        for kind, what in share:
            insist(functools.partial(once, answered, desk, kind, what))


def at_once(desk: Cashdesk, at: tuple[str, ...] = PLACES) -> None:
    """All at once; then all of it again, as people and providers do who had no answer."""
    shares = [desk.errands[number::WORKERS] for number in range(WORKERS)]
    fates = [(fate, place) for place in at for fate in (killed, killed, cut_off)]
    orders = [(desk, share, *(fates[number] if number < len(fates) else (None, ""))) for number, share in enumerate(shares)]
    codes = run(work, orders)
    assert codes == [-signal.SIGKILL if number < len(fates) and fates[number][0] is killed else 0 for number in range(WORKERS)]
    again = run(work, [(desk, desk.errands[number::4], None, "") for number in range(4)])
    assert again == [0] * 4


def faults(desk: Cashdesk) -> Iterator[str]:
    """The judge: what is wrong with the money."""
    # What costs nothing is never paid: the petitions that others send meanwhile.
    charges = Charge.objects.filter(case__authority=desk.authority, amount__gt=0)
    given_back = set(Refund.objects.filter(charge__in=charges).values_list("charge", flat=True))
    told = Counter(CaseEvent.objects.filter(case__authority=desk.authority, kind="payment", data__state="confirmed").values_list("data__payment", flat=True))
    for charge in charges:
        if paid(charge) != (0 if charge.pk in given_back else charge.amount):
            yield f"{paid(charge)} of {charge.amount} paid"
        for state, count in (("confirmed", 1), ("refunded", int(charge.pk in given_back))):
            if charge.payments.filter(state=state).count() != count:
                yield f"{state} not {count} times"
        for payment in charge.payments.filter(state="confirmed"):
            if told[payment.pk] != 1:
                yield "a payment without its event, or with two"
            if Job.objects.filter(name="permits.issue_letter", key=f"receipt:{payment.pk}").count() != 1:
                yield "a payment without its receipt"
    if Refund.objects.filter(charge__in=charges).exclude(state="approved").exists() or CaseEvent.objects.filter(kind="refund").count() != len(given_back):
        yield "money given back and not told, or told twice"
    cards = sum(kind == "card" for kind, _what in desk.errands)
    if list(ProviderCall.objects.values_list("outcome", flat=True)) != ["confirmed"] * cards:
        yield "a call of the provider lost or repeated"
    lines = StatementLine.objects.filter(authority=desk.authority)
    if lines.filter(state="matched").values("payment").distinct().count() != cards or lines.count() != cards:
        yield "a line of a statement lost or repeated"
    yield from history_problems()


@pytest.fixture
def accounts(settings: Any) -> None:
    settings.PAYMENT_ACCOUNTS = {TOWN: ACCOUNT}


@pytest.mark.parametrize("many", [pytest.param(40, marks=pytest.mark.slow), pytest.param(2000, marks=pytest.mark.bench)])
def test_money_is_neither_lost_nor_counted_twice_though_some_are_killed_and_some_cut_off(transactional_db: None, accounts: None, many: int) -> None:
    cashdesk = desk(many)
    at_once(cashdesk)
    assert list(faults(cashdesk)) == []


def in_two_steps(*, case: Any, charge: Charge, reference: str, by: User) -> None:
    """The control: money first, what follows from it in a second transaction."""
    with transaction.atomic():
        charge = Charge.objects.select_for_update().get(pk=charge.pk)
        paying._still_owed(charge)
        payment = Payment.objects.create(charge=charge, method="counter", state="confirmed", amount=charge.amount, at=clock.now(), reference=reference, confirmed_by=by, confirmed_at=clock.now())
    with transaction.atomic():
        paying._confirmed(locked(case), payment, by)


@pytest.mark.bench
def test_money_taken_in_two_steps_is_caught(transactional_db: None, accounts: None, monkeypatch: pytest.MonkeyPatch) -> None:
    cashdesk = desk(320)
    monkeypatch.setattr(paying, "take_at_counter", in_two_steps)
    cashdesk.errands[:] = sorted(cashdesk.errands, key=lambda errand: errand[0] != "counter")
    at_once(cashdesk, (BEFORE_EVENT,))
    found = list(faults(cashdesk))
    assert "a payment without its receipt" in found and "a payment without its event, or with two" in found
