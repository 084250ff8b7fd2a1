"""Recorded payloads of the vendors, beside the checkout. They are not ours to copy: tests of them say when they are absent."""

import json
from pathlib import Path
from typing import Any

import pytest

FIXTURES = Path(__file__).resolve().parents[4] / "shared" / "chat" / "fixtures"
needs_fixtures = pytest.mark.skipif(not FIXTURES.exists(), reason=f"the vendors' recorded payloads are not beside the checkout ({FIXTURES.name}/)")


def recorded(name: str) -> Any:
    """One recorded file; some hold two JSON documents, of which the first counts."""
    text = (FIXTURES / name).read_text(encoding="utf-8")
    return json.JSONDecoder().raw_decode(text)[0]


def shapes(name: str) -> list[tuple[str, dict[str, Any]]]:
    """Named payloads of a file that holds several; none when the fixtures are absent."""
    if not FIXTURES.exists():
        return []
    return [(key, value) for key, value in recorded(name).items() if isinstance(value, dict)]
