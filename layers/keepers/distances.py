"""Distances of a restriction as a keeper writes them: one row a line, tried in order.

`12` alone always holds. `kind=distribution; pressure=low|reduced: 2` holds where the attributes do; `head_count=51..201: 100`
from 51 up to but not including 201 (either end may be left out).
"""
from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def write_distances(rows: list[dict[str, Any]]) -> str:
    """Return the rows as text."""
    return "\n".join(f"{write_conditions(row['when'])}: {row['distance_m']:g}" if row.get("when") else f"{row['distance_m']:g}" for row in rows)


def write_conditions(conditions: dict[str, Any]) -> str:
    """Return conditions as text."""
    return "; ".join(f"{name}={_write(value)}" for name, value in conditions.items())


def _write(value: Any) -> str:
    if isinstance(value, dict):
        return f"{value.get('min', '')}..{value.get('max', value.get('max_incl', ''))}"
    if isinstance(value, list):
        return "|".join(map(_write, value))
    if isinstance(value, bool):
        return "da" if value else "nu"
    return f"{value:g}" if isinstance(value, float) else str(value)


def read_distances(text: str, schema: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows; ValidationError names the line that cannot be read."""
    rows = []
    for number, line in enumerate((one.strip() for one in text.splitlines() if one.strip()), start=1):
        conditions, colon, metres = line.rpartition(":")
        try:
            distance = float(metres.strip().removesuffix("m").replace(",", "."))
        except ValueError as error:
            raise ValidationError(_("Rândul %(n)s: distanța „%(text)s” nu este un număr de metri.") % {"n": number, "text": metres.strip()[:40]}) from error
        if not 0 <= distance <= 100_000:
            raise ValidationError(_("Rândul %(n)s: distanța trebuie să fie între 0 și 100 000 m.") % {"n": number})
        row: dict[str, Any] = {"distance_m": distance}
        if colon:
            row = {"when": read_conditions(conditions, schema), **row}
        rows.append(row)
    if not rows:
        raise ValidationError(_("Scrieți cel puțin o distanță; 0 înseamnă numai ce se suprapune."))
    return rows


def read_conditions(text: str, schema: list[dict[str, Any]]) -> dict[str, Any]:
    """Return conditions on attributes of the layer."""
    known = {row["name"]: row for row in schema}
    found: dict[str, Any] = {}
    for part in (one.strip() for one in text.split(";") if one.strip()):
        name, equals, value = (one.strip() for one in part.partition("="))
        if not equals or not value:
            raise ValidationError(_("„%(text)s” se scrie atribut=valoare.") % {"text": part[:60]})
        if name not in known:
            raise ValidationError(_("Stratul nu are atributul „%(name)s”. Atributele lui: %(names)s.") % {"name": name[:40], "names": ", ".join(known) or "–"})
        found[name] = _value(value, known[name])
    return found


def _value(text: str, row: dict[str, Any]) -> Any:
    if ".." in text:
        low, _dots, high = text.partition("..")
        return {key: _number(one) for key, one in (("min", low), ("max", high)) if one.strip()}
    if "|" in text:
        return [_value(one.strip(), row) for one in text.split("|") if one.strip()]
    if row["type"] == "boolean":
        return text.casefold() in ("da", "true", "1", "yes")
    if row["type"] in ("number", "integer"):
        return _number(text)
    if row.get("values") and text not in row["values"]:
        raise ValidationError(_("%(name)s nu are valoarea „%(value)s”. Valorile: %(values)s.") % {"name": row["name"], "value": text[:40], "values": ", ".join(row["values"])})
    return text


def _number(text: str) -> float | int:
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError as error:
        raise ValidationError(_("„%(text)s” nu este un număr.") % {"text": text[:40]}) from error
    return int(number) if number.is_integer() else number
