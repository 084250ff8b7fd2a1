"""Open a house as on a server (gunicorn, worker, demonstration PKI) on a database of its own, and run a stage of the day against it.

What bends is told from who used the processors: the web server, the database, the worker, or the visitors themselves, who share the
machine with the house.
"""

from __future__ import annotations

import csv
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen  # noqa: TID251 - the bench asks its own server

import psutil
import psycopg2
from django.conf import settings
from django.db import connection

BINARIES = Path(sys.executable).parent


@dataclass(frozen=True)
class Row:
    """What locust saw of one kind of question: milliseconds, and questions a second."""

    name: str
    asked: int
    failed: int
    p50: float
    p95: float
    p99: float
    rate: float


@dataclass(frozen=True)
class Stage:
    """A stage: its rows (the last is the sum), and the share of one processor that each kind of program used."""

    rows: list[Row]
    cpu: dict[str, float]

    @property
    def whole(self) -> Row:
        return self.rows[-1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class House:
    """An open house: where it is, its database, its files."""

    def __init__(self, folder: Path) -> None:
        known = connection.settings_dict
        self.folder, self.port = folder, free_port()
        self.database = f"{known['NAME']}_load"
        self.sent = folder / "sent.txt"
        self.sent.touch()
        self.env = {
            **os.environ, "DATABASE_URL": f"postgis://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{self.database}", "DEMO": "1",
            "STATIC_ROOT": str(folder / "static"), "FILES_ROOT": str(folder / "files"), "PKI_ROOT": str(folder / "pki"), "PKI_URL": f"http://127.0.0.1:{free_port()}",
            "TRUSTED_PROXY_COUNT": "1", "LOG_LEVEL": "ERROR", "EMAIL_URL": "dummymail://", "DJANGO_SETTINGS_MODULE": "gisapp.settings", "PYTHONPATH": str(settings.BASE_DIR),
            "REDIS_URL": settings.REDIS_URL.rsplit("/", 1)[0] + "/14", "LOAD_SENT": str(self.sent), "LOAD_TOWN": str(folder / "town.json"), "LOAD_PAPER": str(folder / "paper.pdf"), "DEFAULT_AUTHORITY": "pietricica",
        }

    def sql(self, text: str, database: str = "") -> list[tuple[object, ...]]:
        known = connection.settings_dict
        other = psycopg2.connect(host=known["HOST"], port=known["PORT"], user=known["USER"], password=known["PASSWORD"], dbname=database or self.database)
        other.autocommit = True
        try:
            with other.cursor() as cursor:
                cursor.execute(text)
                return cursor.fetchall() if cursor.description else []
        finally:
            other.close()

    def promised(self, kind: str) -> set[str]:
        """What the house accepted, by the answers that the visitors got."""
        return {line.partition(" ")[2] for line in self.sent.read_text(encoding="utf-8").splitlines() if line.startswith(f"{kind} ")}

    def waiting(self) -> int:
        """Jobs accepted and not yet done."""
        return int(str(self.sql("SELECT count(*) FROM core_job WHERE done_at IS NULL AND dead_at IS NULL AND run_after <= now()")[0][0]))

    def run(self, people: int, seconds: int) -> Stage:
        """Send so many people for so long; return what they saw."""
        out = self.folder / f"stage{people}"
        command = [
            str(BINARIES / "locust"), "-f", "tests/bench/load/day.py", "--headless", "-u", str(people), "-r", str(max(people / 5, 1)), "-t", f"{seconds}s",
            "--host", f"http://127.0.0.1:{self.port}", "--csv", str(out), "--only-summary", "--stop-timeout", "20",
        ]
        before, started = _processors(), time.monotonic()
        with (self.folder / "locust.log").open("ab") as log:
            subprocess.run(command, cwd=settings.BASE_DIR, env=self.env, check=False, stdout=log, stderr=log)
        wall, after = time.monotonic() - started, _processors()
        with Path(f"{out}_stats.csv").open(encoding="utf-8") as file:
            rows = [
                Row(one["Name"], int(one["Request Count"]), int(one["Failure Count"]), *(float(one[p]) for p in ("50%", "95%", "99%")), float(one["Requests/s"]))
                for one in csv.DictReader(file) if int(one["Request Count"])
            ]
        return Stage(rows, {name: (after.get(name, 0.0) - before.get(name, 0.0)) / wall for name in after})

    def drain(self, seconds: int) -> float:
        """Wait until the worker has done all; return the seconds it took."""
        started = time.monotonic()
        while self.waiting() and time.monotonic() - started < seconds:
            time.sleep(1)
        return time.monotonic() - started


def _processors() -> dict[str, float]:
    """Seconds of processor used so far, by kind of program. Those of ended children are counted with their parents."""
    used: dict[str, float] = {}
    for process in psutil.process_iter(["cmdline", "name", "cpu_times"]):
        words, times = " ".join(process.info["cmdline"] or []), process.info["cpu_times"]
        kind = "web" if "gunicorn" in words else "worker" if "celery" in words else "database" if process.info["name"].startswith("postgres") else None
        if kind and times:
            used[kind] = used.get(kind, 0.0) + times.user + times.system + times.children_user + times.children_system
    return used


@contextmanager
def open_house(folder: Path) -> Iterator[House]:
    """Build the town, start the programs, and take all down afterwards."""
    house = House(folder)
    house.sql(f"DROP DATABASE IF EXISTS {house.database} WITH (FORCE)", "postgres")
    house.sql(f"CREATE DATABASE {house.database}", "postgres")
    manage = [sys.executable, "manage.py"]
    with ExitStack() as stack:
        stack.callback(house.sql, f"DROP DATABASE IF EXISTS {house.database} WITH (FORCE)", "postgres")
        for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"], ["chat_train"]):
            subprocess.run([*manage, *command], cwd=settings.BASE_DIR, env=house.env, check=True, capture_output=True)
        _start(stack, house, "pki", [*manage, "run_demo_pki"])
        built = subprocess.run([sys.executable, "-m", "tests.bench.load.town"], cwd=settings.BASE_DIR, env=house.env, check=True, stdout=subprocess.PIPE, text=True)
        Path(house.env["LOAD_TOWN"]).write_text(built.stdout.strip().splitlines()[-1], encoding="utf-8")
        _start(stack, house, "web", [str(BINARIES / "gunicorn"), "gisapp.wsgi", "--bind", f"127.0.0.1:{house.port}", "--workers", "2", "--threads", "4", "--timeout", "120"])
        _start(stack, house, "worker", [str(BINARIES / "celery"), "-A", "gisapp.celery", "worker", "--concurrency", "1", "--without-gossip", "--without-mingle", "-l", "WARNING"])
        _answers(f"http://127.0.0.1:{house.port}/health/live")
        yield house


def _start(stack: ExitStack, house: House, name: str, command: list[str]) -> None:
    log = stack.enter_context((house.folder / f"{name}.log").open("ab"))
    child = subprocess.Popen(command, cwd=settings.BASE_DIR, env=house.env, stdout=log, stderr=log)
    stack.callback(child.wait, 30)
    stack.callback(child.terminate)


def _answers(url: str) -> None:
    for _second in range(90):
        try:
            urlopen(url, timeout=2)
            return
        except (URLError, OSError):
            time.sleep(1)
    raise RuntimeError(f"nothing answers at {url}")
