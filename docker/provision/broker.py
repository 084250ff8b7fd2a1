"""The house's own Redis: the queue's carrier and the shared cache. Nothing that must not be lost lives only here."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from provision.ground import LOGS, RUN, Trouble, free_port, port_is_free, recall, remember, tail
from provision.say import step

PORT = 63790
HOME = RUN / "redis"
PID = HOME / "redis.pid"

SETTINGS = """\
# Written by docker/provision/broker.py at each start.
bind 127.0.0.1
port {port}
dir {home}
pidfile {pid}
logfile {log}
daemonize yes
appendonly yes
appendfsync everysec
save ""
maxmemory 256mb
maxmemory-policy noeviction
"""


def url() -> str:
    return f"redis://127.0.0.1:{recall('redis_port')}/0"


def _pid() -> int | None:
    """The process in our pid file, if it lives and is a Redis (a pid may be somebody else's after a restart)."""
    try:
        pid = int(PID.read_text())
        if b"redis-server" in Path(f"/proc/{pid}/cmdline").read_bytes():
            return pid
    except (FileNotFoundError, ValueError, ProcessLookupError):
        pass
    return None


def start() -> bool:
    """Start Redis unless ours runs. True when this call started it (and so should stop it)."""
    if _pid():
        return False
    with step("Starting Redis"):
        HOME.mkdir(mode=0o700, exist_ok=True)
        port = recall("redis_port")
        if not port or not port_is_free(int(port)):
            remember("redis_port", free_port(int(os.environ.get("HOUSE_REDIS_PORT", PORT))))
        log = LOGS / "redis.log"
        config = HOME / "redis.conf"
        config.write_text(SETTINGS.format(port=recall("redis_port"), home=HOME, pid=PID, log=log), encoding="utf-8")
        try:
            done = subprocess.run(["redis-server", str(config)], check=False, capture_output=True, text=True, start_new_session=True)
        except FileNotFoundError as error:
            raise Trouble("Redis is missing: apt-get install redis-server.") from error
        if done.returncode != 0 or not _answers():
            raise Trouble(f"Redis did not start.\n{done.stderr or tail(log, 5)}\n(all of it: {log})")
    return True


def _answers(patience: float = 15.0) -> bool:
    """True once Redis says PONG; it may be reading its file back first."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", int(recall("redis_port"))), timeout=1) as line:
                line.sendall(b"PING\r\n")
                if line.recv(16).startswith(b"+PONG"):
                    return True
        except OSError:
            pass
        time.sleep(0.1)
    return False


def stop() -> None:
    """Ask Redis to write its file and end; wait until it has."""
    pid = _pid()
    if pid is None:
        return
    os.kill(pid, signal.SIGTERM)
    for _ in range(100):
        if _pid() is None:
            return
        time.sleep(0.1)
