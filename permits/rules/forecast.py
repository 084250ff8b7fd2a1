"""Where the work is going: open cases and due answers week by week, from what came and went lately.

A plain projection that a head of department can check by hand: average arrivals and answers of the past
weeks, and the due dates that are already known. It promises nothing, and says from how many weeks it speaks.
"""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class WeekAhead:
    """One week to come. `open_at_end` is never negative; `due` counts answers whose legal day falls in it."""

    monday: dt.date
    due: int
    open_at_end: Decimal


@dataclass(frozen=True, slots=True)
class Forecast:
    """Averages per week, and the weeks ahead; `overdue` are answers whose day has passed already."""

    arrivals: Decimal
    answers: Decimal
    weeks_known: int
    overdue: int
    weeks: tuple[WeekAhead, ...]

    @property
    def grows(self) -> bool:
        """Tell whether more comes in than goes out."""
        return self.arrivals > self.answers


def monday_of(day: dt.date) -> dt.date:
    """Return the Monday of the week of a date."""
    return day - dt.timedelta(days=day.weekday())


def forecast(
    today: dt.date, arrived: Sequence[int], answered: Sequence[int], open_now: int, due: Iterable[dt.date | None], weeks: int = 6
) -> Forecast:
    """Project the open cases of the coming weeks.

    `arrived` and `answered` count the past whole weeks, the latest last; `due` holds the legal days of the open
    cases, None for those whose clock stands. The first week ahead is the one of `today`.
    """
    known = min(len(arrived), len(answered))
    arrivals, answers = _mean(arrived[-known:] if known else ()), _mean(answered[-known:] if known else ())
    days = [day for day in due if day is not None]
    first = monday_of(today)
    ahead = []
    open_cases = Decimal(open_now)
    for number in range(weeks):
        monday = first + dt.timedelta(weeks=number)
        open_cases = max(open_cases + arrivals - answers, Decimal(0))
        falling = sum(max(monday, today) <= day < monday + dt.timedelta(weeks=1) for day in days)
        ahead.append(WeekAhead(monday, falling, open_cases.quantize(Decimal("0.1"))))
    return Forecast(arrivals, answers, known, sum(day < today for day in days), tuple(ahead))


def _mean(numbers: Sequence[int]) -> Decimal:
    return (Decimal(sum(numbers)) / len(numbers)).quantize(Decimal("0.1")) if numbers else Decimal(0)
