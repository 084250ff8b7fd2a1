"""Whole layers as files, per version: GeoPackage in Stereo 70, GeoJSON in WGS 84. Read in batches: memory stays flat.

A version is what held at the moment it was published; later publications and edits do not change that, so a file can be made again.
"""
from __future__ import annotations

import json
import sqlite3
import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.db import connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.views.decorators.http import require_safe

from gisapp.core.throttle import throttled
from layers import crs
from layers.models import Layer, LayerVersion
from layers.ogc.items import crs84_texts, properties
from layers.ogc.queryables import attributes, label_leaves
from layers.tiles.views import audiences_of

BATCH = 2000
_ROWS = """
SELECT f.id, f.key, f.siruta, f.label, f.attrs, f.since, f.until, ST_AsBinary(f.geom) FROM layers_feature f
WHERE f.layer_id = %(layer)s AND f.since <= %(at)s AND (f.until IS NULL OR f.until > %(at)s) AND f.id > %(after)s ORDER BY f.id LIMIT %(most)s
"""
_COLUMNS = {"text": "TEXT", "choice": "TEXT", "date": "DATE", "number": "REAL", "integer": "INTEGER", "boolean": "BOOLEAN"}
_KINDS = {Layer.Geometry.POINT: "POINT", Layer.Geometry.LINE: "GEOMETRY", Layer.Geometry.POLYGON: "GEOMETRY"}


def _version(request: HttpRequest, code: str, number: int) -> LayerVersion:
    found = LayerVersion.objects.select_related("layer", "layer__authority").filter(
        layer__authority=request.authority, layer__code=code, layer__active=True, layer__audience__in=list(audiences_of(request)), number=number,
    ).exclude(published_at=None).exclude(state__in=[LayerVersion.State.DRAFT, LayerVersion.State.FAILED]).first()
    if found is None:
        raise Http404(code)
    return found


def _batches(version: LayerVersion) -> Iterator[list[tuple[Any, ...]]]:
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_ROWS, {"layer": version.layer_id, "at": version.published_at, "after": after, "most": BATCH})
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        after = rows[-1][0]


def _file_name(version: LayerVersion, ending: str) -> str:
    return f"{version.layer.authority.slug}_{version.layer.code}_v{version.number}_{version.data_date.isoformat()}.{ending}"


def _headers(response: Any, version: LayerVersion) -> Any:
    public = version.layer.audience == Layer.Audience.PUBLIC
    response["Cache-Control"] = "public, max-age=86400" if public else "private, max-age=86400"
    response["Vary"] = "Accept-Encoding" if public else "Accept-Encoding, Cookie"
    response["ETag"] = _etag(version)
    return response


def _etag(version: LayerVersion) -> str:
    return f'W/"{version.pk}-{version.number}-{version.state}"'


@require_safe
@throttled("layer_file", per_minute=30)
def geojson(request: HttpRequest, code: str, number: int) -> HttpResponse | StreamingHttpResponse:
    """Stream the version as GeoJSON (RFC 7946), feature after feature."""
    version = _version(request, code, number)
    if request.headers.get("If-None-Match") == _etag(version):
        return HttpResponseNotModified(headers={"ETag": _etag(version)})
    response = StreamingHttpResponse(_lines(version), content_type="application/geo+json")
    response["Content-Disposition"] = f'attachment; filename="{_file_name(version, "geojson")}"'
    return _headers(response, version)


def _lines(version: LayerVersion) -> Iterator[str]:
    told = {"layer": version.layer.code, "title": version.layer.title_ro, "version": version.number, "data_date": version.data_date.isoformat(), "source": version.layer.source, "licence": version.layer.licence}
    yield f'{{"type":"FeatureCollection","name":{json.dumps(version.layer.code)},"about":{json.dumps(told, ensure_ascii=False)},"features":[\n'
    first = True
    for rows in _batches(version):
        yield ("" if first else ",\n") + ",\n".join(crs84_texts(version.layer, rows))
        first = False
    yield "\n]}\n"


@require_safe
@throttled("layer_file", per_minute=30)
def geopackage(request: HttpRequest, code: str, number: int) -> HttpResponse | FileResponse:
    """Give the version as a GeoPackage 1.3 in EPSG:3844."""
    version = _version(request, code, number)
    if request.headers.get("If-None-Match") == _etag(version):
        return HttpResponseNotModified(headers={"ETag": _etag(version)})
    # The name goes at once, the file when the answer has been sent: nothing stays behind.
    with tempfile.NamedTemporaryFile(suffix=".gpkg") as made:
        _write(Path(made.name), version)
        file = Path(made.name).open("rb")  # noqa: SIM115 - FileResponse closes it
    response = FileResponse(file, as_attachment=True, filename=_file_name(version, "gpkg"), content_type="application/geopackage+sqlite3")
    return _headers(response, version)


def _write(path: Path, version: LayerVersion) -> None:
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
            ("WGS 84", 4326, "EPSG", 4326, crs.wkt_of(4326), None), ("Stereo 70", 3844, "EPSG", 3844, crs.wkt_of(3844), None),
        ])
        table = _quoted(layer.code)
        typed = ", ".join([f"{_quoted(name)} {kind}" for name, kind in [("key", "TEXT"), *([("label", "TEXT")] if label_leaves(layer) else []), ("siruta", "TEXT"), *columns, ("valid_from", "DATETIME")]])
        base.execute(f"CREATE TABLE {table} (fid INTEGER PRIMARY KEY, geom {_KINDS[Layer.Geometry(layer.geometry)]}, {typed})")
        insert = f"INSERT INTO {table} (fid, geom, {', '.join(map(_quoted, names))}) VALUES (?, ?{', ?' * len(names)})"  # noqa: S608 - quoted names
        box = [np.inf, np.inf, -np.inf, -np.inf]
        for batch in _batches(version):
            shapes = shapely.from_wkb(np.array([bytes(row[7]) for row in batch], dtype=object))
            bounds = shapely.total_bounds(shapes)
            box = [min(box[0], bounds[0]), min(box[1], bounds[1]), max(box[2], bounds[2]), max(box[3], bounds[3])]
            head = struct.pack("<2sBBi", b"GP", 0, 1, 3844)
            base.executemany(insert, [(row[0], head + bytes(row[7]), *_values(layer, row, names)) for row in batch])
        extent = [float(one) if np.isfinite(one) else None for one in box]
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, min_x, min_y, max_x, max_y, srs_id) VALUES (?, 'features', ?, ?, ?, ?, ?, ?, 3844)",
            [layer.code, layer.title_ro, f"{layer.source} · {layer.licence} · v{version.number}, {version.data_date.isoformat()}", *extent],
        )
        base.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, 3844, 0, 0)", [layer.code, _KINDS[Layer.Geometry(layer.geometry)]])
        base.commit()
    finally:
        base.close()


def _values(layer: Layer, row: tuple[Any, ...], names: list[str]) -> list[Any]:
    told = properties(layer, row)
    return [value if isinstance(value := told.get(name), int | float | str) or value is None else json.dumps(value, ensure_ascii=False) for name in names]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


_TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name), CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
"""
