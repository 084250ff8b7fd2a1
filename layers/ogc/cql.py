"""Reads filters written as CQL2 text into a tree; no SQL here. Linear in the length of the text, with limits on length and depth.

Why our own: this address is open to everybody, and the library of the field (cql2, Rust) takes seconds for 30 opening
parentheses and ends the process at 2,000 (tried, version 0.6.0). See gisapp/decisions/filters-of-strangers.md.
"""
from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import NoReturn

from django.utils.translation import gettext as _

from gisapp.core.errors import BadInput

LONGEST, DEEPEST, MOST_NUMBERS = 8000, 30, 4000
SPATIAL = ("s_intersects", "s_equals", "s_disjoint", "s_touches", "s_within", "s_overlaps", "s_crosses", "s_contains")
SHAPES = ("POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION")
_WORDS = ("and", "or", "not", "like", "between", "in", "is", "null", "true", "false")
_TOKEN = re.compile(r"""
    \s*(?:
      (?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?)
    | (?P<text>'(?:[^']|'')*')
    | (?P<quoted>"[^"]+")
    | (?P<word>[^\W\d]\w*)
    | (?P<sign><>|<=|>=|=|<|>|\(|\)|,)
    )""", re.VERBOSE)


@dataclass(frozen=True, slots=True)
class Property:
    """A property named in the filter."""

    name: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A value. `kind` is number, text, boolean, date or timestamp."""

    kind: str
    value: str | float | bool


@dataclass(frozen=True, slots=True)
class Plainly:
    """CASEI or ACCENTI around a text."""

    how: str
    of: Scalar


@dataclass(frozen=True, slots=True)
class Shape:
    """A geometry in WKT, or a box (four numbers), in the filter's CRS and its axis order."""

    wkt: str = ""
    box: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Compare:
    """left sign right."""

    sign: str
    left: Scalar
    right: Scalar


@dataclass(frozen=True, slots=True)
class Like:
    """A text against a pattern with % and _."""

    of: Scalar
    pattern: Scalar


@dataclass(frozen=True, slots=True)
class Between:
    """low <= of <= high."""

    of: Scalar
    low: Scalar
    high: Scalar


@dataclass(frozen=True, slots=True)
class In:
    """One of a list of values."""

    of: Scalar
    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class IsNull:
    """Has no value."""

    of: Scalar


@dataclass(frozen=True, slots=True)
class Spatial:
    """A relation between the feature's geometry and a shape; `swapped` where the shape was written first."""

    relation: str
    shape: Shape
    swapped: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    of: Node


@dataclass(frozen=True, slots=True)
class Joined:
    """Several conditions joined by `and` or `or`."""

    by: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """TRUE or FALSE alone."""

    value: bool


Scalar = Property | Literal | Plainly
Node = Compare | Like | Between | In | IsNull | Spatial | Not | Joined | Truth


def parse(text: str) -> Node:
    """Return the tree of a filter. Raises BadInput with the place where it cannot be read."""
    if len(text) > LONGEST:
        raise BadInput(_("Filtrul este prea lung: cel mult %(most)d de caractere.") % {"most": LONGEST}, code="filter_too_long", field="filter")
    return _Reader(text).whole()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = self._split(text)
        self._at = 0
        self._depth = 0
        self._numbers = 0

    @staticmethod
    def _split(text: str) -> list[tuple[str, str, int]]:
        found, place, end = [], 0, len(text.rstrip())
        while place < end:
            match = _TOKEN.match(text, place)
            if match is None:
                _wrong(text, place)
            kind = match.lastgroup or ""
            found.append((kind, match[kind], match.start(kind)))
            place = match.end()
        return [*found, ("end", "", end)]

    def whole(self) -> Node:
        node = self._or()
        if self._peek()[0] != "end":
            self._stop()
        return node

    # --- conditions -------------------------------------------------------------------------
    def _or(self) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise BadInput(_("Filtrul are prea multe paranteze una în alta."), code="filter_too_deep", field="filter")
        parts = [self._and()]
        while self._takes("or"):
            parts.append(self._and())
        self._depth -= 1
        return parts[0] if len(parts) == 1 else Joined("or", tuple(parts))

    def _and(self) -> Node:
        parts = [self._not()]
        while self._takes("and"):
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else Joined("and", tuple(parts))

    def _not(self) -> Node:
        negated = False
        while self._takes("not"):
            negated = not negated
        node = self._condition()
        return Not(node) if negated else node

    def _condition(self) -> Node:
        kind, word, _place = self._peek()
        if word == "(":
            self._at += 1
            node = self._or()
            self._sign(")")
            return node
        if kind == "word" and word.lower() in SPATIAL and self._peek(1)[1] == "(":
            return self._spatial()
        if kind == "word" and word.lower() in ("true", "false") and self._peek(1)[1] not in ("=", "<>"):
            self._at += 1
            return Truth(word.lower() == "true")
        return self._predicate()

    def _predicate(self) -> Node:
        left = self._scalar()
        kind, word, _place = self._peek()
        if kind == "sign" and word in ("=", "<>", "<", ">", "<=", ">="):
            self._at += 1
            return Compare(word, left, self._scalar())
        if self._takes("is"):
            negated = self._takes("not")
            self._word("null")
            return Not(IsNull(left)) if negated else IsNull(left)
        negated = self._takes("not")
        if self._takes("like"):
            node: Node = Like(left, self._scalar())
        elif self._takes("between"):
            low = self._scalar()
            self._word("and")
            node = Between(left, low, self._scalar())
        elif self._takes("in"):
            node = In(left, self._list())
        else:
            self._stop()
        return Not(node) if negated else node

    def _list(self) -> tuple[Scalar, ...]:
        self._sign("(")
        values = [self._scalar()]
        while self._peek()[1] == ",":
            self._at += 1
            values.append(self._scalar())
        self._sign(")")
        return tuple(values)

    # --- values -----------------------------------------------------------------------------
    def _scalar(self) -> Scalar:
        kind, word, _place = self._peek()
        if kind == "number":
            self._at += 1
            return Literal("number", self._finite(word))
        if kind == "text":
            self._at += 1
            return Literal("text", word[1:-1].replace("''", "'"))
        if kind == "quoted":
            self._at += 1
            return Property(word[1:-1])
        if kind != "word":
            self._stop()
        lower = word.lower()
        if self._peek(1)[1] == "(" and self._peek(1)[0] == "sign":
            return self._function(lower)
        if lower in ("true", "false"):
            self._at += 1
            return Literal("boolean", lower == "true")
        if lower in _WORDS:
            self._stop()
        self._at += 1
        return Property(word)

    def _function(self, name: str) -> Scalar:
        if name not in ("casei", "accenti", "date", "timestamp"):
            self._stop()
        self._at += 2
        self._depth += 1
        if self._depth > DEEPEST:
            self._stop()
        inner = self._scalar()
        self._depth -= 1
        self._sign(")")
        if name in ("casei", "accenti"):
            return Plainly(name, inner)
        if not isinstance(inner, Literal) or inner.kind != "text":
            self._stop()
        return Literal(name, inner.value)

    def _spatial(self) -> Node:
        relation = self._peek()[1].lower()
        self._at += 2
        first = self._geometry()
        self._sign(",")
        second = self._geometry()
        self._sign(")")
        if first is None and second is not None:
            return Spatial(relation, second)
        if second is None and first is not None:
            return Spatial(relation, first, swapped=True)
        self._stop()

    def _geometry(self) -> Shape | None:
        """Read a shape; None stands for the feature's own geometry."""
        kind, word, _place = self._peek()
        if kind in ("word", "quoted") and word.strip('"').lower() in ("geometry", "geom"):
            self._at += 1
            return None
        if word.upper() == "BBOX" and self._peek(1)[1] == "(":
            self._at += 1
            box = tuple(float(one.value) for one in self._list() if isinstance(one, Literal) and one.kind == "number")
            if len(box) not in (4, 6):
                self._stop()
            return Shape(box=box if len(box) == 4 else (box[0], box[1], box[3], box[4]))
        if kind == "word" and word.upper() in SHAPES:
            return Shape(wkt=self._wkt())
        self._stop()

    def _wkt(self) -> str:
        """Copy tokens until the parentheses close: only names of shapes, numbers, commas and parentheses pass."""
        parts, open_ = [], 0
        while True:
            kind, word, _place = self._peek()
            if kind == "number":
                self._finite(word)
            elif not (word in ("(", ")", ",") or (kind == "word" and (word.upper() in SHAPES or word.upper() in ("Z", "EMPTY")))):
                self._stop()
            parts.append(word.upper())
            self._at += 1
            open_ += {"(": 1, ")": -1}.get(word, 0)
            if open_ > 6 or open_ < 0:
                self._stop()
            if (open_ == 0 and word == ")") or word.upper() == "EMPTY":
                return " ".join(parts)

    def _finite(self, word: str) -> float:
        self._numbers += 1
        value = float(word)
        if self._numbers > MOST_NUMBERS or not math.isfinite(value):
            self._stop()
        return value

    # --- tokens -----------------------------------------------------------------------------
    def _peek(self, ahead: int = 0) -> tuple[str, str, int]:
        return self._tokens[min(self._at + ahead, len(self._tokens) - 1)]

    def _takes(self, word: str) -> bool:
        kind, found, _place = self._peek()
        if kind == "word" and found.lower() == word:
            self._at += 1
            return True
        return False

    def _word(self, word: str) -> None:
        if not self._takes(word):
            self._stop()

    def _sign(self, sign: str) -> None:
        kind, found, _place = self._peek()
        if kind != "sign" or found != sign:
            self._stop()
        self._at += 1

    def _stop(self) -> NoReturn:
        _wrong(self._text, self._peek()[2])


def _wrong(text: str, place: int) -> NoReturn:
    near = text[place : place + 20].strip()
    if not near:
        raise BadInput(_("Filtrul este neterminat."), code="filter_unreadable", field="filter")
    raise BadInput(_("Filtrul nu poate fi citit de la caracterul %(place)d: „%(near)s”.") % {"place": place + 1, "near": near}, code="filter_unreadable", field="filter")
