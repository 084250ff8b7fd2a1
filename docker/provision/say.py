"""What the person in front of the terminal sees: one line per step, alive while it lasts, with its time at the end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from provision.ground import LOGS, ROOT, Trouble, tail

# (stage, seconds) of everything done by this process, printed by `make test` at the end.
TIMES: list[tuple[str, float]] = []


def alive() -> bool:
    """True when a line may be rewritten: a terminal, and not a continuous-integration log."""
    return sys.stdout.isatty() and not os.environ.get("CI")


def line(text: str = "") -> None:
    print(text, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step, then print how long it took. A failure leaves the announcement as the last line."""
    started = time.monotonic()
    print(f"• {title} …", end="" if alive() else "\n", flush=True)
    yield
    spent = time.monotonic() - started
    TIMES.append((title, spent))
    if alive():
        print(f"\r\033[K✓ {title} ({spent:.1f} s)", flush=True)
    else:
        print(f"✓ {title} ({spent:.1f} s)", flush=True)


def run_logged(
    title: str,
    command: Sequence[str],
    *,
    log: str,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    hint: str = "",
) -> None:
    """Run one long command as a step: its output goes to `.run/logs/<log>.log`, the screen shows that it is alive.

    Raises `Trouble` with one sentence, the end of the log and where the rest is.
    """
    path = LOGS / f"{log}.log"
    with step(title), path.open("wb") as out:
        try:
            child = subprocess.Popen(list(command), stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, env=env, cwd=cwd)
        except FileNotFoundError as error:
            raise Trouble(f"{title}: the program {command[0]} is missing on this machine. {hint}".strip()) from error
        try:
            _wait(child, title, path)
        except BaseException:
            child.terminate()
            child.wait()
            raise
        if child.returncode != 0:
            raise Trouble(explain(title, path, hint))


def _wait(child: subprocess.Popen[bytes], title: str, path: Path) -> None:
    started = time.monotonic()
    told = started
    while child.poll() is None:
        time.sleep(0.1)
        now = time.monotonic()
        if alive() and now - told > 0.5:
            told = now
            last = tail(path, 1).strip()[:70]
            print(f"\r\033[K• {title} … {now - started:.0f} s  {last}", end="", flush=True)
        elif not alive() and now - told > 20:
            told = now
            print(f"  … {title}: {now - started:.0f} s", flush=True)


def explain(title: str, path: Path, hint: str = "") -> str:
    """One sentence from a failed step's log, then the end of the log."""
    end = tail(path, 200)
    if "No space left on device" in end:
        return f"{title}: the disk is full. Free some space (the project needs about 4 GB) and run it again."
    if any(sign in end for sign in ("Temporary failure in name resolution", "Could not resolve", "Network is unreachable")):
        return f"{title}: no network. The first run downloads packages; connect and run it again.\n{tail(path, 5)}"
    return f"{title} did not work. {hint}\n{tail(path)}\n(all of it: {path})".replace(" \n", "\n")
