"""Rules of opening public land: what is restored, what it costs, when digging is banned, how long it is warranted.

All lengths in metres and areas in m². Places are judged by `layers`; here are numbers and dates.
"""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from gisapp.core.money import Money, total
from gisapp.core.working_days import Calendar
from permits.rules.fee_quote import Surface
from permits.rules.parameters import Parameters
from permits.rules.validity import add_months
from permits.rules.wording import counted_en, counted_ro, date_en, date_ro


@dataclass(frozen=True, slots=True)
class Opening:
    """A stretch of trench in one kind of surface. `full_width_m` is the sidewalk's or the street's width, if known."""

    surface: Surface
    length_m: Decimal
    width_m: Decimal
    full_width_m: Decimal | None = None

    @property
    def area_m2(self) -> Decimal:
        """What is opened."""
        return self.length_m * self.width_m


@dataclass(frozen=True, slots=True)
class RestorationArea:
    """What is laid again: the base on the trench, the surface course on the width that the rule asks for."""

    surface: Surface
    base_m2: Decimal
    course_m2: Decimal


def restoration(opening: Opening, parameters: Parameters, on: dt.date) -> RestorationArea:
    """Apply the rule: whole lanes of the carriageway, the whole width of the sidewalk, the trench itself in green space."""
    width = opening.width_m
    if opening.surface is Surface.CARRIAGEWAY:
        lane = parameters.at("excavation.lane_width", on).value
        lanes = (opening.width_m / lane).to_integral_value(ROUND_CEILING)
        width = max(lanes, Decimal(1)) * lane
        if opening.full_width_m is not None:
            width = max(min(width, opening.full_width_m), opening.width_m)
    elif opening.surface is Surface.SIDEWALK and opening.full_width_m is not None:
        width = max(opening.full_width_m, opening.width_m)
    return RestorationArea(opening.surface, opening.area_m2, opening.length_m * width)


def restoration_cost(areas: Iterable[RestorationArea], parameters: Parameters, on: dt.date) -> Money:
    """Price the surface courses; the guarantee is a share of this (`fees.excavation`)."""
    return total(Money(area.course_m2 * parameters.at(f"excavation.restoration_cost.{area.surface.value}", on).value) for area in areas)


@dataclass(frozen=True, slots=True)
class Ban:
    """Days on which digging is not allowed, with the reason."""

    first: dt.date
    last: dt.date
    sentence_ro: str
    sentence_en: str
    legal_ref: str


def season_bans(first: dt.date, last: dt.date, parameters: Parameters, on: dt.date) -> tuple[Ban, ...]:
    """Return the parts of the works' window (both days included) that fall in the winter ban."""
    start, end = parameters.at("season.excavation_ban.first_day", on), parameters.at("season.excavation_ban.last_day", on)
    found = []
    for year in range(first.year - 1, last.year + 1):
        opens = dt.date(year, start.whole // 100, start.whole % 100)
        closes = dt.date(year + 1 if end.whole < start.whole else year, end.whole // 100, end.whole % 100)
        overlap = max(opens, first), min(closes, last)
        if overlap[0] <= overlap[1]:
            found.append(
                Ban(
                    *overlap,
                    f"Între {date_ro(opens)} și {date_ro(closes)} nu se fac săpături în domeniul public, în afară de avarii.",
                    f"Between {date_en(opens)} and {date_en(closes)} public land is not opened, except in emergencies.",
                    start.legal_ref,
                )
            )
    return tuple(found)


def season_ban_applies(*, emergency: bool, under_way: bool, natural_ground: bool) -> bool:
    """Tell whether the winter ban binds: not emergencies, not works under way, not natural ground or laid pavers."""
    return not (emergency or under_way or natural_ground)


def new_pavement_ban(
    paved_on: dt.date, first: dt.date, parameters: Parameters, on: dt.date, *, trenchless: bool = False, emergency: bool = False
) -> Ban | None:
    """Return the ban of a recently paved street on the day works would start; directional drilling is free of it."""
    years = parameters.at("excavation.new_pavement_ban", on)
    until = add_months(paved_on, 12 * years.whole)
    if trenchless or emergency or first >= until:
        return None
    return Ban(
        paved_on,
        until - dt.timedelta(days=1),
        f"Strada a fost asfaltată la {date_ro(paved_on)}; până la {date_ro(until)} se sapă numai prin foraj dirijat sau cu "
        "derogarea primarului.",
        f"The street was paved on {date_en(paved_on)}; until {date_en(until)} only directional drilling or the mayor's "
        "derogation is possible.",
        years.legal_ref,
    )


@dataclass(frozen=True, slots=True)
class Window:
    """Days of works, both included."""

    first: dt.date
    last: dt.date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("works cannot end before they start")

    @property
    def days(self) -> int:
        """How many days the public land is occupied."""
        return (self.last - self.first).days + 1


def days_apart(one: Window, other: Window) -> int:
    """Days between two windows; 0 when they share a day."""
    return max((other.first - one.last).days, (one.first - other.last).days, 0)


def clash_in_time(one: Window, other: Window, parameters: Parameters, on: dt.date) -> bool:
    """Tell whether two works are so near in time that one trench and one restoration should do."""
    return days_apart(one, other) <= parameters.at("excavation.overlap_days", on).whole


@dataclass(frozen=True, slots=True)
class Warranty:
    """How long the restoration is warranted: the longest term of the surfaces opened, from the partial reception."""

    received_on: dt.date
    until: dt.date
    surface: Surface
    months: int
    legal_ref: str

    def is_over(self, on: dt.date) -> bool:
        """The guarantee may be released from the last day of the warranty on."""
        return on >= self.until

    def explain(self, language: str = "ro") -> str:
        """Say in one sentence how the day came about."""
        if language.startswith("en"):
            return (
                f"The warranty lasts {counted_en(self.months, 'month', 'months')} from the partial reception of {date_en(self.received_on)}, the longest "
                f"term of the surfaces opened ({self.surface.label_en}; {self.legal_ref}): until {date_en(self.until)}."
            )
        return (
            f"Garanția ține {counted_ro(self.months, 'lună', 'luni')} de la recepția parțială din {date_ro(self.received_on)}, cel mai lung termen al "
            f"suprafețelor deschise ({self.surface.label_ro}; {self.legal_ref}): până la {date_ro(self.until)}."
        )


def warranty(received_on: dt.date, surfaces: Iterable[Surface], parameters: Parameters, on: dt.date) -> Warranty:
    """Count the warranty; its last day is the one on which the guarantee may be released."""
    rows = {surface: parameters.at(f"excavation.warranty.{surface.value}", on) for surface in surfaces}
    longest = max(rows, key=lambda surface: rows[surface].whole)
    months = rows[longest].whole
    return Warranty(received_on, add_months(received_on, months), longest, months, rows[longest].legal_ref)


def warranty_until(received_on: dt.date, surfaces: Iterable[Surface], parameters: Parameters, on: dt.date) -> dt.date:
    """Return the day on which the guarantee may be released: the longest warranty of the surfaces opened."""
    return warranty(received_on, surfaces, parameters, on).until


@dataclass(frozen=True, slots=True)
class EmergencyTerms:
    """An emergency repair: digging starts at once; what must follow, and by when."""

    happened_at: dt.datetime
    notify_until: dt.datetime
    file_until: dt.date
    restore_until: dt.date
    notify_hours: int
    file_days: int
    restore_days: int
    legal_refs: tuple[str, str, str]

    def explain(self, language: str = "ro") -> tuple[str, str, str]:
        """Say in one sentence each: until when to give notice, to bring the papers, to restore the surface."""
        notice, papers, repair = self.legal_refs
        if language.startswith("en"):
            since = f"{date_en(self.happened_at.date())}, {self.happened_at:%H:%M}"
            return (
                f"Notice is due within {counted_en(self.notify_hours, 'hour', 'hours')} of the intervention of {since}: until {date_en(self.notify_until.date())}, "
                f"{self.notify_until:%H:%M} ({notice}).",
                f"The papers are due within {counted_en(self.file_days, 'working day', 'working days')} of the intervention: until {date_en(self.file_until)} ({papers}).",
                f"The surface is restored within {counted_en(self.restore_days, 'day', 'days')} of the intervention, weather permitting: until "
                f"{date_en(self.restore_until)} ({repair}).",
            )
        since = f"{date_ro(self.happened_at.date())}, ora {self.happened_at:%H:%M}"
        return (
            f"Avaria se anunță în cel mult {counted_ro(self.notify_hours, 'oră', 'ore')} de la intervenția din {since}: până la {date_ro(self.notify_until.date())}, "
            f"ora {self.notify_until:%H:%M} ({notice}).",
            f"Documentația se depune în cel mult {counted_ro(self.file_days, 'zi lucrătoare', 'zile lucrătoare')} de la intervenție: până la {date_ro(self.file_until)} ({papers}).",
            f"Suprafața se reface în cel mult {counted_ro(self.restore_days, 'zi', 'zile')} de la intervenție, dacă vremea permite: până la "
            f"{date_ro(self.restore_until)} ({repair}).",
        )


def emergency_terms(happened_at: dt.datetime, parameters: Parameters, calendar: Calendar) -> EmergencyTerms:
    """Count from the moment of the intervention (a time with its zone: the date is read in that zone)."""
    day = happened_at.date()
    notice, papers, repair = (parameters.at(f"deadline.{code}", day) for code in ("emergency_notice", "emergency_file", "emergency_restoration"))
    return EmergencyTerms(
        happened_at, happened_at + dt.timedelta(hours=notice.whole), calendar.add(day, papers.whole), day + dt.timedelta(days=repair.whole),
        notice.whole, papers.whole, repair.whole, (notice.legal_ref, papers.legal_ref, repair.legal_ref),
    )
