"""What the shipped cards say is translated where pages show it."""
from __future__ import annotations

import tomllib
from pathlib import Path

from layers.catalog import words

CARDS = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((Path(words.__file__).parent).glob("*.toml"))]


def test_every_group_source_and_licence_of_a_card_is_marked_for_translation() -> None:
    assert {card["group"] for card in CARDS if card.get("group")} <= set(words.GROUPS)
    assert {card[name] for card in CARDS for name in ("source", "licence") if card.get(name)} <= set(words.SOURCES)


def test_every_attribute_of_a_card_is_marked_and_its_values_have_words() -> None:
    rows = [row for card in CARDS for row in card.get("attributes", [])]
    assert rows
    assert {row["title_ro"] for row in rows if row.get("title_ro")} <= set(words.ATTRIBUTES)
    values = {str(value) for row in rows for value in row.get("values", [])}
    assert sorted(value for value in values - words.VALUES.keys() if value.islower()) == []
