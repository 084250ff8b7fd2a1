"""What personal data the house keeps, why, on what ground and for how long: read from personal_data.toml beside this file."""
from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("personal_data.toml")
_SAID = ("title", "what", "purpose", "ground", "kept")


@dataclass(frozen=True)
class Kind:
    """One kind of data. `days` is set where the house deletes by itself; else archive law decides. `tables` are app.Model names."""

    code: str
    said: dict[str, dict[str, str]]
    tables: tuple[str, ...]
    erasable: bool
    days: int | None

    def words(self, language: str) -> dict[str, str]:
        """Return title, what, purpose, ground and kept in the language (Romanian unless English is asked)."""
        return self.said["en" if language == "en" else "ro"]


@cache
def kinds() -> tuple[Kind, ...]:
    """Return every kind in the order of the file. A missing word stops the start: KeyError names it."""
    with _FILE.open("rb") as file:
        rows = tomllib.load(file)["kind"]
    return tuple(
        Kind(
            code=row["code"], said={"ro": {name: row[name] for name in _SAID}, "en": {name: row[f"{name}_en"] for name in _SAID}},
            tables=tuple(row["tables"]), erasable=row["erasable"], days=row.get("days"),
        )
        for row in rows
    )


def kept_days(code: str) -> int:
    """Return after how many days the house deletes data of the kind. Raises KeyError for a kind that archive law rules."""
    days = next(kind.days for kind in kinds() if kind.code == code)
    if days is None:
        raise KeyError(code)
    return days
