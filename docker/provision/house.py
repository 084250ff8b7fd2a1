#!/usr/bin/env python3
"""The house's door: `make run`, `make test` and the others call this with the system's Python, before anything is installed."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import IO

# As a script, Python puts this folder first on its path, where `venv` would hide the standard library's.
sys.path[0] = str(Path(__file__).resolve().parents[1])

from provision import broker, bundle, checks, cluster, lock, messages, packages, processes, surroundings, venv  # noqa: E402
from provision.ground import PYTHON, ROOT, RUN, VENV, Trouble, prepare, recall, remember, service_home  # noqa: E402
from provision.say import line, step  # noqa: E402

_LOCK = RUN / "house.lock"


def _only_one() -> IO[str]:
    """Hold the house's lock for as long as the file stays open; two open houses would share one set of ports."""
    held = _LOCK.open("a+", encoding="utf-8")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Trouble(f"The house is already open at {recall('link')}; `make stop` closes it.") from error
    held.seek(0)
    held.truncate()
    held.write(str(os.getpid()))
    held.flush()
    return held


def _is_open() -> bool:
    """True while some `make run` of this clone holds the lock."""
    with _LOCK.open("a+", encoding="utf-8") as probe:
        try:
            fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _provision(*, tests: bool) -> None:
    surroundings.check_disk()
    packages.install(("run", "test") if tests else ("run",))
    venv.prepare(venv.TEST_LOCKS if tests else venv.RUN_LOCKS)
    bundle.build()
    messages.build()


def run() -> None:
    """Open the house: everything from packages to links, then stay until asked to close."""
    held = _only_one()
    processes.listen_to_signals()
    port, pki_port = surroundings.web_port(), surroundings.choose_pki_port()
    _provision(tests=False)
    with ExitStack() as stack:
        # Leaving the block stops what this run started, in reverse order, whatever the reason.
        stack.callback(held.close)
        surroundings.own_servers(stack)
        env = surroundings.environment(port)
        surroundings.write_down(port)
        bundle.collect(env)
        running = processes.programs(port, pki_port)
        stack.callback(processes.close_all, running)
        stack.callback(processes.ignore_signals)
        # The town first, and only with what signs and time-stamps: a worker would take its jobs out of order.
        pki = [program for program in running if program.name == "pki"]
        processes.start_all(pki, env)
        if not recall("opened"):
            with step("Starting the demonstration PKI"):
                processes.wait_for(pki)
        _load_the_town(pki, env)
        rest = [program for program in running if program not in pki]
        with step("Starting " + ", ".join(program.name for program in rest)):
            processes.start_all(rest, env)
            processes.wait_for(running)
        remember("link", env["BASE_URL"])
        remember("opened", True)
        line(f"\nOpen: {env['BASE_URL']}   (e-mails and logs: .run/logs, Ctrl-C closes)")
        try:
            processes.watch(running, env)
        except processes.Closing:
            line("\nClosing …")
    line("Closed. Nothing is lost; `make run` opens it again.")


def _load_the_town(pki: list[processes.Program], env: dict[str, str]) -> None:
    """`manage.py open_house`: migrations, and at the first opening the town.

    With the demonstration PKI up, since the demo's documents are signed and time-stamped like any other.
    """
    people = RUN / "pki" / "certomancer.json"
    before = people.stat().st_mtime if people.exists() else 0.0
    # A year of invented cases writes hundreds of e-mails to nobody; those sent from now on are in the worker's log.
    # What a power cut would take from the demo is made again, so its thousands of commits need not wait for the disk.
    quiet = {**env, "EMAIL_URL": "dummymail://", "LOG_LEVEL": "WARNING", "PGOPTIONS": "-c synchronous_commit=off"}
    opened = subprocess.run([str(PYTHON), "manage.py", "open_house"], cwd=ROOT, env=quiet, stdin=subprocess.DEVNULL, check=False)
    if opened.returncode != 0:
        raise Trouble("The demo town could not be loaded; what went wrong is written above.")
    if people.exists() and people.stat().st_mtime != before:
        # New signatories got keys; the demonstration PKI reads its list only when it starts.
        for program in pki:
            program.restart(env)


def test() -> None:
    """Check everything, from nothing if need be. PYTEST="-k word" runs only those tests."""
    processes.listen_to_signals()
    _provision(tests=True)
    with ExitStack() as stack:
        surroundings.own_servers(stack)
        if not checks.test(surroundings.environment(surroundings.WEB_PORT), os.environ.get("PYTEST", "").split()):
            raise SystemExit(1)


def lint() -> None:
    """Only the stages that read the code."""
    venv.prepare(venv.TEST_LOCKS)
    with ExitStack() as stack:
        surroundings.own_servers(stack)
        failed = checks.lint(surroundings.environment(surroundings.WEB_PORT))
    if failed:
        raise Trouble("Failed: " + ", ".join(failed))


def bench() -> None:
    """Measure, beside the floor in the same run."""
    processes.listen_to_signals()
    _provision(tests=True)
    command = [str(PYTHON), "-m", "pytest", "--ds=tests.settings", "-m", "bench", "-n", "0", "-p", "no:randomly", "-s", *os.environ.get("PYTEST", "").split()]
    with ExitStack() as stack:
        surroundings.own_servers(stack)
        env = surroundings.environment(surroundings.WEB_PORT) | {"TEST_DB_SUFFIX": "bench"}
        done = subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, check=False)
    raise SystemExit(done.returncode)


def services() -> None:
    """Start the database and Redis and leave them running; `make stop` stops them."""
    _provision(tests=True)
    with ExitStack() as stack:
        surroundings.own_servers(stack)
        stack.pop_all()
    surroundings.write_down(surroundings.WEB_PORT)
    line(f"PostgreSQL: {recall('db_port')}   Redis: {recall('redis_port')}")


def shell() -> None:
    """Django's shell in this house."""
    with ExitStack() as stack:
        surroundings.own_servers(stack)
        subprocess.run([str(PYTHON), "manage.py", "shell"], cwd=ROOT, env=surroundings.environment(surroundings.WEB_PORT), check=False)


def audit() -> None:
    """Ask the public database of weaknesses about every package in the lock; a package that it does not know counts as not audited (--strict). The only command of the house that needs the network for it."""
    venv.prepare(venv.TEST_LOCKS)
    done = subprocess.run([str(VENV / "bin" / "pip-audit"), "--strict", "--require-hashes", "--disable-pip", "-r", "requirements-lock.txt"], cwd=ROOT, check=False)
    if done.returncode:
        raise Trouble("A package has a known weakness, or the database could not be asked; see above.")


def stop() -> None:
    """Close an open house, and the database and Redis that were left running."""
    if _is_open():
        os.kill(int(_LOCK.read_text(encoding="utf-8")), signal.SIGTERM)
        for _ in range(300):
            if not _is_open():
                break
            time.sleep(0.1)
    if recall("db_ready"):
        cluster.stop()
    broker.stop()


def clean() -> None:
    """Remove what can be made again; the database and the files of cases stay (`make wipe` removes them too)."""
    stop()
    for folder in (VENV, ROOT / "frontend" / "node_modules", bundle.BUILT, RUN / "static", RUN / "tools"):
        shutil.rmtree(folder, ignore_errors=True)
    for forgotten in ("bundle", "static", "node_modules"):
        remember(forgotten, None)


def wipe() -> None:
    """Remove everything that the house made on this machine, its data included."""
    clean()
    home = service_home()
    cluster.remove(home)
    cluster.remove(RUN)


COMMANDS: dict[str, Callable[[], None]] = {
    command.__name__: command for command in (run, test, lint, audit, bench, services, shell, stop, clean, wipe)
} | {"lock": lock.main}


def main() -> int:
    """Do what is asked; a trouble that a person can put right is one sentence, not a stack trace."""
    asked = sys.argv[1] if len(sys.argv) == 2 else ""
    if asked not in COMMANDS:
        line(f"Say one of: {', '.join(COMMANDS)}.")
        return 2
    try:
        prepare()
        COMMANDS[asked]()
    except Trouble as trouble:
        line(f"\n✗ {trouble}")
        return 1
    except (processes.Closing, KeyboardInterrupt):
        line("\nStopped.")
        return 130
    except OSError as error:
        if error.errno != 28:  # ENOSPC
            raise
        line("\n✗ The disk is full; free some space and run it again.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
