"""Felicia sees what is due, paid and refunded in a period, by kind and by way; each payment with its receipt."""

import datetime as dt
from decimal import Decimal

from django.urls import reverse

from gisapp.core import clock, jobs
from gisapp.management.demo import walk
from permits.actions.pay import take_at_counter
from permits.actions.refund import ask_refund, decide_refund
from permits.models import Case, Charge, Payment
from permits.queries.money_totals import money_totals
from tests.permits.conftest import Town
from tests.permits.pages import Browser


def test_what_was_due_paid_and_given_back_adds_up_and_each_day_is_its_own(town: Town) -> None:
    case = town.submitted()
    fee = case.charges.get(kind="fee")
    settlement = Charge.objects.create(case=case, kind="settlement", amount=Decimal("200.50"), computed_at=clock.now())
    take_at_counter(case=case, charge=fee, reference="casa 1", by=town.felicia)
    refund = ask_refund(charge=fee, kind="overpaid", amount=Decimal(2), reason="plătit în plus", by=town.felicia)
    decide_refund(refund=refund, approve=True, by=town.tudor)
    cancelled = Charge.objects.create(case=case, kind="fee", amount=Decimal(999), computed_at=clock.now(), cancelled_at=clock.now())
    assert cancelled.pk
    cases, today = Case.objects.filter(authority=town.authority), clock.today()
    kinds = {one.kind: one for one in money_totals(cases, today, today).kinds}
    assert (kinds["fee"].due, kinds["fee"].paid, kinds["fee"].refunded, kinds["fee"].kept, kinds["fee"].owed_now) == (fee.amount, fee.amount, 2, fee.amount - 2, 2)
    assert (kinds["settlement"].due, kinds["settlement"].paid, kinds["settlement"].owed_now) == (settlement.amount, 0, settlement.amount)
    assert {method: amount for method, amount, _count in money_totals(cases, today, today).methods}["counter"] == fee.amount
    yesterday = money_totals(cases, today - dt.timedelta(days=9), today - dt.timedelta(days=1)).whole
    assert (yesterday.due, yesterday.paid, yesterday.refunded) == (0, 0, 0) and yesterday.owed_now == settlement.amount + 2
    Case.objects.filter(pk=case.pk).update(practice=True)
    assert money_totals(cases, today, today).whole.due == 0


def test_felicia_reads_the_page_and_takes_it_along(town: Town) -> None:
    case = town.submitted()
    take_at_counter(case=case, charge=case.charges.get(kind="fee"), reference="casa 7", by=town.felicia)
    jobs.drain()
    walk.sign_money(case)
    receipt = Payment.objects.get(charge__case=case).receipt
    felicia = Browser(town.felicia).open(reverse("finance_desk")).press_link(reverse("money"))
    words = felicia.page.text_content()
    assert "casa 7" in words and f"{receipt.entry.number}/{receipt.entry.year}" in words
    assert felicia.page.xpath(f"//a[@href='{reverse('document', args=[receipt.pk])}']")
    sent = felicia.client.get(reverse("document", args=[receipt.pk]))
    assert b"".join(sent.streaming_content).startswith(b"%PDF-")
    table = felicia.client.get(reverse("money_csv")).content.decode()
    assert case.number in table and case.applicant.name not in table
    assert "nicio plată" in Browser(town.felicia).open(reverse("money") + "?since=2020-01-01&until=2020-02-01").page.text_content().lower()
