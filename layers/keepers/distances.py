"""Distances of a restriction as a keeper writes them: one row a line, tried in order.

`12` alone always holds. `kind=distribution; pressure=low|reduced: 2` holds where the attributes do; `head_count=51..201: 100`
from 51 up to but not including 201 (either end may be left out), `51..=201` with 201 too. `2 + diameter_mm/2` counts from the outer
edge of a pipe drawn by its axis.
"""
from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from layers.catalog.words import VALUES


def write_distances(rows: list[dict[str, Any]]) -> str:
    """Return the rows as text."""
    return "\n".join(f"{write_conditions(row['when'])}: {_metres(row)}" if row.get("when") else _metres(row) for row in rows)


def say_distances(rows: list[dict[str, Any]], schema: list[dict[str, Any]]) -> str:
    """Return the rows in words, for reading: attributes and their values as the reader calls them."""
    titles = {row["name"]: _(row.get("title_ro") or row["name"]) for row in schema}
    return "\n".join(": ".join(part for part in (say_conditions(row.get("when") or {}, titles), _say_metres(row)) if part) for row in rows)


def say_conditions(conditions: dict[str, Any], titles: dict[str, str]) -> str:
    """Return conditions in words."""
    return ", ".join(_("%(name)s „%(value)s”") % {"name": titles.get(name, name).lower(), "value": _say(value)} for name, value in conditions.items())


def say_attributes(schema: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the layer's attributes for whoever writes a condition: code, name, and the values there are with their names."""
    return [
        {"name": row["name"], "title": _(row.get("title_ro") or row["name"]), "values": [(str(one), _(VALUES.get(str(one), str(one)))) for one in row.get("values") or ()]}
        for row in schema
    ]


def _say(value: Any) -> str:
    if isinstance(value, list):
        return _(" sau ").join(map(_say, value))
    if isinstance(value, dict) and "min" in value and not {"max", "max_incl"} & value.keys():
        return _("de la %(low)s") % {"low": value["min"]}
    if isinstance(value, dict):
        top = _("cel mult %(high)s") % {"high": value["max_incl"]} if "max_incl" in value else _("sub %(high)s") % {"high": value["max"]}
        return f"{_('de la %(low)s') % {'low': value['min']}}, {top}" if "min" in value else top
    return _(VALUES[value]) if isinstance(value, str) and value in VALUES else _write(value).replace(".", ",") if isinstance(value, float) else _write(value)


def _say_metres(row: dict[str, Any]) -> str:
    metres = f"{row['distance_m']:g}".replace(".", ",") + " m"
    return metres + (_(" de la exteriorul conductei") if row.get("outer_edge") else "")


def _metres(row: dict[str, Any]) -> str:
    return f"{row['distance_m']:g}" + (f" + {row['outer_edge']}/2" if row.get("outer_edge") else "")


def write_conditions(conditions: dict[str, Any]) -> str:
    """Return conditions as text."""
    return "; ".join(f"{name}={_write(value)}" for name, value in conditions.items())


def _write(value: Any) -> str:
    if isinstance(value, dict):
        top = f"={value['max_incl']}" if "max_incl" in value else value.get("max", "")
        return f"{value.get('min', '')}..{top}"
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
        metres, plus, edge = metres.partition("+")
        try:
            distance = float(metres.strip().removesuffix("m").replace(",", "."))
        except ValueError as error:
            raise ValidationError(_("Rândul %(n)s: distanța „%(text)s” nu este un număr de metri.") % {"n": number, "text": metres.strip()[:40]}) from error
        if not 0 <= distance <= 100_000:
            raise ValidationError(_("Rândul %(n)s: distanța trebuie să fie între 0 și 100 000 m.") % {"n": number})
        row: dict[str, Any] = {"distance_m": distance}
        if colon:
            row = {"when": read_conditions(conditions, schema), **row}
        if plus:
            row["outer_edge"] = _diameter(edge, number, schema)
        rows.append(row)
    if not rows:
        raise ValidationError(_("Scrieți cel puțin o distanță; 0 înseamnă numai ce se suprapune."))
    return rows


def _diameter(text: str, number: int, schema: list[dict[str, Any]]) -> str:
    name, half, two = (one.strip() for one in text.partition("/"))
    if not half or two != "2" or not any(row["name"] == name and row["type"] in ("number", "integer") for row in schema):
        raise ValidationError(_("Rândul %(n)s: după plus se scrie jumătate din diametru, de exemplu „2 + diameter_mm/2”, cu un atribut numeric al stratului.") % {"n": number})
    return name


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
        top = "max_incl" if high.strip().startswith("=") else "max"
        return {key: _number(one) for key, one in (("min", low), (top, high.strip().removeprefix("="))) if one.strip()}
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
