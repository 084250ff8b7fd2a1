"""A version of a layer as a GeoPackage 1.3 in EPSG:3844, with a spatial index. Read in batches: memory stays flat.

Small layers are written while the person waits; a large one (all parcels of a city) in a job, with progress, into
FILES_ROOT/layer_files. A file is that of its version for ever, so it may be thrown away and made again.
"""
from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import struct
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from gisapp.core import clock, jobs
from layers import crs
from layers.models import Layer, LayerVersion
from layers.ogc.items import properties
from layers.ogc.queryables import attributes, label_leaves

BATCH = 2000
# Above this many features nobody waits at the page for the file.
AT_ONCE = 20_000
JOB = "layers.prepare_file"
HOUR, KEPT_DAYS = 3600, 7
_ROWS = """
SELECT f.id, f.key, f.siruta, f.label, f.attrs, f.since, f.until, ST_AsBinary(f.geom) FROM layers_feature f
WHERE f.layer_id = %(layer)s AND f.since <= %(at)s AND (f.until IS NULL OR f.until > %(at)s) AND f.id > %(after)s ORDER BY f.id LIMIT %(most)s
"""
_COLUMNS = {"text": "TEXT", "choice": "TEXT", "date": "DATE", "number": "REAL", "integer": "INTEGER", "boolean": "BOOLEAN"}
_KINDS = {Layer.Geometry.POINT: "POINT", Layer.Geometry.LINE: "GEOMETRY", Layer.Geometry.POLYGON: "GEOMETRY"}


def batches(version: LayerVersion) -> Iterator[list[tuple[Any, ...]]]:
    """Return the rows of a version, some thousands at a time."""
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_ROWS, {"layer": version.layer_id, "at": version.published_at, "after": after, "most": BATCH})
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        after = rows[-1][0]


def prepared(version: LayerVersion) -> Path | None:
    """Return the file of a large version where it was made already."""
    path = _kept(version)
    return path if path.is_file() else None


def ask_for(version: LayerVersion) -> tuple[int, int]:
    """Have the file of a large version made; return how many features are written and how many there are."""
    key = f"layer-file:{version.pk}"
    # The key falls away by itself: a worker that was killed does not keep the file from being asked for again.
    if cache.add(key, 0, HOUR):
        jobs.enqueue(JOB, version=version.pk)
    return int(cache.get(key) or 0), version.feature_count


@jobs.job(JOB)
def prepare_file(*, version: int) -> None:
    """Make the file of a version; nobody sees it before it is whole."""
    row = LayerVersion.objects.select_related("layer", "layer__authority").get(pk=version)
    key, path = f"layer-file:{row.pk}", _kept(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    _throw_old_away(path.parent)
    if not path.is_file():
        handle, made = tempfile.mkstemp(suffix=".part", dir=path.parent)
        os.close(handle)
        try:
            write(Path(made), row, lambda number: cache.set(key, number, HOUR))
            Path(made).replace(path)
        finally:
            Path(made).unlink(missing_ok=True)
    cache.delete(key)


def _kept(version: LayerVersion) -> Path:
    return Path(settings.FILES_ROOT) / "layer_files" / f"{version.pk}.gpkg"


def _throw_old_away(folder: Path) -> None:
    oldest = clock.now().timestamp() - KEPT_DAYS * 86_400
    for path in folder.iterdir():
        # Somebody else may have thrown it away meanwhile.
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < oldest:
                path.unlink()


def write(path: Path, version: LayerVersion, progress: Callable[[int], None] | None = None) -> None:
    """Write a version into an empty file."""
    layer = version.layer
    rows = attributes(layer)
    taken = {"fid", "geom", "key", "label", "siruta", "valid_from", "valid_to"}
    columns = [(row["name"], _COLUMNS.get(row.get("type", "text"), "TEXT")) for row in rows if row["name"] not in taken]
    names = ["key", *(["label"] if label_leaves(layer) else []), "siruta", *[name for name, _type in columns], "valid_from"]
    base = sqlite3.connect(path)
    try:
        base.executescript("PRAGMA application_id = 0x47504B47; PRAGMA user_version = 10300; PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF;")
        base.executescript(_TABLES)
        base.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", [
            ("Undefined cartesian", -1, "NONE", -1, "undefined", None), ("Undefined geographic", 0, "NONE", 0, "undefined", None),
            ("WGS 84", 4326, "EPSG", 4326, crs.wkt_of(4326), None), (crs.name_of("3844"), 3844, "EPSG", 3844, crs.wkt_of(3844), None),
        ])
        table = _quoted(layer.code)
        typed = ", ".join([f"{_quoted(name)} {kind}" for name, kind in [("key", "TEXT"), *([("label", "TEXT")] if label_leaves(layer) else []), ("siruta", "TEXT"), *columns, ("valid_from", "DATETIME")]])
        base.execute(f"CREATE TABLE {table} (fid INTEGER PRIMARY KEY, geom {_KINDS[Layer.Geometry(layer.geometry)]}, {typed})")
        insert = f"INSERT INTO {table} (fid, geom, {', '.join(map(_quoted, names))}) VALUES (?, ?{', ?' * len(names)})"  # noqa: S608 - quoted names
        base.execute(f"CREATE VIRTUAL TABLE {_quoted('rtree_' + layer.code + '_geom')} USING rtree(id, minx, maxx, miny, maxy)")
        index = f"INSERT INTO {_quoted('rtree_' + layer.code + '_geom')} VALUES (?, ?, ?, ?, ?)"  # noqa: S608 - quoted name
        done, box = 0, [np.inf, np.inf, -np.inf, -np.inf]
        for batch in batches(version):
            shapes = shapely.from_wkb(np.array([bytes(row[7]) for row in batch], dtype=object))
            bounds = shapely.total_bounds(shapes)
            box = [min(box[0], bounds[0]), min(box[1], bounds[1]), max(box[2], bounds[2]), max(box[3], bounds[3])]
            head = struct.pack("<2sBBi", b"GP", 0, 1, 3844)
            base.executemany(insert, [(row[0], head + bytes(row[7]), *_values(layer, row, names)) for row in batch])
            base.executemany(index, [(row[0], x1, x2, y1, y2) for row, (x1, y1, x2, y2) in zip(batch, shapely.bounds(shapes).tolist(), strict=True)])
            done += len(batch)
            if progress is not None:
                progress(done)
        extent = [float(one) if np.isfinite(one) else None for one in box]
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, min_x, min_y, max_x, max_y, srs_id) VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?, 3844)",
            [layer.code, layer.title_ro, f"{layer.source} · {layer.licence} · v{version.number}, {version.data_date.isoformat()}", f"{version.published_at:%Y-%m-%dT%H:%M:%S.000Z}", *extent],
        )
        base.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, 3844, 0, 0)", [layer.code, _KINDS[Layer.Geometry(layer.geometry)]])
        base.execute("INSERT INTO gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')", [layer.code])
        for sentence in _KEEP_INDEX:
            base.execute(sentence.format(t=layer.code, box=_BOX))
        base.commit()
    finally:
        base.close()


def _values(layer: Layer, row: tuple[Any, ...], names: list[str]) -> list[Any]:
    told = properties(layer, row)
    return [value if isinstance(value := told.get(name), int | float | str) or value is None else json.dumps(value, ensure_ascii=False) for name in names]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


_TABLES = """
CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name), CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
"""
# The triggers of the standard (extension gpkg_rtree_index): the index stays right when somebody edits the file. Codes of layers are a-z, 0-9 and _.
_BOX = "ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)"
_KEEP_INDEX = (
    'CREATE TRIGGER "rtree_{t}_geom_insert" AFTER INSERT ON "{t}" WHEN (NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN INSERT OR REPLACE INTO "rtree_{t}_geom" VALUES (NEW.fid, {box}); END',
    'CREATE TRIGGER "rtree_{t}_geom_update1" AFTER UPDATE OF geom ON "{t}" WHEN OLD.fid = NEW.fid AND (NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN INSERT OR REPLACE INTO "rtree_{t}_geom" VALUES (NEW.fid, {box}); END',
    'CREATE TRIGGER "rtree_{t}_geom_update2" AFTER UPDATE OF geom ON "{t}" WHEN OLD.fid = NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM "rtree_{t}_geom" WHERE id = OLD.fid; END',
    'CREATE TRIGGER "rtree_{t}_geom_update3" AFTER UPDATE ON "{t}" WHEN OLD.fid != NEW.fid AND (NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM "rtree_{t}_geom" WHERE id = OLD.fid; INSERT OR REPLACE INTO "rtree_{t}_geom" VALUES (NEW.fid, {box}); END',
    'CREATE TRIGGER "rtree_{t}_geom_update4" AFTER UPDATE ON "{t}" WHEN OLD.fid != NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM "rtree_{t}_geom" WHERE id IN (OLD.fid, NEW.fid); END',
    'CREATE TRIGGER "rtree_{t}_geom_delete" AFTER DELETE ON "{t}" WHEN OLD.geom NOT NULL BEGIN DELETE FROM "rtree_{t}_geom" WHERE id = OLD.fid; END',
)
