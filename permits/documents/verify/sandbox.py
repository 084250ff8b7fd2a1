"""Run the examination in a process of its own, with limits on time and memory."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import cage
from .trust import TrustStore

WALL_SECONDS = 20.0
_PROJECT = Path(__file__).resolve().parents[3]


@dataclass
class Findings:
    """What the child said before it ended. `outcome` is empty when it did not come to an end."""

    outcome: str = ""
    problems: list[str] = field(default_factory=list)
    identity: dict[str, Any] = field(default_factory=dict)
    signatures: list[dict[str, Any]] = field(default_factory=list)
    eu_lists: str = "not_loaded"
    notes: list[str] = field(default_factory=list)
    stopped: str = ""
    """Why it did not come to an end: ``time``, ``memory`` or ``crash``."""


def collect(steps: Iterable[dict[str, Any]]) -> Findings:
    """Put the steps of an examination together."""
    findings = Findings()
    for step in steps:
        _take(findings, step)
    return findings


def examine_limited(pdf: bytes, trust: TrustStore, now: dt.datetime, *, seconds: float = WALL_SECONDS) -> Findings:
    """Examine `pdf` in a child with 20 s, 1 GiB and no network; a crash or time-out is a finding, not an error."""
    question = json.dumps({"trust": trust.for_child(), "now": now.isoformat()}).encode() + b"\n"
    # The child inherits no settings: neither the database's address nor keys.
    environment = {
        "PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONPATH": str(_PROJECT), "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2",
    }
    command = cage.shut([sys.executable, "-m", "permits.documents.verify.child"])
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter and module, no shell
            command, input=question + pdf, capture_output=True, timeout=seconds, env=environment, cwd=_PROJECT, check=False
        )
        output, errors, code = done.stdout, done.stderr, done.returncode
    except subprocess.TimeoutExpired as late:
        output, errors, code = late.stdout or b"", late.stderr or b"", None
    findings = collect(json.loads(line) for line in output.splitlines())
    if not findings.outcome:
        last = errors.decode("utf-8", "replace").strip().splitlines()[-1:] or [""]
        findings.stopped = _why(code, last[0])
        findings.notes.append(f"stopped ({findings.stopped}): {last[0][:300]}")
    return findings


def _why(code: int | None, last_line: str) -> str:
    if code is None or code in (-24, 152, -9, 137):  # SIGXCPU, or killed at the hard limit
        return "time"
    return "memory" if "MemoryError" in last_line else "crash"


def _take(findings: Findings, step: dict[str, Any]) -> None:
    kind = step.pop("step")
    if kind == "identity":
        findings.identity = step
    elif kind == "trust":
        findings.eu_lists = step["eu_lists"]
        findings.notes += step["notes"]
    elif kind == "signature":
        findings.signatures.append(step)
    elif kind == "end":
        findings.outcome = step["outcome"]
        findings.problems = step["problems"]
        if step.get("note"):
            findings.notes.append(step["note"])
