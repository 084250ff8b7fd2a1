"""Ana types her corners as her surveyor, her phone or a table wrote them."""
from __future__ import annotations

import pytest

from gisapp.core.errors import BadInput
from layers.typed_geometry import geometry_from_stereo70
from layers.typed_rows import corners_from_stereo70

PLACE = (604518.90, 604012.33)


@pytest.mark.parametrize(
    "row",
    [
        "604012,33 604518,90", "604012.33, 604518.90", "7 604012,33 604518,90", "604.012,33 604.518,90", "604 012,33 604 518,90", "604,012.33 604,518.90",
        "12,604012.33,604518.90", "Y=604518,90 X=604012,33", "E 604518.9 N 604012.33", "P1\t604012.33\t604518.90",
    ],
)  # fmt: skip
def test_a_row_of_metres_is_read_however_it_is_written(row: str) -> None:
    assert corners_from_stereo70(row) == [pytest.approx(PLACE, abs=1e-6)]


@pytest.mark.parametrize("row", ["46.927512 26.371034", "46,927512 26,371034", "26.371034E 46.927512N", "46°55'39.0432\" 26°22'15.7224\"", "46°55.65072' 26°22.26204'"])
def test_a_row_of_degrees_is_read_as_the_same_place(row: str) -> None:
    assert corners_from_stereo70(row) == [pytest.approx(corners_from_stereo70("46.927512 26.371034")[0], abs=0.01)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("26.371034 46.927512", "longitudinea este înaintea latitudinii"), ("-604012 604518", "nu sunt în România"), ("0 0", "nu sunt în România"),
        ("604012,33", "nu are două coordonate"), ("46°70' 26°22'", "nu sunt în România"), ("46°55'xx12 26°22'", "nu are două coordonate"),
        ("604012 604518\n46.92 26.37", "Unele rânduri"), ("604012 604518\n" * 5, "diferite"), ("604012 604518\n604012 604518\n604020 604518", "diferite"),
    ],
)  # fmt: skip
def test_what_is_no_outline_is_refused_with_a_sentence(typed: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        geometry_from_stereo70(typed, closed=True)
    assert said in refused.value.sentence
