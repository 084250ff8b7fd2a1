"""Tables of coordinates come with every separator, decimal comma and habit of naming."""

from __future__ import annotations

import pytest

from layers.imports.csv_text import normalise, number_of


@pytest.mark.parametrize(
    ("typed", "read"),
    [("604500,25", "604500.25"), ("604.500,25", "604500.25"), ("604 500,25", "604500.25"), ("26.371", "26.371"), ("604500.25", "604500.25"), ("abc", "abc"), ("", ""),
     ("46°55'37\"N", "46.926944444"), ("N 46° 55,5'", "46.925000000"), ("26°22'15\"E", "26.370833333")],
)
def test_a_coordinate_is_read_as_it_is_written(typed: str, read: str) -> None:
    assert number_of(typed) == read


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_separator_and_name_of_east_and_north_is_understood(separator: str) -> None:
    text = separator.join(("Nr", "Est", "Nord")) + "\n" + separator.join(("1", "604500", "604000")) + "\n"
    assert normalise(text) == ("Nr,x,y\n1,604500,604000\n", False)


@pytest.mark.parametrize("names", ["X;Y", "Coord_X;Coord_Y", "x_stereo70;y_stereo70"])
def test_columns_called_only_x_and_y_leave_the_axes_open(names: str) -> None:
    found = normalise(f"{names}\n604000;604500\n")
    assert found is not None
    assert found[1] is True


def test_a_table_without_coordinates_is_left_alone_and_a_shape_loses_its_srid() -> None:
    assert normalise("nume;cod\na;b\n") is None
    assert normalise("") is None
    assert normalise('cod;geom\n1;"SRID=3844;POINT(1 2)"\n') == ("cod,WKT\n1,POINT(1 2)\n", None)
