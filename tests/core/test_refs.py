"""Numbers of people, companies and land."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisapp.core.cadastral import CadastralNumber, cadastral_numbers, parse_cadastral_number
from gisapp.core.errors import BadInput
from gisapp.core.refs import (
    CNP_WEIGHTS,
    CUI_WEIGHTS,
    parse_cnp,
    parse_cui,
    parse_siruta,
)


@pytest.mark.parametrize("text", ["5000229270010", "2960529271233", " 2960529 271233 ", "5000229-27-0010"])
def test_anas_cnp_is_accepted(text: str) -> None:
    assert len(str(parse_cnp(text))) == 13


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("123", "13 cifre"), ("500022927001a", "13 cifre"), ("٥000229270010", "13 cifre"), ("5000229270011", "control"),
        ("5010229270010", "naștere"), ("5001329270010", "naștere"), ("0000229270010", "naștere"), ("5000292270010", "naștere"),
    ],
)  # fmt: skip
def test_a_wrong_cnp_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(BadInput, match=why) as told:
        parse_cnp(text)
    assert text not in told.value.sentence


def test_a_cnp_of_an_unknown_county_is_not_judged() -> None:
    body = "1900101700018"[:12]
    control = sum(int(digit) * weight for digit, weight in zip(body, CNP_WEIGHTS, strict=True)) % 11
    assert parse_cnp(body + str(1 if control == 10 else control))


def test_a_residents_leap_day_may_belong_to_either_century() -> None:
    body = "700022927001"
    control = sum(int(digit) * weight for digit, weight in zip(body, CNP_WEIGHTS, strict=True)) % 11
    assert parse_cnp(body + str(1 if control == 10 else control))


def test_a_cnp_is_not_shown_in_logs() -> None:
    cnp = parse_cnp("2960529271233")
    assert "2960529271233" not in repr(cnp)
    assert cnp.masked == "2••••••••••33"


@settings(deadline=None)
@given(st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(place: int, shift: int) -> None:
    right = "2960529271233"
    wrong = right[:place] + str((int(right[place]) + shift) % 10) + right[place + 1 :]
    with pytest.raises(BadInput):
        parse_cnp(wrong)


def cui_with_control(body: str) -> str:
    weights = CUI_WEIGHTS[-len(body) :]
    return body + str(sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) * 10 % 11 % 10)


@settings(deadline=None)
@given(st.integers(1, 999_999_999))
def test_every_number_with_its_control_digit_is_a_cui(number: int) -> None:
    digits = cui_with_control(str(number))
    assert str(parse_cui(f"RO {digits}")) == digits
    assert str(parse_cui(digits.lower())) == digits


@pytest.mark.parametrize(("text", "why"), [("RO", "cifre"), ("0123", "cifre"), ("RO12345678901", "cifre"), ("1234567", "control")])
def test_a_wrong_cui_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        parse_cui(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("54321", "54321"), ("54321-C1", "54321-C1"), ("54321-C1-U2", "54321-C1-U2"), ("nr. cad. 54321", "54321"),
        ("Nr.cad.54321", "54321"), ("număr cadastral 54321", "54321"), ("numarul cadastral: 54321", "54321"), ("NC 54321", "54321"),
        ("IE 54321-c1-u12", "54321-C1-U12"), ("54321 C1 U2", "54321-C1-U2"), ("54321C1U2", "54321-C1-U2"), ("54321 – C1", "54321-C1"),
        ("123/1/2", "123/1/2"), ("nr. top. 123/1/2", "123/1/2"), ("123 / 1", "123/1"), ("4567/2a", "4567/2a"), ("topo 123/1", "123/1"),
        ("120726:54321", "120726:54321"), ("120726:123/1", "120726:123/1"), ("120726:54321-c1", "120726:54321-C1"), ("  054321 ", "54321"),
        ("CF 54321", "54321"),
        ("#54321", "54321"), ("54321-CAD", "54321"), ("54321-C2, 54321", "54321-C2"), ("120726-54321", "120726:54321"), ("120726 54321", "120726:54321"),
        ("RO-120726-54321", "120726:54321"), ("RO120726-54321", "120726:54321"), ("SIRUTA 120726 nr. 54321", "120726:54321"), ("CF54321", "54321"), ("(54321)", "54321"), ("54321_C1", "54321-C1"),
        ("nr. cad. 54321 înscris în CF 54321", "54321"), ("54321 corp C1", "54321-C1"), ("54.321", "54321"), ("54 321", "54321"), ("5 4 3 2 1", "54321"), ("plot number 54321", "54321"),
        ("1234/2/1", "1234/2/1"), ("C.F. nr. 54321-C1", "54321-C1"), ("nr. CF 54321", "54321"), ("RO.27.120726.54321", "120726:54321"),
    ],
)  # fmt: skip
def test_a_cadastral_number_is_written_one_way(text: str, written: str) -> None:
    assert str(parse_cadastral_number(text)) == written


def test_the_parts_can_be_told_apart() -> None:
    assert parse_cadastral_number("120726:54321-C1-U2") == CadastralNumber("54321", "C1", "U2", "120726")
    assert parse_cadastral_number("123/1/2").topo
    assert parse_cadastral_number("54321-C1").land_key == "54321"


@pytest.mark.parametrize("text", ["", "abc", "54321-U2", "54321-X1", "C1", "0", "1:2:3", "12/", "/3", "54321; DROP", "٥٤٣", "-5", "5.5", "54321 lei", "Strada Decebal 12", "54321 Pietricica", "12 mere", "9" * 400])
def test_a_number_that_cannot_be_read_says_how_to_write_it(text: str) -> None:
    with pytest.raises(BadInput, match="54321-C1"):
        parse_cadastral_number(text)


PLACES = {"pietricica": "990017", "dumbrava rosie de jos": "990026", "neamt": "", "nt": ""}


@pytest.mark.parametrize(
    ("text", "written"),
    [("54321 Pietricica", "990017:54321"), ("Pietricica 54321", "990017:54321"), ("54321, mun. Pietricica, jud. Neamț", "990017:54321"), ("CF nr. 54321-C1 Pietricica", "990017:54321-C1"), ("54321 Petricica", "990017:54321"),
     ("54321 Dumbrava Roșie", "990026:54321"), ("NT 54321", "54321"), ("54321 990017", "990017:54321"), ("990017/54321", "990017:54321"), ("UAT Dumbrava Roșie de Jos nr. cad. 54321", "990026:54321"), ("1234/2 Pietricica", "990017:1234/2")],
)
def test_a_number_beside_the_name_of_its_place_is_read(text: str, written: str) -> None:
    assert str(parse_cadastral_number(text, PLACES)) == written


@pytest.mark.parametrize("text", ["54321 Bacău", "54321 strada Pietricica", "Pietricica", "990026:54321 Pietricica"])
def test_a_number_beside_a_strange_place_is_not_read(text: str) -> None:
    with pytest.raises(BadInput):
        parse_cadastral_number(text, PLACES)


@pytest.mark.parametrize("text", ["54321, 54322", "54321 și 54322", "CF 54321 nr. top. 12/3"])
def test_of_several_pieces_of_land_none_is_chosen(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_cadastral_number(text)
    assert refused.value.code == "cadastral_number.several"
    assert len(cadastral_numbers(text)) == 2


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = parse_cadastral_number(text)
    except BadInput:
        return
    assert parse_cadastral_number(str(found)) == found


def test_a_siruta_code_is_digits() -> None:
    assert parse_siruta(" 120726 ") == "120726"
    with pytest.raises(BadInput):
        parse_siruta("NT")
