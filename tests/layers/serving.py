"""A web server for other people's programs (GDAL) that sees the module's demo town inside its transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
from django.test.testcases import LiveServerThread, _StaticFilesHandler


@contextmanager
def served() -> Iterator[str]:
    """Yield the address of a server that shares this test's connection: use it while the test itself asks nothing."""
    # The connection itself, not Django's proxy: the server's thread must find this very one.
    connection = connections["default"]
    connection.inc_thread_sharing()
    # The server closes its connections after each request; this one is the test's.
    connection.close = lambda: None  # type: ignore[method-assign]
    thread = LiveServerThread("127.0.0.1", _StaticFilesHandler, connections_override={"default": connection})
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    try:
        if thread.error:
            raise thread.error
        yield f"http://127.0.0.1:{thread.port}"
    finally:
        thread.terminate()
        del connection.close
        connection.dec_thread_sharing()
