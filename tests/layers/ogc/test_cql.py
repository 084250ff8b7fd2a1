"""Filters of strangers: what is read, and that nothing they write costs more than its length."""

from __future__ import annotations

import contextlib
import time

import pytest

from gisapp.core.errors import BadInput
from layers.ogc import cql
from layers.ogc.cql import Between, Compare, In, IsNull, Joined, Like, Literal, Not, Plainly, Property, Shape, Spatial, parse

A = Property("a")


def test_and_binds_tighter_than_or_and_parentheses_win() -> None:
    one, two, three = (Compare("=", A, Literal("number", n)) for n in (1.0, 2.0, 3.0))
    assert parse("a=1 or a=2 AND a=3") == Joined("or", (one, Joined("and", (two, three))))
    assert parse("(a=1 or a=2) AND a=3") == Joined("and", (Joined("or", (one, two)), three))


@pytest.mark.parametrize(("text", "node"), [
    ("a BETWEEN 1 AND 2.5", Between(A, Literal("number", 1.0), Literal("number", 2.5))),
    ("a not in ('x','it''s')", Not(In(A, (Literal("text", "x"), Literal("text", "it's"))))),
    ("a IS NOT NULL", Not(IsNull(A))),
    ("NOT a LIKE 'Str%'", Not(Like(A, Literal("text", "Str%")))),
    ("CASEI(a) = casei('Ș')", Compare("=", Plainly("casei", A), Plainly("casei", Literal("text", "Ș")))),
    ("\"a\" <> -3e2", Compare("<>", A, Literal("number", -300.0))),
    ("a = TRUE", Compare("=", A, Literal("boolean", True))),
    ("a > DATE('2026-01-01')", Compare(">", A, Literal("date", "2026-01-01"))),
    ("S_INTERSECTS(geometry,BBOX(1,2,3,4))", Spatial("s_intersects", Shape(box=(1.0, 2.0, 3.0, 4.0)))),
    ("S_Within(POINT(1 2), geom)", Spatial("s_within", Shape(wkt="POINT ( 1 2 )"), swapped=True)),
])
def test_the_words_of_the_standard_are_read(text: str, node: object) -> None:
    assert parse(text) == node


@pytest.mark.parametrize("text", ["", "a", "a =", "a = 1 +", "'x'", "a = 1; DROP TABLE x", "a = 'x", "a in ()", "a like", "S_INTERSECTS(geometry, geometry)", "S_INTERSECTS(geometry, POINT(1))x", "a = 1e999", "and", "a is 3", "pg_sleep(9) = 1"])
def test_what_is_not_a_filter_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BadInput):
        parse(text)


@pytest.mark.parametrize("text", ["(" * 4000, "NOT (" * 1500 + "a=1", "(" * 4000 + "a=1" + ")" * 4000, "CASEI(" * 1000, "POLYGON(" * 900, "S_INTERSECTS(geometry,POLYGON" + "(" * 7000, "a=1 and " * 990 + "a=1", "a in (" + "1," * 3900 + "1)"])
def test_no_filter_takes_longer_than_its_length(text: str) -> None:
    begun = time.process_time()
    with contextlib.suppress(BadInput):
        parse(text)
    # What grew faster than the text would take hours; a busy machine only makes this slower by some.
    assert time.process_time() - begun < 5
    assert cql.LONGEST < 10_000
