"""A name, an identifier, an age: what cannot be on an act is told in a sentence, foreigners and minors find their way."""

import datetime as dt

import pytest

from gisapp.core.errors import BadInput
from permits.actions.who_asks import check_represented, is_minor, known_identifier, written_name

CHILD = "6150105270000"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  Ana   Munteanu ", "Ana Munteanu"), ("Ana\nPop", "Ana Pop"), ("\u202eanA عمر", "anA عمر"), ("S.C. Păun & Fiii® S.R.L.", "S.C. Păun & Fiii® S.R.L."), ("Ștefănescu-O’Neil", "Ștefănescu-O’Neil")],
)
def test_a_name_is_kept_as_it_is_written_on_an_act(typed: str, kept: str) -> None:
    assert written_name(typed) == kept


@pytest.mark.parametrize("typed", ["", " \u200b ", "X", "Ana 😀", "🏠🏠"])
def test_what_is_no_name_is_told(typed: str) -> None:
    with pytest.raises(BadInput) as told:
        written_name(typed)
    assert told.value.field == "name"


def test_a_foreigner_gives_the_passport_and_a_company_of_ours_does_not_pass_for_one() -> None:
    assert known_identifier("person", "DE C01X00T47") == "DEC01X00T47" and known_identifier("person", "us 123456789") == "US123456789"
    assert known_identifier("person", "5000229270010") == "5000229270010" and known_identifier("company", "RO 14399840") == "14399840"
    for wrong in ("RO14399840", "abc", "123", "2960529271234", "A1"):
        with pytest.raises(BadInput):
            known_identifier("person", wrong)


def test_a_minor_is_represented_until_the_birthday() -> None:
    assert is_minor(CHILD, dt.date(2033, 1, 4)) and not is_minor(CHILD, dt.date(2033, 1, 5)) and not is_minor("DEC01X00T47", dt.date(2026, 1, 1))
    with pytest.raises(BadInput, match="sub 18 ani"):
        check_represented("person", CHILD, " ", dt.date(2026, 11, 24))
    check_represented("person", CHILD, "Ana Munteanu, mamă", dt.date(2026, 11, 24))
