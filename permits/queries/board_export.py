"""The cases of a board as rows of a table."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from permits.queries.board import DECIDED_DAY, REGISTERED_DAY, Scope, rows_of


@dataclass(frozen=True, slots=True)
class ExportedCase:
    """One case as exported: nothing that names the applicant."""

    number: str
    registered: dt.date
    procedure: str
    state: str
    department: str
    inspector: str
    due: dt.date | None
    decided: dt.date | None
    days: int | None
    in_term: bool | None
    parcels: str
    address: str


def exported(scope: Scope) -> list[ExportedCase]:
    """Return cases open now and those registered or answered in the period, by number."""
    rows = rows_of(
        f"SELECT c.registry_number || '/' || to_char({REGISTERED_DAY}, 'DD.MM.YYYY'), {REGISTERED_DAY}, c.procedure, c.state, coalesce(d.name, ''),"  # noqa: S608
        f" coalesce(u.first_name || ' ' || u.last_name, ''), c.legal_due, {DECIDED_DAY}, {DECIDED_DAY} - {REGISTERED_DAY}, {DECIDED_DAY} <= c.legal_due,"
        " coalesce((SELECT string_agg(one ->> 'cadastral_number', ', ') FROM jsonb_array_elements(p.parcels) one), ''), coalesce(p.address, '')"
        " FROM permits_case c LEFT JOIN accounts_department d ON d.id = c.department_id LEFT JOIN accounts_user u ON u.id = c.inspector_id"
        f" LEFT JOIN permits_plot p ON p.case_id = c.id WHERE {scope.where} AND c.registered_at IS NOT NULL"
        " AND (c.state = ANY(%(open)s) OR c.registered_at BETWEEN %(since)s AND %(until)s OR c.decided_at BETWEEN %(since)s AND %(until)s)"
        " ORDER BY c.registry_year, c.registry_number",
        scope.values,
    )
    return [ExportedCase(*row) for row in rows]
