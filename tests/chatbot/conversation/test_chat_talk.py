"""The command line: one line in, one line out, whatever the line is."""

import io
import json
import sys

import pytest
from django.core.management import call_command

from .conftest import Town


def talk(lines: list[object], monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    raw = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw.encode())))
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    call_command("chat_talk")
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_conversations_are_kept_apart_and_go_on_later(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        {"conversation": "a", "channel": "web", "type": "text", "text": "cat costa certificatul de urbanism?"},
        {"conversation": "b", "channel": "telegram", "type": "text", "text": "what are your opening hours?"},
        {"conversation": "a", "channel": "web", "type": "text", "text": "700"},
    ]
    first = talk(lines, monkeypatch)
    assert [row["lang"] for row in first] == ["ro", "en", "ro"]
    assert set(first[0]) == {"conversation", "acts", "text", "buttons", "slots", "intent", "lang"}
    assert "fee_quote" in first[2]["acts"] and first[2]["slots"]["area_m2"] == 700
    again = talk([{"conversation": "a", "channel": "web", "type": "text", "text": "de fapt 900 mp"}], monkeypatch)
    assert "900 m²" in again[0]["text"] and again[0]["intent"] == "cu_fee"


def test_bad_lines_are_answered_with_an_error_and_the_next_goes_on(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    bad: list[object] = [
        "not json", "[1,2]", "null", {"type": "text", "text": "fara conversatie"}, {"conversation": "x", "type": "dance"}, {"conversation": "x", "type": "location", "lat": "abc", "lon": 1},
        {"conversation": "x", "type": "text", "text": {"a": 1}}, {"conversation": {"a": 1}, "type": "text", "text": "x"}, "{" * 5000,
    ]  # fmt: skip
    rows = talk([*bad, {"conversation": "x", "type": "text", "text": "buna ziua"}], monkeypatch)
    assert all("error" in row for row in rows[:-1]) and len(rows) == len(bad) + 1
    assert "greet" in rows[-1]["acts"]


def test_odd_lines_are_still_messages(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    odd: list[object] = [
        '{"conversation": "o", "type": "location", "lat": NaN, "lon": 1e400}', {"conversation": "o", "type": "location"}, {"conversation": "o", "type": "text", "text": ""},
        {"conversation": "o", "type": "text", "text": "\u0000\u200b\ud83d\ude00" * 3}, {"conversation": "o", "type": "text", "text": "a" * 20000}, {"conversation": 7, "type": "photo"},
        {"conversation": "o", "type": "button", "text": "Meniu"}, {"conversation": "o", "type": "location", "lat": 46.9, "lon": 26.3, "accuracy": -5},
        {"conversation": "o", "type": "text", "text": "1960101410019 si 46.92,26.36 nr cad 50001 din 01.02.2026 la 500 mp"},
    ]  # fmt: skip
    rows = talk(odd, monkeypatch)
    assert all("acts" in row and row["acts"] for row in rows)


def test_a_button_is_meant_by_its_title_or_number(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    start = {"conversation": "n", "channel": "web", "type": "text", "text": "buna ziua"}
    rows = talk([start, {**start, "type": "button", "text": "Fac o sesizare"}], monkeypatch)
    assert "ask_location" in rows[1]["acts"]
    rows = talk([{**start, "conversation": "m"}, {**start, "conversation": "m", "text": "2"}], monkeypatch)
    assert "ask_request_number" in rows[1]["acts"]
