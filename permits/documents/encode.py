"""Fields to the JSON that a Typst template reads. Data only: nothing of it is ever Typst source."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any

from permits.documents.typography import long_date, polish, short_date

Json = Any


@lru_cache(maxsize=256)
def _plan(kind: type) -> tuple[tuple[str, bool], ...]:
    """Field names of a dataclass with whether the text is taken as it is (SVG, URLs, codes)."""
    raw: frozenset[str] = getattr(kind, "RAW", frozenset())
    return tuple((each.name, each.name in raw) for each in fields(kind))


def encode(value: object) -> Json:
    """Dates become ``{iso, long, short}``, decimals text, dataclasses objects (with ``kind`` where set)."""
    if isinstance(value, str):
        return polish(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, date):
        return {"iso": value.isoformat(), "long": long_date(value), "short": short_date(value)}
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Enum):
        return encode(value.value)
    if isinstance(value, tuple | list):
        return [encode(each) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        plain = {name: getattr(value, name) if raw else encode(getattr(value, name)) for name, raw in _plan(type(value))}
        kind = getattr(type(value), "kind", None)
        return plain | {"kind": kind} if isinstance(kind, str) else plain
    raise TypeError(f"cannot put {type(value).__name__} into a document")


def to_json(value: object) -> str:
    """Compact JSON text of `encode`."""
    return json.dumps(encode(value), ensure_ascii=False, separators=(",", ":"))
