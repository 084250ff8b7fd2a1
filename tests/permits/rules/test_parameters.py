"""Dated rows: one value at a time, within the law, never a silent default."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from permits.rules.deadlines import calendar_from
from permits.rules.parameters import Confidence, Parameter, ParameterError, Parameters, Unit, read_seed, read_seeds

ON = dt.date(2026, 6, 1)


def row(code: str = "fee.x", value: str = "5", since: str = "2026-01-01", until: str | None = None, **more: object) -> Parameter:
    return Parameter(
        code, Decimal(value), Unit.LEI, "Legea 1", dt.date.fromisoformat(since), dt.date.fromisoformat(until) if until else None,
        "test", Confidence.SURE, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def test_each_row_holds_on_its_first_and_last_day() -> None:
    rows = Parameters([row(until="2026-06-30"), row(value="6", since="2026-07-01")])
    assert rows.at("fee.x", dt.date(2026, 6, 30)).value == 5
    assert rows.at("fee.x", dt.date(2026, 7, 1)).value == 6
    assert len(rows.history("fee.x")) == 2


@pytest.mark.parametrize("until", [None, "2026-07-01"])
def test_two_rows_on_one_day_are_refused(until: str | None) -> None:
    with pytest.raises(ParameterError, match="overlap"):
        Parameters([row(until=until), row(value="6", since="2026-07-01")])


def test_a_missing_row_names_code_and_day() -> None:
    with pytest.raises(ParameterError, match=r"fee\.x.*2025-12-31"):
        Parameters([row()]).at("fee.x", dt.date(2025, 12, 31))


def test_the_council_stays_within_the_law() -> None:
    with pytest.raises(ParameterError, match="over the legal maximum"):
        row(value="10", maximum=Decimal(9))
    with pytest.raises(ParameterError, match="under the legal minimum"):
        row(value="1", minimum=Decimal(5))


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ParameterError, match="before"):
        row(until="2025-01-01")


def test_a_bridge_day_is_a_row() -> None:
    days = Parameters([row("bridge_day.20260814", "0"), row("bridge_day.20260822", "1")])
    calendar = calendar_from(days)
    assert not calendar.is_working(dt.date(2026, 8, 14))
    assert calendar.is_working(dt.date(2026, 8, 22))
    with pytest.raises(ParameterError, match="YYYYMMDD"):
        calendar_from(Parameters([row("bridge_day.easter", "0")]))


def test_the_rows_shipped_can_be_read_and_say_where_they_come_from() -> None:
    rows = read_seeds()
    assert len(rows) > 120
    for one in rows:
        assert one.legal_ref
        assert one.source
    known = Parameters(rows)
    assert known.at("deadline.urbanism_certificate", ON).whole == 15
    unsure = {one.code for one in known.to_confirm(ON)}
    assert "deadline.excavation" in unsure
    assert "deadline.urbanism_certificate" not in unsure
    assert all(one.confidence is Confidence.TO_BE_CONFIRMED for one in rows if one.decision)


def test_rows_can_be_listed_by_what_they_are_about() -> None:
    found = Parameters(read_seeds()).under("excavation.warranty", ON)
    assert {one.code.split(".")[-1] for one in found} == {"carriageway", "sidewalk", "green_space"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[[row]]\ncode = "a"\nvalu = 1\n', "unknown key 'valu'"),
        ('[[row]]\ncode = "a"\nvalue = 1\n', "missing key"),
        ('[[rows]]\ncode = "a"\n', "unknown key 'rows'"),
        (
            '[[row]]\ncode = "a"\nvalue = 1\nunit = "lay"\nlegal_ref = "x"\nvalid_from = 2026-01-01\nsource = "x"\nconfidence = "sure"\n',
            "did you mean 'lei'|is not a Unit",
        ),
        (
            '[[row]]\ncode = "a"\nvalue = 1\nunit = "lei"\nlegal_ref = "x"\nvalid_from = "2026-01-01"\nsource = "x"\nconfidence = "sure"\n',
            "without quotes",
        ),
    ],
)
def test_a_wrong_word_in_a_seed_names_file_and_row(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "fees.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError, match=why) as told:
        read_seed(path)
    assert "fees.toml" in str(told.value)
