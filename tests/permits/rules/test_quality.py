"""Second looks, shares and targets."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from permits.rules.parameters import Parameters, read_seeds
from permits.rules.quality import (
    CHECKLIST,
    NONCONFORMITY_MOVES,
    CaseMeasure,
    NonconformityState,
    Stay,
    draw_sample,
    indicators,
    shares_of_time,
)
from permits.rules.states import CaseState, Holder

ROWS = Parameters(read_seeds())
ON = dt.date(2026, 3, 31)


@settings(deadline=None)
@given(st.integers(0, 400), st.text(min_size=1, max_size=12))
def test_the_draw_can_be_repeated_and_has_the_right_size(number: int, seed: str) -> None:
    cases = [f"case-{one}" for one in range(number)]
    drawn = draw_sample(cases, seed, ROWS, ON)
    assert drawn == draw_sample(list(reversed(cases)), seed, ROWS, ON)
    assert len(drawn) == min(number, max(-(-number * 5 // 100), 3))
    assert set(drawn) <= set(cases)


def test_another_seed_draws_others() -> None:
    cases = [f"case-{one}" for one in range(200)]
    assert draw_sample(cases, "2026-03/1", ROWS, ON) != draw_sample(cases, "2026-03/2", ROWS, ON)


def measure(decided: int, **more: object) -> CaseMeasure:
    return CaseMeasure("urbanism_certificate", dt.date(2026, 3, 2), dt.date(2026, 3, decided), dt.date(2026, 3, 23), **more)  # type: ignore[arg-type]


def test_shares_are_set_against_their_targets() -> None:
    cases = [measure(20, satisfaction=5), measure(23, papers_asked=True, satisfaction=2), measure(24, reviewed=True, nonconforming=True)]
    found = {one.code: one for one in indicators(cases, ROWS, ON)}
    assert str(found["in_term_percent"].value) == "66.7"
    assert found["in_term_percent"].met is False
    assert found["returned_percent"].met is True
    assert str(found["satisfaction_percent"].value) == "50.0"
    assert found["satisfaction_percent"].counted == 2
    assert str(found["nonconforming_percent"].value) == "100.0"


def test_where_nothing_was_measured_nothing_is_claimed() -> None:
    assert all(one.value is None and one.met is None for one in indicators([], ROWS, ON))


def test_the_chess_clock_gives_each_their_own_time() -> None:
    def at(day: int) -> dt.datetime:
        return dt.datetime(2026, 3, day, 9, tzinfo=dt.UTC)

    found = shares_of_time(
        [Stay(CaseState.REGISTERED, at(2), at(3)), Stay(CaseState.WAITING_PAPERS, at(3), at(10)), Stay(CaseState.IN_REVIEW, at(10), at(12))]
    )
    assert found[Holder.TOWN_HALL] == dt.timedelta(days=3)
    assert found[Holder.APPLICANT] == dt.timedelta(days=7)
    assert found[Holder.NOBODY] == dt.timedelta()


def test_a_nonconformity_ends_only_after_its_effect_was_checked() -> None:
    assert set(NONCONFORMITY_MOVES) == set(NonconformityState)
    before_closed = [state for state, after in NONCONFORMITY_MOVES.items() if NonconformityState.CLOSED in after]
    assert before_closed == [NonconformityState.ACTION_DONE]


@pytest.mark.parametrize("point", CHECKLIST, ids=lambda point: point.code)
def test_the_checklist_asks_in_both_languages(point: object) -> None:
    assert point.question_ro.endswith("?")  # type: ignore[attr-defined]
    assert point.question_en.endswith("?")  # type: ignore[attr-defined]
