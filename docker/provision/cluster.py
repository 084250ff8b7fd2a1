"""The house's own PostgreSQL with PostGIS, on its own port, in its own folder; every other cluster is left alone."""

from __future__ import annotations

import os
import secrets
import subprocess
from pathlib import Path

from provision.ground import (
    LOGS,
    Trouble,
    as_service_user,
    free_port,
    is_root,
    port_is_free,
    recall,
    remember,
    service_home,
    service_user,
    tail,
)
from provision.say import step

PORT = 54329
NAME = "gisapp"
EXTENSIONS = ("postgis", "pg_trgm", "unaccent", "btree_gist")

SETTINGS = """\
# Written by docker/provision/cluster.py at each start.
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{socket}'
max_connections = 120
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
checkpoint_timeout = 15min
wal_compression = on
random_page_cost = 1.1
jit = off                           # compiling costs more than these short spatial queries
max_locks_per_transaction = 256     # a test database is created and dropped with every table of every room
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
log_line_prefix = '%m %p %d '
"""


def binaries() -> Path:
    """The folder of the newest PostgreSQL server installed by Debian that also has PostGIS."""
    for version in range(20, 14, -1):
        folder = Path(f"/usr/lib/postgresql/{version}/bin")
        postgis = Path(f"/usr/share/postgresql/{version}/extension/postgis.control")
        if (folder / "initdb").exists() and postgis.exists():
            return folder
    raise Trouble("PostgreSQL with PostGIS is missing: apt-get install postgresql-15-postgis-3.")


def data() -> Path:
    return service_home() / "pg"


def _socket() -> Path:
    return service_home() / "socket"


def _log() -> Path:
    return service_home() / "pg-logs" / "postgresql.log"


def password() -> str:
    """The application's password in this cluster: made once per clone, known to nobody else."""
    known = recall("db_password")
    if not known:
        known = secrets.token_urlsafe(18)
        remember("db_password", known)
    return str(known)


def url() -> str:
    return f"postgis://{NAME}:{password()}@127.0.0.1:{recall('db_port')}/{NAME}"


def _call(*command: str, text_in: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run a PostgreSQL program as the cluster's user. From `/`, because that user may not enter our folder."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")} | {"LC_ALL": "C.UTF-8"}
    return subprocess.run(
        as_service_user(list(command)),
        input=text_in,
        stdin=subprocess.DEVNULL if text_in is None else None,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=environment,
    )


def is_running() -> bool:
    return (data() / "PG_VERSION").exists() and _call(str(binaries() / "pg_ctl"), "-D", str(data()), "status").returncode == 0


def start() -> bool:
    """Start the cluster, making it the first time. True when this call started it (and so should stop it)."""
    if is_running():
        return False
    ready = recall("db_ready") == str(data())
    if not ready:
        _create()
    with step("Starting PostgreSQL"):
        port = recall("db_port")
        if not port or not port_is_free(int(port)):
            remember("db_port", free_port(int(os.environ.get("HOUSE_DB_PORT", PORT))))
        _configure()
        # -l and not the console: Ctrl-C must reach us, not the server. pg_ctl gives it a session of its own.
        started = _call(str(binaries() / "pg_ctl"), "-D", str(data()), "-l", str(_log()), "-w", "-t", "60", "-s", "start")
        if started.returncode != 0:
            end = tail(_log(), 6)
            if "No space left on device" in end:
                raise Trouble("PostgreSQL did not start: the disk is full. Free some space and run it again.")
            raise Trouble(f"PostgreSQL did not start.\n{end or started.stderr}\n(all of it: {_log()})")
    if not ready:
        _furnish()
        remember("db_ready", str(data()))
    return True


def _create() -> None:
    """initdb with checksums. A folder left half-made by a kill was never `db_ready`, so it holds nothing: start over."""
    with step("Making a PostgreSQL cluster"):
        for folder in (data(), _socket(), _log().parent):
            if folder.exists():
                remove(folder)
            folder.mkdir(mode=0o700)
            if is_root():
                subprocess.run(["chown", service_user(), str(folder)], check=True)
        made = _call(
            str(binaries() / "initdb"), "-D", str(data()), "--username", service_user(), "--auth-local=peer",
            "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums",
        )  # fmt: skip
        if made.returncode != 0:
            raise Trouble(f"PostgreSQL could not make its files in {data()}.\n{made.stderr.strip()}")
        include = f"printf '%s\\n' \"include_if_exists = 'house.conf'\" >> {data()}/postgresql.conf"
        _call("sh", "-c", include)


def _configure() -> None:
    text = SETTINGS.format(port=recall("db_port"), socket=_socket())
    written = _call("tee", str(data() / "house.conf"), text_in=text)
    if written.returncode != 0:
        raise Trouble(f"PostgreSQL's settings could not be written: {written.stderr.strip()}")


def _furnish() -> None:
    """The role, the extensions (in template1, so that test databases have them) and the database.

    The role is a superuser of this private cluster only: tests create databases, roles and row-level policies.
    A real server (docker/compose.yml) gives the application a role that owns its database and nothing more.
    """
    with step("Making the database"):
        _sql("postgres", f"CREATE ROLE {NAME} LOGIN SUPERUSER PASSWORD '{password()}';")
        _sql("template1", "".join(f"CREATE EXTENSION IF NOT EXISTS {name};" for name in EXTENSIONS))
        _sql("postgres", f"CREATE DATABASE {NAME} OWNER {NAME};")


def _sql(database: str, statement: str) -> None:
    """Through standard input, so that a password is never seen in the list of processes."""
    done = _call(
        str(binaries() / "psql"), "-h", str(_socket()), "-p", str(recall("db_port")), "-d", database,
        "-v", "ON_ERROR_STOP=1", "-q", "-X", text_in=statement,
    )  # fmt: skip
    if done.returncode != 0:
        raise Trouble(f"The database could not be prepared: {done.stderr.strip()}")


def stop() -> None:
    """Stop the cluster, ending open sessions; committed work stays."""
    if is_running():
        _call(str(binaries() / "pg_ctl"), "-D", str(data()), "-m", "fast", "-w", "-t", "60", "-s", "stop")


def remove(folder: Path) -> None:
    subprocess.run(["rm", "-rf", "--one-file-system", str(folder)], check=True)


__all__ = ["LOGS", "data", "is_running", "password", "remove", "start", "stop", "url"]
