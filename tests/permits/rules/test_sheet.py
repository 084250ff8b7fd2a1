"""The sheet that Ana reads before she asks, and the weeks that Dan sees coming."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from permits.rules.fee_summaries import SUMMARIES, fee_summary
from permits.rules.fees import RULES
from permits.rules.forecast import forecast, monday_of
from permits.rules.parameters import Parameters
from permits.rules.procedure_files import all_procedures
from permits.rules.sheet import sheet

ON = dt.date(2026, 3, 30)


@pytest.mark.parametrize("language", ["ro", "en"])
@pytest.mark.parametrize("code", sorted(all_procedures()))
def test_every_procedure_can_be_explained(code: str, language: str, parameters: Parameters) -> None:
    found = sheet(all_procedures()[code], parameters, ON, language)
    assert found.title
    assert found.result
    assert found.signatories
    assert found.contest
    for form in found.forms:
        assert form.term
        assert form.fee
        assert "{" not in form.fee
    for paper in found.papers:
        assert paper.legal_ref


def test_the_sheet_says_terms_papers_and_fees_in_words(parameters: Parameters) -> None:
    found = sheet(all_procedures()["urbanism_certificate"], parameters, ON)
    assert found.forms[0].term.startswith("15 zile lucrătoare (Legea 50/1991")
    assert "de la 6 lei (până la 150 m²)" in found.forms[0].fee
    conditions = {paper.code: paper.condition for paper in found.papers}
    assert conditions["location_plan"] == "dacă imobilul nu este înscris în cartea funciară"
    assert conditions["concept"] == "opțional"
    urgent = sheet(all_procedures()["building_permit"], parameters, ON).forms[1]
    assert urgent.term.startswith("7 zile lucrătoare")
    assert "se adaugă 100 %" in urgent.fee


def test_an_unsure_term_says_so(parameters: Parameters) -> None:
    assert sheet(all_procedures()["excavation_approval"], parameters, ON).forms[0].term_to_confirm
    assert not sheet(all_procedures()["petition"], parameters, ON).forms[0].term_to_confirm


def test_every_fee_has_its_words_and_no_number_of_its_own() -> None:
    assert set(SUMMARIES) == set(RULES)
    for summary in SUMMARIES.values():
        assert not re.findall(r"\d+(?:[.,]\d+)? ?(?:%|lei)", summary.said_ro.replace("(0 %", ""))
        assert summary.said_ro.count("{}") == summary.said_en.count("{}") == len(summary.amounts)


def test_a_fee_nobody_set_is_said_to_be_unset() -> None:
    assert "nu a stabilit" in fee_summary("plan_extract", Parameters([]), ON)


def test_dan_sees_the_weeks_to_come() -> None:
    due = [dt.date(2026, 3, 27), dt.date(2026, 3, 31), dt.date(2026, 4, 3), dt.date(2026, 4, 8), None]
    found = forecast(ON, arrived=[10, 12, 14], answered=[10, 10, 10], open_now=40, due=due, weeks=3)
    assert found.grows
    assert (found.overdue, found.weeks_known) == (1, 3)
    assert [week.due for week in found.weeks] == [2, 1, 0]
    assert [week.open_at_end for week in found.weeks] == [Decimal("42.0"), Decimal("44.0"), Decimal("46.0")]


def test_without_a_past_nothing_is_projected() -> None:
    found = forecast(ON, [], [], 7, [])
    assert {week.open_at_end for week in found.weeks} == {Decimal(7)}
    assert not found.grows


@settings(deadline=None)
@given(
    st.dates(dt.date(2024, 1, 1), dt.date(2030, 1, 1)),
    st.lists(st.integers(0, 90), max_size=12),
    st.lists(st.integers(0, 90), max_size=12),
    st.integers(0, 500),
    st.lists(st.integers(-60, 90), max_size=40),
)
def test_no_due_day_is_counted_twice(today: dt.date, arrived: list[int], answered: list[int], open_now: int, offsets: list[int]) -> None:
    due = [today + dt.timedelta(days=offset) for offset in offsets]
    found = forecast(today, arrived, answered, open_now, due, weeks=20)
    assert found.overdue + sum(week.due for week in found.weeks) == len(due)
    assert all(week.open_at_end >= 0 for week in found.weeks)
    assert all(week.monday == monday_of(week.monday) for week in found.weeks)
