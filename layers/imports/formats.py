"""Which reader opens which file: by the end of its name, one GDAL driver each, with the checks that come before GDAL."""
from __future__ import annotations

import io
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _

from gisapp.core.errors import BadInput

MEGABYTE = 1024 * 1024
MOST_ENTRIES, MOST_INFLATED, MOST_RATIO = 200, 200 * MEGABYTE, 100


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: endings, the one driver allowed, whether it is XML, and the files that belong to it in an archive."""

    name: str
    endings: tuple[str, ...]
    driver: str
    xml: bool = False
    companions: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


FORMATS = (
    Format("GeoPackage", (".gpkg",), "GPKG"),
    Format("Shapefile", (".shp",), "ESRI Shapefile", companions=(".shx", ".dbf", ".prj", ".cpg", ".qpj")),
    Format("GeoJSON", (".geojson", ".json"), "GeoJSON"),
    Format("GeoJSON pe linii", (".geojsonl", ".geojsons", ".ndjson", ".jsonl", ".seq"), "GeoJSONSeq"),
    Format("KML", (".kml",), "KML", xml=True),
    Format("GML", (".gml", ".xml"), "GML", xml=True, options=("DOWNLOAD_SCHEMA=NO", "WRITE_GFS=NO")),
    Format("DXF", (".dxf",), "DXF"),
    Format("MapInfo", (".tab",), "MapInfo File", companions=(".dat", ".map", ".id", ".ind")),
    Format("MapInfo MIF", (".mif",), "MapInfo File", companions=(".mid",)),
    Format("CSV", (".csv", ".txt"), "CSV", options=(
        "AUTODETECT_TYPE=YES", "X_POSSIBLE_NAMES=x,e,est,east,easting,lon,long,longitude,longitudine", "Y_POSSIBLE_NAMES=y,n,nord,north,northing,lat,latitude,latitudine",
        "GEOM_POSSIBLE_NAMES=wkt,geom,geometry,geometrie,the_geom", "KEEP_GEOM_COLUMNS=NO",
    )),
    Format("FileGDB", (".gdb",), "OpenFileGDB"),
)
BY_ENDING = {ending: one for one in FORMATS for ending in one.endings}
ARCHIVES = (".zip", ".kmz")
READ = ", ".join(one.name for one in FORMATS) + ", KMZ, ZIP"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A folder that holds only what the reader may see. `path` is the name inside it."""

    folder: Path
    path: str
    format: Format
    missing: tuple[str, ...] = field(default=())


@contextmanager
def prepared(source: Path, name: str) -> Iterator[Prepared]:
    """Check a file before GDAL and lay it out for the sandbox under our own names. Raises BadInput with a sentence."""
    ending = PurePosixPath(name.lower()).suffix
    with TemporaryDirectory(prefix="import-") as made:
        folder = Path(made)
        if ending in ARCHIVES:
            yield _from_archive(source, folder)
            return
        known = BY_ENDING.get(ending)
        if known is None or known.name == "FileGDB":
            raise BadInput(_("Formatul „%(ending)s” nu se citește. Formate citite: %(read)s.") % {"ending": ending or name[-20:], "read": READ}, code="import.format", field="file")
        # GDAL knows a table of text by its ending.
        target = folder / ("data.csv" if known.driver == "CSV" else f"data{ending}")
        _take(source, target)
        missing: tuple[str, ...] = ()
        if known.companions:
            # Next to a file on the keeper's own disk lie its companions; an upload has none.
            found = [one for one in known.companions if source.with_suffix(one).is_file() and source.suffix.lower() == ending]
            for one in found:
                _take(source.with_suffix(one), folder / f"data{one}")
            missing = tuple(one for one in known.companions if one not in found)
        _check_text(target, known)
        yield Prepared(folder, target.name, _by_content(target, known), missing)


def _take(source: Path, target: Path) -> None:
    """Make the file visible under our name without copying where the disk allows."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def _check_text(path: Path, known: Format) -> None:
    """XML may define no entities: refused before any parser sees it, in any encoding that hides the letters with zeros."""
    if path.stat().st_size == 0:
        raise BadInput(_("Fișierul este gol."), code="import.empty_file", field="file")
    if not known.xml:
        return
    before = b""
    with path.open("rb") as lines:
        while block := lines.read(MEGABYTE):
            text = (before + block).replace(b"\x00", b"").upper()
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise BadInput(_("Fișierul XML definește entități (DOCTYPE), ceea ce nu se admite. Exportați-l din nou fără ele."), code="import.xml_entities", field="file")
            before = block[-32:]


def _by_content(path: Path, known: Format) -> Format:
    """Return the reader for a GeoJSON that is really one feature a line: many programs end both with the same letters."""
    if known.driver != "GeoJSON":
        return known
    with path.open("rb") as file:
        head = file.readline(MEGABYTE).removeprefix(b"\xef\xbb\xbf")
        second = file.readline(64).lstrip()
    if head.startswith(b"\x1e") or (head.startswith(b"{") and head.rstrip().endswith(b"}") and second.startswith(b"{")):
        return next(one for one in FORMATS if one.driver == "GeoJSONSeq")
    return known


def _from_archive(source: Path, folder: Path) -> Prepared:
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise BadInput(_("Arhiva nu poate fi citită: este deteriorată sau nu este ZIP."), code="import.bad_archive", field="file") from error
    with archive:
        entries = _entries(archive)
        geodatabase = sorted({entry.filename.split(".gdb/")[0] for entry in entries if ".gdb/" in entry.filename.lower()})
        if geodatabase:
            return _geodatabase(archive, entries, folder)
        found = [entry for entry in entries if PurePosixPath(entry.filename.lower()).suffix in BY_ENDING]
        if not found:
            raise BadInput(_("Arhiva nu conține un fișier de hartă. Formate citite: %(read)s.") % {"read": READ}, code="import.nothing_in_archive", field="file")
        found = [one for one in found if PurePosixPath(one.filename.lower()).suffix not in (".txt", ".xml")] or found
        if len(found) > 1:
            raise BadInput(_("Arhiva conține mai multe fișiere de hartă. Puneți câte unul într-o arhivă."), code="import.several_in_archive", field="file")
        entry = found[0]
        ending = PurePosixPath(entry.filename.lower()).suffix
        known = BY_ENDING[ending]
        budget = [MOST_INFLATED]
        target = folder / f"data{ending}"
        _inflate(archive, entry, target, budget)
        stem = entry.filename[: -len(ending)].casefold()
        there = set()
        for one in entries:
            suffix = PurePosixPath(one.filename.lower()).suffix
            if suffix in known.companions and one.filename[: -len(suffix)].casefold() == stem:
                _inflate(archive, one, folder / f"data{suffix}", budget)
                there.add(suffix)
        _check_text(target, known)
        return Prepared(folder, target.name, _by_content(target, known), tuple(one for one in known.companions if one not in there))


def _entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the files of an archive after refusing every trick: counts, sizes, paths, links, doubles, archives inside."""
    # What macOS adds to every archive is not the person's.
    entries = [entry for entry in archive.infolist() if not entry.filename.startswith("__MACOSX/") and not PurePosixPath(entry.filename).name.startswith("._")]
    if len(entries) > MOST_ENTRIES:
        raise BadInput(_("Arhiva nu se admite: are %(entries)s fișiere, cel mult %(most)s.") % {"entries": len(entries), "most": MOST_ENTRIES}, code="import.archive_entries", field="file")
    if sum(entry.file_size for entry in entries) > MOST_INFLATED:
        raise BadInput(_("Arhiva nu se admite: dezarhivată depășește %(most)s MB.") % {"most": MOST_INFLATED // MEGABYTE}, code="import.archive_size", field="file")
    seen: set[str] = set()
    kept = []
    for entry in entries:
        name = entry.filename
        parts = PurePosixPath(name).parts
        if name.startswith("/") or "\\" in name or ".." in parts or ":" in name or "\x00" in name:
            raise BadInput(_("Arhiva nu se admite: conține căi de fișier nepermise."), code="import.archive_path", field="file")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise BadInput(_("Arhiva nu se admite: conține legături simbolice."), code="import.archive_link", field="file")
        if name.casefold() in seen:
            raise BadInput(_("Arhiva nu se admite: conține de două ori același fișier."), code="import.archive_double", field="file")
        seen.add(name.casefold())
        if entry.flag_bits & 1:
            raise BadInput(_("Arhiva nu se admite: este protejată cu parolă."), code="import.archive_password", field="file")
        if PurePosixPath(name.lower()).suffix in (".zip", ".kmz", ".7z", ".rar", ".gz", ".tar"):
            raise BadInput(_("Arhiva nu se admite: conține altă arhivă."), code="import.archive_nested", field="file")
        if entry.compress_size and entry.file_size / entry.compress_size > MOST_RATIO and entry.file_size > MEGABYTE:
            raise BadInput(_("Arhiva nu se admite: un fișier se umflă de peste %(most)s de ori.") % {"most": MOST_RATIO}, code="import.archive_ratio", field="file")
        if not entry.is_dir():
            kept.append(entry)
    return kept


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, budget: list[int]) -> None:
    """Write one entry, counting what really comes out: headers lie."""
    try:
        with archive.open(entry) as source, target.open("wb") as out:
            while block := source.read(io.DEFAULT_BUFFER_SIZE * 8):
                budget[0] -= len(block)
                if budget[0] < 0:
                    raise BadInput(_("Arhiva dezarhivată depășește %(most)s MB.") % {"most": MOST_INFLATED // MEGABYTE}, code="import.archive_size", field="file")
                out.write(block)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise BadInput(_("Arhiva nu poate fi citită: este deteriorată."), code="import.bad_archive", field="file") from error
    except zlib.error as error:
        raise BadInput(_("Arhiva nu poate fi citită: este deteriorată."), code="import.bad_archive", field="file") from error


def _geodatabase(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], folder: Path) -> Prepared:
    inside = [entry for entry in entries if ".gdb/" in entry.filename.lower()]
    roots = {entry.filename[: entry.filename.lower().index(".gdb/") + 4] for entry in inside}
    if len(roots) > 1:
        raise BadInput(_("Arhiva conține mai multe baze de date. Puneți câte una într-o arhivă."), code="import.several_in_archive", field="file")
    target = folder / "data.gdb"
    target.mkdir()
    budget = [MOST_INFLATED]
    for entry in inside:
        name = PurePosixPath(entry.filename).name.lower()
        # Names of a file geodatabase: a00000001.gdbtable, gdb, timestamps. Anything else is left out.
        if name == "gdb" or name == "timestamps" or PurePosixPath(name).suffix in (".gdbtable", ".gdbtablx", ".gdbindexes", ".spx", ".atx", ".freelist"):
            _inflate(archive, entry, target / name, budget)
    return Prepared(folder, "data.gdb", BY_ENDING[".gdb"])
