"""Starts the reader in bubblewrap and passes its lines on; every end of it becomes a sentence."""
from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from gisapp.core.errors import BadInput, Refused

CHILD = Path(__file__).parent / "child.py"
MEGABYTE = 1024 * 1024

# What the person is told. Nothing that GDAL says reaches a page: its messages can hold paths and contents.
SENTENCES = {
    "unreadable": "Fișierul nu poate fi citit: este deteriorat sau nu are formatul pe care îl arată numele.",
    "no_layers": "Fișierul nu conține niciun strat.",
    "choose_layer": "Fișierul conține mai multe straturi. Alegeți unul: {names}.",
    "no_such_layer": "Fișierul nu conține stratul cerut. Straturile lui: {names}.",
    "no_such_field": "Stratul nu are câmpul „{field}”. Câmpurile lui: {fields}.",
    "geopackage_view": "GeoPackage-ul conține vederi (view). Exportați stratul ca tabel simplu.",
    "geopackage_virtual": "GeoPackage-ul conține tabele virtuale. Exportați stratul ca tabel simplu.",
    "geopackage_trigger": "GeoPackage-ul conține declanșatoare (trigger) străine de standard. Exportați din nou stratul.",
    "too_many_features": "Fișierul are prea multe elemente. Împărțiți-l în mai multe fișiere.",
    "too_many_points": "Fișierul are prea multe puncte. Simplificați geometria sau împărțiți fișierul.",
    "took_too_long": "Citirea fișierului a durat prea mult și a fost oprită. Verificați fișierul sau împărțiți-l.",
    "stopped": "Citirea fișierului a fost oprită: cere prea multă memorie sau prea mult timp.",
    "no_sandbox": "Citirea fișierelor nu este posibilă acum pe acest server: programul de izolare (bubblewrap) nu pornește. Anunțați administratorul.",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one reading. The defaults are those of an upload; a keeper's command may ask for more."""

    cpu_seconds: int = 10
    wall_seconds: int = 30
    memory_bytes: int = 1024 * MEGABYTE
    features: int = 200_000
    points: int = 5_000_000
    line_bytes: int = 64 * MEGABYTE


BULK = Limits(cpu_seconds=600, wall_seconds=1200, memory_bytes=2048 * MEGABYTE, features=5_000_000, points=500_000_000)


@dataclass(slots=True)
class Reading:
    """What the reader found, and its lines as COPY wants them."""

    layer: str
    layers: list[dict[str, Any]]
    crs: str
    fields: list[str]
    lines: Iterator[bytes] = field(repr=False)


def refused(code: str, **more: Any) -> BadInput:
    """Return the refusal with its sentence."""
    names = ", ".join(str(row.get("name", ""))[:60] for row in more.get("layers", [])[:20])
    fields = ", ".join(str(name)[:40] for name in more.get("fields", [])[:40])
    return BadInput(SENTENCES[code].format(names=names, fields=fields, field=str(more.get("field", ""))[:60]), code=f"import.{code}", field="file")


def _command(folder: Path, asked: Mapping[str, Any], limits: Limits) -> list[str]:
    return [
        "prlimit", f"--as={limits.memory_bytes}", f"--cpu={limits.cpu_seconds}", f"--fsize={200 * MEGABYTE}", "--nofile=256", "--core=0", "--",
        "bwrap", "--unshare-all", "--clearenv", "--die-with-parent", "--new-session", "--cap-drop", "ALL",
        "--ro-bind", "/usr", "/usr", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64", "--symlink", "usr/bin", "/bin",
        # Debian reaches BLAS, which GDAL links, through alternatives.
        "--ro-bind-try", "/etc/alternatives", "/etc/alternatives",
        "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--ro-bind", str(folder), "/in", "--ro-bind", str(CHILD), "/reader.py", "--chdir", "/tmp",  # noqa: S108
        "--setenv", "LANG", "C.UTF-8", "--setenv", "PATH", "/usr/bin", "--setenv", "GDAL_HTTP_MAX_RETRY", "0", "--setenv", "OGR_GEOJSON_MAX_OBJ_SIZE", "50MB",
        "--setenv", "CPL_TMPDIR", "/tmp",  # noqa: S108
        "--", "/usr/bin/python3", "-I", "-S", "-c", "import sys; sys.path.insert(0, '/usr/lib/python3/dist-packages'); sys.argv[0] = '/reader.py'; exec(compile(open('/reader.py').read(), 'reader', 'exec'))",
        json.dumps(asked),
    ]


@contextmanager
def read_in_sandbox(folder: Path, asked: Mapping[str, Any], limits: Limits) -> Iterator[Reading]:
    """Open a file of a folder (seen as /in) with one GDAL driver; yield what it holds. Raises BadInput with a sentence."""
    question = {"most_features": limits.features, "most_points": limits.points, **asked}
    try:
        child = subprocess.Popen(_command(folder, question, limits), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)  # noqa: S603 - no shell, our own words
    except OSError as error:
        raise Refused(SENTENCES["no_sandbox"], code="import.no_sandbox") from error
    late = threading.Event()

    def stop() -> None:
        late.set()
        child.kill()

    timer = threading.Timer(limits.wall_seconds, stop)
    timer.start()
    try:
        assert child.stdout is not None
        yield _reading(child.stdout, child, late, limits)
    finally:
        timer.cancel()
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()


def _reading(out: IO[bytes], child: subprocess.Popen[bytes], late: threading.Event, limits: Limits) -> Reading:
    first = out.readline(4 * MEGABYTE)
    if not first:
        raise _ended(child, late)
    head = json.loads(first)
    if "refused" in head:
        raise refused(head["refused"], **{name: value for name, value in head.items() if name != "refused"})

    def lines() -> Iterator[bytes]:
        while True:
            line = out.readline(limits.line_bytes)
            if not line.endswith(b"\n"):
                raise _ended(child, late)
            if line.startswith(b"!"):
                word = line[1:].strip().decode()
                if word == "end":
                    return
                raise refused(word)
            if line.startswith(b"{"):
                again = json.loads(line)
                raise refused(again["refused"], **{name: value for name, value in again.items() if name != "refused"})
            # COPY would read anything else as another table.
            if line.count(b"\t") != 6:
                raise refused("unreadable")
            yield line

    return Reading(str(head["layer"]), list(head["layers"]), str(head["crs"]), [str(one) for one in head["fields"]], lines())


def _ended(child: subprocess.Popen[bytes], late: threading.Event) -> Refused:
    """Tell why the child ended without its last word."""
    child.wait(timeout=5)
    if late.is_set() or child.returncode in (-9, -24, 137, 152):
        return refused("took_too_long")
    if child.returncode == 1 and not _bubblewrap_works():
        return Refused(SENTENCES["no_sandbox"], code="import.no_sandbox")
    return refused("stopped")


def _bubblewrap_works() -> bool:
    done = subprocess.run(["bwrap", "--unshare-all", "--ro-bind", "/", "/", "/usr/bin/true"], capture_output=True, check=False, timeout=10)  # noqa: S607
    return done.returncode == 0
