"""The calendar of Romanian public administration."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisapp.core.working_days import BridgeDay, Calendar, days_between, public_holidays

days = st.dates(dt.date(2019, 1, 1), dt.date(2035, 12, 31))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("date", "name"),
    [
        ("2026-01-01", "Anul Nou"), ("2026-01-02", "Anul Nou"), ("2026-01-06", "Boboteaza"), ("2026-01-07", "Sfântul Ioan"),
        ("2026-01-24", "Ziua Unirii"), ("2026-04-10", "Vinerea Mare"), ("2026-04-12", "Paștele"), ("2026-04-13", "Paștele"),
        ("2026-05-01", "Ziua Muncii"), ("2026-05-31", "Rusaliile"), ("2026-08-15", "Sfânta Maria"), ("2026-11-30", "Sfântul Andrei"),
        ("2026-12-01", "Ziua Națională"), ("2026-12-25", "Crăciunul"), ("2026-12-26", "Crăciunul"), ("2027-05-03", "Paștele"),
        ("2028-04-17", "Paștele"), ("2027-06-01", "Ziua Copilului"),
    ],
)  # fmt: skip
def test_the_holidays_of_the_labour_code_are_free(date: str, name: str) -> None:
    assert public_holidays(day(date).year)[day(date)].name == name
    assert not Calendar().is_working(day(date))


def test_two_feasts_on_one_day_are_both_named() -> None:
    assert set(public_holidays(2026)[day("2026-06-01")].name.split(" și ")) == {"Rusaliile", "Ziua Copilului"}


def test_names_are_written_with_the_comma_below() -> None:
    letters = {letter for off in public_holidays(2026).values() for letter in off.name}
    assert letters.isdisjoint("şţŞŢ")


def test_a_saturday_may_be_worked_in_exchange_for_a_bridge_day() -> None:
    calendar = Calendar((BridgeDay(day("2026-08-14"), "HG 1/2026"), BridgeDay(day("2026-08-22"), "HG 1/2026", worked=True)))
    assert not calendar.is_working(day("2026-08-14"))
    assert calendar.is_working(day("2026-08-22"))
    assert calendar.day_off(day("2026-08-22")) is None


def test_backwards_is_forwards_seen_from_the_other_end() -> None:
    assert Calendar().add(day("2026-12-15"), -45) == day("2026-10-09")
    assert Calendar().count(day("2026-12-15"), day("2026-10-09")) == -45


def test_next_and_previous_stay_on_a_worked_day() -> None:
    calendar = Calendar()
    assert calendar.next_working(day("2026-04-09")) == day("2026-04-09")
    assert calendar.next_working(day("2026-04-10")) == day("2026-04-14")
    assert calendar.previous_working(day("2026-04-13")) == day("2026-04-09")


@settings(deadline=None)
@given(days, st.integers(0, 90))
def test_counting_what_was_added_gives_it_back(start: dt.date, number: int) -> None:
    calendar = Calendar()
    assert calendar.count(start, calendar.add(start, number)) == number


@settings(deadline=None)
@given(days, st.integers(0, 60))
def test_days_between_leaves_out_the_first_and_keeps_the_last(start: dt.date, number: int) -> None:
    found = list(days_between(start, start + dt.timedelta(days=number)))
    assert len(found) == number
    assert start not in found
