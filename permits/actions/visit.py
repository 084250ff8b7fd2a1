"""Remembers when a person last opened a case."""
from __future__ import annotations

import datetime as dt

from gisapp.accounts.models import User
from gisapp.core import clock
from permits.models import Case, CaseVisit


def visit(case: Case, user: User) -> dt.datetime | None:
    """Note the visit of now and return the moment of the one before, None for the first."""
    before: dt.datetime | None = CaseVisit.objects.filter(case=case, user=user).values_list("at", flat=True).first()
    CaseVisit.objects.update_or_create(case=case, user=user, defaults={"at": clock.now()})
    return before
