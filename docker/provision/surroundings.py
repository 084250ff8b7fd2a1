"""The environment that our programs run in, also written to `.run/house.env` so that a bare `manage.py` finds the same house."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import ExitStack

from provision import broker, cluster
from provision.ground import ROOT, RUN, Trouble, free_port, port_is_free, recall, remember
from provision.say import line

WEB_PORT = 8000
PKI_PORT = 9080
FILE = RUN / "house.env"


def check_disk() -> None:
    """A full disk is said before it breaks something half-way."""
    free = shutil.disk_usage(ROOT).free
    needed = 400_000_000 if recall("opened") else 3_000_000_000
    if free < needed:
        raise Trouble(f"The disk is full: {free / 1e9:.1f} GB are free where {needed / 1e9:.1f} GB are needed in {ROOT}.")


def web_port() -> int:
    """The port asked for by PORT, or 8000. A taken one is said and not silently changed: links would mislead."""
    asked = os.environ.get("PORT", str(WEB_PORT))
    if not asked.isdigit() or not 0 < int(asked) < 65536:
        raise Trouble(f"PORT={asked} is not a port; use a number from 1024 to 65535.")
    port = int(asked)
    if not port_is_free(port):
        raise Trouble(f"Port {port} is taken by another program; choose another one: make run PORT={port + 1}")
    return port


def choose_pki_port() -> int:
    """A free port for the demonstration PKI, the same as last time if it can be: it is written into the certificates."""
    port = int(recall("pki_port") or PKI_PORT)
    if not port_is_free(port):
        port = free_port(port)
    remember("pki_port", port)
    return port


def own_servers(stack: ExitStack) -> None:
    """Start the database and Redis unless the person names their own; `stack` stops only what this call started."""
    if "DATABASE_URL" in os.environ:
        line("• The database is the one of DATABASE_URL; none is started.")
    elif cluster.start():
        stack.callback(cluster.stop)
    if "REDIS_URL" in os.environ:
        line("• Redis is the one of REDIS_URL; none is started.")
    elif broker.start():
        stack.callback(broker.stop)


def _key(name: str) -> str:
    """A key of this house alone, made at its first opening: sessions and personal data of no two houses share one."""
    known = recall(name)
    if not known:
        known = secrets.token_urlsafe(50)
        remember(name, known)
    return str(known)


def house(port: int) -> dict[str, str]:
    """The house's settings. Anything in the person's own environment goes before ours."""
    ours = {
        "DEMO": "1",
        **{name: _key(name) for name in ("SECRET_KEY", "SALT_KEY", "LOOKUP_KEY")},
        "BASE_URL": f"http://localhost:{port}",
        "PKI_URL": f"http://127.0.0.1:{recall('pki_port') or PKI_PORT}",
        "DATABASE_URL": os.environ.get("DATABASE_URL") or cluster.url(),
        "REDIS_URL": os.environ.get("REDIS_URL") or broker.url(),
    }
    return ours | {name: os.environ[name] for name in ours if os.environ.get(name)}


def environment(port: int) -> dict[str, str]:
    """`house` on top of the person's environment."""
    return {**os.environ, **house(port), "PYTHONUNBUFFERED": "1", "DJANGO_SETTINGS_MODULE": "gisapp.settings"}


def write_down(port: int) -> None:
    """Note the house's settings for a bare `manage.py`; readable by the owner only, since a password and keys are in it."""
    aside = FILE.with_suffix(".new")
    aside.touch(mode=0o600)
    lines = [f"{name}={value}" for name, value in house(port).items()]
    aside.write_text("# Written by docker/provision; read by gisapp/settings.py.\n" + "\n".join(lines) + "\n", encoding="utf-8")
    aside.replace(FILE)
