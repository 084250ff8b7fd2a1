"""An area or works from a file: what cannot be read, and numbers that no work has, are refused with a sentence."""

from __future__ import annotations

from typing import Any

import pytest
import shapely

from gisapp.core.errors import BadInput
from layers.api import as_works, one_area, read_geojson

E0, N0 = 604_500.0, 604_000.0
RING = [[E0, N0], [E0 + 5, N0], [E0 + 5, N0 + 5], [E0, N0 + 5], [E0, N0]]
POLYGON: dict[str, Any] = {"type": "Polygon", "coordinates": [RING]}
LINE: dict[str, Any] = {"type": "LineString", "coordinates": [[E0, N0], [E0 + 5, N0]]}


def collection(geometry: Any, properties: Any = None, **more: Any) -> dict[str, Any]:
    stated = {"crs": {"type": "name", "properties": {"name": "EPSG:3844"}}} | more
    return {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": properties or {}, "geometry": geometry}], **stated}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ([], "nu este GeoJSON"), (5, "nu este GeoJSON"), (collection(None), "nicio geometrie"), (collection({"type": "Circle"}), "nu poate fi citită"),
        (collection(POLYGON, crs={"type": "name", "properties": None}), "nu este acceptat"), (collection(POLYGON, crs=[1]), "nu este acceptat"),
        (collection({"type": "Polygon", "coordinates": [RING[:2] + RING[:1]]}), "nu"), (collection({"type": "Polygon", "coordinates": [[["a", "b"]] * 4]}), "nu poate fi citită"),
        (collection(POLYGON, crs={"type": "name", "properties": {"name": "EPSG:3857"}}), "nu este acceptat"), (collection(POLYGON, crs=None), "nu sunt grade"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(given: Any, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        read_geojson(given, "teren.geojson")


@pytest.mark.parametrize("name", ["levels", "height_m", "width_m"])
@pytest.mark.parametrize("value", ["doi", "nan", "inf", -1, 1e9])
def test_numbers_that_no_work_has_are_refused(name: str, value: object) -> None:
    with pytest.raises(BadInput, match="Valoarea"):
        as_works(read_geojson(collection(LINE, {name: value}), "lucrare.geojson"))


def test_an_area_with_a_line_in_it_is_no_area() -> None:
    mixed = {"type": "GeometryCollection", "geometries": [POLYGON, LINE]}
    with pytest.raises(BadInput, match="trebuie să fie un poligon"):
        one_area(read_geojson(collection(mixed), "teren.geojson"), "teren.geojson")


def test_an_hourglass_becomes_two_triangles_and_that_is_said() -> None:
    hourglass = {"type": "Polygon", "coordinates": [[[E0, N0], [E0 + 10, N0 + 10], [E0 + 10, N0], [E0, N0 + 10], [E0, N0]]]}
    (drawn,) = read_geojson(collection(hourglass), "teren.geojson")
    assert drawn.repaired
    assert drawn.geom.area == pytest.approx(50.0)


def test_properties_that_are_no_object_say_nothing() -> None:
    (work,) = as_works(read_geojson(collection(POLYGON, [1]), "lucrare.geojson"))
    assert (work.kind, work.use, work.levels) == ("building", "", None)
    assert shapely.from_wkb(bytes(work.geom.wkb)).area == pytest.approx(25.0)
