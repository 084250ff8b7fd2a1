"""What managers see of all cases at once: counted and measured by the database, never case by case.

Every question takes a `Scope`: whose cases, of which department and procedure, over which days. Days are local (Europe/Bucharest).
Practice cases and drafts are never counted.
"""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from gisapp.accounts.models import Authority, Department, Role, User
from gisapp.accounts.roles import acting_roles, posts
from gisapp.core import clock
from permits.rules.states import CaseState

OPEN = ("submitted", "registered", "in_review", "waiting_papers", "drafting", "signing")
WHOLE_HOUSE = frozenset({Role.MAYOR, Role.DEPUTY_MAYOR, Role.SECRETARY_GENERAL, Role.QUALITY_OFFICER})
HEADS = frozenset({Role.HEAD, Role.CHIEF_ARCHITECT, Role.TECHNICAL_DIRECTOR})
BOARD_ROLES = WHOLE_HOUSE | HEADS
LOCAL = "AT TIME ZONE 'Europe/Bucharest'"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which cases a board speaks of. `departments` None is the whole town hall; `since` and `until` are both included."""

    authority: int
    departments: tuple[int, ...] | None
    procedure: str
    since: dt.date
    until: dt.date

    @property
    def where(self) -> str:
        """The condition on `c` (permits_case), to be filled by `values`."""
        return (
            "c.authority_id = %(authority)s AND NOT c.practice AND c.state <> 'draft'"
            " AND (%(departments)s::bigint[] IS NULL OR c.department_id = ANY(%(departments)s::bigint[]))"
            " AND (%(procedure)s = '' OR c.procedure = %(procedure)s)"
        )

    @property
    def values(self) -> dict[str, Any]:
        """What fills `where`, the period as two moments, and the open states."""
        return {
            "authority": self.authority, "departments": list(self.departments) if self.departments is not None else None, "procedure": self.procedure,
            "since": clock.start_of(self.since), "until": clock.end_of(self.until), "open": list(OPEN), "today": clock.today(), "now": clock.now(),
        }


def departments_of(user: User, authority: Authority) -> tuple[int, ...] | None:
    """Return the departments whose cases the person may see on boards: None all, else their own and those under them."""
    if set(acting_roles(user, authority)) & WHOLE_HOUSE:
        return None
    people = {user, *(person for role, person in acting_roles(user, authority).items() if role in HEADS)}
    own = [post.department_id for person in people for post in posts(person, authority).filter(role__in=HEADS, department__isnull=False)]
    return with_children(authority, [pk for pk in own if pk is not None])


def with_children(authority: Authority, roots: Sequence[int]) -> tuple[int, ...]:
    """Return departments and all that stand under them."""
    found, rows = set(roots), list(Department.objects.filter(authority=authority).values_list("pk", "parent"))
    while more := {pk for pk, parent in rows if parent in found} - found:
        found |= more
    return tuple(sorted(found))


def rows_of(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Run one question and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class Count:
    """Open cases under one name: how many, of which late, of which due soon, of which paused."""

    key: str
    total: int
    late: int
    soon: int
    paused: int


@dataclass(frozen=True, slots=True)
class OpenCases:
    """Open cases counted in four ways, from one reading."""

    total: Count
    by_state: tuple[Count, ...]
    by_procedure: tuple[Count, ...]
    by_department: tuple[Count, ...]
    by_person: tuple[Count, ...]


def open_cases(scope: Scope, soon: dt.date) -> OpenCases:
    """Count open cases by state, procedure, department and inspector; `soon` is the last day of "about to be late"."""
    rows = rows_of(
        "SELECT grouping(c.state, c.procedure, c.department_id, c.inspector_id), c.state, c.procedure, c.department_id, c.inspector_id, count(*),"  # noqa: S608
        " count(*) FILTER (WHERE c.legal_due < %(today)s AND c.state <> 'waiting_papers'),"
        " count(*) FILTER (WHERE c.legal_due BETWEEN %(today)s AND %(soon)s AND c.state <> 'waiting_papers'),"
        " count(*) FILTER (WHERE c.state = 'waiting_papers')"
        f" FROM permits_case c WHERE {scope.where} AND c.state = ANY(%(open)s)"
        " GROUP BY GROUPING SETS ((), (c.state), (c.procedure), (c.department_id), (c.inspector_id)) ORDER BY 6 DESC",
        {**scope.values, "soon": soon},
    )
    sets: dict[int, list[Count]] = {15: [], 7: [], 11: [], 13: [], 14: []}
    for mask, state, procedure, department, inspector, total, late, near, paused in rows:
        name = {15: "", 7: state, 11: procedure, 13: department, 14: inspector}[mask]
        sets[mask].append(Count("" if name is None else str(name), total, late, near, paused))
    order = [state.value for state in CaseState]
    by_state = sorted(sets[7], key=lambda one: order.index(one.key))
    return OpenCases(sets[15][0], tuple(by_state), tuple(sets[11]), tuple(sets[13]), tuple(sets[14]))


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers given in the period: in term and late, days from registration to the answer, days that the law gave."""

    key: str
    total: int
    in_term: int
    median_days: Decimal
    slow_days: Decimal
    legal_days: Decimal

    @property
    def late(self) -> int:
        """Answers given after the legal day."""
        return self.total - self.in_term

    @property
    def share(self) -> Decimal:
        """Percent of answers in term."""
        return (Decimal(100 * self.in_term) / self.total).quantize(Decimal("0.1")) if self.total else Decimal(0)


ANSWERED = ("permits_case c WHERE {where} AND c.decided_at BETWEEN %(since)s AND %(until)s AND c.registered_at IS NOT NULL"
            " AND c.state NOT IN ('withdrawn', 'returned')")  # fmt: skip
DECIDED_DAY = f"(c.decided_at {LOCAL})::date"
REGISTERED_DAY = f"(c.registered_at {LOCAL})::date"


def answers_by_procedure(scope: Scope) -> tuple[Answers, ...]:
    """Return answers by procedure, the whole first (key empty). Calendar days; `slow` is the 90th percentile."""
    rows = rows_of(
        f"SELECT coalesce(c.procedure, ''), count(*), count(*) FILTER (WHERE {DECIDED_DAY} <= c.legal_due),"  # noqa: S608
        f" percentile_cont(0.5) WITHIN GROUP (ORDER BY {DECIDED_DAY} - {REGISTERED_DAY}),"
        f" percentile_cont(0.9) WITHIN GROUP (ORDER BY {DECIDED_DAY} - {REGISTERED_DAY}),"
        f" percentile_cont(0.5) WITHIN GROUP (ORDER BY c.legal_due - {REGISTERED_DAY})"
        f" FROM {ANSWERED.format(where=scope.where)} GROUP BY ROLLUP (c.procedure) ORDER BY grouping(c.procedure) DESC, 2 DESC",
        scope.values,
    )
    return tuple(_answers(row) for row in rows if row[1])


def answers_by_month(scope: Scope) -> tuple[Answers, ...]:
    """Return answers by the month in which they were given (`2026-11`), oldest first."""
    month = f"to_char(c.decided_at {LOCAL}, 'YYYY-MM')"
    rows = rows_of(
        f"SELECT {month}, count(*), count(*) FILTER (WHERE {DECIDED_DAY} <= c.legal_due), 0, 0, 0"  # noqa: S608
        f" FROM {ANSWERED.format(where=scope.where)} GROUP BY 1 ORDER BY 1",
        scope.values,
    )
    return tuple(_answers(row) for row in rows)


def _answers(row: tuple[Any, ...]) -> Answers:
    key, total, in_term, *days = row
    return Answers(key, total, in_term, *(Decimal(str(one)).quantize(Decimal("0.1")) for one in days))


@dataclass(frozen=True, slots=True)
class LateCase:
    """One case past its legal day, or close to it."""

    id: str
    number: str
    procedure: str
    state: str
    due: dt.date
    days_left: int
    inspector: str
    department: str


def late_cases(scope: Scope, until: dt.date, limit: int = 25) -> tuple[LateCase, ...]:
    """Return open cases whose clock runs and whose legal day is not after `until`, the latest first."""
    rows = rows_of(
        "SELECT c.id::text, c.registry_number || '/' || to_char(c.registered_at AT TIME ZONE 'Europe/Bucharest', 'DD.MM.YYYY'), c.procedure, c.state, c.legal_due,"  # noqa: S608
        " c.legal_due - %(today)s, coalesce(u.first_name || ' ' || u.last_name, ''), coalesce(d.name, '')"
        " FROM permits_case c LEFT JOIN accounts_user u ON u.id = c.inspector_id LEFT JOIN accounts_department d ON d.id = c.department_id"
        f" WHERE {scope.where} AND c.state = ANY(%(open)s) AND c.state <> 'waiting_papers' AND c.legal_due <= %(last)s ORDER BY c.legal_due, c.id LIMIT %(limit)s",
        {**scope.values, "last": until, "limit": limit},
    )
    return tuple(LateCase(*row) for row in rows)


def names_of_people(keys: Iterable[str]) -> dict[str, str]:
    """Return names by key."""
    return {str(user.pk): user.full_name for user in User.objects.filter(pk__in=[key for key in keys if key])}


def names_of_departments(authority: Authority) -> dict[str, str]:
    """Return department names by key."""
    return {str(pk): name for pk, name in Department.objects.filter(authority=authority).values_list("pk", "name")}
