"""Slow lines through a real gunicorn: what comes drop by drop arrives whole, nobody else waits for it, and a line that breaks frees its thread."""

import http.client
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from gisapp.management.demo.applicants import paper_of
from gisapp.management.demo.people import make_authorities

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
THREADS = 3


@pytest.fixture
def server(tmp_path: Path) -> Iterator[int]:
    """The web server as the container starts it (docker/entrypoint.sh), on the test database: one process, a few threads (DEBUG: static files are not gathered)."""
    make_authorities()
    known = connection.settings_dict
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    surroundings = {
        **os.environ, "DEMO": "1", "DEBUG": "1", "DATABASE_URL": f"postgis://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{known['NAME']}",
        "FILES_ROOT": str(tmp_path / "files"), "DJANGO_SETTINGS_MODULE": "gisapp.settings", "REDIS_URL": getattr(settings, "REDIS_URL", "") or "redis://127.0.0.1:1/0",
    }  # fmt: skip
    command = [str(Path(sys.executable).parent / "gunicorn"), "gisapp.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", str(THREADS), "--timeout", "60"]
    with subprocess.Popen(command, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as started:
        for _try in range(300):
            if _alive(port):
                break
            time.sleep(0.2)
        yield port
        started.terminate()


def _alive(port: int) -> bool:
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as asked:
            asked.request("GET", "/health/live")
            return asked.getresponse().status == 200
    except OSError:
        return False


def _form(port: int) -> tuple[str, bytes]:
    """A genuine form of the page that verifies a file: its cookie and its body."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=120)) as asked:
        asked.request("GET", "/verificare/", headers={"Host": "localhost"})
        page = asked.getresponse()
        cookie, text = str(page.headers["Set-Cookie"]).split(";")[0], page.read().decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
    assert found, text[:300]
    head = f'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{found[1]}\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="act.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
    return cookie, head.encode() + paper_of("slow") + b"\r\n--x--\r\n"


def _send(port: int, cookie: str, body: bytes, *, pieces: int, cut_after: int | None = None) -> str:
    """Send the form in pieces, a tenth of a second between; return the answer, or nothing where the line is cut."""
    head = f"POST /verificare/ HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nReferer: http://localhost/verificare/\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(head.encode())
        size = -(-len(body) // pieces)
        for number, start in enumerate(range(0, len(body), size)):
            if number == cut_after:
                return ""
            line.sendall(body[start : start + size])
            time.sleep(0.1)
        answer = b""
        while part := line.recv(65536):
            answer += part
    return answer.decode()


def test_a_slow_upload_arrives_whole_and_a_broken_one_holds_nobody(server: int) -> None:
    cookie, body = _form(server)
    answers: list[str] = []
    slow = [threading.Thread(target=lambda: answers.append(_send(server, cookie, body, pieces=25))) for _one in range(THREADS - 1)]
    for one in slow:
        one.start()
    time.sleep(0.5)
    before = time.monotonic()
    assert _alive(server), "a free thread answers while others wait for their senders"
    assert time.monotonic() - before < 2
    for one in slow:
        one.join(60)
    assert len(answers) == THREADS - 1
    for told in answers:
        assert told.startswith("HTTP/1.1 200"), told[:200]
        assert "<h1>" in told
    # More broken lines than threads: each gives its thread back.
    for _one in range(THREADS + 1):
        assert _send(server, cookie, body, pieces=20, cut_after=3) == ""
    assert _alive(server)
    assert _send(server, cookie, body, pieces=1).startswith("HTTP/1.1 200")
