"""From a parsed filter to a SQL condition with parameters. Every name is looked up among the layer's queryables first."""
from __future__ import annotations

import datetime as dt
from typing import Any

import shapely
from django.utils.translation import gettext as _

from gisapp.core.errors import BadInput
from layers.ogc import cql
from layers.ogc.queryables import Queryable
from layers.ogc.reference import Reference, area_of_box, enter

_RELATIONS = {
    "s_intersects": "ST_Intersects", "s_equals": "ST_Equals", "s_disjoint": "ST_Disjoint", "s_touches": "ST_Touches", "s_within": "ST_Within",
    "s_overlaps": "ST_Overlaps", "s_crosses": "ST_Crosses", "s_contains": "ST_Contains",
}
_KINDS = {"text": "text", "choice": "text", "date": "date", "number": "number", "integer": "number", "boolean": "boolean", "timestamp": "timestamp"}


class Where:
    """Collects conditions and their parameters for one layer. Alias of the feature table: f."""

    def __init__(self, known: dict[str, Queryable], reference: Reference) -> None:
        self._known = known
        self._reference = reference
        self.values: dict[str, Any] = {}

    def value(self, given: Any) -> str:
        """Keep a parameter and return its place in the SQL."""
        name = f"p{len(self.values)}"
        self.values[name] = given
        return f"%({name})s"

    def condition(self, node: cql.Node) -> str:
        """Return the SQL of a tree."""
        match node:
            case cql.Truth(value):
                return "true" if value else "false"
            case cql.Not(of):
                return f"NOT ({self.condition(of)})"
            case cql.Joined(by, parts):
                return "(" + f" {by.upper()} ".join(self.condition(part) for part in parts) + ")"
            case cql.IsNull(of):
                return f"({self._scalar(of)[0]}) IS NULL"
            case cql.Compare(sign, left, right):
                a, b = self._alike(left, right)
                return f"({a} {sign} {b})"
            case cql.Between(of, low, high):
                a, b = self._alike(of, low)
                _same, c = self._alike(of, high)
                return f"({a} BETWEEN {b} AND {c})"
            case cql.In(of, values):
                pairs = [self._alike(of, value) for value in values]
                return f"({pairs[0][0]} IN ({', '.join(right for _left, right in pairs)}))"
            case cql.Like(of, pattern):
                a, b = self._alike(of, pattern)
                if self._scalar(of)[1] != "text":
                    raise _mismatch()
                return f"({a} LIKE {b})"
            case cql.Spatial(relation, shape, swapped):
                return self._spatial(relation, shape, swapped)

    def property_equals(self, name: str, text: str) -> str:
        """Return the condition of a query parameter `name=text`, read by the property's type."""
        one = self._known[name]
        kind = _KINDS.get(one.type, "text")
        literal: cql.Literal
        if kind == "number":
            try:
                literal = cql.Literal("number", float(text))
            except ValueError as error:
                raise _mismatch(name) from error
        elif kind == "boolean":
            if text.lower() not in ("true", "false"):
                raise _mismatch(name)
            literal = cql.Literal("boolean", text.lower() == "true")
        else:
            literal = cql.Literal(kind, text)
        return self.condition(cql.Compare("=", cql.Property(name), literal))

    # --- values -----------------------------------------------------------------------------
    def _scalar(self, scalar: cql.Scalar) -> tuple[str, str]:
        """Return SQL and kind of a value."""
        match scalar:
            case cql.Property(name):
                return self._property(name)
            case cql.Plainly(how, of):
                sql, kind = self._scalar(of)
                if kind != "text":
                    raise _mismatch()
                return (f"lower({sql})", "text") if how == "casei" else (f"public.unaccent('public.unaccent'::regdictionary, {sql})", "text")
            case cql.Literal(kind, value):
                return self._literal(kind, value)

    def _property(self, name: str) -> tuple[str, str]:
        one = self._known.get(name)
        if one is None:
            raise BadInput(
                _("Stratul nu are proprietatea „%(name)s”. Proprietăți: %(known)s.") % {"name": name[:60], "known": ", ".join(self._known)}, code="unknown_property", field="filter"
            )
        kind = _KINDS.get(one.type, "text")
        if one.column:
            return one.column, kind
        place = self.value(one.name)
        if kind == "number":
            return f"(CASE WHEN jsonb_typeof(f.attrs->{place}) = 'number' THEN (f.attrs->>{place})::double precision END)", kind
        if kind == "boolean":
            return f"(CASE WHEN jsonb_typeof(f.attrs->{place}) = 'boolean' THEN (f.attrs->>{place})::boolean END)", kind
        return f"(f.attrs->>{place})", kind

    def _literal(self, kind: str, value: Any) -> tuple[str, str]:
        if kind == "date":
            try:
                return self.value(dt.date.fromisoformat(str(value)).isoformat()) + "::text", "date"
            except ValueError as error:
                raise _mismatch() from error
        if kind == "timestamp":
            try:
                moment = dt.datetime.fromisoformat(str(value))
            except ValueError as error:
                raise _mismatch() from error
            return self.value(moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)) + "::timestamptz", "timestamp"
        if kind == "text":
            if "\x00" in value:
                raise _mismatch()
            return self.value(value) + "::text", "text"
        return self.value(value) + ("::boolean" if kind == "boolean" else "::double precision"), kind

    def _alike(self, left: cql.Scalar, right: cql.Scalar) -> tuple[str, str]:
        (a, kind), (b, other) = self._scalar(left), self._scalar(right)
        # Dates are kept as ISO text, so a date may be compared with a plain text and sorts rightly.
        if kind == other or {kind, other} == {"date", "text"}:
            return a, b
        if kind == "timestamp" and isinstance(right, cql.Literal) and other in ("date", "text"):
            return a, self._literal("timestamp", right.value)[0]
        raise _mismatch()

    def _spatial(self, relation: str, shape: cql.Shape, swapped: bool) -> str:
        if shape.box:
            area = area_of_box(shape.box, self._reference)
        else:
            try:
                area = enter(shapely.force_2d(shapely.from_wkt(shape.wkt)), self._reference)
            except shapely.errors.GEOSException as error:
                raise BadInput(_("Geometria din filtru nu poate fi citită."), code="bad_geometry", field="filter") from error
        place = self.value(shapely.to_wkb(area, hex=True, include_srid=False))
        literal = f"ST_SetSRID({place}::geometry, 3844)"
        pair = f"{literal}, f.geom" if swapped else f"f.geom, {literal}"
        return f"{_RELATIONS[relation]}({pair})"


def _mismatch(name: str = "") -> BadInput:
    if name:
        return BadInput(_("Valoarea nu se potrivește cu felul proprietății „%(name)s”.") % {"name": name}, code="wrong_type", field=name)
    return BadInput(_("Filtrul compară valori de feluri diferite (text, număr, dată)."), code="wrong_type", field="filter")
