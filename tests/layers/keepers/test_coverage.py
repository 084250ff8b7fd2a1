"""Where a layer is complete: drawn, typed, from a file or from the limit; each change is a version that can be undone."""

from __future__ import annotations

import pytest
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.urls import reverse

from gisapp.core import clock
from layers import api, crs

from .conftest import E0, N0, House, box, geojson
from .test_deliveries import keys, post


def test_elena_draws_where_a_layer_is_complete_and_undoes_it(house: House) -> None:
    layer = house.layer("zoning")
    before = keys(house, "zoning")
    here = GEOSGeometry(memoryview(shapely.to_wkb(box(5, 5, 2, 2))), srid=3844)
    far = GEOSGeometry(memoryview(shapely.to_wkb(box(700, 700, 2, 2))), srid=3844)
    far_before = {one.code: one.covers for one in api.layer_states(house.authority, area=far)}
    assert far_before["zoning"] is True
    drawn = shapely.to_geojson(shapely.from_wkb(bytes(crs.to_wgs84(GEOSGeometry(memoryview(shapely.to_wkb(box(-10, -10, 200, 200))), srid=3844)).wkb)))
    page = house.client("elena").get(reverse("keepers_coverage", args=["zoning"]))
    assert 'shape="polygon"' in page.content.decode()
    post(house, "keepers_coverage", "zoning", way="drawn", drawn=drawn, note="Ridicare nouă")
    version = layer.versions.get(state="published")
    assert (version.number, version.feature_count, version.note) == (2, len(before), "Ridicare nouă")
    assert version.coverage is not None
    assert version.coverage.area == pytest.approx(40_000, rel=0.001)
    for area, covered in ((here, True), (far, False)):
        assert {one.code: one.covers for one in api.layer_states(house.authority, area=area)}["zoning"] is covered
    post(house, "keepers_undo", "zoning")
    assert {one.code: one.covers for one in api.layer_states(house.authority, area=far)}["zoning"] is True
    assert keys(house, "zoning") == before


@pytest.mark.parametrize(
    ("given", "sentence"),
    [({"way": "drawn"}, "Desenați zona pe hartă"), ({"way": "file"}, "Alegeți fișierul"), ({"way": "typed", "typed": "604000 604000"}, "trei colțuri"), ({"way": "typed", "typed": "300000 300000\n300000 300100\n300100 300100"}, "nu atinge localitatea"),
     ({"way": "oriunde"}, "Selectați"), ({}, "Zona")],
)
def test_a_coverage_that_cannot_be_is_said_and_changes_nothing(house: House, given: dict[str, str], sentence: str) -> None:
    answer = house.client("elena").post(reverse("keepers_coverage", args=["zoning"]), given)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert house.layer("zoning").versions.count() == 1


def test_a_coverage_comes_from_a_file_and_ends_a_declaration_that_it_outgrows(house: House) -> None:
    post(house, "keepers_coverage", "seveso", way="typed", typed="\n".join(f"{N0 + y} {E0 + x}" for x, y in ((0, 0), (50, 0), (50, 50), (0, 50))))
    post(house, "keepers_declare", "seveso", on=clock.today().isoformat())
    assert house.layer("seveso").versions.get(state="published").declared_empty_on == clock.today()
    post(house, "keepers_coverage", "seveso", way="file", file=geojson({"Z": box(0, 0, 40, 40)}))
    narrower = house.layer("seveso").versions.get(state="published")
    assert narrower.declared_empty_on == clock.today()
    post(house, "keepers_coverage", "seveso", way="limit")
    wider = house.layer("seveso").versions.get(state="published")
    assert wider.declared_empty_on is None
    post(house, "keepers_coverage", "seveso", way="nowhere")
    assert house.layer("seveso").coverage is None
    assert house.layer("seveso").versions.get(state="published").coverage is None
