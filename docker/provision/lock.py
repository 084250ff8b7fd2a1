"""`make lock`: write the locks from the requirements files: the whole closure, each file with its hashes.

Installing uses pip, which every machine has and which obeys the machine's own mirror and proxy settings; only the
lock is written with uv, because pip cannot list the hashes of other architectures. A version already locked stays
unless the requirements ask for another; delete the lock to let everything move.
"""

from __future__ import annotations

import re
import subprocess
import sys

from provision.ground import ROOT, RUN, Trouble
from provision.say import run_logged, step

UV = "uv==0.13.9"
HEADER = "# Written by `make lock` from {source}; do not edit. Every file that may be installed, with its hash.\n"

# (what is written, what it is written from, the lock that is installed before it and need not be repeated)
LOCKS = (
    ("requirements-lock.txt", "requirements.txt", None),
    ("requirements-dev-lock.txt", "requirements-dev.txt", "requirements-lock.txt"),
    ("requirements-node-lock.txt", "requirements-node.txt", None),
)

_PACKAGE = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.IGNORECASE)


def blocks(lock: str) -> dict[str, str]:
    """The package blocks of a lock by name: the pinned line, its hashes and the comment of who asked for it."""
    found: dict[str, str] = {}
    name = ""
    for line in lock.splitlines(keepends=True):
        start = _PACKAGE.match(line)
        if start:
            name = start.group(1).lower()
            found[name] = ""
        if name:
            found[name] += line
    return found


def main() -> None:
    uv = RUN / "tools" / "bin" / "uv"
    if not uv.exists():
        run_logged("Making room for uv", [sys.executable, "-m", "venv", str(RUN / "tools")], log="uv")
        run_logged("Fetching uv", [str(uv.with_name("pip")), "install", "-q", UV], log="uv")
    for written, source, before in LOCKS:
        with step(f"Locking {source}"):
            target = ROOT / written
            command = [
                str(uv), "pip", "compile", source, "--generate-hashes", "--no-header", "-q", "-o", written,
                "--python-version", "3.11", "--python-platform", "x86_64-unknown-linux-gnu",
            ]  # fmt: skip
            if before:
                command += ["-c", before]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise Trouble(f"The versions in {source} do not fit together:\n{done.stderr.strip()}")
            found = blocks(target.read_text(encoding="utf-8"))
            for package in blocks((ROOT / before).read_text(encoding="utf-8")) if before else ():
                found.pop(package, None)
            target.write_text(HEADER.format(source=source) + "".join(found.values()), encoding="utf-8")
