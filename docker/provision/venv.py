"""The virtual environment: exactly the locked versions, each file checked against its hash."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys

from provision.ground import PYTHON, ROOT, VENV, Trouble, download_environment
from provision.say import run_logged, step

NOTE = VENV / "house.json"
RUN_LOCKS = ("requirements-lock.txt",)
TEST_LOCKS = ("requirements-lock.txt", "requirements-dev-lock.txt")
NODE_LOCKS = ("requirements-node-lock.txt",)


def lock_hash(lock: str) -> str:
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def _noted() -> dict[str, str]:
    """What is installed: lock → hash of the lock it was installed from."""
    try:
        note = json.loads(NOTE.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return dict(note)


def prepare(locks: tuple[str, ...]) -> None:
    """Bring the environment to these locks. Nothing is run when their hashes have not changed."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this runs on whatever Python the machine has
        raise Trouble(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    noted = _noted()
    # A venv holds absolute paths: one that was moved or copied here is not usable.
    if noted and (noted.get("root") != str(ROOT) or noted.get("python") != sys.version.split()[0]):
        with step("Removing a virtual environment made for another place"):
            shutil.rmtree(VENV)
        noted = {}
    if not PYTHON.exists():
        run_logged("Making the virtual environment", [sys.executable, "-m", "venv", str(VENV)], log="venv")
    stale = [lock for lock in locks if noted.get(lock) != lock_hash(lock)]
    if not stale:
        return
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--require-hashes",
        "--no-deps",
        "--no-compile",
    ]
    for lock in stale:
        command += ["-r", lock]
    count = sum(text.count("==") for text in ((ROOT / lock).read_text(encoding="utf-8") for lock in stale))
    run_logged(f"Installing {count} Python packages", command, log="pip", env=download_environment())
    checked = subprocess.run([str(PYTHON), "-c", "import sys; print(sys.version.split()[0])"], capture_output=True, text=True, check=True)
    noted |= {lock: lock_hash(lock) for lock in stale} | {"root": str(ROOT), "python": checked.stdout.strip()}
    NOTE.write_text(json.dumps(noted, indent=1), encoding="utf-8")
