"""Steps become work for people, in order, and nothing waits for nothing."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisapp.core.money import Money
from gisapp.core.working_days import Calendar
from permits.rules.facts import CaseFacts, FindingEffect, FindingFact, FindingState
from permits.rules.people import Department, Role
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState
from permits.rules.work_plan import (
    DELIVER,
    Escalation,
    PlannedItem,
    added_items,
    escalation,
    is_stuck,
    newly_crossed,
    plan_work,
    ready,
)

START = dt.date(2026, 3, 2)
CALENDAR = Calendar()
CERTIFICATE = all_procedures()["urbanism_certificate"]
PLAIN = CaseFacts("urbanism_certificate", land_registered=True)


def plan(facts: CaseFacts = PLAIN, code: str = "urbanism_certificate", variant: str = "") -> dict[str, PlannedItem]:
    return {item.code: item for item in plan_work(all_procedures()[code], facts, START, CALENDAR, variant)}


def test_the_certificate_becomes_work_for_its_departments() -> None:
    items = plan()
    assert list(items) == [
        "assign", "check_papers", "check_fee", "check_land", "draft",
        "sign.1.chief_architect", "sign.2.secretary_general", "sign.3.mayor", DELIVER,
    ]  # fmt: skip
    assert items["check_fee"].department is Department.FINANCE
    assert items["assign"].due == dt.date(2026, 3, 3)
    assert items["draft"].after == ("check_land", "check_papers", "check_fee")
    assert items["sign.1.chief_architect"].after == ("draft",)
    assert items["sign.1.chief_architect"].signs
    assert items[DELIVER].after == ("sign.3.mayor",)


def test_what_does_not_depend_on_each_other_runs_in_parallel() -> None:
    items = plan().values()
    assert [item.code for item in ready(items, done=())] == ["assign", "check_fee"]
    assert [item.code for item in ready(items, done={"assign"}, opened={"check_fee"})] == ["check_papers"]


def test_elena_is_asked_when_a_check_has_no_answer() -> None:
    unknown = FindingFact("GAZ-D", FindingState.UNKNOWN, FindingEffect.ENDORSEMENT)
    with_question = plan(replace(PLAIN, findings=(unknown,)))
    assert with_question["check_layers"].role is Role.GIS_KEEPER
    assert with_question["check_layers"].because_ro == "o verificare nu are răspuns"
    assert [item.code for item in added_items(with_question.values(), existing=plan())] == ["check_layers"]


def test_works_of_great_value_are_checked_once_more_before_they_are_signed() -> None:
    large = CaseFacts("building_permit", value=Money(9_000_000), large_value=Money(5_000_000))
    items = plan(large, "building_permit")
    assert items["approve_draft"].after == ("draft",)
    assert set(items["sign.1.chief_architect"].after) == {"draft", "approve_draft"}
    assert "approve_draft" not in plan(replace(large, value=Money(1_000)), "building_permit")


def test_the_urgent_permit_is_planned_within_seven_working_days() -> None:
    items = plan(CaseFacts("building_permit"), "building_permit", "urgent")
    assert CALENDAR.count(START, items[DELIVER].due) <= 7


@pytest.mark.parametrize("code", sorted(all_procedures()))
def test_no_plan_ends_after_the_legal_day(code: str, parameters: object) -> None:
    from permits.rules.deadlines import deadline_rule

    procedure = all_procedures()[code]
    for variant in ("", *(one.code for one in procedure.variants)):
        rule = deadline_rule(procedure.deadline_of(variant), parameters, START)  # type: ignore[arg-type]
        legal = rule.due(START, CALENDAR).legal_due
        assert legal is not None
        planned = plan(CaseFacts(code), code, variant)
        signed = max(item.due for item in planned.values() if item.signs)
        assert signed <= legal, (code, variant)


def every_finding() -> st.SearchStrategy[FindingFact]:
    return st.builds(
        FindingFact,
        code=st.sampled_from(["LMI", "GAZ-D", "LEA-MT-P", "PUB", "INUND", "DRUM", "CF", "N2000"]),
        state=st.sampled_from(FindingState),
        effect=st.sampled_from(FindingEffect),
        rejected=st.booleans(),
    )


@settings(deadline=None)
@given(st.sampled_from(sorted(all_procedures())), st.lists(every_finding(), max_size=4))
def test_every_plan_can_be_worked_off_to_its_end(code: str, findings: list[FindingFact]) -> None:
    items = plan(CaseFacts(code, findings=tuple(findings)), code)
    done: set[str] = set()
    while opened := ready(items.values(), done):
        done |= {item.code for item in opened}
    assert done == set(items)


def test_a_case_that_nobody_has_is_an_alarm() -> None:
    assert is_stuck(CaseState.IN_REVIEW, 0)
    assert not is_stuck(CaseState.IN_REVIEW, 1)
    assert not is_stuck(CaseState.WAITING_PAPERS, 0)
    assert not is_stuck(CaseState.ARCHIVED, 0)


@pytest.mark.parametrize(
    ("percent", "level"),
    [
        (0, Escalation.NONE),
        (49, Escalation.NONE),
        (50, Escalation.HALF),
        (80, Escalation.LATE),
        (99, Escalation.LATE),
        (100, Escalation.OVER),
        (250, Escalation.OVER),
    ],
)
def test_escalation_comes_at_fifty_eighty_and_a_hundred(percent: int, level: Escalation) -> None:
    assert escalation(percent) is level


def test_each_level_is_told_once() -> None:
    assert newly_crossed(0, 55) is Escalation.HALF
    assert newly_crossed(55, 60) is None
    assert newly_crossed(0, 120) is Escalation.OVER
    assert newly_crossed(120, 40) is None
