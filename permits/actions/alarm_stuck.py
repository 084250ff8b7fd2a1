"""Raises the alarm for cases that nobody holds: in the log, where monitoring reads it, and to the heads, once a day."""
from __future__ import annotations

import datetime as dt

import structlog
from django.db import transaction

from gisapp.accounts.roles import holders
from gisapp.core import clock, jobs
from permits.actions.notify import notify_person
from permits.models import Notice
from permits.queries.stuck import stuck_cases
from permits.rules.people import Role

log = structlog.get_logger(__name__)
KIND = "stuck"
AGAIN_AFTER = dt.timedelta(days=1)


@jobs.every_tick
def alarm_stuck() -> None:
    """Tell the secretary general of each stuck case, and again every day while it lies there."""
    for case in stuck_cases():
        log.error("case is stuck: nobody has work open on it", case=str(case.pk), state=case.state, authority=case.authority.slug)
        with transaction.atomic():
            if Notice.objects.filter(case=case, kind=KIND, created_at__gt=clock.now() - AGAIN_AFTER).exists():
                continue
            for person in holders(case.authority, Role.SECRETARY_GENERAL.value):
                notify_person(case, KIND, person)
