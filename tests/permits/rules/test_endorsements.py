"""Florin is asked with an article in hand; his silence counts on the right day, a soldier's never."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisapp.core.working_days import Calendar
from permits.rules import endorsements
from permits.rules.endorsements import ENDORSERS, EndorsementClock, Phase, endorsement_clock, required_endorsements, without_ground
from permits.rules.facts import CaseFacts, FindingEffect, FindingFact, FindingState
from permits.rules.fee_quote import Surface
from permits.rules.parameters import ParameterError, Parameters, read_seeds
from permits.rules.procedure_files import all_procedures

ROWS, CALENDAR = Parameters(read_seeds()), Calendar()
GAS = FindingFact("GAZ-D", FindingState.CONFLICT, FindingEffect.ENDORSEMENT, "GAS", "Legea 123/2012 art. 190")
PERMIT, DIG = all_procedures()["building_permit"], all_procedures()["excavation_approval"]


def clock(endorser: str, sent: str, phase: Phase = Phase.PERMIT, **more: object) -> EndorsementClock:
    found = endorsement_clock(endorser, dt.date.fromisoformat(sent), CALENDAR, ROWS, phase, **more)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_florin_is_asked_once_for_all_his_pipes() -> None:
    facts = CaseFacts("building_permit", findings=(GAS, replace(GAS, code="GAZ-D-2", legal_ref="NTPEE-2018"), GAS))
    (found,) = required_endorsements(PERMIT, facts)
    assert found.endorser == "GAS"
    assert found.legal_refs == ("Legea 123/2012 art. 190", "NTPEE-2018")
    assert not found.uncertain


def test_a_rejected_finding_asks_nobody_and_an_unanswered_one_asks_with_a_mark() -> None:
    assert required_endorsements(PERMIT, CaseFacts("building_permit", findings=(replace(GAS, rejected=True),))) == ()
    (found,) = required_endorsements(PERMIT, CaseFacts("building_permit", findings=(replace(GAS, state=FindingState.FAILED),)))
    assert found.uncertain


def test_clear_land_and_mere_warnings_ask_nobody() -> None:
    findings = (replace(GAS, state=FindingState.CLEAR), replace(GAS, effect=FindingEffect.WARN))
    assert required_endorsements(PERMIT, CaseFacts("building_permit", findings=findings)) == ()


def test_without_an_article_nobody_is_asked_and_elena_sees_it() -> None:
    findings = (replace(GAS, legal_ref=""), replace(GAS, endorser=""))
    assert required_endorsements(PERMIT, CaseFacts("building_permit", findings=findings)) == ()
    assert without_ground(findings) == findings


def test_the_trench_in_the_road_needs_the_traffic_police() -> None:
    found = required_endorsements(
        DIG, CaseFacts("excavation_approval", surfaces=(Surface.CARRIAGEWAY, Surface.GREEN_SPACE), findings=(GAS,))
    )
    assert [one.endorser for one in found] == ["GAS", "GREEN", "TRAFFIC_POLICE"]


def test_silence_is_consent_the_day_after_the_last_one() -> None:
    gas = clock("GAS", "2026-03-02")
    assert gas.last_day == dt.date(2026, 3, 17)
    assert not gas.is_tacit(dt.date(2026, 3, 17))
    assert gas.is_tacit(dt.date(2026, 3, 18))
    assert gas.is_late(dt.date(2026, 3, 18))
    assert "din 18.03.2026 tăcerea înseamnă aviz tacit" in gas.explain()


def test_planning_has_thirty_days() -> None:
    assert clock("GAS", "2026-03-02", Phase.PLANNING).last_day == dt.date(2026, 4, 1)


def test_a_term_ending_at_easter_is_not_taken_for_consent_early() -> None:
    gas = clock("GAS", "2026-03-26")  # the 15th day is Good Friday
    assert gas.last_day == dt.date(2026, 4, 14)
    assert gas.tacit_from == dt.date(2026, 4, 15)


def test_an_answer_in_time_is_never_tacit_and_a_late_one_comes_too_late() -> None:
    gas = clock("GAS", "2026-03-02")
    assert not gas.is_tacit(dt.date(2026, 5, 1), answered_on=dt.date(2026, 3, 17))
    assert gas.is_tacit(dt.date(2026, 5, 1), answered_on=dt.date(2026, 3, 18))


@pytest.mark.parametrize("endorser", ["MAPN", "MAI", "SRI", "TRAFFIC_POLICE", "ISU", "SOMEONE_ADDED_LATER"])
def test_silence_of_defence_and_order_is_never_consent(endorser: str) -> None:
    quiet = clock(endorser, "2026-03-02")
    assert quiet.tacit_from is None
    assert not quiet.is_tacit(dt.date(2036, 1, 1))
    assert "niciodată" in quiet.explain()


def test_florins_one_request_for_completions_stands_the_clock_still() -> None:
    asked, answered = dt.date(2026, 3, 6), dt.date(2026, 3, 12)
    assert clock("GAS", "2026-03-02", asked_completion=(asked, answered)).last_day == dt.date(2026, 3, 23)
    assert endorsement_clock("GAS", dt.date(2026, 3, 2), CALENDAR, ROWS, asked_completion=(asked, None)) is None


def test_before_the_law_there_was_no_such_clock() -> None:
    with pytest.raises(ParameterError):
        endorsement_clock("GAS", dt.date(2025, 1, 10), CALENDAR, ROWS)


@settings(deadline=None)
@given(st.dates(dt.date(2025, 5, 1), dt.date(2035, 1, 1)), st.sampled_from(sorted(ENDORSERS)), st.sampled_from(Phase))
def test_no_endorsement_is_tacit_within_its_term(sent: dt.date, endorser: str, phase: Phase) -> None:
    found = endorsement_clock(endorser, sent, CALENDAR, ROWS, phase)
    assert found is not None
    assert CALENDAR.is_working(found.last_day)
    assert (found.last_day - sent).days >= (15 if phase is Phase.PERMIT else 30)
    assert not found.is_tacit(found.last_day)


def test_nothing_here_can_issue_a_tacit_act() -> None:
    assert not any("issue" in name or "certificate" in name for name in vars(endorsements))
