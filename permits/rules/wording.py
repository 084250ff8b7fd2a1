"""How dates, counts and lists are said in Romanian and English sentences that rules produce.

Rules speak plain data: every explanation exists in both languages, so that no page translates a sentence
that was put together from pieces.
"""
from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

MONTHS_RO = (
    "ianuarie", "februarie", "martie", "aprilie", "mai", "iunie",
    "iulie", "august", "septembrie", "octombrie", "noiembrie", "decembrie",
)  # fmt: skip


def date_ro(day: dt.date) -> str:
    """Write a date as Romanian offices do: 30.03.2026."""
    return f"{day:%d.%m.%Y}"


def date_en(day: dt.date) -> str:
    """Write a date in English without the day/month trap: 30 Mar 2026."""
    return f"{day.day} {day:%b %Y}"


def counted_ro(number: int, one: str, many: str) -> str:
    """Say a count: 1 zi, 15 zile, 20 de zile, 101 zile, 120 de zile."""
    if number == 1:
        return f"1 {one}"
    needs_de = number != 0 and (number % 100 >= 20 or number % 100 == 0)
    return f"{number} de {many}" if needs_de else f"{number} {many}"


def counted_en(number: int, one: str, many: str) -> str:
    """Say a count in English."""
    return f"{number} {one if number == 1 else many}"


def listed_ro(parts: Sequence[str], last: str = "și") -> str:
    """Join as people speak: a, b și c."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def decimal_ro(value: Decimal) -> str:
    """Write a number with the decimal comma and no idle zeros: 0,5 · 1.250 · 12,75."""
    text = f"{value.normalize():,f}"
    return text.replace(",", "\u00a0").replace(".", ",").replace("\u00a0", ".")


def decimal_en(value: Decimal) -> str:
    """Write a number the English way."""
    return f"{value.normalize():,f}"
