"""A cluster of a test's own that can be stopped as by a power cut, so that nobody else feels it; and what people were told meanwhile.

Whoever was answered must find the answer again: a register that is only whole again because everybody asked twice has lost something.
"""

import multiprocessing
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from django.db import connection

from provision import cluster
from provision.ground import as_service_user, free_port, is_root, service_user

# Without fsync: a power cut that spares the machine spares what the server gave to the kernel. What it had not yet given is lost.
SETTINGS = "listen_addresses = '127.0.0.1'\nunix_socket_directories = '{folder}'\nmax_connections = 80\nfsync = off\nwal_writer_delay = 10s\nsynchronous_commit = {kept}\n"


class Cluster:
    """A small cluster with a copy of the test database. `kept`: whether a commit is written before it is answered."""

    def __init__(self, *, kept: bool) -> None:
        # Not pytest's folder: the database's user may not enter it.
        self.folder, self.port = Path(mkdtemp(prefix="gisapp-stops-")), free_port(55460)
        self.one_at_a_time = multiprocessing.get_context("fork").Lock()
        self.stops = multiprocessing.get_context("fork").Value("i", 0)
        if is_root():
            shutil.chown(self.folder, service_user())
        self._run("initdb", "-D", str(self.folder / "data"), "-U", "keeper", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        said = SETTINGS.format(folder=self.folder, kept="on" if kept else "off")
        self._run("sh", "-c", f'printf "%s" "$1" >> {self.folder}/data/postgresql.conf', "sh", said)

    def _run(self, *command: str) -> None:
        environment = {**os.environ, "PATH": f"{cluster.binaries()}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", "PGOPTIONS": ""}
        subprocess.run(as_service_user(list(command)), cwd="/", check=True, env=environment, stdout=subprocess.DEVNULL)

    def start(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), "-w", "-s", "-o", f"-p {self.port}", "start")

    def stop(self) -> None:
        """As a power cut would: at once, without farewell."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "-s", "stop")

    def cut(self) -> None:
        """A power cut, and the server back: everybody else is in the middle of something."""
        with self.one_at_a_time:
            self.stop()
            self.start()
            self.stops.value += 1

    def take_over(self, rows_of: dict[str, object]) -> None:
        """Copy a database into this cluster."""
        theirs = {**os.environ, "PGPASSWORD": str(rows_of["PASSWORD"])}
        dump = [str(cluster.binaries() / "pg_dump"), "-h", str(rows_of["HOST"]), "-p", str(rows_of["PORT"]), "-U", str(rows_of["USER"]), "-O", "-x", str(rows_of["NAME"])]
        load = [str(cluster.binaries() / "psql"), "-q", "-h", "127.0.0.1", "-p", str(self.port), "-U", "keeper", "-d", "postgres"]
        with subprocess.Popen(dump, env=theirs, stdout=subprocess.PIPE) as given:
            subprocess.run(load, stdin=given.stdout, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def own_cluster(*, kept: bool) -> Iterator[Cluster]:
    """Work in a copy of the present database in a cluster of one's own; it is gone afterwards."""
    mine, before, options = Cluster(kept=kept), dict(connection.settings_dict), os.environ.pop("PGOPTIONS", None)
    try:
        mine.start()
        mine.take_over(before)
        connection.close()
        connection.settings_dict.update(HOST="127.0.0.1", PORT=str(mine.port), USER="keeper", PASSWORD="", NAME="postgres")
        yield mine
    finally:
        connection.close()
        connection.settings_dict.update(before)
        if options is not None:
            os.environ["PGOPTIONS"] = options
        if (mine.folder / "data" / "postmaster.pid").exists():
            mine.stop()
        shutil.rmtree(mine.folder, ignore_errors=True)


class Told:
    """What people were told, written by many workers: one line in one write."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def tell(self, *words: object) -> None:
        with self.file.open("ab", buffering=0) as held:
            held.write(("\t".join(map(str, words)) + "\n").encode())

    def lines(self) -> Iterable[tuple[str, ...]]:
        return [tuple(line.split("\t")) for line in self.file.read_text(encoding="utf-8").splitlines()] if self.file.exists() else []
