"""A layer and its rules in force written as the card that `layers.catalog` reads."""
from __future__ import annotations

import datetime as dt
import json
from typing import Any

from gisapp.core import clock
from layers.models import Layer

_LAYER = ("code", "title_ro", "title_en", "description_ro", "group", "role", "geometry", "audience", "source", "licence", "accuracy_m", "refresh_days", "key_attribute", "label_attribute", "order", "minzoom", "on_map", "on_by_default", "most_deleted_share")
_RULE = ("code", "title_ro", "title_en", "explanation_ro", "explanation_en", "effect", "tests", "distances", "only", "procedures", "uses", "endorser", "overlap_tolerance_m2", "legal_ref", "confidence", "overridden_by_plan", "valid_from")


def card_text(layer: Layer) -> str:
    """Return the card as TOML."""
    lines = [f"{name} = {_value(getattr(layer, name))}" for name in _LAYER if getattr(layer, name) is not None]
    if layer.style:
        lines += ["", "[style]", *(f"{_key(name)} = {_value(value)}" for name, value in layer.style.items())]
    for row in layer.attribute_schema:
        lines += ["", "[[attributes]]", *(f"{name} = {_value(value)}" for name, value in row.items() if name in ("name", "title_ro", "type", "values", "required", "default"))]
    today = clock.today()
    for rule in layer.restrictions.exclude(valid_to__lt=today).order_by("code", "valid_from"):
        told = {name: getattr(rule, name) for name in _RULE}
        lines += ["", "[[restrictions]]", *(f"{name} = {_value(value)}" for name, value in told.items() if value not in ({}, [], "") or name in ("title_en", "explanation_ro", "explanation_en"))]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name if name.replace("_", "").replace("-", "").isalnum() and name.isascii() else json.dumps(name, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(name)} = {_value(one)}" for name, one in value.items()) + " }"
    if isinstance(value, int | float):
        return repr(value)
    # JSON's escapes are TOML's, except for DEL.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
