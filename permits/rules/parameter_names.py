"""What a dated value is called on a page: its code is for programs (parameter_names.toml)."""
from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

NAMES = Path(__file__).resolve().parent / "parameter_names.toml"


@lru_cache(maxsize=1)
def _names() -> dict[str, list[str]]:
    found: dict[str, list[str]] = tomllib.loads(NAMES.read_text(encoding="utf-8"))
    return found


def parameter_name(code: str, language: str = "ro") -> str:
    """The name in Romanian or English; a code that a town hall added itself stays as it is. A bridge day is named with its date."""
    names = _names()
    head, _dot, tail = code.partition(".")
    found = names.get(code) or names.get(head)
    if found is None:
        return code
    name = found[1 if language.startswith("en") else 0]
    return name if code in names else f"{name}: {tail[6:8]}.{tail[4:6]}.{tail[:4]}" if head == "bridge_day" and len(tail) == 8 else f"{name}: {tail}"
