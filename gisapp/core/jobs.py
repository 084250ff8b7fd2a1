"""The one seam to the background engine: a transactional outbox in front of Celery.

A job is a row written in the caller's transaction, handed to Celery after commit and swept again until done:
losing the broker loses nothing. A handler takes ids, checks state first and may run twice.
"""
from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F, Q
from kombu.exceptions import OperationalError

from gisapp.core import clock
from gisapp.core.models import Job

log = structlog.get_logger(__name__)
Handler = Callable[..., None]
_handlers: dict[str, Handler] = {}
_ticks: list[Callable[[], None]] = []
LEASE = dt.timedelta(minutes=10)
MOST_ATTEMPTS = 60
_here: ContextVar[bool] = ContextVar("here", default=False)


class NotYet(Exception):
    """Raised by a handler whose time has not come (a timestamp server is down): tried again later."""

    def __init__(self, reason: str, *, after: dt.timedelta = dt.timedelta(minutes=1)) -> None:
        super().__init__(reason)
        self.after = after


def job(name: str) -> Callable[[Handler], Handler]:
    """Register the handler of a job name."""

    def register(handler: Handler) -> Handler:
        if name in _handlers:
            raise ValueError(f"two handlers for job {name}")
        _handlers[name] = handler
        return handler

    return register


def every_tick(function: Callable[[], None]) -> Callable[[], None]:
    """Register periodic work; it runs about every quarter of an hour and must be repeatable."""
    _ticks.append(function)
    return function


def enqueue(name: str, *, key: str | None = None, after: dt.datetime | None = None, **ids: Any) -> Job:
    """Write the job in the present transaction; with a key, a second call while it exists returns the first row."""
    moment = clock.now()
    values = {"name": name, "ids": ids, "created_at": moment, "run_after": after or moment}
    if key is None:
        row = Job.objects.create(**values)
    else:
        row, _made = Job.objects.get_or_create(key=key, defaults=values)
    transaction.on_commit(lambda: _hand_over(str(row.id)), robust=True)
    return row


@contextlib.contextmanager
def done_here() -> Iterator[None]:
    """Keep jobs of this context out of the broker: the caller drains them itself (commands, tests)."""
    token = _here.set(True)
    try:
        yield
    finally:
        _here.reset(token)


def _hand_over(job_id: str) -> None:
    if _here.get():
        return
    from gisapp.core.tasks import run

    try:
        run.apply_async(args=[job_id], retry=False)
    except OperationalError:
        log.warning("broker unreachable, the sweeper will hand the job over", job=job_id)


def run_job(job_id: str) -> bool:
    """Run one job if it is waiting and due; return whether it is now done."""
    moment = clock.now()
    taken = (
        Job.objects.filter(id=job_id, done_at=None, dead_at=None, run_after__lte=moment)
        .filter(Q(leased_until=None) | Q(leased_until__lt=moment))
        .update(leased_until=moment + LEASE, attempts=F("attempts") + 1)
    )
    if not taken:
        return False
    row = Job.objects.get(id=job_id)
    with structlog.contextvars.bound_contextvars(job=str(row.id), job_name=row.name):
        try:
            _handlers[row.name](**row.ids)
        except NotYet as wait:
            _postpone(row, str(wait), wait.after)
            return False
        except Exception as error:
            log.exception("job failed", attempts=row.attempts)
            _postpone(row, type(error).__name__, min(dt.timedelta(seconds=2**row.attempts), dt.timedelta(hours=1)))
            return False
    Job.objects.filter(id=row.id).update(done_at=clock.now(), leased_until=None, last_error="")
    return True


def _postpone(row: Job, reason: str, wait: dt.timedelta) -> None:
    dead = clock.now() if row.attempts >= MOST_ATTEMPTS else None
    Job.objects.filter(id=row.id).update(
        leased_until=None, run_after=clock.now() + wait, last_error=reason[:200], dead_at=dead
    )


def drain(limit: int = 1000) -> int:
    """Run every due job in this process, oldest first, and return how many were done (commands, tests)."""
    done = 0
    for _round in range(limit):
        due = Job.objects.filter(done_at=None, dead_at=None, run_after__lte=clock.now()).filter(
            Q(leased_until=None) | Q(leased_until__lt=clock.now())
        )
        ids = list(due.order_by("created_at").values_list("id", flat=True)[:100])
        if not ids:
            break
        done += sum(run_job(str(job_id)) for job_id in ids)
    return done


def tick() -> None:
    """Run all periodic work; one failure does not stop the others."""
    for function in _ticks:
        try:
            function()
        except Exception:
            log.exception("periodic work failed", work=function.__qualname__)
