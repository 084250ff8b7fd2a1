"""How long an act is valid, and whether it may be extended.

A term in months ends on the same day of the last month, or on that month's last day (Cod civil art. 2552).
"""
from __future__ import annotations

import calendar as months_of_years
import datetime as dt
from dataclasses import dataclass

from permits.rules.deadlines import ExtensionWindow
from permits.rules.parameters import Parameters
from permits.rules.refusals import RuleRefused
from permits.rules.wording import counted_en, counted_ro, date_en, date_ro


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later; 31 August + 6 months is 28 or 29 February."""
    total = day.month - 1 + months
    year, month = day.year + total // 12, total % 12 + 1
    return dt.date(year, month, min(day.day, months_of_years.monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class ValidityRange:
    """Months that the emitter may set, and those usually set."""

    code: str
    minimum: int
    maximum: int
    usual: int
    legal_ref: str

    def until(self, issued_on: dt.date, months: int | None = None) -> dt.date:
        """Return the last day of validity; a number of months outside the range is refused."""
        chosen = self.usual if months is None else months
        if not self.minimum <= chosen <= self.maximum:
            raise RuleRefused(
                f"Valabilitatea se stabilește între {counted_ro(self.minimum, 'lună', 'luni')} și "
                f"{counted_ro(self.maximum, 'lună', 'luni')} ({self.legal_ref}).",
                f"Validity is set between {counted_en(self.minimum, 'month', 'months')} and "
                f"{counted_en(self.maximum, 'month', 'months')} ({self.legal_ref}).",
                code="validity.range",
                field="validity_months",
            )
        return add_months(issued_on, chosen)


def validity_range(code: str, parameters: Parameters, on: dt.date) -> ValidityRange | None:
    """Read the range of a validity rule; `none` and `schedule` have none (no end, or the act's own schedule)."""
    if code in {"none", "schedule"}:
        return None
    maximum = parameters.at(f"validity.{code}.maximum", on)
    minimum = parameters.find(f"validity.{code}.minimum", on)
    usual = parameters.find(f"validity.{code}.usual", on)
    return ValidityRange(
        code,
        minimum.whole if minimum is not None else 1,
        maximum.whole,
        usual.whole if usual is not None else maximum.whole,
        maximum.legal_ref,
    )


def check_extension(window: ExtensionWindow, asked_on: dt.date, *, extended_before: bool) -> None:
    """Refuse an extension asked for too late, or a second one."""
    if extended_before:
        raise RuleRefused(
            "Actul a fost prelungit o dată; legea nu permite a doua prelungire. Cereți un act nou.",
            "The act was extended once; the law allows no second extension. Ask for a new act.",
            code="extension.twice",
        )
    if asked_on > window.expiry:
        raise RuleRefused(
            f"Actul a expirat la {date_ro(window.expiry)} și nu mai poate fi prelungit. Cereți un act nou.",
            f"The act expired on {date_en(window.expiry)} and can no longer be extended. Ask for a new act.",
            code="extension.expired",
        )
    if not window.is_open(asked_on):
        raise RuleRefused(
            f"Cererea este depusă prea târziu. {window.explain()}",
            f"The request is late. {window.explain('en')}",
            code="extension.late",
        )


def extended_until(code: str, valid_until: dt.date, months: int, parameters: Parameters, on: dt.date) -> dt.date:
    """Return the new last day; more months than the law allows are refused."""
    longest = parameters.at(f"validity.{code}.extension", on)
    if not 1 <= months <= longest.whole:
        raise RuleRefused(
            f"Prelungirea este de cel mult {counted_ro(longest.whole, 'lună', 'luni')} ({longest.legal_ref}).",
            f"An extension is of at most {counted_en(longest.whole, 'month', 'months')} ({longest.legal_ref}).",
            code="extension.months",
            field="months",
        )
    return add_months(valid_until, months)


def assumed_start(issued_on: dt.date, announced: dt.date | None) -> dt.date:
    """Return the day works count as started: unannounced, the day after the permit (Legea 50/1991 art. 7 alin. (8))."""
    return announced if announced is not None else issued_on + dt.timedelta(days=1)


def valid_while_works_last(started_on: dt.date, duration_months: int) -> dt.date:
    """Return the last day of a permit whose works have started: it holds for the duration written in it."""
    return add_months(started_on, duration_months)
