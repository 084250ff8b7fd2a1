"""Ana is told a date; the date can say why."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisapp.core.working_days import BridgeDay, Calendar
from permits.rules.deadlines import Binds, DayKind, DeadlineRule, Pause, count_back, deadline_rule, extension_window
from permits.rules.parameters import Confidence, Parameter, ParameterError, Parameters, Unit

CALENDAR = Calendar()
CERTIFICATE = DeadlineRule("urbanism_certificate", DayKind.WORKING, 15, "Legea 50/1991 art. 6")
PERMIT = DeadlineRule("building_permit", DayKind.CALENDAR, 30, "Legea 50/1991 art. 7")
days = st.dates(dt.date(2019, 1, 1), dt.date(2035, 12, 31))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(("start", "due"), [("2026-03-30", "2026-04-22"), ("2025-12-22", "2026-01-20")])
def test_fifteen_working_days_over_easter_and_over_new_year(start: str, due: str) -> None:
    assert CERTIFICATE.due(day(start), CALENDAR).legal_due == day(due)


def test_ana_may_ask_for_an_extension_until_forty_five_working_days_before_expiry() -> None:
    assert count_back(day("2026-12-15"), DayKind.WORKING, 45, CALENDAR) == day("2026-10-09")


def test_the_window_says_until_when_and_why(parameters: Parameters) -> None:
    window = extension_window("building_permit", day("2026-12-15"), CALENDAR, parameters, day("2026-09-01"))
    assert window.last_day == day("2026-10-09")
    assert window.is_open(day("2026-10-09"))
    assert not window.is_open(day("2026-10-10"))
    assert "45 de zile lucrătoare" in window.explain()
    assert "Legea 176/2022" in window.explain()
    certificate = extension_window("urbanism_certificate", day("2026-12-15"), CALENDAR, parameters, day("2026-09-01"))
    assert certificate.last_day == day("2026-11-30")


def test_the_date_explains_itself_with_the_easter_days() -> None:
    said = CERTIFICATE.due(day("2026-03-30"), CALENDAR).explain()
    assert said.startswith("15 zile lucrătoare de la 30.03.2026")
    assert "10 aprilie (Vinerea Mare), 12 și 13 aprilie (Paștele)" in said
    assert "22.04.2026" in said
    assert "Legea 50/1991 art. 6" in said


def test_english_readers_get_the_same_reasons() -> None:
    said = CERTIFICATE.due(day("2026-03-30"), CALENDAR).explain("en")
    assert said.startswith("15 working days from 30 Mar 2026")
    assert "Good Friday" in said


def test_the_internal_due_date_is_two_working_days_earlier() -> None:
    assert CERTIFICATE.due(day("2026-03-30"), CALENDAR).internal_due == day("2026-04-20")


def test_a_bridge_day_moves_the_date_and_is_named() -> None:
    calendar = Calendar((BridgeDay(day("2026-04-14"), "HG nr. 1/2026"),))
    due = CERTIFICATE.due(day("2026-03-30"), calendar)
    assert due.legal_due == day("2026-04-23")
    assert "zi liberă, HG nr. 1/2026" in due.explain()


def test_a_saturday_worked_in_exchange_counts() -> None:
    calendar = Calendar((BridgeDay(day("2026-04-18"), "HG nr. 1/2026", worked=True),))
    assert CERTIFICATE.due(day("2026-03-30"), calendar).legal_due == day("2026-04-21")


def test_while_ana_owes_papers_the_clock_stands() -> None:
    due = CERTIFICATE.due(day("2026-03-30"), CALENDAR, [Pause(day("2026-04-02"))])
    assert due.legal_due is None
    assert due.internal_due is None
    assert due.days_remaining == 12
    assert "termenul stă" in due.explain()


def test_after_ana_answers_the_rest_of_the_days_run() -> None:
    due = CERTIFICATE.due(day("2026-03-30"), CALENDAR, [Pause(day("2026-04-02"), day("2026-04-07"))])
    assert due.legal_due == day("2026-04-27")
    assert "02.04.2026" in due.explain()


def test_a_calendar_term_shifts_by_the_days_ana_took() -> None:
    plain = PERMIT.due(day("2026-03-02"), CALENDAR).legal_due
    paused = PERMIT.due(day("2026-03-02"), CALENDAR, [Pause(day("2026-03-10"), day("2026-03-20"))]).legal_due
    assert plain == day("2026-04-01")
    assert paused == day("2026-04-11")


def test_the_town_halls_own_calendar_term_may_end_on_a_sunday_but_work_is_due_before() -> None:
    due = PERMIT.due(day("2026-03-06"), CALENDAR)
    assert due.legal_due == day("2026-04-05")
    assert due.legal_due.weekday() == 6
    assert due.internal_due == day("2026-04-02")


def test_a_term_that_binds_ana_leaves_out_first_and_last_day_and_ends_on_a_working_day() -> None:
    rule = DeadlineRule("answer_papers", DayKind.CALENDAR, 10, "OG 27/2002", Binds.APPLICANT, internal_lead=0)
    assert rule.due(day("2026-03-31"), CALENDAR).legal_due == day("2026-04-14")  # 11 April is the Saturday before Easter
    assert rule.due(day("2026-03-02"), CALENDAR).legal_due == day("2026-03-13")


def test_escalation_counts_only_days_that_count() -> None:
    due = CERTIFICATE.due(day("2026-03-30"), CALENDAR, [Pause(day("2026-04-02"), day("2026-04-07"))])
    assert due.elapsed_percent(day("2026-04-02")) == 20
    assert due.elapsed_percent(day("2026-04-07")) == 20
    assert due.elapsed_percent(day("2026-04-27")) == 100
    assert due.is_overdue(day("2026-04-28"))
    assert due.days_left(day("2026-04-24")) == 1


def test_an_attestation_has_a_target_shorter_than_the_law(parameters: Parameters) -> None:
    due = deadline_rule("attestation", parameters, day("2026-03-02")).due(day("2026-03-02"), CALENDAR)
    assert due.legal_due == day("2026-04-01")
    assert due.internal_due == day("2026-03-09")


def test_a_term_without_a_row_on_that_day_is_an_error_and_not_a_guess(parameters: Parameters) -> None:
    with pytest.raises(ParameterError, match=r"deadline\.nothing"):
        deadline_rule("nothing", parameters, day("2026-03-02"))


def test_a_term_in_months_is_refused() -> None:
    row = Parameter("deadline.x", 3, Unit.MONTHS, "x", day("2020-01-01"), None, "x", Confidence.SURE)  # type: ignore[arg-type]
    with pytest.raises(ParameterError, match="counted in days"):
        deadline_rule("x", Parameters([row]), day("2026-01-01"))


def test_a_pause_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="pause"):
        Pause(day("2026-04-02"), day("2026-04-01"))


@settings(deadline=None)
@given(days, st.integers(1, 60))
def test_a_working_term_always_ends_on_a_working_day(start: dt.date, length: int) -> None:
    due = DeadlineRule("x", DayKind.WORKING, length, "x").due(start, CALENDAR)
    assert due.legal_due is not None
    assert CALENDAR.is_working(due.legal_due)
    assert CALENDAR.count(start, due.legal_due) == length
    assert due.internal_due is not None
    assert start <= due.internal_due <= due.legal_due


@settings(deadline=None)
@given(days, st.integers(1, 45), st.integers(0, 20), st.integers(0, 40), st.sampled_from(DayKind))
def test_a_pause_never_brings_a_date_nearer_and_shifts_by_what_it_took(
    start: dt.date, length: int, until_pause: int, pause_length: int, kind: DayKind
) -> None:
    rule = DeadlineRule("x", kind, length, "x")
    pause = Pause(start + dt.timedelta(days=until_pause), start + dt.timedelta(days=until_pause + pause_length))
    plain, paused = rule.due(start, CALENDAR), rule.due(start, CALENDAR, [pause])
    assert plain.legal_due is not None
    assert paused.legal_due is not None
    assert paused.legal_due >= plain.legal_due
    if pause.start >= plain.legal_due:
        assert paused.legal_due == plain.legal_due
    elif kind is DayKind.CALENDAR:
        assert paused.legal_due == plain.legal_due + dt.timedelta(days=pause_length)


@settings(deadline=None)
@given(days, st.integers(1, 60))
def test_counting_back_undoes_counting_forward(start: dt.date, length: int) -> None:
    worked = CALENDAR.next_working(start)
    assert CALENDAR.add(CALENDAR.add(worked, length), -length) == worked
