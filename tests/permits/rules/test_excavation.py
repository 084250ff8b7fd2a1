"""Horia digs, restores and gets his guarantee back."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisapp.core.money import Money
from gisapp.core.working_days import Calendar
from permits.rules.excavation import (
    Opening,
    Window,
    clash_in_time,
    days_apart,
    emergency_terms,
    new_pavement_ban,
    restoration,
    restoration_cost,
    season_ban_applies,
    season_bans,
    warranty_until,
)
from permits.rules.fee_quote import Surface
from permits.rules.parameters import Parameters, read_seeds

ROWS = Parameters(read_seeds())
ON = dt.date(2026, 3, 30)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def opening(surface: Surface, length: str, width: str, full: str | None = None) -> Opening:
    return Opening(surface, Decimal(length), Decimal(width), Decimal(full) if full else None)


@pytest.mark.parametrize(
    ("cut", "base", "course"),
    [
        (opening(Surface.CARRIAGEWAY, "10", "0.8"), "8", "35"),  # a whole lane of 3.5 m
        (opening(Surface.CARRIAGEWAY, "10", "4"), "40", "70"),  # two lanes
        (opening(Surface.CARRIAGEWAY, "10", "0.8", "3"), "8", "30"),  # the street is narrower than a lane
        (opening(Surface.CARRIAGEWAY, "10", "4", "3"), "40", "40"),
        (opening(Surface.SIDEWALK, "10", "0.6", "1.5"), "6", "15"),  # the whole sidewalk
        (opening(Surface.SIDEWALK, "10", "0.6"), "6", "6"),
        (opening(Surface.GREEN_SPACE, "10", "0.6", "4"), "6", "6"),
    ],
)
def test_what_is_laid_again(cut: Opening, base: str, course: str) -> None:
    found = restoration(cut, ROWS, ON)
    assert (found.base_m2, found.course_m2) == (Decimal(base), Decimal(course))


def test_the_guarantee_rests_on_the_cost_of_restoring() -> None:
    areas = [
        restoration(opening(Surface.CARRIAGEWAY, "10", "0.8"), ROWS, ON),
        restoration(opening(Surface.SIDEWALK, "10", "0.6", "1.5"), ROWS, ON),
    ]
    assert restoration_cost(areas, ROWS, ON) == Money(35 * 320 + 15 * 180)


@settings(deadline=None)
@given(
    st.sampled_from(Surface), st.decimals(Decimal("0.1"), Decimal(500), places=1), st.decimals(Decimal("0.1"), Decimal(12), places=1),
    st.none() | st.decimals(Decimal("0.5"), Decimal(20), places=1),
)  # fmt: skip
def test_never_less_is_laid_than_was_opened(surface: Surface, length: Decimal, width: Decimal, full: Decimal | None) -> None:
    found = restoration(Opening(surface, length, width, full), ROWS, ON)
    assert found.course_m2 >= found.base_m2 == length * width


def test_winter_works_are_banned_for_their_winter_days() -> None:
    (ban,) = season_bans(day("2026-11-01"), day("2026-12-20"), ROWS, ON)
    assert (ban.first, ban.last) == (day("2026-11-15"), day("2026-12-20"))
    assert "15.11.2026 și 15.03.2027" in ban.sentence_ro
    (spring,) = season_bans(day("2026-03-15"), day("2026-05-01"), ROWS, ON)
    assert (spring.first, spring.last) == (day("2026-03-15"), day("2026-03-15"))
    assert season_bans(day("2026-03-16"), day("2026-11-14"), ROWS, ON) == ()
    assert len(season_bans(day("2026-01-01"), day("2027-12-31"), ROWS, ON)) == 3


def test_emergencies_and_natural_ground_are_not_bound_by_the_winter() -> None:
    assert season_ban_applies(emergency=False, under_way=False, natural_ground=False)
    assert not season_ban_applies(emergency=True, under_way=False, natural_ground=False)
    assert not season_ban_applies(emergency=False, under_way=True, natural_ground=False)
    assert not season_ban_applies(emergency=False, under_way=False, natural_ground=True)


def test_a_street_paved_last_year_is_not_opened() -> None:
    ban = new_pavement_ban(day("2025-06-15"), day("2026-05-01"), ROWS, ON)
    assert ban is not None
    assert ban.last == day("2030-06-14")
    assert "foraj dirijat" in ban.sentence_ro
    assert new_pavement_ban(day("2025-06-15"), day("2030-06-15"), ROWS, ON) is None
    assert new_pavement_ban(day("2025-06-15"), day("2026-05-01"), ROWS, ON, trenchless=True) is None
    assert new_pavement_ban(day("2025-06-15"), day("2026-05-01"), ROWS, ON, emergency=True) is None


def test_two_trenches_within_thirty_days_clash() -> None:
    gas = Window(day("2026-05-01"), day("2026-05-10"))
    assert clash_in_time(gas, Window(day("2026-06-09"), day("2026-06-20")), ROWS, ON)
    assert not clash_in_time(gas, Window(day("2026-06-10"), day("2026-06-20")), ROWS, ON)
    assert days_apart(gas, Window(day("2026-05-05"), day("2026-07-01"))) == 0
    assert days_apart(Window(day("2026-06-09"), day("2026-06-20")), gas) == 30
    assert gas.days == 10


def test_works_cannot_end_before_they_start() -> None:
    with pytest.raises(ValueError, match="before"):
        Window(day("2026-05-10"), day("2026-05-01"))


def test_the_guarantee_is_held_for_the_longest_warranty() -> None:
    assert warranty_until(day("2026-06-30"), [Surface.SIDEWALK], ROWS, ON) == day("2027-06-30")
    assert warranty_until(day("2026-06-30"), [Surface.SIDEWALK, Surface.CARRIAGEWAY], ROWS, ON) == day("2028-06-30")


def test_an_emergency_is_told_at_once_and_filed_in_three_working_days() -> None:
    happened = dt.datetime(2026, 4, 9, 22, 30, tzinfo=ZoneInfo("Europe/Bucharest"))
    terms = emergency_terms(happened, ROWS, Calendar())
    assert terms.notify_until == dt.datetime(2026, 4, 10, 22, 30, tzinfo=ZoneInfo("Europe/Bucharest"))
    assert terms.file_until == day("2026-04-16")  # Good Friday and Easter Monday are free
    assert terms.restore_until == day("2026-04-19")
