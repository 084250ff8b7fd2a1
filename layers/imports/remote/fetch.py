"""From an address to a file that goes through the same reader as any upload."""
from __future__ import annotations

import json
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from layers.imports.remote.caller import Caller, check_address
from layers.imports.remote.features_api import collection_items
from layers.imports.remote.wfs import type_features


@dataclass(frozen=True, slots=True)
class Fetched:
    """The content of a file and its name, by whose end the reader is chosen."""

    name: str
    content: bytes


def fetch_service(url: str, layer: str = "", *, caller: Caller | None = None) -> Fetched:
    """Fetch all features of one layer of a service: WFS where the address says so, else OGC API Features. Raises Refused with a sentence.

    Nothing is opened here but JSON and XML without definitions; GDAL reads the result in the sandbox, as any file.
    """
    check_address(url)
    caller = caller or Caller()
    parts = urlsplit(url)
    host = re.sub(r"[^a-z0-9.-]", "", (parts.hostname or "").lower())[:60]
    if is_wfs(url):
        kind, told = type_features(caller, url, layer)
        content = told if isinstance(told, bytes) else _written(told)
        return Fetched(f"{host}-wfs.{kind}", content)
    return Fetched(f"{host}-ogc.geojson", _written({"type": "FeatureCollection", "features": collection_items(caller, url, layer)}))


def is_wfs(url: str) -> bool:
    """Say whether an address is one of WFS."""
    parts = urlsplit(url)
    said = {name.lower(): value.lower() for name, value in parse_qsl(parts.query)}
    return said.get("service") == "wfs" or parts.path.rstrip("/").lower().endswith(("/wfs", "/ows"))


def _written(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
