"""Reading vendors' JSON leniently: a missing or odd value is empty, never an error."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any


def part(value: Any, *keys: str) -> dict[str, Any]:
    """The object under nested keys, empty when there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def rows(value: Any) -> list[dict[str, Any]]:
    """The objects of a list, empty when it is none."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def words(value: Any) -> str:
    """A text or whole number as text; anything else is empty. NUL would not be taken by the database."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).replace("\x00", "")


def degrees(value: Any) -> float | None:
    """A finite number, also written as text (Viber, some libraries); range is judged by the dialogue."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def moment(value: Any, *, per_second: int = 1) -> dt.datetime | None:
    """A Unix time, as number or text, in seconds or (`per_second` 1000) milliseconds."""
    number = degrees(value)
    if number is None or not 0 < number / per_second < 4_102_444_800:
        return None
    return dt.datetime.fromtimestamp(number / per_second, dt.UTC)
