"""A surveyor's program: several parcels, drawn works, a trench, uploads, and refusals in the reader's language."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.contrib.gis.geos import LineString, Polygon

from gisapp.management.demo.applicants import paper_of
from layers import api as layers
from permits.models import Case, Works
from tests.permits.conftest import E0, IDENTITY, N0, Town, box


def wgs84(shape: Any) -> dict[str, Any]:
    shape.srid = 3844
    return json.loads(layers.to_wgs84(shape).geojson)


HOUSE = Polygon.from_bbox(tuple(box(15, 10, 20, 10).bounds))


def answered(ana: Any, code: str, **known: Any) -> dict[str, Any]:
    """Each required question of the procedure with its first choice, or words."""
    asked = ana.get(f"procedures/{code}").json()["questions"]
    usual = {"date": "2026-12-10", "money": "85000.00", "number": 1, "area": 10, "yes_no": False}
    return known | {
        one["code"]: one["choices"][0]["code"] if one["choices"] else usual.get(one["kind"], "conform cererii") for one in asked if one["required"] and one["code"] not in known
    }


def draft(ana: Any, code: str, *parcels: str) -> str:
    made = ana.post("cases", {"procedure": code, "parcels": list(parcels)})
    assert made.status_code == 201, made.content
    return f"cases/{made.json()['id']}"


def test_a_house_on_two_parcels_is_drawn_with_its_height_and_checked(town: Town, program) -> None:
    ana = program("ana")
    address = draft(ana, "building_permit", "50001", "50002")
    drawn = ana.put(f"{address}/works", {"geometries": [wgs84(HOUSE)], "levels": 2, "height_m": 7.5, "basement": True})
    assert drawn.status_code == 200, drawn.content
    case = Case.objects.get(pk=drawn.json()["id"])
    assert {row["cadastral_number"] for row in case.plot.parcels} == {"50001", "50002"} and case.plot.area_m2 == pytest.approx(2000)
    work = case.works.get()
    assert (work.kind, work.levels, work.height_m, work.basement) == (Works.Kind.BUILDING, 2, 7.5, True)
    assert work.geom.area == pytest.approx(200, abs=0.5)
    # Drawn anew it replaces, it does not add.
    ana.put(f"{address}/works", {"geometries": [wgs84(HOUSE)], "levels": 1})
    assert case.works.get().levels == 1
    assert "50001" in ana.get(address).json()["plot"]["parcels"]


def test_several_papers_go_up_and_a_wrong_one_is_refused_with_a_sentence(town: Town, program) -> None:
    ana = program("ana")
    address = draft(ana, "building_permit", "50001")
    procedure = ana.get("procedures/building_permit").json()
    codes = [paper["code"] for paper in procedure["papers"] if paper["need"] == "required"][:3]
    for code in codes:
        file = BytesIO(paper_of(code))
        file.name = f"{code}.pdf"
        assert ana.upload(f"{address}/papers", code=code, file=file).status_code == 201
    assert {one["code"] for one in ana.get(f"{address}/papers").json()["items"]} == set(codes)
    for name, content in (("plan.exe", b"MZ\x90"), ("gol.pdf", b"")):
        file = BytesIO(content)
        file.name = name
        refused = ana.upload(f"{address}/papers", code=codes[0], file=file)
        assert 400 <= refused.status_code < 500 and refused["Content-Type"] == "application/problem+json", refused.content


def test_a_trench_is_a_line_with_its_width_and_where_the_map_knows_no_surface_it_is_said(town: Town, program) -> None:
    ana = program("ana")
    address = draft(ana, "excavation_approval")
    along = wgs84(LineString((E0 + 5, N0 - 6), (E0 + 45, N0 - 6)))
    drawn = ana.put(f"{address}/works", {"geometries": [along], "width_m": 0.8})
    assert drawn.status_code == 200, drawn.content
    case = Case.objects.get(pk=drawn.json()["id"])
    assert case.works.get().width_m == 0.8 and case.works.get().kind == Works.Kind.TRENCH
    far = wgs84(LineString((E0 + 5, N0 + 300), (E0 + 45, N0 + 300)))
    refused = ana.put(f"{address}/works", {"geometries": [far], "width_m": 0.8})
    assert refused.status_code == 422 and "suprafață" in refused.json()["detail"]
    said = ana.put(f"{address}/works", {"geometries": [far], "width_m": 0.8, "surface": "sidewalk"})
    assert said.status_code == 200, said.content
    filled = ana.patch(address, {"answers": answered(ana, "excavation_approval", ends_on="2026-12-18"), "applicant": IDENTITY["ana"], "consent": True})
    assert filled.status_code == 200, filled.content
    quote = ana.get(f"{address}/quote").json()
    assert float(quote["guarantee"]) > 0, quote


@pytest.mark.parametrize(("geometry", "ro", "en"), [
    ({"type": "Point", "coordinates": [200, 95]}, "", ""),
    ({"type": "Polygon", "coordinates": [[[46.9, 26.3], [46.91, 26.3], [46.91, 26.31], [46.9, 26.3]]]}, "în afara României", "outside Romania"),
])  # fmt: skip
def test_a_shape_that_cannot_be_is_refused_in_the_readers_language(town: Town, program, geometry: dict[str, Any], ro: str, en: str) -> None:
    ana = program("ana")
    address = draft(ana, "building_permit", "50001")
    for language, words in (("ro", ro), ("en", en)):
        refused = ana.call("put", f"{address}/works", {"geometries": [geometry]}, **{"Accept-Language": language})
        problem = refused.json()
        assert 400 <= refused.status_code < 500 and refused["Content-Type"] == "application/problem+json"
        assert problem["title"] and problem["status"] == refused.status_code and words in json.dumps(problem, ensure_ascii=False)
