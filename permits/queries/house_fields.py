"""Contents of the documents of the house, as plain values that are frozen with the document."""
from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import translation
from django.utils.formats import date_format

from gisapp.accounts.models import Authority
from gisapp.core import clock
from permits.models import Nonconformity, RegisterEntry
from permits.queries.parameters import parameters_of
from permits.queries.quality import MonthFigures, decided, month_figures
from permits.rules.procedure import Procedure
from permits.rules.procedure_files import all_procedures
from permits.rules.quality import Indicator, NonconformityState
from permits.rules.sheet import sheet

MOST_ROWS = 20_000


def _day(day: dt.date | None, form: str = "j F Y") -> str:
    with translation.override("ro"):
        return date_format(day, form) if day else ""


def register_fields(authority: Authority, book: str, since: dt.date, until: dt.date, direction: str = "") -> dict[str, Any]:
    """Return a book over a period with a sentence on its numbers: gaps are named, and cancelled numbers stay in it."""
    rows = RegisterEntry.objects.filter(authority=authority, book=book, at__gte=clock.start_of(since), at__lte=clock.end_of(until)).order_by("year", "number")
    gaps = missing_numbers(authority, book, since, until)
    note = "Numerele sunt fără goluri." if not gaps else f"Numere care lipsesc: {', '.join(gaps[:50])}."
    if direction:
        rows = rows.filter(direction=direction)
    lines = [
        [
            f"{row.number}/{row.year}", row.at.astimezone(clock.TOWN_TIME).strftime("%d.%m.%Y %H:%M"), row.get_direction_display(),
            row.subject + (f" (anulat: {row.cancelled_reason})" if row.cancelled_at else ""), row.correspondent, row.by.full_name if row.by else "automat",
        ]
        for row in rows.select_related("by")[:MOST_ROWS]
    ]
    return {
        "title": "Registrul general de intrare-ieșire" if book == "general" else f"Registrul {book}", "period": f"{_day(since)} – {_day(until)}",
        "entries": {"head": ["Număr", "Data și ora", "Sens", "Conținut", "De la / către", "Înregistrat de"], "rows": lines, "widths": [1.1, 1.5, 0.9, 5, 2.6, 1.8]},
        "note": f"{note} Extras tipărit din registrul electronic; registrul însuși este cel electronic.",
    }


def missing_numbers(authority: Authority, book: str, since: dt.date, until: dt.date) -> list[str]:
    """Return the numbers that lie between the first and the last of each year of the period and are not in the book."""
    found: list[str] = []
    entries = RegisterEntry.objects.filter(authority=authority, book=book)
    for year in range(since.year, until.year + 1):
        numbers = set(entries.filter(year=year, at__lte=clock.end_of(until)).values_list("number", flat=True))
        found += [f"{number}/{year}" for number in range(1, max(numbers, default=0) + 1) if number not in numbers]
    return found


def procedure_fields(procedure: Procedure, authority: Authority, version: int) -> dict[str, Any]:
    """Return the sheet of a procedure as its file and the rows in force today say; fields hold the edition's number."""
    found = sheet(procedure, parameters_of(authority), clock.today())
    return {
        "procedure": found.code, "version": version, "file_version": found.version, "title": found.title, "code": f"{found.code}, versiunea {version}", "summary": found.summary,
        "legal_basis": [found.legal_ref], "who_can_ask": found.audience,
        "papers": {"head": ["Document", "Când se cere", "Temei"], "rows": [[one.title, one.condition or "întotdeauna", one.legal_ref] for one in found.papers], "widths": [2.4, 1.4, 1.8]},
        "steps": [{"name": one.title, "who": f"{one.department}: {one.role}", "due": str(one.due_day), "output": one.condition} for one in found.steps],
        "term": "; ".join(f"{one.title}: {one.term}" if len(found.forms) > 1 else one.term for one in found.forms),
        "fees": {"head": ["Forma", "Taxa"], "rows": [[one.title, one.fee] for one in found.forms], "widths": [1, 2]},
        "result": found.result, "signed_by": list(found.signatories), "contest": found.contest,
    }


def report_fields(authority: Authority, day: dt.date) -> dict[str, Any]:
    """Return the quality report of the month of a day, from the figures of the database."""
    figures = month_figures(authority, day)
    before = {one.code: one for one in figures.before}
    titles = {code: procedure.title_ro for code, procedure in all_procedures().items()}
    late = sorted((one for one in decided(authority, figures.first, figures.last) if one.legal_due and one.decided_at and one.decided_at.astimezone(clock.TOWN_TIME).date() > one.legal_due), key=lambda one: one.legal_due or day)
    rows = Nonconformity.objects.filter(authority=authority).select_related("owner")
    open_then = rows.filter(raised_at__lte=clock.end_of(figures.last)).filter(Q(closed_at=None) | Q(closed_at__gte=clock.start_of(figures.first))).order_by("number")
    actions = [row for row in open_then if row.action]
    return {
        "month": _day(figures.first, "F Y"), "first": figures.first.isoformat(), "summary": _summary(figures),
        "figures": [
            {"name": one.label_ro, "value": _percent(one), "target": f"{'cel puțin' if one.more_is_better else 'cel mult'} {_ro(one.target)} %", "good": one.met, "before": _percent(before[one.code])}
            for one in figures.whole
        ],
        "by_procedure": [
            {"label": titles.get(code, code), "on_time": sum(case.decided_on <= case.legal_due for case in figures.cases if case.procedure == code), "late": sum(case.decided_on > case.legal_due for case in figures.cases if case.procedure == code)}
            for code, _own in figures.by_procedure
        ],
        "delays": {"head": ["Dosar", "Procedura", "Termen legal", "Răspuns"], "rows": [[one.number, titles.get(one.procedure, ""), one.legal_due.strftime("%d.%m.%Y"), one.decided_at.astimezone(clock.TOWN_TIME).strftime("%d.%m.%Y")] for one in late if one.legal_due and one.decided_at], "widths": [1.2, 2.4, 1, 1]},
        "nonconformities": {"head": ["Nr.", "Neconformitate", "Sursa", "Starea"], "rows": [[str(row.number), row.title, row.get_source_display(), NonconformityState(row.state).label_ro] for row in open_then], "widths": [0.5, 3, 1.2, 1.6]},
        "actions": {"head": ["Nr.", "Acțiune", "Răspunde", "Termen", "Efect"], "rows": [[str(row.number), row.action, row.owner.full_name if row.owner else "", _day(row.due, "d.m.Y"), row.effect or "neverificat"] for row in actions], "widths": [0.5, 2.6, 1.2, 0.9, 1.6]},
    }


def _summary(figures: MonthFigures) -> list[str]:
    missed = [one.label_ro for one in figures.whole if one.met is False]
    unmeasured = [one.label_ro for one in figures.whole if one.met is None]
    first = f"În luna raportată s-a răspuns la {len(figures.cases)} dosare." if len(figures.cases) != 1 else "În luna raportată s-a răspuns la un dosar."
    second = f"Ținte neatinse: {'; '.join(missed)}." if missed else "Nicio țintă măsurată nu a fost ratată."
    third = [f"Nemăsurat în această lună (fără date, nu fără abateri): {'; '.join(unmeasured)}."] if unmeasured else []
    return [f"{first} {second}", *third]


def _ro(value: Decimal) -> str:
    # A Decimal read from the database may write itself as 1E+1.
    return f"{value:f}".replace(".", ",")


def _percent(one: Indicator) -> str:
    return "–" if one.value is None else f"{_ro(one.value)} % din {one.counted}"
