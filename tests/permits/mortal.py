"""Workers that may die: each is a process with its own connection to the database, and some meet their fate in the middle of a piece of work.

A killed worker ends itself (SIGKILL) where the test says; a cut-off one has its connection ended there by the server, and asks again, as the
queue or the person would. Whoever uses this hands out again, whole, what the dead had: what was done must not be done twice.
"""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Sequence
from typing import Any

from django.db import InterfaceError, OperationalError, connection

Fate = Callable[[], None]
# The first pieces of work of a worker go well, so that it has something that must not be lost.
STRIKES_AT = 2


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def cut_off() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


def meets(fate: Fate, work: Callable[..., Any], *, after: bool = False) -> Callable[..., Any]:
    """Let the fate strike once, before `work` is done for the second time, or after it was done then or later (somebody else's fate may have come between)."""
    seen, spent = 0, False

    def struck(*args: Any, **named: Any) -> Any:
        nonlocal seen, spent
        seen += 1
        if seen >= STRIKES_AT and not after and not spent:
            spent = True
            fate()
        done = work(*args, **named)
        if seen >= STRIKES_AT and not spent:
            spent = True
            fate()
        return done

    return struck


def insist(work: Callable[[], Any]) -> None:
    """Ask again, later and later, while the database is away: as the queue, the provider and people do."""
    for attempt in range(60):
        try:
            work()
            return
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(min(attempt * 0.2, 2.0))
    raise AssertionError("the database stayed away")


def _leave(work: Callable[..., None], order: tuple[Any, ...]) -> None:
    # Without Python's farewells, which would close what is the parent's.
    code = 0
    try:
        work(*order)
    except BaseException as error:  # noqa: BLE001 - told by the exit code
        os.write(2, repr(error).encode()[:500])
        code = 1
    os._exit(code)


def run(work: Callable[..., None], orders: Sequence[tuple[Any, ...]]) -> list[int | None]:
    """One worker for each order, all at once; returns how each ended."""
    connection.close()
    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=_leave, args=(work, order)) for order in orders]
    for worker in workers:
        worker.start()
    try:
        for worker in workers:
            worker.join(600)
        return [worker.exitcode for worker in workers]
    finally:
        # A worker left behind would keep its rows locked for the next test.
        for worker in workers:
            if worker.is_alive():
                worker.kill()
                worker.join()
