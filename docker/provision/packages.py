"""Debian packages: what is missing is installed, what is there is left as it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from provision.ground import PROVISION, Trouble, is_root
from provision.say import run_logged

LIST = PROVISION / "debian-packages.txt"


def wanted(parts: tuple[str, ...]) -> list[str]:
    """The packages listed under these headings of debian-packages.txt."""
    names: list[str] = []
    heading = ""
    for raw in LIST.read_text(encoding="utf-8").splitlines():
        text = raw.split("#")[0].strip()
        if text.startswith("["):
            heading = text.strip("[]")
        elif text and heading in parts:
            names.append(text)
    return names


def missing(names: list[str]) -> list[str]:
    """Those of `names` that dpkg does not know as installed."""
    asked = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *names], check=False, capture_output=True, text=True
    )
    there = {line.split()[0] for line in asked.stdout.splitlines() if line.endswith(" installed")}
    return [name for name in names if name not in there]


def install(parts: tuple[str, ...]) -> None:
    """Install what is missing. Asks for nothing: a person without rights gets the one line to run instead."""
    names = wanted(parts)
    if not (shutil.which("dpkg-query") and shutil.which("apt-get")):
        raise Trouble(f"This is not a Debian machine; install the like of these by hand: {' '.join(names)}.")
    lacking = missing(names)
    if not lacking:
        return
    command = [*_as_admin(lacking), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300"]
    run_logged("Reading Debian's list of packages", [*command, "update"], log="apt-update")
    run_logged(
        f"Installing {len(lacking)} Debian packages ({', '.join(lacking[:4])}{', …' if len(lacking) > 4 else ''})",
        [*command, "install", "-y", "--no-install-recommends", *lacking],
        log="apt-install",
    )


def _as_admin(lacking: list[str]) -> list[str]:
    """What to put before a command so that it runs as root; sudo's own question is answered here, in the open."""
    if is_root():
        return []
    by_hand = f"sudo apt-get install --no-install-recommends {' '.join(lacking)}"
    if not shutil.which("sudo"):
        raise Trouble(f"System packages are missing and there is no sudo; as root run: {by_hand.removeprefix('sudo ')}")
    if subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    if os.environ.get("CI") or not sys.stdin.isatty() or subprocess.run(["sudo", "-v"], check=False).returncode != 0:
        raise Trouble(f"System packages are missing; run this, then try again: {by_hand}")
    return ["sudo"]
