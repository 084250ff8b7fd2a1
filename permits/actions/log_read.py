"""Logs that a member of staff read a person's data."""
from __future__ import annotations

import datetime as dt

from gisapp.accounts.models import User
from gisapp.core import clock
from permits.models import Case, ReadLog


def log_read(*, case: Case, reader: User, group: str, ground: str = "soluționarea dosarului") -> ReadLog:
    """Write one line: who, which case, which group of data (identity, contact, papers), when, on what ground."""
    return ReadLog.objects.create(authority=case.authority, case=case, reader=reader, at=clock.now(), group=group, ground=ground)


def log_opening(*, case: Case, reader: User) -> None:
    """Write that the case, with the applicant's name on it, was opened: one line an hour for each reader."""
    recent = ReadLog.objects.filter(case=case, reader=reader, group="name", at__gt=clock.now() - dt.timedelta(hours=1))
    if not recent.exists():
        log_read(case=case, reader=reader, group="name")
