"""Translations: each .po that is newer than its .mo is compiled. A broken one stops here and names its line."""

from __future__ import annotations

import subprocess
from pathlib import Path

from provision.ground import ROOMS, ROOT, Trouble
from provision.say import step


def stale() -> list[Path]:
    """The .po files of our rooms whose .mo is missing or older."""
    found = [path for room in ROOMS for path in sorted((ROOT / room).glob("locale/*/LC_MESSAGES/*.po"))]
    return [po for po in found if not po.with_suffix(".mo").exists() or po.with_suffix(".mo").stat().st_mtime < po.stat().st_mtime]


def build() -> None:
    waiting = stale()
    if not waiting:
        return
    with step(f"Compiling {len(waiting)} translations"):
        for po in waiting:
            try:
                done = subprocess.run(
                    ["msgfmt", "--check-format", "-o", str(po.with_suffix(".mo")), str(po)], check=False, capture_output=True, text=True
                )
            except FileNotFoundError as error:
                raise Trouble("msgfmt is missing: apt-get install gettext.") from error
            if done.returncode != 0:
                raise Trouble(f"A translation is broken: {done.stderr.strip().splitlines()[0]}")
