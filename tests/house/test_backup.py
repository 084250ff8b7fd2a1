"""Backups are worth what a restore shows: a real cluster, real scripts, a mistake, and the moment before it."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest

from provision import cluster
from provision.ground import ROOT, as_service_user, free_port, is_root, service_user

SCRIPTS = ("archive_wal.sh", "backup.sh", "restore.sh")


@dataclass
class Yard:
    """A folder of the database's user with a small cluster that archives its log, and copies of the scripts."""

    folder: Path
    port: int

    def run(self, *command: str, expect: int = 0, **env: str) -> str:
        done = subprocess.run(
            as_service_user(list(command)),
            cwd="/", text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
            env=os.environ
            | {
                "PATH": f"{cluster.binaries()}:{os.environ['PATH']}",
                "LC_ALL": "C.UTF-8",
                "BACKUP_DIR": str(self.folder / "backups"),
                "FILES_ROOT": str(self.folder / "files"),
                "PGHOST": str(self.folder),
                "PGPORT": str(self.port),
                "PGUSER": "keeper",
                **env,
            },
        )  # fmt: skip
        assert done.returncode == expect, done.stdout
        return done.stdout

    def start(self, data: str, port: int) -> None:
        self.run("pg_ctl", "-D", str(self.folder / data), "-l", str(self.folder / f"{data}.log"), "-w", "-s", "-o", f"-p {port}", "start")

    def stop(self, data: str) -> None:
        if (self.folder / data / "postmaster.pid").exists():
            self.run("pg_ctl", "-D", str(self.folder / data), "-m", "immediate", "-w", "-s", "stop")

    def archive(self) -> None:
        """Close the current segment of the log and wait until it lies in the archive."""
        ((segment,),) = self.ask("SELECT pg_walfile_name(pg_current_wal_lsn())", self.port)
        self.ask("SELECT pg_switch_wal()", self.port)
        until = time.monotonic() + 30
        while not (self.folder / "backups" / "wal" / str(segment)).exists():
            assert time.monotonic() < until, f"{segment} was not archived"
            time.sleep(0.05)

    def ask(self, sql: str, port: int) -> list[tuple[object, ...]]:
        connection = psycopg2.connect(host="127.0.0.1", port=port, user="keeper", dbname="postgres")
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()


@pytest.fixture
def yard() -> Iterator[Yard]:
    # Not tmp_path: the database's user may not enter pytest's folders.
    folder = Path(tempfile.mkdtemp(prefix="gisapp-backup-"))
    for script in SCRIPTS:
        shutil.copy(ROOT / "docker" / script, folder / script)
    (folder / "files" / "ab").mkdir(parents=True)
    (folder / "files" / "ab" / "abcd").write_bytes(b"a paper of Ana")
    (folder / "archiving.conf").write_text(
        f"listen_addresses = '127.0.0.1'\nunix_socket_directories = '{folder}'\nshared_buffers = 16MB\nwal_level = replica\n"
        f"archive_mode = on\narchive_command = 'sh {folder}/archive_wal.sh {folder}/backups/wal %p %f'\n"
    )
    if is_root():
        subprocess.run(["chown", "-R", service_user(), str(folder)], check=True)
    place = Yard(folder, free_port(55430))
    place.run("initdb", "-D", str(folder / "data"), "-U", "keeper", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-k")
    place.run("mkdir", "-p", str(folder / "backups" / "wal"))
    place.run("sh", "-c", f"cat {folder}/archiving.conf >> {folder}/data/postgresql.conf")
    try:
        place.start("data", place.port)
        yield place
    finally:
        for data in ("data", "restored"):
            place.stop(data)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.slow
def test_a_deleted_register_comes_back_as_it_was_a_moment_before(yard: Yard) -> None:
    yard.ask("CREATE EXTENSION postgis; CREATE TABLE parcels AS SELECT n, ST_SetSRID(ST_Point(604500 + n, 604000), 3844) geom "
             "FROM generate_series(1, 5000) n", yard.port)  # fmt: skip
    assert "is whole" in yard.run("bash", str(yard.folder / "backup.sh"))

    yard.ask("INSERT INTO parcels SELECT n, ST_SetSRID(ST_Point(604500, 604000 + n), 3844) FROM generate_series(5001, 6000) n", yard.port)
    before = yard.ask("SELECT count(*), sum(n), ST_Extent(geom)::text FROM parcels", yard.port)
    ((moment,),) = yard.ask("SELECT clock_timestamp()::text", yard.port)
    time.sleep(0.05)
    yard.ask("DELETE FROM parcels", yard.port)
    yard.archive()
    yard.stop("data")  # as a power cut would

    told = yard.run(
        "bash", str(yard.folder / "restore.sh"), str(yard.folder / "restored"), str(moment), FILES_ROOT=str(yard.folder / "back")
    )
    assert "up to" in told
    port = free_port(yard.port + 1)
    yard.start("restored", port)
    deadline = time.monotonic() + 30
    while yard.ask("SELECT pg_is_in_recovery()", port) != [(False,)] and time.monotonic() < deadline:
        time.sleep(0.1)
    assert yard.ask("SELECT count(*), sum(n), ST_Extent(geom)::text FROM parcels", port) == before
    assert (yard.folder / "back" / "ab" / "abcd").read_bytes() == b"a paper of Ana"


@pytest.mark.slow
def test_old_backups_go_only_when_a_newer_one_is_whole_and_the_log_reaches_back_to_the_oldest_kept(yard: Yard) -> None:
    script = str(yard.folder / "backup.sh")
    for _ in range(3):
        yard.run("bash", script, KEEP="2")
        yard.archive()
        time.sleep(1.0)  # backups are named by the second
    kept = sorted(path.name for path in (yard.folder / "backups" / "base").iterdir())
    assert len(kept) == 2
    yard.run("bash", script, expect=1, PGPORT="1")
    assert sorted(path.name for path in (yard.folder / "backups" / "base").iterdir()) == kept
    label = (yard.folder / "backups" / "base" / kept[0] / "backup_label").read_text()
    first = label.split("(file ")[1].split(")")[0]
    segments = sorted(path.name for path in (yard.folder / "backups" / "wal").iterdir() if len(path.name) == 24)
    assert segments[0] == first


def test_a_restore_never_overwrites_and_says_when_no_backup_is_old_enough(yard: Yard) -> None:
    yard.run("bash", str(yard.folder / "backup.sh"))
    script = str(yard.folder / "restore.sh")
    assert "is not empty" in yard.run("bash", script, str(yard.folder / "data"), expect=1)
    assert "no backup from before" in yard.run("bash", script, str(yard.folder / "new"), "2020-01-01 00:00:00+02", expect=1)


def test_a_log_segment_is_never_archived_over_another(tmp_path: Path) -> None:
    script = str(ROOT / "docker" / "archive_wal.sh")
    (tmp_path / "wal").mkdir()
    segment = tmp_path / "000000010000000000000001"
    segment.write_bytes(b"first")
    again = ["sh", script, str(tmp_path / "wal"), str(segment), segment.name]
    assert subprocess.run(again, check=False).returncode == 0
    assert subprocess.run(again, check=False).returncode == 0
    segment.write_bytes(b"other")
    assert subprocess.run(again, check=False, capture_output=True).returncode == 1
    assert (tmp_path / "wal" / segment.name).read_bytes() == b"first"
