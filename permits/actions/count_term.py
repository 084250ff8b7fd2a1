"""Counts the legal term of a case and stores it with its explanation."""
from __future__ import annotations

import datetime as dt

from gisapp.core import clock
from permits.models import Case
from permits.models import Pause as PauseRow
from permits.queries.parameters import calendar_of, parameters_of
from permits.rules.deadlines import Due, Pause, deadline_rule
from permits.rules.procedure_files import all_procedures


def term_of(case: Case) -> Due:
    """Return the term of a registered case with all its pauses, by the rules of its registration day."""
    assert case.registered_at is not None
    assert case.rules_on is not None
    procedure = all_procedures()[case.procedure]
    rule = deadline_rule(procedure.deadline_of(case.variant), parameters_of(case.authority), case.rules_on)
    pauses = [Pause(row.first_day, row.last_day) for row in PauseRow.objects.filter(case=case)]
    return rule.due(local_day(case.registered_at), calendar_of(case.authority), pauses)


def count_term(case: Case) -> Due:
    """Count again and store; while a pause is open the last known dates stay, the explanation says the clock stands."""
    due = term_of(case)
    if due.legal_due is not None:
        case.legal_due, case.internal_due = due.legal_due, due.internal_due
    case.due_explanation = due.explain("ro")
    case.save(update_fields=["legal_due", "internal_due", "due_explanation"])
    return due


def local_day(moment: dt.datetime) -> dt.date:
    """Return the day in Romania on which a moment falls."""
    return moment.astimezone(clock.TOWN_TIME).date()
