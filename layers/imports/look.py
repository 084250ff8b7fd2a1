"""What is in a file, before it is read: layers, coordinate system, fields, a few values of each."""
from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from layers.imports.deliver import read_encoding, recode, tidy
from layers.imports.formats import prepared
from layers.imports.sandbox import Limits, read_in_sandbox

SAMPLES = 4


@dataclass(frozen=True, slots=True)
class Look:
    """`layers` are rows of name, count and kind; `values` some values of each field."""

    layer: str
    layers: tuple[dict[str, Any], ...]
    crs: str
    fields: tuple[str, ...]
    values: dict[str, tuple[str, ...]]

    @property
    def choices(self) -> tuple[dict[str, Any], ...]:
        """The layers that hold something."""
        return tuple(row for row in self.layers if row["count"] != 0) or self.layers[:1]

    def as_json(self) -> dict[str, Any]:
        """Return it for the delivery's question."""
        return {"layer": self.layer, "layers": list(self.layers)[:50], "crs": self.crs[:500], "fields": list(self.fields)[:200], "values": {name: list(some) for name, some in self.values.items()}}


def look_into(source: Path, name: str, *, source_layer: str = "", encoding: str = "", values: bool = False) -> Look:
    """Open the file in the sandbox and say what it holds; with `values`, some values of each field too. Raises BadInput with a sentence."""
    with prepared(source, name) as ready:
        found = encoding or (told.encoding if (told := read_encoding(ready)) else "")
        options = list(ready.format.options) + (recode(ready, found) if found else [])
        tidy(ready)
        asked: dict[str, Any] = {
            "path": f"/in/{ready.path}", "driver": ready.format.driver, "options": options, "layer": source_layer, "first": True, "key": "", "siruta": "", "label": "",
            "fields": {}, "values": {}, "constants": {},
        }
        with read_in_sandbox(ready.folder, asked, Limits()) as reading:
            head = reading.layer, tuple(reading.layers), reading.crs, tuple(reading.fields)
        found_values: dict[str, list[str]] = {one: [] for one in head[3]}
        if values and head[3]:
            with read_in_sandbox(ready.folder, {**asked, "layer": head[0], "fields": {one: one for one in head[3]}}, Limits()) as reading:
                for line in islice(reading.lines, SAMPLES):
                    told_values = json.loads(_plain(line.split(b"\t")[4].decode()))
                    for one, value in told_values.items():
                        found_values.setdefault(one, []).append(str(value)[:40])
    return Look(*head, {one: tuple(dict.fromkeys(some)) for one, some in found_values.items()})


def _plain(text: str) -> str:
    """Undo COPY's escapes."""
    marks = {"n": "\n", "t": "\t", "r": "\r"}
    parts = text.split("\\\\")
    for mark, letter in marks.items():
        parts = [part.replace("\\" + mark, letter) for part in parts]
    return "\\".join(parts)
