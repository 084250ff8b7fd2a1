"""Every paragraph of Cod fiscal art. 474 has its dated row: in the law's seed with its range, in the council's with its decision, inside that range."""

import datetime as dt
from decimal import Decimal

import pytest

from permits.rules.fee_lines import find_amount
from permits.rules.parameters import Parameters, read_seeds

ON = dt.date(2026, 11, 24)
SEEDS = read_seeds()
ROWS = Parameters(SEEDS)
CERTIFICATE = "urbanism_certificate"
# Paragraph, name, what the law lets the council choose between (lei or lei a square metre), what is asked for in the demonstration.
CHOSEN_BY_COUNCIL = [
    (1, f"{CERTIFICATE}.up_to_150", 5, 6), (1, f"{CERTIFICATE}.up_to_250", 6, 7), (1, f"{CERTIFICATE}.up_to_500", 7, 9), (1, f"{CERTIFICATE}.up_to_750", 9, 12),
    (1, f"{CERTIFICATE}.up_to_1000", 12, 14), (1, f"{CERTIFICATE}.over_1000", 14, 14), (1, f"{CERTIFICATE}.per_m2_over_1000", "0.01", "0.01"), (4, "urbanism_opinion", 0, 15),
    (10, "drilling.per_m2", 0, 15), (10, "excavation.per_m2.carriageway", 0, 15), (10, "excavation.per_m2.sidewalk", 0, 15), (10, "excavation.per_m2.green_space", 0, 15),
    (14, "kiosk_permit.per_m2", 0, 8), (15, "service_connection.each", 0, 13), (16, "street_address_certificate", 0, 9),
]  # fmt: skip
# Paragraph, name, share in percent set by the law itself.
SET_BY_LAW = [
    (2, f"{CERTIFICATE}.rural_percent", 50), (3, f"{CERTIFICATE}_extension.percent", 30), (5, "building_permit.residential_percent", "0.5"), (6, "building_permit.other_percent", 1),
    (9, "demolition_permit.percent", "0.1"), (12, "site_organisation.percent", 3), (13, "camp_permit.percent", 2),
]  # fmt: skip


@pytest.mark.parametrize(("paragraph", "name", "low", "high"), CHOSEN_BY_COUNCIL)
def test_what_the_council_chooses_lies_in_the_laws_range_and_names_its_decision(paragraph: int, name: str, low: object, high: object) -> None:
    law = ROWS.at(f"law_fee.{name}", ON)
    assert (law.minimum, law.maximum) == (Decimal(str(low)), Decimal(str(high))) and f"art. 474 alin. ({paragraph})" in law.legal_ref
    council = ROWS.at(f"fee.{name}", ON)
    assert council.decision and Decimal(str(low)) <= council.value <= Decimal(str(high)) and "art. 474" in council.legal_ref
    assert find_amount(name, ROWS, ON).decision == council.decision
    # Without a decision the law's maximum applies, raised by the inflation of the years since, and says so.
    alone = find_amount(name, Parameters([row for row in SEEDS if not row.decision]), ON)
    assert alone.value >= Decimal(str(high)) and "indexat" in alone.note_ro and "art. 491" in alone.legal_ref


@pytest.mark.parametrize(("paragraph", "name", "percent"), SET_BY_LAW)
def test_what_the_law_sets_is_its_share(paragraph: int, name: str, percent: object) -> None:
    row = ROWS.at(f"fee.{name}", ON)
    assert row.value == Decimal(str(percent)) and f"alin. ({paragraph})" in row.legal_ref


def test_extending_a_permit_changed_on_a_day() -> None:
    assert ROWS.at("fee.permit_extension.percent", dt.date(2022, 6, 12)).value == 30
    assert ROWS.at("fee.permit_extension.percent", dt.date(2022, 6, 13)).value == 0


def test_urgency_exemption_and_guarantee_have_their_rows() -> None:
    for code in ("fee.urgent.percent", "fee.exemption", "fee.excavation.guarantee_percent", "fee.public_land_occupation.per_m2_day"):
        assert ROWS.at(code, ON).legal_ref, code
