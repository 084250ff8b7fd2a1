"""What Ana and Horia pay, and why."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisapp.core.money import Money, total
from permits.rules.fee_quote import Exemption, FeeFacts, FeeQuote, LineKind, MissingFact, Surface, SurfaceArea
from permits.rules.fees import RULES, URGENT_RULES, quote_fee
from permits.rules.parameters import Confidence, Parameter, ParameterError, Parameters, Unit, read_seeds

TODAY = dt.date(2026, 3, 30)
ROWS = Parameters(read_seeds())
EVERYTHING = FeeFacts(
    area_m2=Decimal("812.5"), work_value=Money(250_000), taxable_value=Money(180_000), initial_fee=Money(14), paid_fee=Money(100),
    surfaces=(SurfaceArea(Surface.SIDEWALK, Decimal(4)),), occupied_days=5, restoration_cost=Money(900), connections=2,
)  # fmt: skip


def ask(rule: str, on: dt.date = TODAY, rows: Parameters = ROWS, **facts: object) -> FeeQuote:
    return quote_fee(rule, FeeFacts(**facts), rows, on)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("area", "lei"),
    [
        (1, 6),
        (150, 6),
        (151, 7),
        (250, 7),
        (251, 9),
        (500, 9),
        (501, 12),
        (750, 12),
        (751, 14),
        (1000, 14),
        (1001, 14),
        (1050, 15),
        (1049, 14),
        (2000, 24),
        (10_000, 104),
    ],
)
def test_ana_pays_by_the_bracket_of_her_land(area: int, lei: int) -> None:
    assert ask("urbanism_certificate", area_m2=Decimal(area)).total == Money(lei)


def test_between_two_brackets_the_upper_one_counts() -> None:
    assert ask("urbanism_certificate", area_m2=Decimal("150.4")).total == Money(7)


def test_rounding_happens_once_and_not_first_to_the_ban() -> None:
    # 14 + 49.5 × 0.01 = 14.495: to the ban it would be 14.50 and then 15.
    assert ask("urbanism_certificate", area_m2=Decimal("1049.5")).total == Money(14)


def test_in_the_commune_half_is_owed() -> None:
    quote = ask("urbanism_certificate", area_m2=Decimal(400), rural=True)
    assert quote.total == Money(5)  # 9 / 2 = 4.5, half up
    assert any("rurală" in line.explanation_ro for line in quote.lines)


def test_an_extension_costs_thirty_percent_of_what_was_paid() -> None:
    assert ask("urbanism_certificate_extension", initial_fee=Money(14)).total == Money(4)


def test_homes_pay_half_a_percent_and_shops_one() -> None:
    assert ask("building_permit", work_value=Money(400_000), residential=True).total == Money(2000)
    assert ask("building_permit", work_value=Money(400_000)).total == Money(4000)


def test_a_home_declared_too_cheap_pays_on_its_taxable_value() -> None:
    quote = ask("building_permit", work_value=Money(100_000), taxable_value=Money(300_000), residential=True)
    assert quote.total == Money(1500)
    assert "mai mare decât cea declarată" in quote.lines[0].explanation_ro
    assert ask("building_permit", work_value=Money(100_000), taxable_value=Money(300_000)).total == Money(1000)


def test_site_organisation_is_added_at_three_percent() -> None:
    quote = ask("building_permit", work_value=Money(400_000), residential=True, site_organisation_value=Money(10_000))
    assert quote.total == Money(2300)


def test_urgent_doubles_the_permit_and_nothing_else() -> None:
    assert ask("building_permit", work_value=Money(400_000), residential=True, urgent=True).total == Money(4000)
    assert ask("demolition_permit", taxable_value=Money(100_000), urgent=True).total == Money(200)
    assert ask("urbanism_certificate", area_m2=Decimal(100), urgent=True).total == Money(6)


def test_a_partial_demolition_pays_in_proportion() -> None:
    assert ask("demolition_permit", taxable_value=Money(200_000), demolished_percent=Decimal(25)).total == Money(50)


def test_extending_a_permit_is_free_since_2022_and_was_not_before() -> None:
    assert ask("permit_extension", initial_fee=Money(1000)).total == Money.zero()
    assert "gratuită" in ask("permit_extension").lines[0].explanation_ro
    assert ask("permit_extension", on=dt.date(2021, 5, 1), initial_fee=Money(1000)).total == Money(300)


def test_horias_trench_pays_surface_occupation_and_guarantee() -> None:
    quote = ask(
        "excavation",
        surfaces=(SurfaceArea(Surface.CARRIAGEWAY, Decimal(10)), SurfaceArea(Surface.SIDEWALK, Decimal(5))),
        occupied_days=4,
        restoration_cost=Money(7_000),
    )
    assert quote.total == Money(10 * 15 + 5 * 12 + 30)
    assert quote.guarantee == Money(7_000)
    assert [line.kind for line in quote.lines if line.kind is LineKind.GUARANTEE] == [LineKind.GUARANTEE]


def test_each_connection_is_paid_and_the_land_it_opens_too() -> None:
    assert ask("service_connection", connections=3).total == Money(39)
    dug = ask(
        "service_connection",
        connections=1,
        surfaces=(SurfaceArea(Surface.GREEN_SPACE, Decimal(2)),),
        occupied_days=1,
        restoration_cost=Money(120),
    )
    assert dug.total == Money(13 + 20 + 1)
    assert dug.guarantee == Money(120)


def test_settling_charges_the_difference_or_gives_it_back() -> None:
    assert ask("settlement", work_value=Money(500_000), residential=True, paid_fee=Money(2000)).total == Money(500)
    assert ask("settlement", work_value=Money(300_000), residential=True, paid_fee=Money(2000)).total == Money(-500)


def test_only_what_is_a_share_of_the_value_is_settled_and_an_exempt_home_stays_exempt() -> None:
    final = {"work_value": Money(500_000), "residential": True, "paid_fee": Money(2000)}
    # The site organisation was paid for itself; a camp is settled by its own share.
    assert ask("settlement", **final, site_organisation_value=Money(90_000)).total == Money(500)
    assert ask("settlement", **{**final, "work_value": Money(10_000), "paid_fee": Money(150)}, settled_by="camp_permit").total == Money(50)
    for by_area in ("kiosk_permit", "drilling", "demolition_permit"):
        assert ask("settlement", **final, settled_by=by_area).lines == ()
    back = ask("settlement", **{**final, "work_value": Money(300_000)})
    assert (back.total, back.given_back) == (Money(-500), Money(500)) and ask("settlement", **final).given_back == Money(0)
    assert ask("settlement", **{**final, "paid_fee": Money(0)}, exemption=Exemption.WORSHIP).total == Money(0)


def test_kiosks_camps_drilling_and_street_names() -> None:
    assert ask("kiosk_permit", area_m2=Decimal(6)).total == Money(48)
    assert ask("camp_permit", work_value=Money(10_000)).total == Money(200)
    assert ask("drilling", area_m2=Decimal("2.5")).total == Money(38)
    assert ask("street_address_certificate").total == Money(9)


def test_a_public_institution_owes_no_fee_but_lodges_the_guarantee() -> None:
    quote = ask(
        "excavation", surfaces=(SurfaceArea(Surface.SIDEWALK, Decimal(10)),), occupied_days=2, restoration_cost=Money(1800),
        exemption=Exemption.PUBLIC_INSTITUTION,
    )  # fmt: skip
    assert quote.guarantee == Money(1800)
    assert quote.total == Money(10)  # occupying public land is a local fee: art. 476 does not exempt from it
    assert any("instituție publică" in line.explanation_ro for line in quote.lines)


def test_a_first_home_is_exempt_only_if_the_council_said_so() -> None:
    plain = ask("building_permit", work_value=Money(400_000), residential=True, exemption=Exemption.FIRST_HOME)
    assert plain.total == Money(2000)
    said = Parameters(
        [row for row in read_seeds() if row.code != "fee.first_home_exempt"]
        + [Parameter("fee.first_home_exempt", Decimal(1), Unit.COUNT, "HCL", dt.date(2026, 1, 1), None, "test", Confidence.SURE, "HCL 7")]
    )
    assert (
        ask("building_permit", rows=said, work_value=Money(400_000), residential=True, exemption=Exemption.FIRST_HOME).total == Money.zero()
    )
    assert ask("urbanism_certificate", rows=said, area_m2=Decimal(100), exemption=Exemption.FIRST_HOME).total == Money(6)


def test_last_year_had_other_amounts() -> None:
    assert ask("urbanism_certificate", on=dt.date(2025, 11, 3), area_m2=Decimal(150)).total == Money(5)
    assert ask("street_address_certificate", on=dt.date(2025, 12, 31)).total == Money(8)
    assert ask("street_address_certificate", on=dt.date(2026, 1, 1)).total == Money(9)


def test_when_the_council_set_nothing_the_laws_maximum_is_indexed_and_the_payer_is_told() -> None:
    law_only = Parameters([row for row in read_seeds() if not row.decision])
    quote = ask("urbanism_certificate", rows=law_only, area_m2=Decimal(1000))
    exact = Decimal(14) * Decimal("1.026") * Decimal("1.051") * Decimal("1.138") * Decimal("1.104") * Decimal("1.056")
    assert quote.total == Money(exact).whole_leu()
    assert "nivelul maxim din lege, indexat" in quote.lines[0].explanation_ro
    assert quote.to_confirm


def test_a_local_fee_without_any_row_is_an_error_and_not_zero() -> None:
    with pytest.raises(ParameterError, match="plan_extract"):
        ask("plan_extract", rows=Parameters([]))


@pytest.mark.parametrize(
    ("rule", "fact"),
    [
        ("urbanism_certificate", "area_m2"),
        ("building_permit", "work_value"),
        ("demolition_permit", "taxable_value"),
        ("excavation", "surfaces"),
        ("service_connection", "connections"),
        ("urbanism_certificate_extension", "initial_fee"),
        ("settlement", "paid_fee"),
    ],
)
def test_ana_is_told_what_is_missing(rule: str, fact: str) -> None:
    with pytest.raises(MissingFact, match="lipsește") as told:
        ask(rule)
    assert told.value.fact == fact


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_line_says_why_by_what_article_and_adds_up(rule: str) -> None:
    quote = quote_fee(rule, dataclasses.replace(EVERYTHING, urgent=rule in URGENT_RULES), ROWS, TODAY)
    assert quote.total == total(line.amount for line in quote.lines if line.kind is not LineKind.GUARANTEE)
    assert quote.total == quote.total.whole_leu()
    for line in quote.lines:
        assert line.explanation_ro
        assert line.explanation("en")
        assert line.legal_ref
    assert len({line.code for line in quote.lines}) == len(quote.lines)


@settings(deadline=None)
@given(
    st.decimals(Decimal("0.01"), Decimal(1_000_000), places=2), st.decimals(Decimal("0.01"), Decimal(1_000_000), places=2), st.booleans()
)
def test_more_land_never_costs_less(one: Decimal, other: Decimal, rural: bool) -> None:
    small, large = sorted((one, other))
    assert ask("urbanism_certificate", area_m2=small, rural=rural).total <= ask("urbanism_certificate", area_m2=large, rural=rural).total


@settings(deadline=None)
@given(st.decimals(Decimal(0), Decimal(100_000_000), places=2), st.sampled_from(Exemption), st.booleans())
def test_an_exempt_permit_costs_nothing_even_when_urgent(value: Decimal, ground: Exemption, urgent: bool) -> None:
    quote = ask("building_permit", work_value=Money(value), urgent=urgent, exemption=ground)
    if ground is Exemption.FIRST_HOME:
        assert quote.total >= Money.zero()
    else:
        assert quote.total == Money.zero()
