"""The same dates counted another way: Easter by Meeus, holidays as the labour code lists them, day after day on the fingers; 2023 to 2030."""

import datetime as dt
import random
from functools import cache

from gisapp.core.working_days import BridgeDay, Calendar, public_holidays
from permits.rules.deadlines import Binds, DayKind, DeadlineRule, Pause, count_back, deadline_rule
from permits.rules.parameters import Parameters, read_seeds

DAY, YEARS, TRIES = dt.timedelta(days=1), range(2023, 2031), 600
FIXED = ((1, 1), (1, 2), (1, 24), (5, 1), (6, 1), (8, 15), (11, 30), (12, 1), (12, 25), (12, 26))


@cache
def easter(year: int) -> dt.date:
    """Orthodox Easter by Meeus' Julian algorithm; the calendars are 13 days apart until 2099."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return dt.date(year, month, day + 1) + 13 * DAY


@cache
def holidays_of(year: int) -> frozenset[dt.date]:
    # Epiphany and Saint John were added by Legea 52/2023, from 2024.
    fixed = FIXED + (((1, 6), (1, 7)) if year >= 2024 else ())
    return frozenset({dt.date(year, *one) for one in fixed} | {easter(year) + n * DAY for n in (-2, 0, 1, 49, 50)})


def test_the_holidays_of_each_year_are_those_of_the_labour_code() -> None:
    for year in range(2023, 2040):
        assert set(public_holidays(year)) == holidays_of(year), year


def test_six_hundred_terms_with_pauses_and_bridge_days_end_on_the_same_day_and_say_it() -> None:
    chance = random.Random(5)
    free = {dt.date(year, chance.randint(1, 12), chance.randint(1, 28)) for year in YEARS for _n in range(3)}
    worked = {day + (5 - day.weekday()) % 7 * DAY for day in (dt.date(year, chance.randint(1, 11), chance.randint(1, 28)) for year in YEARS)} - free
    worked = {day for day in worked if day not in holidays_of(day.year)}
    calendar = Calendar(tuple(BridgeDay(day, "HG") for day in free) + tuple(BridgeDay(day, "HG", True) for day in worked))

    def works(day: dt.date) -> bool:
        return day in worked or (day.weekday() < 5 and day not in holidays_of(day.year) and day not in free)

    rows = Parameters(read_seeds())
    codes = sorted(code.removeprefix("deadline.") for code in rows.codes() if code.startswith("deadline.") and code not in ("deadline.internal_lead", "deadline.emergency_notice"))
    for _try in range(TRIES):
        start = dt.date(2023, 1, 1) + chance.randint(0, 2900) * DAY
        rule = deadline_rule(chance.choice(codes), rows, max(start, dt.date(2025, 5, 1)))
        asked = start + chance.randint(0, 20) * DAY
        pauses = [Pause(asked, asked + chance.randint(0, 40) * DAY)] if chance.random() < 0.6 else []
        still = {pause.start + n * DAY for pause in pauses for n in range(1, ((pause.end or pause.start) - pause.start).days + 1)}
        day, counted = start, 0
        while counted < rule.length:
            day += DAY
            counted += day not in still and (rule.kind is DayKind.CALENDAR or works(day))
        due = rule.due(start, calendar, pauses)
        assert due.legal_due == day and f"{day:%d.%m.%Y}" in due.explain() and rule.legal_ref in due.explain(), (rule, start, pauses)
        favour = start + (rule.length + 1) * DAY
        while not works(favour):
            favour += DAY
        assert DeadlineRule("x", DayKind.CALENDAR, rule.length, "x", Binds.APPLICANT).due(start, calendar).legal_due == favour
        back, left = start, 45
        while left:
            back -= DAY
            left -= works(back)
        assert count_back(start, DayKind.WORKING, 45, calendar) == back
