"""At the reception the fee follows the final value: Ana pays the rest or has it back, without what she paid for urgency and for the site."""

from decimal import Decimal

import pytest
from django.urls import reverse

from gisapp.management.demo import walk
from permits.actions.refund import decide_refund, give_back_settled
from permits.actions.submit_case import store_charges
from permits.documents.prefill import prefill
from permits.models import Case, Charge, Refund
from permits.queries.facts import fee_of
from tests.permits.conftest import Town
from tests.permits.pages import Browser


def permit(town: Town, value: str) -> Case:
    """An urgent permit of a home with its site, paid for."""
    draft = town.draft("building_permit", "50005", answers={"work_value": value, "building_use": "home", "site_organisation": "yes", "site_organisation_value": "1000"})
    Case.objects.filter(pk=draft.pk).update(variant="urgent", answers={**draft.answers, "urgency_reason": "acoperișul s-a prăbușit"})
    draft.refresh_from_db()
    case = walk.submit(draft)
    walk.pay_all(case)
    return case


def settled(town: Town, first: Case, value: str) -> Case:
    case = town.draft("reception_settlement", "", answers={"work_value": value, "building_use": "home", "taxable_value": "1000"}, parent=first)
    store_charges(case, fee_of(case))
    return case


@pytest.mark.parametrize(("final", "owed", "back"), [("120000", 100, 0), ("100000", 0, 0), ("60000", 0, 200)])
def test_only_the_difference_of_the_value_is_paid_or_given_back(town: Town, final: str, owed: int, back: int) -> None:
    first = permit(town, "100000")
    # 500 for the value, 30 for the site, 100 % of both for the urgency.
    fee = first.charges.get(kind="fee")
    assert fee.amount == 1060
    case = settled(town, first, final)
    assert Charge.objects.get(case=case).amount == owed
    given = [give_back_settled(permit=first, settlement=case, by=town.tudor) for _twice in range(2)]
    assert Refund.objects.filter(charge=fee).count() == (1 if back else 0) and given[1] is None
    text = prefill(case, "attestation", "issue")["body"]
    assert ("se restituie" in text, "Diferența de plată" in text, "Nu rezultă" in text) == (bool(back), bool(owed), not back and not owed)
    if back:
        refund = decide_refund(refund=Refund.objects.get(charge=fee), approve=True, by=town.felicia)
        assert (refund.amount, refund.kind) == (Decimal(back), "settlement")


def test_tudor_exempts_a_place_of_worship_on_the_case_and_the_guarantee_stays(town: Town) -> None:
    case = town.submitted("building_permit", "50005", answers={"work_value": "100000", "building_use": "other"})
    page = Browser(town.tudor).open(reverse("office_case", args=[case.pk]) + "?tab=acte").press_link(reverse("exemption", args=[case.pk]))
    (form,) = [form for form in page.forms() if "ground" in form.fields]
    page.send(form, {"ground": "worship", "reason": " "})
    assert page.status == 422 and case.charges.get(kind="fee", cancelled_at=None).amount == 1000
    (form,) = [form for form in page.forms() if "ground" in form.fields]
    page.send(form, {"ground": "first_home", "reason": "adeverința parohiei nr. 4/2026"})
    assert page.status == 422 and "nu se scutește" in page.said() and case.charges.get(kind="fee", cancelled_at=None).amount == 1000
    (form,) = [form for form in page.forms() if "ground" in form.fields]
    page.send(form, {"ground": "worship", "reason": "adeverința parohiei nr. 4/2026"})
    now = case.charges.get(kind="fee", cancelled_at=None)
    assert now.amount == 0 and any(line["code"] == "exemption" and "lăcaș de cult" in line["text_ro"] for line in now.lines)
    assert case.events.get(kind="exempt_fee").data["ground"] == "worship"
    assert Browser(town.bogdan).client.get(reverse("exemption", args=[case.pk])).status_code in (403, 404)
