"""Where a case stands, for somebody without an account who knows its number and code, or for its owner."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import translation

from gisapp.accounts.models import Authority, User
from permits.models import Case
from permits.queries.access import cases_of_applicant
from permits.queries.case_view import state_label
from permits.queries.holder import holder_of
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState


@dataclass(frozen=True, slots=True)
class CaseStatus:
    """What is told of a case: nothing about persons. `waits_for` is in the language asked in; `due` is the legal day."""

    number: str
    title: str
    state: str
    waits_for: str
    applicant_must_act: bool
    over: bool
    due: dt.date | None


def find_by_code(authority: Authority, typed: str, code: str) -> Case | None:
    """Return the case with this number (145, 145/2026, 145/02.03.2026) whose acknowledgment bears this code (80 random bits), or None.

    A wrong number and a wrong code give the same None.
    """
    number, _slash, rest = typed.strip().partition("/")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    found = Case.objects.filter(
        authority=authority, registry_number=int(number), documents__kind="acknowledgment", documents__verification_code=code.strip().upper()
    )
    year = rest.strip()[-4:]
    if year.isascii() and year.isdigit():
        found = found.filter(registry_year=int(year))
    return found.first()


def status_by_code(authority: Authority, typed: str, code: str) -> CaseStatus | None:
    """Return where the case stands for who knows number and code; None for a wrong number and a wrong code alike."""
    case = find_by_code(authority, typed, code)
    return status_of(case) if case is not None else None


def statuses_of(user: User, authority: Authority, *, limit: int = 5) -> list[CaseStatus]:
    """Return the open requests of a signed-in person, newest first; drafts are not requests yet."""
    rows = cases_of_applicant(user, authority).exclude(state=CaseState.DRAFT.value).order_by("-created_at")[:limit]
    return [status_of(row) for row in rows]


def status_of(case: Case) -> CaseStatus:
    """Describe a case in the active language."""
    held = holder_of(case)
    return CaseStatus(
        number=case.number, title=all_procedures()[case.procedure].title(translation.get_language() or "ro"), state=state_label(case.state),
        waits_for=held.who, applicant_must_act=held.applicant, over=held.over, due=None if held.over else case.legal_due,
    )
