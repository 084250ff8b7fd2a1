"""What the browser loads: scripts and styles from frontend/ into gisapp/static/built/, and static files for the server."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from provision import venv
from provision.ground import PYTHON, ROOMS, ROOT, VENV, download_environment, recall, remember
from provision.say import run_logged

FRONTEND = ROOT / "frontend"
BUILT = ROOT / "gisapp" / "static" / "built"
_NOT_SOURCE = {"node_modules", ".tests", "dist", "built", "__pycache__"}


def fingerprint(folders: Iterable[Path]) -> str:
    """One hash for all files below these folders, by name and content."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not _NOT_SOURCE & set(path.relative_to(folder).parts):
                digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _node() -> Path:
    """The folder of a Node of version 20 or newer with its npm: the machine's, or the one from PyPI in the venv."""
    found = shutil.which("node")
    if found and shutil.which("npm"):
        said = subprocess.run([found, "--version"], check=False, capture_output=True, text=True).stdout
        version = re.match(r"v(\d+)\.", said)
        if version and int(version.group(1)) >= 20:
            return Path(found).parent
    venv.prepare(venv.NODE_LOCKS)
    return VENV / "bin"


def node_environment() -> dict[str, str]:
    return download_environment() | {"PATH": f"{_node()}:{os.environ.get('PATH', '/usr/bin:/bin')}", "npm_config_update_notifier": "false"}


def _modules(env: Mapping[str, str]) -> None:
    wanted = hashlib.sha256((FRONTEND / "package-lock.json").read_bytes()).hexdigest()
    if recall("node_modules") == wanted and (FRONTEND / "node_modules").is_dir():
        return
    # Install scripts stay off: nothing we use needs one, and they run whatever a package likes.
    run_logged(
        "Installing the browser packages", ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        log="npm", env=env, cwd=FRONTEND,
    )  # fmt: skip
    remember("node_modules", wanted)


def build() -> None:
    """Build the bundle unless neither its sources nor its packages changed."""
    now = fingerprint([FRONTEND])
    if recall("bundle") == now and BUILT.is_dir():
        return
    env = node_environment()
    _modules(env)
    run_logged("Building the browser bundle", ["npm", "run", "build"], log="bundle", env=env, cwd=FRONTEND)
    remember("bundle", now)


def check() -> None:
    """Types and tests of the browser's sources, for `make test`."""
    env = node_environment()
    _modules(env)
    run_logged("Browser sources: types", ["npm", "run", "check"], log="tsc", env=env, cwd=FRONTEND)
    run_logged("Browser sources: tests", ["npm", "run", "test"], log="node-tests", env=env, cwd=FRONTEND)


def collect(env: Mapping[str, str]) -> None:
    """Gather and compress static files under names that hold their hash, when any of them changed."""
    now = fingerprint(ROOT / room / "static" for room in ROOMS) + str(recall("bundle")) + venv.lock_hash("requirements-lock.txt")
    if recall("static") == now and (ROOT / ".run" / "static").is_dir():
        return
    run_logged("Gathering static files", [str(PYTHON), "manage.py", "collectstatic", "--noinput", "-v0"], log="static", env=env)
    remember("static", now)
