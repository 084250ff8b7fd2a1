"""The one place that asks what time it is, so that tests and replays can move it."""
from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.utils import timezone

TOWN_TIME = ZoneInfo("Europe/Bucharest")
_moved: ContextVar[dt.datetime | None] = ContextVar("moved", default=None)


def now() -> dt.datetime:
    """Return the present moment, timezone aware (UTC)."""
    return _moved.get() or timezone.now()


@contextlib.contextmanager
def moved_to(moment: dt.datetime) -> Iterator[None]:
    """Pretend, in this context only, that it is another moment: the demo town tells its past year with it, tests their days."""
    token = _moved.set(moment.astimezone(dt.UTC))
    try:
        yield
    finally:
        _moved.reset(token)


def today() -> dt.date:
    """Return today's date in Romania: legal terms are counted in local days."""
    return now().astimezone(TOWN_TIME).date()


def start_of(day: dt.date) -> dt.datetime:
    """Return the first moment of a local day."""
    return dt.datetime.combine(day, dt.time.min, tzinfo=TOWN_TIME)


def end_of(day: dt.date) -> dt.datetime:
    """Return the last moment of a local day: a layer published that day already counts."""
    return start_of(day + dt.timedelta(days=1)) - dt.timedelta(microseconds=1)
