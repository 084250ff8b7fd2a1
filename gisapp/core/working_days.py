"""Working days of Romanian public administration.

Saturdays, Sundays and the public holidays of Codul muncii art. 139 do not count; neither do the
bridge days that the Government gives to public staff, which come from a dated table and are passed in.
The movable feasts (Orthodox Easter and Pentecost) come from the `holidays` library: this is the only
module that uses it. Everything is a pure function of its arguments.
"""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import holidays

SATURDAY = 5
# The library writes the saint's full style; a town hall's letter says it shortly.
SHORT_NAMES = {
    "Botezul Domnului - Boboteaza": "Boboteaza",
    "Soborul Sfântului Proroc Ioan Botezătorul": "Sfântul Ioan",
    "Ziua Unirii Principatelor Române": "Ziua Unirii",
    "Sfântul Apostol Andrei, cel Întâi chemat, Ocrotitorul României": "Sfântul Andrei",
    "Ziua Națională a României": "Ziua Națională",
    "Adormirea Maicii Domnului": "Sfânta Maria",
}


@dataclass(frozen=True, slots=True)
class BridgeDay:
    """A date that a Government decision made free for public staff, or (`worked`) had worked in exchange."""

    day: dt.date
    legal_ref: str
    worked: bool = False


@dataclass(frozen=True, slots=True)
class DayOff:
    """A date that is not worked, with the reason in Romanian and English. Plain weekends are not listed."""

    day: dt.date
    name: str
    name_en: str


@lru_cache(maxsize=64)
def public_holidays(year: int) -> dict[dt.date, DayOff]:
    """Return the public holidays of a year by date, with short Romanian and with English names."""
    romanian = holidays.country_holidays("RO", years=year, language="ro")
    english = holidays.country_holidays("RO", years=year, language="en_US")
    return {
        day: DayOff(
            day,
            " și ".join(SHORT_NAMES.get(name, name) for name in romanian.get_list(day)),
            " and ".join(english.get_list(day)),
        )
        for day in sorted(romanian)
    }


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that count: weekends and holidays out, bridge days (given by the caller) out too."""

    bridge_days: tuple[BridgeDay, ...] = ()

    def day_off(self, day: dt.date) -> DayOff | None:
        """Return why this date is a public holiday or a bridge day, or None."""
        found = public_holidays(day.year).get(day)
        if found is not None:
            return found
        for bridge in self.bridge_days:
            if bridge.day == day and not bridge.worked:
                return DayOff(day, f"zi liberă, {bridge.legal_ref}", f"bridge day, {bridge.legal_ref}")
        return None

    def is_working(self, day: dt.date) -> bool:
        """Tell whether public staff work on this date."""
        if any(bridge.worked and bridge.day == day for bridge in self.bridge_days):
            return True
        return day.weekday() < SATURDAY and self.day_off(day) is None

    def next_working(self, day: dt.date) -> dt.date:
        """Return this date if it is worked, else the first worked date after it."""
        while not self.is_working(day):
            day += dt.timedelta(days=1)
        return day

    def previous_working(self, day: dt.date) -> dt.date:
        """Return this date if it is worked, else the last worked date before it."""
        while not self.is_working(day):
            day -= dt.timedelta(days=1)
        return day

    def add(self, day: dt.date, working_days: int) -> dt.date:
        """Return the n-th working day after `day`; `day` itself is day zero. Negative counts go backwards.

        Zero gives the date back unchanged, worked or not.
        """
        step = dt.timedelta(days=1 if working_days >= 0 else -1)
        left = abs(working_days)
        while left:
            day += step
            if self.is_working(day):
                left -= 1
        return day

    def count(self, after: dt.date, until: dt.date) -> int:
        """Count working days in (after, until]; negative when `until` lies before `after`."""
        if until < after:
            return -self.count(until, after)
        return sum(self.is_working(day) for day in days_between(after, until))

    def days_off(self, after: dt.date, until: dt.date) -> tuple[DayOff, ...]:
        """List holidays and bridge days in (after, until], also those on a weekend."""
        found = (self.day_off(day) for day in days_between(after, until))
        return tuple(off for off in found if off is not None)


def days_between(after: dt.date, until: dt.date) -> Iterator[dt.date]:
    """Yield every date of (after, until]."""
    for number in range(1, (until - after).days + 1):
        yield after + dt.timedelta(days=number)
