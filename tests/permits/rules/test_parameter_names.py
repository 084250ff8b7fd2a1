"""Every dated value has a name that a person can read, in both languages."""
from permits.rules.parameter_names import parameter_name
from permits.rules.parameters import read_seeds


def test_every_value_of_the_seeds_has_a_name_in_both_languages() -> None:
    codes = {row.code for row in read_seeds()}
    assert codes
    assert sorted(code for code in codes for language in ("ro", "en") if parameter_name(code, language) == code) == []
    assert len({parameter_name(code) for code in codes if code.startswith("fee.")}) == len([code for code in codes if code.startswith("fee.")]), "no two fees share a name"


def test_a_bridge_day_is_named_with_its_date() -> None:
    assert parameter_name("bridge_day.20270430") == "Punte sau zi recuperată: 30.04.2027"
    assert parameter_name("bridge_day.20270430", "en") == "Bridge day or day made up: 30.04.2027"


def test_a_value_that_the_town_hall_added_itself_keeps_its_code() -> None:
    assert parameter_name("own.value") == "own.value"
