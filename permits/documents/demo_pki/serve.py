"""Serve the demonstration PKI (OCSP, CRL, certificates, time stamps) on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from .create import ARCH, DemoPki, architecture

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class DemoPkiApp:
    """The WSGI application; it reads the configuration again when people were added to it."""

    def __init__(self, pki: DemoPki) -> None:
        self._pki = pki
        self._lock = threading.Lock()
        self._read_at = 0
        self._animator = self._load()

    def _load(self) -> Animator:
        self._read_at = self._pki.config_file.stat().st_mtime_ns
        archs = AnimatorArchStore({ArchLabel(ARCH): architecture(self._pki)})
        # No web page (it offers private keys for download) and no pretended time.
        return Animator(archs, with_web_ui=False, allow_time_override=False)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with self._lock:
            if self._pki.config_file.stat().st_mtime_ns != self._read_at:
                self._animator = self._load()
        answer: Iterable[bytes] = self._animator(environ, start_response)
        return answer


class _Quiet(WSGIRequestHandler):
    """One line per OCSP question would drown the terminal of `make run`."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        return


def make_pki_server(pki: DemoPki) -> BaseWSGIServer:
    """A threaded server bound to the host and port of the PKI's URL (loopback)."""
    parts = urlsplit(pki.url)
    host, port = parts.hostname or "127.0.0.1", parts.port or 9080
    return make_server(host, port, DemoPkiApp(pki), threaded=True, request_handler=_Quiet)
