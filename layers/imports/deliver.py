"""From a file to a staged delivery: checks, sandbox, coordinates, staging. One path for the command and for the pages."""
from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import shapely
from django.db import DataError
from django.utils.translation import gettext as _

from gisapp.core.errors import BadInput
from layers import crs
from layers.imports.axes import Verdict, judge_axes
from layers.imports.csv_text import normalise
from layers.imports.encoding import Guess, guess, text_of, unsure
from layers.imports.formats import Prepared, prepared
from layers.imports.sandbox import Limits, Reading, read_in_sandbox
from layers.imports.staging import stage_lines
from layers.models import Delivery, Layer

# What values made to break the reader raise: the person is told to export again.
BAD_VALUES = (DataError, shapely.errors.ShapelyError, UnicodeError, ValueError, OverflowError)
BATCH = 2000
# Larger tables go to GDAL as they are: memory stays flat.
MOST_TABLE_BYTES = 64 * 1024 * 1024
# The share of features outside Romania from which the coordinate system is doubted.
MOSTLY = 0.9
# Drivers that take the encoding themselves; the text of the others is recoded before.
ENCODING_OPTION = {"ESRI Shapefile", "MapInfo File"}


@dataclass(frozen=True, slots=True)
class Mapping:
    """How the fields of a file become a layer: source fields for key, SIRUTA, label and attributes, constants, renamed values."""

    key: str = ""
    siruta: str = ""
    label: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    constants: dict[str, Any] = field(default_factory=dict)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)


def deliver_file(
    delivery: Delivery, source: Path, *, name: str, mapping: Mapping, source_layer: str = "", crs_text: str = "", encoding: str = "",
    axes: str = "check", limits: Limits | None = None, progress: Callable[[int], None] | None = None,
) -> Delivery:
    """Read a file into the delivery. Raises BadInput with a sentence; then nothing is staged.

    `crs_text` (EPSG number or WKT) is used where the file does not say its own, and wins where it does. `axes` is check,
    as_given or swapped: a check that finds them exchanged leaves the delivery asking, it never mends in silence.
    """
    layer = delivery.layer
    with prepared(source, name) as ready:
        options = list(ready.format.options)
        if not encoding and (told := read_encoding(ready)) is not None:
            delivery.report = {**delivery.report, "encoding": {"guessed": told.encoding, "words": list(told.words), "others": [[name, list(some)] for name, some in told.others]}}
            if not told.sure:
                delivery.state, delivery.question = Delivery.State.ASKING, {"kind": "encoding"}
                delivery.save(update_fields=["state", "question", "report"])
                raise unsure(told)
            encoding = told.encoding
        if encoding:
            options += recode(ready, encoding)
        unnamed = tidy(ready)
        asked = {
            "path": f"/in/{ready.path}", "driver": ready.format.driver, "options": options, "layer": source_layer, "first": False,
            "key": mapping.key, "key_guess": [layer.key_attribute] if layer.key_attribute else [], "siruta": mapping.siruta,
            "label": mapping.label or "", "fields": mapping.fields, "values": mapping.values,
            "constants": {**_defaults(layer), **mapping.constants}, "auto": [row["name"] for row in layer.attribute_schema],
        }
        with read_in_sandbox(ready.folder, asked, limits or Limits()) as reading:
            source_crs = _crs_of(reading, crs_text)
            delivery.driver, delivery.source_layer, delivery.crs, delivery.encoding = ready.format.driver, reading.layer[:120], source_crs[:40], encoding
            delivery.field_map = {"key": mapping.key, "siruta": mapping.siruta, "label": mapping.label, "fields": mapping.fields, "constants": mapping.constants, "values": mapping.values}
            delivery.report = {**delivery.report, "file_layers": reading.layers[:50], "file_fields": reading.fields[:200], "missing_companions": list(ready.missing)}
            lines = reading.lines
            if progress is not None:
                lines = _telling(lines, progress)
            if source_crs not in map(str, crs.STEREO70_ALIASES) or axes == "swapped":
                lines = _transformed(lines, source_crs, axes == "swapped")
            stage_lines(delivery, lines)
    if axes != "as_given":
        _check_place(delivery, source_crs)
    if axes == "check" and delivery.staged_count:
        verdict = judge_axes(delivery, source_crs)
        if verdict.swapped is None and unnamed is False:
            # The columns say which is east and which is north.
            verdict = Verdict(False, "names")
        delivery.report = {**delivery.report, "axes": {"swapped": verdict.swapped, "witness": verdict.witness, "as_given": verdict.as_given, "mirrored": verdict.mirrored}}
        if verdict.witness == "both" and unnamed:
            delivery.state, delivery.question = Delivery.State.ASKING, {"kind": "axes", "witness": "names"}
            delivery.save(update_fields=["state", "question", "report"])
            raise BadInput(
                _("Coloanele se numesc numai X și Y: topografii scriu X pentru nord, programele de hartă pentru est, iar aici cele două nu se pot deosebi. Spuneți dacă axele sunt inversate (X = nord)."),
                code="import.axes", field="axes",
            )
        if verdict.swapped:
            delivery.state, delivery.question = Delivery.State.ASKING, {"kind": "axes", "witness": verdict.witness}
            delivery.save(update_fields=["state", "question", "report"])
            raise BadInput(
                _("Estul și nordul par inversate: comparate cu ce știe primăria, datele se potrivesc numai dacă axele se schimbă între ele. Verificați fișierul și spuneți dacă axele sunt inversate."),
                code="import.axes", field="axes",
            )
    delivery.state, delivery.question = Delivery.State.COMPARED, None
    delivery.save(update_fields=["state", "question", "report"])
    return delivery


def _check_place(delivery: Delivery, source_crs: str) -> None:
    """Stop where nearly all coordinates fall outside Romania: the system or the axes are wrong then, not the features."""
    reasons = delivery.report.get("rejected", {})
    outside = reasons.get("outside_stereo70", 0) + reasons.get("coordinates_outside", 0)
    if not outside or outside < MOSTLY * (delivery.read_count - reasons.get("no_geometry", 0)):
        return
    delivery.state, delivery.question = Delivery.State.ASKING, {"kind": "axes", "witness": "range"}
    delivery.save(update_fields=["state", "question"])
    raise BadInput(
        _("Aproape toate coordonatele (%(outside)s din %(read)s) cad în afara României dacă sunt citite în %(crs)s: sistemul de coordonate este altul sau axele sunt inversate. Spuneți care dintre ele.")
        % {"outside": outside, "read": delivery.read_count, "crs": crs.name_of(source_crs)},
        code="import.outside", field="crs",
    )


def _defaults(layer: Layer) -> dict[str, Any]:
    return {row["name"]: row["default"] for row in layer.attribute_schema if row.get("default") is not None}


def _crs_of(reading: Reading, given: str) -> str:
    text = given or reading.crs
    if not text:
        raise BadInput(
            _("Fișierul nu spune în ce sistem de coordonate este. Alegeți sistemul: 3844 (Stereo 70) sau 4326 (WGS 84)."), code="import.crs_missing", field="crs"
        )
    return crs.identify(text)


def read_encoding(ready: Prepared) -> Guess | None:
    """Return the encoding found in the text of a file that does not say its own; None where it does, or all is ASCII."""
    raw = text_of(ready)
    return guess(raw) if raw else None


def recode(ready: Prepared, encoding: str) -> list[str]:
    """Tell the driver the encoding, or turn the text into UTF-8 where the driver takes nothing else."""
    try:
        "".encode(encoding)
    except LookupError as error:
        raise BadInput(_("Codificarea textului nu este cunoscută. Încercați cp1250, iso-8859-2, iso-8859-16, cp852 sau utf-8."), code="import.encoding", field="encoding") from error
    if ready.format.driver in ENCODING_OPTION:
        return [f"ENCODING={encoding.upper()}"]
    if ready.format.driver in ("CSV", "GeoJSON", "DXF"):
        path = ready.folder / ready.path
        if encoding.lower().replace("_", "-") in ("utf-8", "utf8"):
            return []
        try:
            text = path.read_bytes().decode(encoding)
        except UnicodeDecodeError as error:
            raise BadInput(_("Textul fișierului nu este în codificarea aleasă."), code="import.encoding", field="encoding") from error
        # The file may be a hard link to the original, which must not change.
        path.unlink()
        path.write_text(text, encoding="utf-8", newline="")
    return []


def tidy(ready: Prepared) -> bool | None:
    """Rewrite a table of coordinates as GDAL reads it; return whether its columns are only called x and y in metres, None where it has none."""
    if ready.format.driver != "CSV":
        return None
    path = ready.folder / ready.path
    if path.stat().st_size > MOST_TABLE_BYTES:
        return None
    found = normalise(path.read_bytes().decode("utf-8", "replace"))
    if found is None:
        return None
    # The file may be a hard link to the original, which must not change.
    path.unlink()
    path.write_text(found[0], encoding="utf-8", newline="")
    return found[1]


def _telling(lines: Iterator[bytes], progress: Callable[[int], None]) -> Iterator[bytes]:
    for number, line in enumerate(lines, start=1):
        if number % 10_000 == 0:
            progress(number)
        yield line


def _transformed(lines: Iterator[bytes], source: str, swap: bool) -> Iterator[bytes]:
    """Bring the geometry of each line to EPSG:3844, in batches so that memory stays flat."""
    while batch := list(islice(lines, BATCH)):
        parts = [line.rstrip(b"\n").split(b"\t") for line in batch]
        shapes = shapely.from_wkb([None if part[5] == b"\\N" else bytes.fromhex(part[5].decode()) for part in parts], on_invalid="fix")
        for place, part in enumerate(parts):
            shape = shapes[place]
            if shape is None:
                yield b"\t".join(part) + b"\n"
                continue
            try:
                if swap:
                    shape = shapely.transform(shape, lambda points: points[:, ::-1])
                moved = crs.to_stereo70_shape(shape, source)
                part[5] = shapely.to_wkb(moved, hex=True).encode()
            except BadInput:
                part[5], part[6] = b"\\N", b"coordinates_outside"
            yield b"\t".join(part) + b"\n"


def _axes_of(delivery: Delivery) -> dict[str, Any]:
    """Say whether the order of the axes could be checked, and by what (keys, limit, streets): `verified` is null where nothing could tell."""
    told = delivery.report.get("axes") or {}
    return {"verified": None if told.get("swapped") is None else not told["swapped"], "witness": told.get("witness", "none"), "confirmed": bool(told.get("confirmed"))}


def summary(delivery: Delivery) -> dict[str, Any]:
    """Return what a delivery came to, as plain JSON: the command prints it and the page shows it."""
    return json.loads(json.dumps({
        "delivery": delivery.pk, "layer": delivery.layer.code, "state": delivery.state, "file": delivery.file_name, "driver": delivery.driver,
        "source_layer": delivery.source_layer, "crs": delivery.crs, "crs_name": crs.name_of(delivery.crs) if delivery.crs else "", "data_date": delivery.data_date,
        "read": delivery.read_count, "stored": delivery.staged_count, "listed": delivery.report.get("rejected_count", 0), "rejected": delivery.report.get("rejected", {}),
        "repaired": delivery.repaired_count, "keys_twice": delivery.report.get("keys_twice", 0), "missing_companions": delivery.report.get("missing_companions", []),
        "axes": _axes_of(delivery),
        "touched": delivery.report.get("touched"), "version": delivery.version.number if delivery.version else None, "changes": delivery.version.counts if delivery.version else delivery.report.get("changes"),
    }, default=str))
