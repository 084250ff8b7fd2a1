"""When somebody is at the town hall: office hours as the authority wrote them, without days off."""

from __future__ import annotations

import datetime as dt
import re

from chatbot.models import ChatSettings
from gisapp.accounts.models import Authority
from gisapp.core import clock
from gisapp.core.working_days import public_holidays

_DAYS = {"luni": 0, "marti": 1, "miercuri": 2, "joi": 3, "vineri": 4, "sambata": 5, "duminica": 6}
# Older keyboards write cedillas; they are named by their codes here.
_FOLD = str.maketrans("ățșâî\u0163\u015f", "atsaits")
_TIMES = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-–—]\s*(\d{1,2})[:.](\d{2})")
# Where the authority wrote nothing that can be read.
_USUAL = {day: (dt.time(8), dt.time(16)) for day in range(5)}
Span = tuple[dt.time, dt.time]


def office_hours(authority: Authority) -> dict[int, Span]:
    """Weekday (Monday 0) → from, to; the days are Romanian words: a list („luni, joi”) or a range („luni-joi”)."""
    found: dict[int, Span] = {}
    for row in authority.office_hours or []:
        times = _TIMES.search(str(row.get("hours", "")))
        if times is None:
            continue
        h1, m1, h2, m2 = (int(part) for part in times.groups())
        if h1 < 24 and h2 < 24 and m1 < 60 and m2 < 60 and (h1, m1) < (h2, m2):
            found |= dict.fromkeys(_weekdays(str(row.get("days", ""))), (dt.time(h1, m1), dt.time(h2, m2)))
    return found or _USUAL


def _weekdays(text: str) -> list[int]:
    days: list[int] = []
    for part in re.split(r",|\bși\b|;", text.lower()):
        named = [_DAYS[word] for word in re.findall(r"[a-z]+", part.translate(_FOLD)) if word in _DAYS]
        days += list(range(named[0], named[1] + 1)) if len(named) == 2 and re.search(r"[-–—]", part) else named
    return days


def _span(authority: Authority, day: dt.date) -> tuple[dt.datetime, dt.datetime] | None:
    hours = office_hours(authority).get(day.weekday())
    if hours is None or day in public_holidays(day.year):
        return None
    return dt.datetime.combine(day, hours[0], clock.TOWN_TIME), dt.datetime.combine(day, hours[1], clock.TOWN_TIME)


def is_open_now(authority: Authority) -> bool:
    """Whether it is office time."""
    span = _span(authority, clock.today())
    return span is not None and span[0] <= clock.now() < span[1]


def answer_due(authority: Authority) -> dt.datetime:
    """By when a person answers what is asked now: so many office hours from now (the town hall's own setting)."""
    left = dt.timedelta(hours=ChatSettings.of(authority).answer_within_hours)
    now, day = clock.now(), clock.today()
    for _day in range(60):
        span = _span(authority, day)
        if span is not None and span[1] > now:
            start = max(span[0], now)
            if start + left <= span[1]:
                return start + left
            left -= span[1] - start
        day += dt.timedelta(days=1)
    return now + dt.timedelta(days=60)
