"""Brings rows into the database: COPY, then repair, check and fingerprint in one statement. Nothing disappears unlisted."""
from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, DataError, InternalError, connection, transaction
from django.utils.translation import gettext as _

from gisapp.core.errors import BadInput, Refused
from layers import crs
from layers.models import Delivery, Layer

# Ends of an outline this near, in metres, were meant to be one point.
CLOSING_GAP_M = 0.01
DIMENSIONS = {Layer.Geometry.POINT: 0, Layer.Geometry.LINE: 1, Layer.Geometry.POLYGON: 2}


@dataclass(frozen=True, slots=True)
class Row:
    """One feature to store. `geom` is hex EWKB or WKB in EPSG:3844, '' where the file has none; `problem` rejects it at once."""

    key: str
    label: str
    attrs: dict[str, Any]
    geom: str
    siruta: str = ""
    problem: str = ""


_COLUMNS = "position int, key text, siruta text, label text, attrs jsonb, geom geometry, problem text"

# ST_MakeValid keeps all corners; the extract keeps the parts of the layer's own dimension. Only what had to be changed
# keeps its original. The curve and Z are dropped before, quietly: the product is two-dimensional.
_PREPARE = """
CREATE TEMP TABLE prepared ON COMMIT DROP AS
SELECT r.position, r.key, r.siruta, r.label, r.attrs, r.problem, r.flat AS original, m.geom,
       CASE WHEN c.closed THEN 'closed_line' WHEN NOT v.valid THEN coalesce(left(ST_IsValidReason(c.shape), 100), 'invalid') ELSE '' END AS repaired
FROM (
    SELECT position, left(key, 120) AS key, left(siruta, 6) AS siruta, left(label, 200) AS label, attrs, problem,
           ST_SetSRID(ST_Force2D(CASE WHEN ST_HasArc(geom) THEN ST_CurveToLine(geom) ELSE geom END), 3844) AS flat
    FROM incoming
) r
-- CAD draws areas as closed lines; ends within a centimetre were meant to meet. Open lines stay lines: whose area they bound is not ours to guess.
CROSS JOIN LATERAL (SELECT coalesce(%(dimension)s = 2 AND ST_GeometryType(r.flat) = 'ST_LineString' AND ST_NPoints(r.flat) > 3 AND ST_Distance(ST_StartPoint(r.flat), ST_EndPoint(r.flat)) <= %(gap)s, false) AS closed OFFSET 0) k
CROSS JOIN LATERAL (SELECT k.closed, CASE WHEN k.closed THEN ST_MakePolygon(CASE WHEN ST_IsClosed(r.flat) THEN r.flat ELSE ST_AddPoint(r.flat, ST_StartPoint(r.flat)) END) ELSE r.flat END AS shape OFFSET 0) c
CROSS JOIN LATERAL (SELECT coalesce(ST_IsValid(c.shape), true) AS valid OFFSET 0) v
CROSS JOIN LATERAL (
    SELECT CASE WHEN v.valid AND ST_GeometryType(c.shape) <> 'ST_GeometryCollection' THEN c.shape
                ELSE ST_CollectionExtract(CASE WHEN v.valid THEN c.shape ELSE ST_MakeValid(c.shape) END, %(kind)s) END AS geom OFFSET 0
) m
"""

# Reasons in the order in which they are looked for; the first that holds rejects.
_REASON = """
CASE WHEN problem <> '' THEN problem
     WHEN original IS NULL THEN 'no_geometry'
     WHEN ST_IsEmpty(original) THEN 'empty_geometry'
     WHEN %(dimension)s = 2 AND repaired <> 'closed_line' AND ST_Dimension(original) = 1 AND ST_GeometryType(original) <> 'ST_GeometryCollection' THEN 'open_line'
     WHEN ST_Dimension(original) <> %(dimension)s AND repaired <> 'closed_line' AND ST_GeometryType(original) <> 'ST_GeometryCollection' THEN 'wrong_kind'
     WHEN geom IS NULL OR ST_IsEmpty(geom) OR ST_Dimension(geom) <> %(dimension)s THEN 'nothing_left_after_repair'
     WHEN %(dimension)s = 2 AND ST_Area(geom) <= 0 THEN 'no_area'
     WHEN %(dimension)s = 1 AND ST_Length(geom) <= 0 THEN 'no_length'
     WHEN NOT (ST_XMin(geom) >= %(e0)s AND ST_XMax(geom) <= %(e1)s AND ST_YMin(geom) >= %(n0)s AND ST_YMax(geom) <= %(n1)s) THEN 'outside_stereo70'
     WHEN again > 1 THEN 'identical_twice'
END
"""

_SORT = f"""
CREATE TEMP TABLE sorted ON COMMIT DROP AS
SELECT s.*, {_REASON} AS reason FROM (
    SELECT p.*, row_number() OVER (PARTITION BY key, siruta, fingerprint ORDER BY position) AS again
    FROM (SELECT *, md5(coalesce(ST_AsBinary(geom), ''::bytea) || convert_to(attrs::text || label, 'UTF8')) AS fingerprint FROM prepared) p
) s
"""  # noqa: S608 - constants

_STAGE = """
INSERT INTO layers_stagedfeature (delivery_id, position, key, siruta, label, attrs, geom, original, repaired, fingerprint)
SELECT %(delivery)s, position, key, siruta, label, attrs, geom, CASE WHEN repaired <> '' THEN original END, repaired, fingerprint
FROM sorted WHERE reason IS NULL
"""
_REJECT = """
INSERT INTO layers_rejectedfeature (delivery_id, position, key, reason, detail, geom)
SELECT %(delivery)s, position, key, reason, left(repaired, 300), original FROM sorted WHERE reason IS NOT NULL
"""
# The same number for different land: stored, and listed for the keeper.
_TWICE = """
SELECT key, siruta, count(*) FROM layers_stagedfeature WHERE delivery_id = %(delivery)s AND key <> ''
GROUP BY key, siruta HAVING count(*) > 1 ORDER BY key, siruta
"""


class _CopyText:
    """A file-like object over rows, for COPY: memory stays flat whatever the size of the delivery."""

    def __init__(self, rows: Iterable[Row], layer: Layer) -> None:
        self._lines = self._format(rows, {a["name"]: a["default"] for a in layer.attribute_schema if a.get("default") is not None})
        self._rest = ""
        self.count = 0

    def _format(self, rows: Iterable[Row], defaults: dict[str, Any]) -> Iterator[str]:
        for row in rows:
            attrs = {**row.attrs, **{name: value for name, value in defaults.items() if row.attrs.get(name) is None}} if defaults else row.attrs
            text = json.dumps(attrs, ensure_ascii=False, allow_nan=False, sort_keys=True, default=str)
            parts = (str(self.count), escape(row.key), escape(row.siruta), escape(row.label), escape(text), row.geom or "\\N", escape(row.problem))
            self.count += 1
            yield "\t".join(parts) + "\n"

    def read(self, size: int = 65536) -> str:
        parts, length = [self._rest], len(self._rest)
        while length < size:
            line = next(self._lines, None)
            if line is None:
                break
            parts.append(line)
            length += len(line)
        text = "".join(parts)
        self._rest = text[size:]
        return text[:size]


def escape(text: str) -> str:
    """Return the text as COPY's text format wants it. NUL cannot be stored and goes."""
    if "\\" in text or "\n" in text or "\t" in text or "\r" in text or "\x00" in text or "\\u0000" in text:
        text = text.replace("\\u0000", "").replace("\x00", "").replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return text


class _CopyLines:
    """A file-like object over lines that are in COPY's format already."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self._rest = b""
        self.count = 0
        self.refusal: Refused | None = None

    def read(self, size: int = 65536) -> bytes:
        parts, length = [self._rest], len(self._rest)
        while length < size:
            try:
                line = next(self._lines, None)
            except Refused as refusal:
                # Trap: psycopg2 turns what read() raises into a cancelled query; the reason is kept for the person.
                self.refusal = refusal
                raise
            if line is None:
                break
            self.count += 1
            parts.append(line)
            length += len(line)
        text = b"".join(parts)
        self._rest = text[size:]
        return text[:size]


def stage(delivery: Delivery, rows: Iterable[Row]) -> Delivery:
    """Stage rows of our own programs."""
    return _stage(delivery, _CopyText(rows, delivery.layer))


def stage_lines(delivery: Delivery, lines: Iterable[bytes]) -> Delivery:
    """Stage lines of the sandboxed reader (position, key, siruta, label, attributes, WKB in hex of EPSG:3844, problem)."""
    source = _CopyLines(lines)
    try:
        return _stage(delivery, source)
    except DatabaseError as error:
        if source.refusal is not None:
            raise source.refusal from None
        if not isinstance(error, DataError | InternalError):
            raise
        # The reader checks what it writes; a line that COPY cannot take comes from a file made to break it.
        raise BadInput(_("Fișierul conține valori care nu pot fi păstrate."), code="import.values", field="file") from error


@transaction.atomic
def _stage(delivery: Delivery, source: _CopyText | _CopyLines) -> Delivery:
    """Read all rows into the delivery: repaired where that is safe, rejected with a reason, counted.

    The invariant read = staged + rejected is checked before the transaction ends.
    """
    layer = delivery.layer
    dimension = DIMENSIONS[Layer.Geometry(layer.geometry)]
    values = {
        "delivery": delivery.pk, "dimension": dimension, "kind": dimension + 1, "gap": CLOSING_GAP_M,
        "e0": crs.E_RANGE[0], "e1": crs.E_RANGE[1], "n0": crs.N_RANGE[0], "n1": crs.N_RANGE[1],
    }
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM layers_stagedfeature WHERE delivery_id = %s", [delivery.pk])
        cursor.execute("DELETE FROM layers_rejectedfeature WHERE delivery_id = %s", [delivery.pk])
        cursor.execute(f"CREATE TEMP TABLE incoming ({_COLUMNS}) ON COMMIT DROP")
        with connection.wrap_database_errors:
            cursor.copy_expert("COPY incoming FROM STDIN", source, 1 << 18)
        cursor.execute(_PREPARE, values)
        cursor.execute(_SORT, values)
        cursor.execute(_STAGE, values)
        staged = cursor.rowcount
        cursor.execute(_REJECT, values)
        rejected = cursor.rowcount
        if staged + rejected != source.count:
            raise AssertionError(f"{source.count} rows read, {staged} staged, {rejected} rejected")
        cursor.execute("SELECT count(*) FROM layers_stagedfeature WHERE delivery_id = %(delivery)s AND repaired <> ''", values)
        repaired = cursor.fetchone()[0]
        cursor.execute(_TWICE, values)
        twice = cursor.fetchall()
        cursor.execute("SELECT reason, count(*) FROM layers_rejectedfeature WHERE delivery_id = %(delivery)s GROUP BY reason", values)
        reasons = dict(cursor.fetchall())
        cursor.execute("DROP TABLE incoming, prepared, sorted")
    if source.count == 0 and delivery.file_name:
        raise BadInput(_("Fișierul nu conține niciun element."), code="nothing_in_file")
    delivery.read_count, delivery.staged_count, delivery.repaired_count = source.count, staged, repaired
    delivery.report = {
        **delivery.report, "rejected": reasons, "rejected_count": rejected, "repaired": repaired,
        "keys_twice": len(twice), "keys_twice_list": [{"key": key, "siruta": siruta, "count": count} for key, siruta, count in twice[:500]],
    }
    delivery.progress = 1.0
    delivery.save()
    return delivery
