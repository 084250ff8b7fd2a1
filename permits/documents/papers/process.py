"""Runs one of our reading programs on a stranger's file: no network, 1 GiB, limited time, nothing written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from permits.documents.verify import cage

_PROJECT = Path(__file__).resolve().parents[3]
_LIMITS = ("prlimit", "--as=1073741824", "--cpu=20", "--fsize=0", "--core=0")


class Stopped(Exception):
    """The program did not come to an end: too slow, too large, or it crashed."""


def run_module(name: str, content: bytes, *arguments: str, seconds: float = 20.0) -> bytes:
    """Run `python -m permits.documents.papers.<name>` with the file on standard input; return what it printed. Raises Stopped."""
    # The child inherits no settings: neither the database's address nor keys.
    environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONPATH": str(_PROJECT), "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}
    return _run([*_LIMITS, *cage.shut([sys.executable, "-m", f"permits.documents.papers.{name}", *arguments])], content, seconds, environment)


def run_system(command: list[str], content: bytes, seconds: float = 20.0) -> bytes:
    """Run a program of the system, in the closed room where that works. Raises Stopped."""
    shut = cage.shut_with_system_only(command) if cage.works() else command
    return _run([*_LIMITS, *shut], content, seconds, None)


def _run(command: list[str], content: bytes, seconds: float, environment: dict[str, str] | None) -> bytes:
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=seconds, env=environment, cwd=_PROJECT, check=False)  # noqa: S603  # no shell
    except subprocess.TimeoutExpired as late:
        raise Stopped("time") from late
    if done.returncode != 0:
        raise Stopped(done.stderr.decode("utf-8", "replace").strip()[-200:])
    return done.stdout
