"""Which field of a file becomes what: as the person said, as last time, or by equal names; else it must be asked."""
from __future__ import annotations

from collections.abc import Collection
from typing import Any

from layers.imports.deliver import Mapping
from layers.models import Delivery, Layer

USUAL_KEYS = ("key", "cheie", "id_cadastral", "nr_cadastral", "nr_cad", "nationalcadastralreference")
USUAL_LABELS = ("label", "denumire", "nume", "name")


def from_json(told: dict[str, Any]) -> Mapping:
    """Return the mapping that a delivery keeps in `field_map` or in its answers."""
    return Mapping(
        key=str(told.get("key", "")), siruta=str(told.get("siruta", "")), label=str(told.get("label", "")), fields=dict(told.get("fields", {})),
        constants=dict(told.get("constants", {})), values=dict(told.get("values", {})),
    )


def choose_fields(layer: Layer, fields: Collection[str]) -> Mapping | None:
    """Return how the fields of a file are read without asking; None where a person must say it."""
    names = {name.casefold(): name for name in fields}
    last = Delivery.objects.filter(layer=layer, state__in=[Delivery.State.PUBLISHED, Delivery.State.COMPARED]).exclude(file_name="").order_by("-received_at").first()
    if last is not None and last.field_map:
        before = from_json(last.field_map)
        used = [name for name in (before.key, before.siruta, before.label, *before.fields.values()) if name]
        if used and all(name.casefold() in names for name in used):
            return before
    key = _first(names, [layer.key_attribute, *USUAL_KEYS])
    wanted = [row["name"] for row in layer.attribute_schema if row.get("required") and row.get("default") is None]
    if not key or any(name.casefold() not in names for name in wanted):
        # A drawing without any fields cannot be asked about.
        return None if fields else Mapping()
    return Mapping(key=key, label=_first(names, [layer.label_attribute, *USUAL_LABELS]), siruta=_first(names, ["siruta"]))


def _first(names: dict[str, str], wanted: list[str]) -> str:
    return next((names[one.casefold()] for one in wanted if one and one.casefold() in names), "")
