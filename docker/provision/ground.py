"""Where things stand: paths, who we are, the small memory of the house (`.run/house.json`).

Everything that a run makes lies in `.run` (git-ignored), so that removing one folder forgets it all. Only where
PostgreSQL's own unprivileged user cannot enter the checkout (a clone below /root, a private temporary folder) do the
cluster's files lie under /var/lib, and `.run/house.json` says so.
"""

from __future__ import annotations

import hashlib
import json
import os
import pwd
import socket
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("gisapp", "layers", "permits", "chatbot")
RUN = ROOT / ".run"
LOGS = RUN / "logs"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
MEMORY = RUN / "house.json"
PROVISION = ROOT / "docker" / "provision"

# Two clones on one machine must not share a folder outside themselves.
MARK = hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]


class Trouble(Exception):
    """Something a person can put right: the message is one sentence that says what and how."""


def prepare() -> None:
    """Make the folders that every step expects."""
    try:
        LOGS.mkdir(parents=True, exist_ok=True)
    except PermissionError as error:
        raise Trouble(f"This user cannot write in {ROOT}; clone the project into a folder of your own.") from error


def recall(key: str) -> Any:
    """What an earlier run noted under `key`, or None."""
    try:
        return json.loads(MEMORY.read_text(encoding="utf-8")).get(key)
    except (FileNotFoundError, json.JSONDecodeError):
        return None


def remember(key: str, value: object) -> None:
    """Note `value` for later runs. Written aside and renamed, so that a kill leaves the old or the new note."""
    try:
        notes = json.loads(MEMORY.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        notes = {}
    notes[key] = value
    aside = MEMORY.with_suffix(".new")
    aside.touch(mode=0o600)
    aside.write_text(json.dumps(notes, indent=1), encoding="utf-8")
    aside.replace(MEMORY)


def is_root() -> bool:
    return os.geteuid() == 0


def service_user() -> str:
    """The unprivileged user that the database runs as: PostgreSQL refuses root. Ours, unless we are root."""
    if not is_root():
        return pwd.getpwuid(os.geteuid()).pw_name
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        subprocess.run(["useradd", "--system", "--shell", "/usr/sbin/nologin", "postgres"], check=True)
    return "postgres"


def as_service_user(command: list[str]) -> list[str]:
    """`command`, to be run by `service_user`."""
    return ["runuser", "-u", service_user(), "--", *command] if is_root() else command


def service_home() -> Path:
    """A folder that `service_user` owns and can reach; `.run` itself whenever that is possible."""
    noted = recall("service_home")
    if noted and Path(noted).is_dir():
        return Path(noted)
    home = RUN
    # 100 bytes is what a unix socket's path may take, its file name included.
    too_long = len(str(RUN / "socket" / ".s.PGSQL.54329")) > 100
    if is_root():
        enter = subprocess.run(as_service_user(["test", "-x", str(RUN)]), check=False, cwd="/")
        if enter.returncode != 0 or too_long:
            home = Path("/var/lib") / f"gisapp-{MARK}"
    elif too_long:
        home = Path("/tmp") / f"gisapp-{MARK}"  # noqa: S108 - made below with mode 0711, ours or refused
    home.mkdir(mode=0o711, exist_ok=True)
    if home.stat().st_uid != os.geteuid():
        raise Trouble(f"{home} belongs to someone else; remove it or clone the project to a shorter path.")
    remember("service_home", str(home))
    return home


def port_is_free(port: int) -> bool:
    """True when nobody listens on 127.0.0.1:`port`."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(wanted: int) -> int:
    """`wanted`, or the first free port of the twenty that follow it."""
    for port in range(wanted, wanted + 20):
        if port_is_free(port):
            return port
    raise Trouble(f"Ports {wanted} to {wanted + 19} are all taken on this machine; free one of them.")


def download_environment() -> dict[str, str]:
    """The environment for what downloads: pip and npm bring authorities of their own and would not know those that this
    machine was told to trust (an institution's own, a proxy's)."""
    trusted = "/etc/ssl/certs/ca-certificates.crt"
    ours = {"PIP_CERT": trusted, "NODE_EXTRA_CA_CERTS": trusted} if Path(trusted).exists() else {}
    return ours | os.environ


def tail(path: Path, lines: int = 15) -> str:
    """The last lines of a log, for the person who must find out why."""
    try:
        return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except FileNotFoundError:
        return ""
