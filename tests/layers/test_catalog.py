"""The cards shipped: complete, checked, and every restriction of the domain file on one of them."""

from __future__ import annotations

import pytest

from layers.catalog import WrongCard, all_cards, institutions, read_card
from tests.town import LAYERS

SECTION_6 = ["LMI", "ZCP", "ARH", "LEA-MT", "LEA-110", "LEA-220", "LEA-400", "LEA-JT", "PT", "LES", "GAZ-D", "GAZ-T", "APA-A", "APA-D", "APA-R", "APA-S", "CAN", "TERM", "TEL", "APE", "LAC", "DIG", "INUND", "ALUN", "CF", "DRUM", "DRUM-S", "DRUM-R", "CIM", "SAN", "SAN2", "PAD", "N2000", "AERO", "MIL", "SEV", "SEIS", "PUB"]
ENDORSERS = frozenset(one.code for one in institutions())


def test_every_layer_of_the_demo_town_has_a_card() -> None:
    assert set(LAYERS) == set(all_cards())


@pytest.mark.parametrize("code", SECTION_6)
def test_every_row_of_the_domain_file_is_a_restriction(code: str) -> None:
    codes = [rule.code for card in all_cards().values() for rule in card.restrictions]
    assert any(one == code or one.startswith(f"{code}-") for one in codes)


def test_prohibitions_test_the_works_and_endorsements_name_who_is_asked() -> None:
    for card in all_cards().values():
        for rule in card.restrictions:
            assert rule.effect != "prohibit" or rule.tests == "works", rule.code
            assert rule.effect != "endorsement" or rule.endorser in ENDORSERS, rule.code
            assert rule.legal_ref, rule.code


def test_power_lines_have_the_half_widths_of_the_norm() -> None:
    rules = {rule.code: rule for rule in all_cards()["power_lines"].restrictions}
    assert [rules[f"LEA-{kv}-P"].distances[0]["distance_m"] for kv in ("MT", "110", "220", "400")] == [12, 18.5, 27.5, 37.5]


def test_defence_never_consents_by_silence() -> None:
    assert [one.code for one in institutions() if one.code in ("MAPN", "MAI", "SRI") and one.tacit] == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ('effect = "prohibit"', "forbid"), ('material = "PE"', "wood"), ('endorser = "GAS"', "NOBODY"), ("[[attributes]]\nname = \"pressure\"", "presure"), ('geometry = "line"', "lines"),
    ],
)
def test_a_wrong_word_stops_the_start_and_names_the_file(change: str, said: str) -> None:
    from layers.catalog import FOLDER

    good = (FOLDER / "gas_pipes.toml").read_text(encoding="utf-8")
    key = change.rsplit('"', 2)[0]
    broken = good.replace(change, f'{key}"{said}"', 1)
    assert broken != good
    with pytest.raises(WrongCard, match=r"gas_pipes\.toml"):
        read_card(broken, "gas_pipes.toml", ENDORSERS)
