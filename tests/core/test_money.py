"""Lei and bani, exactly."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisapp.core.errors import BadInput
from gisapp.core.money import Money, total

amounts = st.decimals(Decimal(-10_000_000), Decimal(10_000_000), places=2)


def test_half_a_leu_goes_up() -> None:
    assert Money("7.50").whole_leu() == Money(8)
    assert Money("8.50").whole_leu() == Money(9)
    assert Money("8.49").whole_leu() == Money(8)


def test_half_a_ban_goes_up() -> None:
    assert Money("0.005") == Money("0.01")
    assert Money("0.015") == Money("0.02")


def test_money_is_written_the_romanian_way() -> None:
    assert str(Money("1234567.8")) == "1.234.567,80 lei"
    assert str(Money("-12")) == "-12,00 lei"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234,56", "1234.56"),
        ("1234.56", "1234.56"),
        ("1234,5 lei", "1234.50"),
        ("1 234 RON", "1234"),
        ("1.234", "1234"),
        ("12", "12"),
        ("0,99", "0.99"),
    ],
)
def test_felicia_reads_amounts_as_people_write_them(text: str, amount: str) -> None:
    assert Money.parse(text) == Money(amount)


@pytest.mark.parametrize("text", ["", "doi lei", "1,234.56", "12.3456", "1e5", "12,345", "∞", "--3"])
def test_an_amount_that_may_mean_two_things_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="Suma nu poate fi citită"):
        Money.parse(text)


def test_an_absurd_amount_is_refused_with_a_sentence() -> None:
    with pytest.raises(BadInput, match="prea mare"):
        Money.parse("9" * 60)


def test_floats_never_become_money() -> None:
    with pytest.raises(TypeError):
        Money(0.1)  # type: ignore[arg-type]


def test_bani_go_there_and_back() -> None:
    assert Money.from_bani(123456) == Money("1234.56")
    assert Money("1234.56").bani == 123456


@settings(deadline=None)
@given(st.lists(amounts, max_size=20))
def test_a_total_loses_nothing(lei: list[Decimal]) -> None:
    assert total(Money(amount) for amount in lei).lei == sum(lei, Decimal(0))


@settings(deadline=None)
@given(amounts)
def test_what_is_written_can_be_read(lei: Decimal) -> None:
    assert Money.parse(str(Money(lei))) == Money(lei)


def test_percentages_and_order() -> None:
    assert Money(333).percent(Decimal("0.5")) == Money("1.67")
    assert Money("0.01").times(3) == Money("0.03")
    assert Money(1) < Money(2)
    assert not Money.zero()
    assert -Money(3) + Money(3) == Money.zero()
    assert Money(3) - Money(5) == Money(-2)
