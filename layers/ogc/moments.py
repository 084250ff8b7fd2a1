"""The `datetime` parameter: an instant, or an interval with open ends."""
from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from gisapp.core import clock
from gisapp.core.errors import BadInput

FIRST, LAST = dt.datetime(1, 1, 2, tzinfo=dt.UTC), dt.datetime(9999, 12, 30, tzinfo=dt.UTC)


def read_moments(text: str) -> tuple[dt.datetime, dt.datetime]:
    """Return the first and last moment asked about; the same twice for an instant. A day alone means its end for an instant."""
    parts = text.split("/")
    if len(parts) == 1:
        only = _moment(parts[0], end=True)
        return only, only
    if len(parts) != 2:
        raise _bad()
    first = FIRST if parts[0] in ("", "..") else _moment(parts[0], end=False)
    last = LAST if parts[1] in ("", "..") else _moment(parts[1], end=True)
    if first > last:
        raise _bad()
    return first, last


def _moment(text: str, *, end: bool) -> dt.datetime:
    try:
        if len(text) == 10:
            day = dt.date.fromisoformat(text)
            if not FIRST.date() < day < LAST.date():
                raise _bad()
            return clock.end_of(day) if end else clock.start_of(day)
        moment = dt.datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError as error:
        raise _bad() from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    if not FIRST.date() < moment.date() < LAST.date():
        raise _bad()
    return moment


def _bad() -> BadInput:
    return BadInput(_("Momentul (datetime) se scrie 2026-03-14, 2026-03-14T10:00:00Z sau ca interval: 2026-01-01/2026-02-01, 2026-01-01/.."), code="bad_datetime", field="datetime")
