"""Legal terms: when is an answer due, why that day, and what remains.

Counting, decided once and explained on every page (gisapp/decisions/terms-fees-and-procedures.md):
* The day of registration is day zero; the n-th day is due.
* `WORKING` days skip Saturdays, Sundays, public holidays and the Government's bridge days.
* The town hall's own obligations are counted strictly: no free days are added and a term that ends on a
  Sunday ends there (its internal due date, two working days earlier, is what people work by).
* Terms that bind the applicant are counted in the applicant's favour (Cod civil art. 2553-2554, CPC
  art. 181): neither the first nor the last day counts, and a non-working end moves to the next working day.
* While the applicant owes papers the clock stands: the day of the request still counts, the days after it
  up to and including the day of the answer do not (Legea 50/1991 art. 7 alin. (3)-(4)).
"""
from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from gisapp.core.working_days import BridgeDay, Calendar, DayOff
from permits.rules.labels import Labelled
from permits.rules.parameters import Confidence, Parameter, ParameterError, Parameters, Unit
from permits.rules.wording import MONTHS_RO, counted_en, counted_ro, date_en, date_ro, listed_ro

INTERNAL_LEAD = "deadline.internal_lead"
BRIDGE_DAY = "bridge_day."


class DayKind(Labelled):
    """Which days a term counts."""

    WORKING = "working", "zile lucrătoare", "working days"
    CALENDAR = "calendar", "zile calendaristice", "calendar days"


class Binds(Labelled):
    """Whom a term binds, which decides how its end is counted."""

    TOWN_HALL = "town_hall", "primăria", "the town hall"
    APPLICANT = "applicant", "solicitantul", "the applicant"


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands from the day after `start` up to and including `end`; open while `end` is None."""

    start: dt.date
    end: dt.date | None = None
    reason_ro: str = "s-au așteptat completările solicitantului"
    reason_en: str = "papers were awaited from the applicant"

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"a pause cannot end ({self.end}) before it starts ({self.start})")

    def covers(self, day: dt.date) -> bool:
        """Tell whether this day is not counted."""
        return self.start < day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """A term: how many days of which kind, whom it binds, and by what article.

    `internal_lead` is how many working days before the legal day the answer should be ready; `target` is a
    shorter term that the town hall set itself (row `target.<code>`). The earlier one is the internal due date.
    """

    code: str
    kind: DayKind
    length: int
    legal_ref: str
    binds: Binds = Binds.TOWN_HALL
    internal_lead: int = 2
    target: int | None = None
    target_kind: DayKind = DayKind.WORKING
    confidence: Confidence = Confidence.SURE

    def due(self, start: dt.date, calendar: Calendar, pauses: Sequence[Pause] = ()) -> Due:
        """Count the term from its day zero."""
        return _count(self, start, calendar, tuple(pauses))


@dataclass(frozen=True, slots=True)
class Due:
    """A counted term. `legal_due` and `internal_due` are None while an open pause holds the clock."""

    rule: DeadlineRule
    start: dt.date
    calendar: Calendar
    pauses: tuple[Pause, ...]
    legal_due: dt.date | None
    internal_due: dt.date | None
    days_counted: int
    days_paused: int

    @property
    def days_remaining(self) -> int:
        """Days of the term still to run when the open pause ends; 0 when the date is known."""
        return self.rule.length - self.days_counted

    def days_left(self, on: dt.date) -> int | None:
        """Days of the rule's kind from `on` to the due date; negative when overdue, None while paused."""
        if self.legal_due is None:
            return None
        if self.rule.kind is DayKind.WORKING:
            return self.calendar.count(on, self.legal_due)
        return (self.legal_due - on).days

    def elapsed_percent(self, on: dt.date) -> int:
        """Share of the term already used on a date, for escalation at 50, 80 and 100 %; over 100 when late."""
        if self.rule.length == 0:
            return 100
        used = 0
        day = self.start
        while day < on:
            day += dt.timedelta(days=1)
            counts = self.rule.kind is DayKind.CALENDAR or self.calendar.is_working(day)
            used += counts and not any(pause.covers(day) for pause in self.pauses)
        return used * 100 // self.rule.length

    def is_overdue(self, on: dt.date) -> bool:
        """Tell whether the legal day has passed."""
        return self.legal_due is not None and on > self.legal_due

    def explain(self, language: str = "ro") -> str:
        """Say in one sentence how the date came about."""
        return _explain_en(self) if language.startswith("en") else _explain_ro(self)


def _count(rule: DeadlineRule, start: dt.date, calendar: Calendar, pauses: tuple[Pause, ...]) -> Due:
    day, counted, paused = start, 0, 0
    target = rule.length + (1 if rule.binds is Binds.APPLICANT and rule.kind is DayKind.CALENDAR else 0)
    open_from = min((pause.start for pause in pauses if pause.end is None), default=None)
    while counted < target:
        if open_from is not None and day >= open_from:
            return Due(rule, start, calendar, pauses, None, None, min(counted, rule.length), paused)
        day += dt.timedelta(days=1)
        if rule.kind is DayKind.WORKING and not calendar.is_working(day):
            continue
        if any(pause.covers(day) for pause in pauses):
            paused += 1
        else:
            counted += 1
    if rule.binds is Binds.APPLICANT:
        day = calendar.next_working(day)
    internal = max(calendar.add(day, -rule.internal_lead), start) if rule.internal_lead else day
    if rule.target is not None:
        wished = DeadlineRule(rule.code, rule.target_kind, rule.target, rule.legal_ref, internal_lead=0)
        internal = min(internal, wished.due(start, calendar, pauses).legal_due or internal)
    return Due(rule, start, calendar, pauses, day, internal, rule.length, paused)


def count_back(expiry: dt.date, kind: DayKind, length: int, calendar: Calendar) -> dt.date:
    """Return the last day on which something may be asked `length` days before an expiry."""
    if kind is DayKind.WORKING:
        return calendar.add(expiry, -length)
    return expiry - dt.timedelta(days=length)


@dataclass(frozen=True, slots=True)
class ExtensionWindow:
    """Until when an extension may be asked for, and whether it still may."""

    last_day: dt.date
    expiry: dt.date
    kind: DayKind
    length: int
    legal_ref: str

    def is_open(self, on: dt.date) -> bool:
        """A request on the last day is still in time."""
        return on <= self.last_day

    def explain(self, language: str = "ro") -> str:
        """Say in one sentence until when and why."""
        if language.startswith("en"):
            unit = ("working day", "working days") if self.kind is DayKind.WORKING else ("day", "days")
            return (
                f"An extension may be asked for until {date_en(self.last_day)}, {counted_en(self.length, *unit)} "
                f"before the expiry of {date_en(self.expiry)} ({self.legal_ref})."
            )
        zile = ("zi lucrătoare", "zile lucrătoare") if self.kind is DayKind.WORKING else ("zi", "zile")
        return (
            f"Prelungirea se poate cere până la {date_ro(self.last_day)}, cu {counted_ro(self.length, *zile)} "
            f"înainte de expirarea din {date_ro(self.expiry)} ({self.legal_ref})."
        )


def extension_window(
    code: str, expiry: dt.date, calendar: Calendar, parameters: Parameters, on: dt.date
) -> ExtensionWindow:
    """Read the window's length (45 working days for permits, 15 days for certificates) and count it back.

    `code` is the procedure to extend; the row is `extension_window.<code>`.
    """
    row = parameters.at(f"extension_window.{code}", on)
    kind = _kind(row)
    return ExtensionWindow(count_back(expiry, kind, row.whole, calendar), expiry, kind, row.whole, row.legal_ref)


def deadline_rule(code: str, parameters: Parameters, on: dt.date, binds: Binds = Binds.TOWN_HALL) -> DeadlineRule:
    """Build the term `deadline.<code>` from the row in force on the day the case was registered."""
    row = parameters.at(f"deadline.{code}", on)
    lead = parameters.find(INTERNAL_LEAD, on)
    # A term of a few days keeps at least one working day before its internal due date.
    wanted = lead.whole if lead is not None else 2
    internal = min(wanted, max(row.whole - 1, 0)) if binds is Binds.TOWN_HALL else 0
    target = parameters.find(f"target.{code}", on)
    return DeadlineRule(
        code,
        _kind(row),
        row.whole,
        row.legal_ref,
        binds,
        internal,
        target.whole if target is not None else None,
        _kind(target) if target is not None else DayKind.WORKING,
        row.confidence,
    )


def calendar_from(parameters: Parameters) -> Calendar:
    """Build the calendar from the rows `bridge_day.<YYYYMMDD>`: value 0 is a free day, 1 a day worked in exchange.

    A bridge day counts whatever the day of the case: the Government gives them late.
    """
    rows = (row for code in parameters.codes() if code.startswith(BRIDGE_DAY) for row in parameters.history(code))
    days = (BridgeDay(_day_of(row.code), row.legal_ref, row.value == 1) for row in rows)
    return Calendar(tuple(sorted(days, key=lambda bridge: bridge.day)))


def _day_of(code: str) -> dt.date:
    try:
        return dt.date.fromisoformat(code.removeprefix(BRIDGE_DAY))
    except ValueError as error:
        raise ParameterError(f"{code}: should end with a date written YYYYMMDD") from error


def _kind(row: Parameter) -> DayKind:
    match row.unit:
        case Unit.WORKING_DAYS:
            return DayKind.WORKING
        case Unit.CALENDAR_DAYS:
            return DayKind.CALENDAR
    raise ParameterError(f"{row.code}: a term is counted in days, not in {row.unit.label_en}")


def days_off_ro(days: Sequence[DayOff]) -> str:
    """Say which holidays fell in the term: '10 aprilie (Vinerea Mare), 12 și 13 aprilie (Paștele)'."""
    groups: dict[str, list[dt.date]] = {}
    for off in days:
        groups.setdefault(off.name, []).append(off.day)
    return ", ".join(f"{_days_ro(dates)} ({name})" for name, dates in groups.items())


def _days_ro(dates: Sequence[dt.date]) -> str:
    by_month: dict[tuple[int, int], list[str]] = {}
    for day in dates:
        by_month.setdefault((day.year, day.month), []).append(str(day.day))
    return listed_ro([f"{listed_ro(days)} {MONTHS_RO[month - 1]}" for (_, month), days in by_month.items()])


def _explain_ro(due: Due) -> str:
    rule = due.rule
    free = rule.binds is Binds.APPLICANT and rule.kind is DayKind.CALENDAR
    unit = ("zi lucrătoare", "zile lucrătoare") if rule.kind is DayKind.WORKING else ("zi", "zile")
    parts = [f"{counted_ro(rule.length, *unit)} de la {date_ro(due.start)} (ziua aceasta nu se numără)"]
    if free:
        parts.append("fără prima și ultima zi, iar dacă termenul se împlinește într-o zi nelucrătoare, până în prima zi lucrătoare")
    end = due.legal_due or max((pause.start for pause in due.pauses), default=due.start)
    if rule.kind is DayKind.WORKING:
        off = due.calendar.days_off(due.start, end)
        parts.append("fără sâmbete și duminici" + (f", fără {days_off_ro(off)}" if off else ""))
    parts.extend(_pauses_ro(due, unit))
    if due.legal_due is None:
        rest = counted_ro(due.days_remaining, *unit)
        return f"{', '.join(parts)}; termenul stă, iar după răspuns mai curg {rest}. Temei: {rule.legal_ref}."
    return f"{', '.join(parts)} ⇒ {date_ro(due.legal_due)}. Temei: {rule.legal_ref}."


def _pauses_ro(due: Due, unit: tuple[str, str]) -> list[str]:
    said = []
    for pause in due.pauses:
        if due.legal_due is not None and pause.start >= due.legal_due:
            continue
        if pause.end is None:
            said.append(f"oprit din {date_ro(pause.start)} cât timp {pause.reason_ro.replace('s-au așteptat', 'se așteaptă')}")
        elif pause.end > pause.start:
            said.append(f"fără zilele de după {date_ro(pause.start)} până la {date_ro(pause.end)}, în care {pause.reason_ro}")
    if said and due.days_paused:
        said[-1] += f" ({counted_ro(due.days_paused, *unit)} în total)" if len(said) > 1 else f" ({counted_ro(due.days_paused, *unit)})"
    return said


def _explain_en(due: Due) -> str:
    rule = due.rule
    unit = ("working day", "working days") if rule.kind is DayKind.WORKING else ("day", "days")
    parts = [f"{counted_en(rule.length, *unit)} from {date_en(due.start)} (that day is not counted)"]
    if rule.binds is Binds.APPLICANT and rule.kind is DayKind.CALENDAR:
        parts.append("leaving out the first and the last day and moving a non-working end to the next working day")
    end = due.legal_due or max((pause.start for pause in due.pauses), default=due.start)
    if rule.kind is DayKind.WORKING:
        off = due.calendar.days_off(due.start, end)
        days = ", ".join(f"{date_en(day.day)} ({day.name_en})" for day in off)
        parts.append("without Saturdays and Sundays" + (f", without {days}" if off else ""))
    for pause in due.pauses:
        if pause.end is None:
            parts.append(f"stopped since {date_en(pause.start)} because {pause.reason_en}")
        elif pause.end > pause.start and (due.legal_due is None or pause.start < due.legal_due):
            parts.append(f"without the days after {date_en(pause.start)} until {date_en(pause.end)}, when {pause.reason_en}")
    if due.legal_due is None:
        rest = counted_en(due.days_remaining, *unit)
        return f"{', '.join(parts)}; {rest} will still run after the answer. By {rule.legal_ref}."
    return f"{', '.join(parts)} ⇒ {date_en(due.legal_due)}. By {rule.legal_ref}."
