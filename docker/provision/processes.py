"""The programs that make the open house: web server, worker, clock and the demonstration PKI; started, watched, stopped."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import FrameType

from provision.ground import LOGS, ROOT, VENV, Trouble, tail
from provision.say import line

# More ends than this within a minute means that it will never stay up.
_PATIENCE = 4


class Closing(Exception):
    """Someone asked the house to close: Ctrl-C, `make stop`, or the terminal went away."""


@dataclass
class Program:
    """One process with its log; `port` is where it must answer before it counts as started."""

    name: str
    command: list[str]
    port: int | None = None
    child: subprocess.Popen[bytes] | None = None
    ends: list[float] = field(default_factory=list)

    def start(self, env: Mapping[str, str]) -> None:
        # A session of its own: the terminal's Ctrl-C reaches us alone, and we close in the right order.
        with (LOGS / f"{self.name}.log").open("ab") as log:
            self.child = subprocess.Popen(
                self.command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def answers(self) -> bool:
        if self.port is None:
            return True
        # A whole answer and not only an open port: the first page loads every room, and links are printed after it.
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            asking.request("GET", "/")
            asking.getresponse().read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            asking.close()
        return True

    def restart(self, env: Mapping[str, str]) -> None:
        """Stop and start again, to read what changed on the disk."""
        self.stop(patience=5)
        self.start(env)

    def stop(self, patience: float) -> None:
        """Ask, wait, then insist: a worker first finishes the job in its hands."""
        if self.child is None or self.child.poll() is not None:
            return
        self.child.terminate()
        try:
            self.child.wait(patience)
        except subprocess.TimeoutExpired:
            os.killpg(self.child.pid, signal.SIGKILL)
            self.child.wait()


def programs(web_port: int, pki_port: int) -> list[Program]:
    """What runs in an open house, in the order of starting."""
    python, binaries = str(VENV / "bin" / "python"), VENV / "bin"
    celery = [str(binaries / "celery"), "-A", "gisapp.celery"]
    host = os.environ.get("HOST", "127.0.0.1")
    found = [
        Program(
            "web",
            [str(binaries / "gunicorn"), "gisapp.wsgi", "--bind", f"{host}:{web_port}", "--workers", "2", "--threads", "4",
             "--timeout", "120", "--graceful-timeout", "10", "--worker-tmp-dir", "/dev/shm"],  # noqa: S108 - gunicorn's heartbeat
            port=web_port,
        ),
        Program("worker", [*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle", "-l", "INFO"]),
        Program("beat", [*celery, "beat", "--pidfile", "", "-l", "INFO"]),
    ]  # fmt: skip
    if (ROOT / "permits" / "management" / "commands" / "run_demo_pki.py").exists():
        found.insert(0, Program("pki", [python, "manage.py", "run_demo_pki"], port=pki_port))
    return found


def listen_to_signals() -> None:
    """Make every way of asking us to end raise `Closing` in the main thread."""

    def close(_number: int, _frame: FrameType | None) -> None:
        raise Closing

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, close)


def ignore_signals() -> None:
    """While closing, a second Ctrl-C must not leave half of it running."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def start_all(starting: list[Program], env: Mapping[str, str]) -> None:
    """Start each program with an empty log, without waiting for it."""
    for program in starting:
        (LOGS / f"{program.name}.log").unlink(missing_ok=True)
        program.start(env)


def wait_for(starting: list[Program]) -> None:
    """Stay until every program answers; raise `Trouble` if one does not come up."""
    until = time.monotonic() + 180
    for program in starting:
        while not program.answers():
            ended = program.child is not None and program.child.poll() is not None
            if ended or time.monotonic() > until:
                log = LOGS / f"{program.name}.log"
                raise Trouble(f"The {program.name} did not start.\n{tail(log)}\n(all of it: {log})")
            time.sleep(0.1)


def watch(running: list[Program], env: Mapping[str, str]) -> None:
    """Stay until asked to close. A program that ends is started again, unless it keeps ending."""
    while True:
        for program in running:
            if program.child is None or program.child.poll() is None:
                continue
            now = time.monotonic()
            program.ends = [moment for moment in program.ends if now - moment < 60] + [now]
            log = LOGS / f"{program.name}.log"
            if len(program.ends) > _PATIENCE:
                raise Trouble(f"The {program.name} keeps ending.\n{tail(log)}\n(all of it: {log})")
            line(f"! The {program.name} ended ({program.child.returncode}); starting it again. Log: {log}")
            program.start(env)
        time.sleep(0.5)


def close_all(running: list[Program]) -> None:
    for program in reversed(running):
        program.stop(patience=15)
