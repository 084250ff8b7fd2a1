"""Emergency repairs: what was announced, what has followed, and what is late."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from gisapp.accounts.models import Authority
from gisapp.core import clock
from permits.models import Case, CaseEvent
from permits.queries.parameters import calendar_of, parameters_of
from permits.rules.excavation import EmergencyTerms, emergency_terms
from permits.rules.states import CaseState

PROCEDURE = "excavation_emergency"
ANNOUNCED = "announce_emergency"
# After these the surface has been declared restored.
RESTORED = frozenset({CaseState.RESTORED, CaseState.PARTIAL_RECEPTION, CaseState.WARRANTY, CaseState.RELEASED, CaseState.CLOSED, CaseState.ARCHIVED})


@dataclass(frozen=True, slots=True)
class Emergency:
    """One intervention: its three terms, and which of them were not kept."""

    case: Case
    terms: EmergencyTerms
    place: str
    announced_at: dt.datetime | None
    notice_late: bool
    papers_late: bool
    repair_late: bool


def emergency_of(case: Case) -> Emergency | None:
    """Return the intervention of a case; None for other procedures, or before its day and hour are known."""
    if case.procedure != PROCEDURE:
        return None
    happened = intervention(str(case.answers.get("happened_on", "")), str(case.answers.get("happened_at", "")))
    if happened is None:
        return None
    now, today = clock.now(), clock.today()
    terms = emergency_terms(happened, parameters_of(case.authority), calendar_of(case.authority))
    told = CaseEvent.objects.filter(case=case, kind=ANNOUNCED).order_by("seq").first()
    announced, filed = told.at if told else None, case.registered_at
    return Emergency(
        case, terms, str(told.data.get("place", "")) if told else "", announced,
        notice_late=(announced or filed or now) > terms.notify_until,
        papers_late=(filed.astimezone(clock.TOWN_TIME).date() if filed else today) > terms.file_until,
        repair_late=case.state not in {state.value for state in RESTORED} and today > terms.restore_until,
    )


def intervention(day: str, hour: str) -> dt.datetime | None:
    """Return the moment of the intervention in the town's time, or None where it cannot be read."""
    try:
        at = dt.time.fromisoformat(hour.strip().replace(".", ":").zfill(5)) if hour.strip() else dt.time(0, 0)
        return dt.datetime.combine(dt.date.fromisoformat(day), at.replace(tzinfo=None), tzinfo=clock.TOWN_TIME)
    except ValueError:
        return None


def announced(authority: Authority) -> list[Emergency]:
    """Return the emergencies announced to a town hall that still need something, latest first."""
    rows = CaseEvent.objects.filter(kind=ANNOUNCED, case__authority=authority).select_related("case__authority", "case__owner").order_by("-at")[:200]
    found = (emergency_of(row.case) for row in rows)
    return [one for one in found if one is not None]
