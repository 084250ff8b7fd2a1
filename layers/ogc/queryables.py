"""Which properties of a layer other programs may see and ask about. What speaks of people is never among them."""
from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from layers.models import Layer

# The words of personal data, in names and titles of attributes, Romanian and English, without diacritics.
_PERSONAL = re.compile(
    r"(?:^|[_\W])(?:owner|owners|proprietar\w*|titular\w*|detinator\w*|posesor\w*|cnp|cui_pf|nume_(?:si_)?prenume|prenume\w*|persoan\w*|person|persons|telefon\w*|phone\w*|e_?mail|domicili\w*|beneficiar\w*)(?:$|[_\W])",
    re.IGNORECASE,
)
_PLAIN = str.maketrans("ăâîșțşţĂÂÎȘȚŞŢ", "aaisststAAISTST"[:14])
_JSON_TYPES = {"text": "string", "choice": "string", "date": "string", "number": "number", "integer": "integer", "boolean": "boolean"}


@dataclass(frozen=True, slots=True)
class Queryable:
    """One property: where it is (`key`, `label`, `since`, `until` or an attribute) and what it holds."""

    name: str
    title: str
    type: str
    values: tuple[str, ...] = ()
    column: str = ""

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        row: dict[str, Any] = {"title": self.title, "type": _JSON_TYPES.get(self.type, "string")}
        if self.type in ("date", "timestamp"):
            row["format"] = "date" if self.type == "date" else "date-time"
        if self.values:
            row["enum"] = list(self.values)
        return row


def is_personal(row: dict[str, Any]) -> bool:
    """Tell an attribute that may name a person. A closed list (private, public) or yes/no names nobody."""
    if row.get("personal"):
        return True
    if row.get("type") in ("choice", "boolean", "number", "integer", "date"):
        return False
    return any(_PERSONAL.search(str(row.get(word, "")).translate(_PLAIN)) for word in ("name", "title_ro"))


def attributes(layer: Layer) -> list[dict[str, Any]]:
    """Return the rows of the layer's schema that leave the house."""
    return [row for row in layer.attribute_schema if not is_personal(row)]


def label_leaves(layer: Layer) -> bool:
    """Tell whether the label may leave: not where it repeats a personal attribute."""
    return not any(row["name"] == layer.label_attribute and is_personal(row) for row in layer.attribute_schema)


def queryables(layer: Layer) -> dict[str, Queryable]:
    """Return what can be asked about, by name."""
    found = [Queryable("key", "Identificator", "text", column="f.key")]
    if label_leaves(layer):
        found.append(Queryable("label", "Denumire", "text", column="f.label"))
    found += [Queryable("siruta", "SIRUTA", "text", column="f.siruta"), Queryable("valid_from", "Valabil de la", "timestamp", column="f.since"), Queryable("valid_to", "Valabil până la", "timestamp", column="f.until")]
    taken = {one.name for one in found}
    for row in attributes(layer):
        if row["name"] not in taken:
            found.append(Queryable(row["name"], str(row.get("title_ro") or row["name"]), str(row.get("type", "text")), tuple(map(str, row.get("values", ())))))
    return {one.name: one for one in found}
