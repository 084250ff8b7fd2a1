"""How much work lies on whom, weighted by kind and by the days left; and where the work is going."""
from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal

from gisapp.accounts.models import Authority
from gisapp.core import clock
from permits.queries.board import LOCAL, OPEN, Scope, rows_of
from permits.queries.parameters import calendar_of
from permits.rules import forecast
from permits.rules.procedure_files import all_procedures
from permits.rules.workload import SIGNATURE_WEIGHT, WEIGHTS, LoadItem, weight

WEEKS_BACK = 12


@dataclass(frozen=True, slots=True)
class Load:
    """Open work of one person or department. `weight` in points: see `permits.rules.workload`."""

    key: str
    items: int
    late: int
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Loads:
    """Load by person (key empty: nobody yet) and by department, heaviest first."""

    by_person: tuple[Load, ...]
    by_department: tuple[Load, ...]


def loads(scope: Scope, authority: Authority) -> Loads:
    """Weigh all open work items: the kinds' weights and each due day's factor go to the database as tables."""
    today, calendar = clock.today(), calendar_of(authority)
    kinds = [
        {"procedure": procedure.code, "step": step.code, "weight": str(WEIGHTS[step.kind])}
        for procedure in all_procedures().values() for step in procedure.steps
    ]  # fmt: skip
    days: list[dt.date] = [
        row[0] for row in rows_of(
            "SELECT DISTINCT w.due FROM permits_workitem w JOIN permits_case c ON c.id = w.case_id"  # noqa: S608
            f" WHERE w.state = 'open' AND w.due IS NOT NULL AND {scope.where}", scope.values)
    ]  # fmt: skip
    factors = [{"due": day.isoformat(), "factor": str(weight(LoadItem(None, day), today, calendar) / SIGNATURE_WEIGHT)} for day in days]
    rows = rows_of(
        "SELECT grouping(w.assignee_id), coalesce(w.assignee_id, w.department_id)::text, count(*), count(*) FILTER (WHERE w.due < %(today)s AND NOT paused),"  # noqa: S608
        " sum(coalesce(k.weight, 1) * CASE WHEN paused THEN 1 ELSE coalesce(f.factor, 1) END)"
        " FROM (SELECT w.assignee_id, w.department_id, w.due, w.step, c.procedure, c.state = 'waiting_papers' AS paused"
        f"       FROM permits_workitem w JOIN permits_case c ON c.id = w.case_id WHERE w.state = 'open' AND {scope.where}) w"
        " LEFT JOIN jsonb_to_recordset(%(kinds)s::jsonb) AS k(procedure text, step text, weight numeric) ON k.procedure = w.procedure AND k.step = w.step"
        " LEFT JOIN jsonb_to_recordset(%(factors)s::jsonb) AS f(due date, factor numeric) ON f.due = w.due"
        " GROUP BY GROUPING SETS ((w.assignee_id), (w.department_id)) ORDER BY 5 DESC",
        {**scope.values, "kinds": json.dumps(kinds), "factors": json.dumps(factors)},
    )
    people: list[Load] = []
    departments: list[Load] = []
    for of_department, key, items, late, points in rows:
        (departments if of_department else people).append(Load(key or "", items, late, Decimal(points).quantize(Decimal("0.1"))))
    return Loads(tuple(people), tuple(departments))


def projection(scope: Scope) -> forecast.Forecast:
    """Project open cases and due answers from the arrivals and answers of the past whole weeks (the rule says how)."""
    today = clock.today()
    first = forecast.monday_of(today) - dt.timedelta(weeks=WEEKS_BACK)
    weeks = [first + dt.timedelta(weeks=number) for number in range(WEEKS_BACK)]
    counted = {"arrived": dict.fromkeys(weeks, 0), "answered": dict.fromkeys(weeks, 0)}
    for what, week, number in rows_of(
        f"SELECT 'arrived', date_trunc('week', c.registered_at {LOCAL})::date, count(*) FROM permits_case c"  # noqa: S608
        f" WHERE {scope.where} AND c.registered_at >= %(first)s AND c.registered_at < %(monday)s GROUP BY 2"
        f" UNION ALL SELECT 'answered', date_trunc('week', coalesce(c.decided_at, c.closed_at) {LOCAL})::date, count(*) FROM permits_case c"
        f" WHERE {scope.where} AND coalesce(c.decided_at, c.closed_at) >= %(first)s AND coalesce(c.decided_at, c.closed_at) < %(monday)s GROUP BY 2",
        {**scope.values, "first": clock.start_of(first), "monday": clock.start_of(forecast.monday_of(today))},
    ):
        counted[what][week] = number
    due = rows_of(
        "SELECT CASE WHEN c.state = 'waiting_papers' THEN NULL ELSE c.legal_due END, count(*) FROM permits_case c"  # noqa: S608
        f" WHERE {scope.where} AND c.state = ANY(%(open)s) GROUP BY 1",
        scope.values,
    )
    days = [day for day, number in due for _one in range(number)]
    # Weeks before the house had any case say nothing about its pace.
    begun = next((n for n, week in enumerate(weeks) if counted["arrived"][week] or counted["answered"][week]), WEEKS_BACK)
    return forecast.forecast(today, list(counted["arrived"].values())[begun:], list(counted["answered"].values())[begun:], len(days), days)


def open_plots(scope: Scope, limit: int = 1500) -> list[tuple[str, str, str, bool, bytes]]:
    """Return key, number, procedure, late and the land (EWKB, EPSG:3844) of open cases, those due first."""
    return [
        (key, number or "", procedure, late, bytes(shape)) for key, number, procedure, late, shape in rows_of(
            "SELECT c.id::text, c.registry_number::text, c.procedure, coalesce(c.legal_due < %(today)s, false), ST_AsEWKB(p.geom)"  # noqa: S608
            f" FROM permits_case c JOIN permits_plot p ON p.case_id = c.id WHERE {scope.where} AND c.state = ANY(%(open)s)"
            " ORDER BY c.legal_due NULLS LAST LIMIT %(limit)s", {**scope.values, "limit": limit})
    ]  # fmt: skip


__all__ = ["OPEN", "Load", "Loads", "loads", "open_plots", "projection"]
