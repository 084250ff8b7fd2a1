"""Dated parameters: what a council or a law changes. One row is one value in force over a period.

Rows live in the database (seeded from permits/seeds/*.toml) and are passed to the rules as data. A case
keeps the rows of the day it was registered: every question names its date. Rows of one code may not
overlap in time; a missing row is an error that is shown, never a default.
"""
from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from permits.rules.labels import Labelled

SEEDS = Path(__file__).resolve().parent.parent / "seeds"


class Confidence(Labelled):
    """How sure we are of a value: pages for staff show everything that is not `sure`."""

    SURE = "sure", "sigur", "sure"
    FOUND = "found", "găsit în surse publice", "found in public sources"
    TO_BE_CONFIRMED = "to_be_confirmed", "de confirmat", "to be confirmed"


class Unit(Labelled):
    """What a value counts."""

    WORKING_DAYS = "working_days", "zile lucrătoare", "working days"
    CALENDAR_DAYS = "calendar_days", "zile", "calendar days"
    MONTHS = "months", "luni", "months"
    HOURS = "hours", "ore", "hours"
    LEI = "lei", "lei", "lei"
    LEI_PER_M2 = "lei_per_m2", "lei/m²", "lei per m²"
    LEI_PER_M2_DAY = "lei_per_m2_day", "lei/m²/zi", "lei per m² and day"
    PERCENT = "percent", "%", "%"
    METRES = "metres", "m", "m"
    YEARS = "years", "ani", "years"
    COUNT = "count", "bucăți", "pieces"
    SIGNATURES = "signatures", "semnături", "signatures"
    MONTH_DAY = "month_day", "zi din an (LLZZ)", "day of the year (MMDD)"


class ParameterError(Exception):
    """A dated row is missing, doubled or badly written. For staff and developers; names the row."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value in force from `valid_from` to `valid_to` (both days included; open when None).

    `minimum` and `maximum` are what the law lets the council choose between. `base_year` marks amounts of
    the law itself, to be indexed with the rows `indexation.rate` of the years after it (Cod fiscal art. 491).
    """

    code: str
    value: Decimal
    unit: Unit
    legal_ref: str
    valid_from: dt.date
    valid_to: dt.date | None
    source: str
    confidence: Confidence
    decision: str = ""
    note_ro: str = ""
    note_en: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    base_year: int | None = None

    def __post_init__(self) -> None:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ParameterError(f"{self.code}: valid_to {self.valid_to} lies before valid_from {self.valid_from}")
        if self.minimum is not None and self.value < self.minimum:
            raise ParameterError(f"{self.code}: value {self.value} is under the legal minimum {self.minimum}")
        if self.maximum is not None and self.value > self.maximum:
            raise ParameterError(f"{self.code}: value {self.value} is over the legal maximum {self.maximum}")

    def holds_on(self, day: dt.date) -> bool:
        """Tell whether the row is in force on a date."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def whole(self) -> int:
        """The value as a whole number (days, months, pieces)."""
        if self.value != int(self.value):
            raise ParameterError(f"{self.code}: {self.value} should be a whole number of {self.unit}")
        return int(self.value)


class Parameters:
    """An unchangeable set of rows that answers: what held on that date?"""

    def __init__(self, rows: Iterable[Parameter]) -> None:
        self._by_code: dict[str, list[Parameter]] = {}
        for row in sorted(rows, key=lambda row: (row.code, row.valid_from)):
            known = self._by_code.setdefault(row.code, [])
            if known and (known[-1].valid_to is None or known[-1].valid_to >= row.valid_from):
                raise ParameterError(f"{row.code}: rows from {known[-1].valid_from} and {row.valid_from} overlap")
            known.append(row)

    def find(self, code: str, on: dt.date) -> Parameter | None:
        """Return the row in force, or None."""
        return next((row for row in self._by_code.get(code, ()) if row.holds_on(on)), None)

    def at(self, code: str, on: dt.date) -> Parameter:
        """Return the row in force; a missing one is an error that names code and date."""
        row = self.find(code, on)
        if row is None:
            raise ParameterError(f"no value of '{code}' is in force on {on}")
        return row

    def history(self, code: str) -> tuple[Parameter, ...]:
        """Return all rows of a code, oldest first."""
        return tuple(self._by_code.get(code, ()))

    def under(self, prefix: str, on: dt.date) -> tuple[Parameter, ...]:
        """Return the rows in force whose code starts with `prefix.`."""
        rows = (self.find(code, on) for code in self._by_code if code.startswith(f"{prefix}."))
        return tuple(row for row in rows if row is not None)

    def codes(self) -> frozenset[str]:
        """Return every code that has a row, in force or not."""
        return frozenset(self._by_code)

    def to_confirm(self, on: dt.date) -> tuple[Parameter, ...]:
        """Return the rows in force whose value somebody has yet to confirm."""
        rows = (self.find(code, on) for code in self._by_code)
        return tuple(row for row in rows if row is not None and row.confidence is Confidence.TO_BE_CONFIRMED)


ROW_KEYS = frozenset(Parameter.__dataclass_fields__)


def read_seed(path: Path) -> tuple[Parameter, ...]:
    """Read one seed file: a table `[defaults]` and rows `[[row]]`; a wrong word names file, row and key."""
    document = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    if unknown := set(document) - {"defaults", "row"}:
        raise ParameterError(f"{path.name}: unknown key {sorted(unknown)[0]!r}")
    defaults = document.get("defaults", {})
    rows = []
    for number, raw in enumerate(document.get("row", []), start=1):
        given = {**defaults, **raw}
        where = f"{path.name}: row {number} ({given.get('code', 'without code')})"
        if unknown := set(given) - ROW_KEYS:
            raise ParameterError(f"{where}: unknown key {sorted(unknown)[0]!r}")
        try:
            rows.append(_row(given))
        except KeyError as error:
            raise ParameterError(f"{where}: missing key {error}") from error
        except (ValueError, TypeError, ArithmeticError) as error:
            raise ParameterError(f"{where}: {error}") from error
    return tuple(rows)


def _row(given: dict[str, object]) -> Parameter:
    def amount(key: str) -> Decimal | None:
        return None if given.get(key) is None else Decimal(str(given[key]))

    valid_from, valid_to, base_year = given["valid_from"], given.get("valid_to"), given.get("base_year")
    if not isinstance(valid_from, dt.date) or not isinstance(valid_to, dt.date | None):
        raise ValueError("valid_from and valid_to are dates, written 2026-01-01 without quotes")
    if not isinstance(base_year, int | None):
        raise ValueError("base_year is a year")
    return Parameter(
        code=str(given["code"]),
        value=Decimal(str(given["value"])),
        unit=Unit.read(str(given["unit"])),
        legal_ref=str(given["legal_ref"]),
        valid_from=valid_from,
        valid_to=valid_to,
        source=str(given["source"]),
        confidence=Confidence.read(str(given["confidence"])),
        decision=str(given.get("decision", "")),
        note_ro=str(given.get("note_ro", "")),
        note_en=str(given.get("note_en", "")),
        minimum=amount("minimum"),
        maximum=amount("maximum"),
        base_year=base_year,
    )


def read_seeds(folder: Path = SEEDS) -> tuple[Parameter, ...]:
    """Read all seed files shipped, in a stable order."""
    return tuple(row for path in sorted(folder.glob("*.toml")) for row in read_seed(path))
