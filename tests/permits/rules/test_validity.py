"""Until when acts hold and what may be extended."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisapp.core.working_days import Calendar
from permits.rules.deadlines import extension_window
from permits.rules.parameters import Parameters, read_seeds
from permits.rules.refusals import RuleRefused
from permits.rules.validity import (
    add_months,
    assumed_start,
    check_extension,
    extended_until,
    valid_while_works_last,
    validity_range,
)

ROWS = Parameters(read_seeds())
ON = dt.date(2026, 3, 30)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-03-30", 12, "2027-03-30"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-12-31", 1, "2027-01-31"),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(start: str, months: int, end: str) -> None:
    assert add_months(dt.date.fromisoformat(start), months) == dt.date.fromisoformat(end)


@settings(deadline=None)
@given(st.dates(dt.date(2000, 1, 1), dt.date(2050, 1, 1)), st.integers(0, 60), st.integers(0, 60))
def test_later_months_never_end_earlier(day: dt.date, one: int, other: int) -> None:
    small, large = sorted((one, other))
    assert add_months(day, small) <= add_months(day, large)


def test_dan_sets_between_six_and_twenty_four_months() -> None:
    found = validity_range("urbanism_certificate", ROWS, ON)
    assert found is not None
    assert found.until(ON) == dt.date(2027, 3, 30)
    assert found.until(ON, 24) == dt.date(2028, 3, 30)
    for months in (5, 25):
        with pytest.raises(RuleRefused, match="6 luni și 24 de luni"):
            found.until(ON, months)


def test_an_attestation_has_no_end_and_a_trench_its_own() -> None:
    assert validity_range("none", ROWS, ON) is None
    assert validity_range("schedule", ROWS, ON) is None


def test_ana_extends_once_and_in_time() -> None:
    window = extension_window("urbanism_certificate", dt.date(2026, 12, 15), Calendar(), ROWS, ON)
    check_extension(window, dt.date(2026, 11, 30), extended_before=False)
    with pytest.raises(RuleRefused, match=r"30\.11\.2026"):
        check_extension(window, dt.date(2026, 12, 1), extended_before=False)
    with pytest.raises(RuleRefused, match="a expirat"):
        check_extension(window, dt.date(2026, 12, 16), extended_before=False)
    with pytest.raises(RuleRefused, match="a doua prelungire"):
        check_extension(window, dt.date(2026, 11, 1), extended_before=True)


def test_an_extension_is_no_longer_than_the_law_allows() -> None:
    assert extended_until("building_permit", dt.date(2026, 12, 15), 24, ROWS, ON) == dt.date(2028, 12, 15)
    with pytest.raises(RuleRefused, match="24 de luni"):
        extended_until("building_permit", dt.date(2026, 12, 15), 25, ROWS, ON)
    with pytest.raises(RuleRefused, match="12 luni"):
        extended_until("urbanism_certificate", dt.date(2026, 12, 15), 13, ROWS, ON)


@settings(deadline=None)
@given(st.dates(dt.date(2023, 1, 1), dt.date(2034, 12, 31)))
def test_a_permits_window_always_closes_forty_five_working_days_before(expiry: dt.date) -> None:
    window = extension_window("building_permit", expiry, Calendar(), ROWS, expiry)
    eve = dt.timedelta(days=1)
    assert Calendar().is_working(window.last_day)
    assert Calendar().count(window.last_day - eve, expiry - eve) == 45


def test_works_that_start_in_time_carry_the_permit_for_their_duration() -> None:
    assert assumed_start(dt.date(2026, 5, 4), None) == dt.date(2026, 5, 5)
    assert assumed_start(dt.date(2026, 5, 4), dt.date(2026, 7, 1)) == dt.date(2026, 7, 1)
    assert valid_while_works_last(dt.date(2026, 7, 1), 24) == dt.date(2028, 7, 1)
