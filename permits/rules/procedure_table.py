"""One table of a procedure file while it is read: typed values, and no key left unread."""
from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import TypeVar

Value = TypeVar("Value")


class ProcedureError(Exception):
    """A procedure file is wrong. The message names the file and the key."""


class Table:
    """Wraps a TOML table; remembers which keys were read so that a wrong word is found by `finish`."""

    def __init__(self, file: str, path: str, values: Mapping[str, object]) -> None:
        self.file = file
        self.path = path
        self._values = values
        self._read: set[str] = set()

    def where(self, key: str) -> str:
        """Name the place of a key for an error."""
        return f"{self.file}: {self.path}.{key}" if self.path else f"{self.file}: {key}"

    def has(self, key: str) -> bool:
        """Tell whether a key was given."""
        return key in self._values

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; it may be empty only by default."""
        value = self._get(key, str, default)
        if not value.strip() and value != default:
            raise ProcedureError(f"{self.where(key)}: is empty")
        return value

    def number(self, key: str, default: int | None = None) -> int:
        """Return a whole number, zero or more."""
        value = self._get(key, int, default)
        if isinstance(value, bool) or value < 0:
            raise ProcedureError(f"{self.where(key)}: should be a whole number, zero or more")
        return value

    def number_or_none(self, key: str) -> int | None:
        """Return a whole number if given."""
        return self.number(key) if self.has(key) else None

    def yes_no(self, key: str, *, default: bool | None = None) -> bool:
        """Return true or false."""
        return self._get(key, bool, default)

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Return a list of texts."""
        if default is not None and not self.has(key):
            return default
        values = self._get(key, list, None)
        if not values or not all(isinstance(value, str) and value for value in values):
            raise ProcedureError(f"{self.where(key)}: should be a list of texts, not empty")
        return tuple(values)

    def layers(self, key: str) -> tuple[str, ...]:
        """Return the list of layer codes; the word "all" is an empty list."""
        if self._values.get(key) == "all":
            self._read.add(key)
            return ()
        return self.texts(key)

    def table(self, key: str) -> Table:
        """Return an inner table."""
        return Table(self.file, self._inner(key), self._get(key, dict, None))

    def tables(self, key: str) -> list[Table]:
        """Return the rows of an array of tables; none is an empty list. Rows are named by their code."""
        rows = self._get(key, list, [])
        found = []
        for number, row in enumerate(rows, start=1):
            if not isinstance(row, dict):
                raise ProcedureError(f"{self.where(key)}: should be written as [[{key}]]")
            name = row.get("code") or row.get("role") or row.get("procedure") or row.get("endorser") or number
            found.append(Table(self.file, f"{self._inner(key)}.{name}", row))
        return found

    def finish(self) -> None:
        """Refuse keys that nobody read."""
        for key in self._values:
            if key not in self._read:
                near = difflib.get_close_matches(key, sorted(self._read), n=1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                raise ProcedureError(f"{self.where(key)}: unknown key{hint}")

    def _inner(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def _get(self, key: str, kind: type[Value], default: Value | None) -> Value:
        self._read.add(key)
        if key not in self._values:
            if default is None:
                raise ProcedureError(f"{self.where(key)}: missing")
            return default
        value = self._values[key]
        if not isinstance(value, kind):
            raise ProcedureError(f"{self.where(key)}: should be {kind.__name__}, not {type(value).__name__}")
        return value
