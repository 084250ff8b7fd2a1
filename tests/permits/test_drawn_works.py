"""Ana and Horia draw, type or send their works as a file; what the town's map does not know is asked."""

from __future__ import annotations

import datetime as dt
import html
import itertools
import json
import re

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gisapp.core import clock
from gisapp.core.errors import BadInput
from layers import api as layers
from layers.models import Feature
from permits.models import Case
from permits.queries.openings import openings
from tests.permits.conftest import E0, N0, Town, box
from tests.permits.test_land_questions import SUMMER, dig, drawn

pytestmark = pytest.mark.django_db


def dxf(*outlines: shapely.Geometry) -> bytes:
    """A drawing as CAD writes it: closed polylines, no word about the coordinate system."""
    rows = ["0", "SECTION", "2", "ENTITIES"]
    for outline in outlines:
        corners = list(outline.exterior.coords)[:-1] if outline.geom_type == "Polygon" else list(outline.coords)
        rows += ["0", "LWPOLYLINE", "8", "lucrari", "90", str(len(corners)), "70", "1" if outline.geom_type == "Polygon" else "0"]
        rows += [text for x, y in corners for text in ("10", f"{x:.3f}", "20", f"{y:.3f}")]
    return "\r\n".join([*rows, "0", "ENDSEC", "0", "EOF", ""]).encode()


def upload(town: Town, case: Case, name: str, content: bytes, owner: str = "ana", **more: str) -> tuple[int, str]:
    answer = town.client(owner).post(reverse("form", args=[case.pk, "works"]), {"works_file": SimpleUploadedFile(name, content), **more}, follow=True)
    return answer.status_code, answer.content.decode()


def test_ana_sends_her_house_as_dxf_and_sees_it_on_the_map(town: Town) -> None:
    case = town.draft("building_permit")
    house = box(8, 6, 10, 12)
    status, page = upload(town, case, "casa.dxf", dxf(house), levels="2")
    assert (status, "Am citit o formă" in page) == (200, True)
    (work,) = case.works.all()
    assert (work.kind, work.levels) == ("building", 2)
    assert work.geom.area == pytest.approx(house.area, abs=0.01)


def test_geojson_in_either_system_is_placed_alike(town: Town) -> None:
    case, house = town.draft("building_permit"), box(8, 6, 10, 12)
    stereo = {"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3844"}},
              "features": [{"type": "Feature", "properties": {}, "geometry": json.loads(shapely.to_geojson(house))}]}
    upload(town, case, "casa.geojson", json.dumps(stereo).encode())
    first = case.works.get().geom
    upload(town, case, "casa.json", drawn(house).encode())
    second = case.works.get().geom
    assert first.sym_difference(second).area < 0.05  # degrees keep about a millimetre
    assert first.area == pytest.approx(house.area, abs=0.01)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("casa.dwg", b"AC1027", "nu se citește"), ("casa.dxf", b"not a drawing", "nu"), ("gol.geojson", b'{"type":"FeatureCollection","features":[]}', "Fișierul"),
        ("local.dxf", dxf(shapely.box(0, 0, 10, 10)), "coordonate locale"),
        ("mm.dxf", dxf(shapely.transform(box(8, 6, 10, 12), lambda xy: xy * 1000)), "în milimetri"),
        ("intors.dxf", dxf(shapely.transform(box(8, 6, 10, 12), lambda xy: xy[:, ::-1])), "X și Y par inversate"),
        ("departe.dxf", dxf(shapely.transform(box(8, 6, 10, 12), lambda xy: xy + 50_000)), "km de terenul ales"),
        ("grade.json", b'{"type":"Polygon","coordinates":[[[46.92,26.37],[46.93,26.37],[46.93,26.38],[46.92,26.37]]]}', "inversate"),
        ("metri.json", json.dumps({"type": "Polygon", "coordinates": [[[E0, N0], [E0 + 9, N0], [E0 + 9, N0 + 9], [E0, N0]]]}).encode(), "spune altceva"),
        ("spline.dxf", dxf(box(8, 6, 10, 12)).replace(b"ENDSEC", b"SPLINE\r\n8\r\nlucrari\r\n70\r\n8\r\n71\r\n3\r\n0\r\nENDSEC", 1), "spline"),
        ("nod.dxf", dxf(shapely.Polygon([(E0, N0), (E0 + 9, N0 + 9), (E0 + 9, N0), (E0, N0 + 9)])), "se intersectează"),
        ("plan.dxf", dxf(*[box(x, 0, 1, 1) for x in range(0, 120, 2)]), "60 de forme"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(town: Town, name: str, content: bytes, sentence: str) -> None:
    case = town.draft("building_permit")
    before = list(case.works.values_list("pk"))
    status, page = upload(town, case, name, content)
    assert status == 422
    assert sentence in page
    assert list(case.works.values_list("pk")) == before


def test_four_walls_that_meet_are_one_house(town: Town) -> None:
    case, house = town.draft("building_permit"), box(8, 6, 10, 12)
    corners = list(house.exterior.coords)
    status, _page = upload(town, case, "pereti.dxf", dxf(*[shapely.LineString(pair) for pair in itertools.pairwise(corners)]))
    assert (status, case.works.get().kind) == (200, "building")
    assert case.works.get().geom.area == pytest.approx(house.area, abs=0.01)


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"coordinates": "{e} {n}\n{e9} {n}\n{e9} {n9}"}, "X și Y par inversate"), ({"works": '{"features":[1]}'}, "nu a putut fi citit"),
        ({"works": '{"features":[{"properties":null,"geometry":{"type":"Point","coordinates":[26.37,46.92]}}]}'}, "Un punct nu arată"),
        ({"coordinates": "300000 300000\n700000 300000\n700000 700000"}, "cât o localitate"), ({"coordinates": "{n} {e}\n{n} {e9}\n{n9} {e9}", "levels": "500"}, "între 0 și 60"),
    ],
)  # fmt: skip
def test_works_that_cannot_be_meant_are_refused_and_what_was_given_comes_back(town: Town, posted: dict[str, str], said: str) -> None:
    case = town.draft("building_permit")
    place = {"e": E0 + 9, "n": N0 + 6, "e9": E0 + 18, "n9": N0 + 15}
    sent = {name: text if text.startswith("{\"") else text.format(**{key: f"{value:.0f}" for key, value in place.items()}) for name, text in posted.items()}
    answer = town.client("ana").post(reverse("form", args=[case.pk, "works"]), sent)
    page = answer.content.decode()
    assert (answer.status_code, said in page) == (422, True)
    assert all(html.escape(text, quote=True).replace("&#x27;", "&#39;") in page for text in sent.values())


def test_horia_is_asked_what_he_opens_where_the_map_knows_no_surface(town: Town) -> None:
    case = dig(town, 10, *SUMMER)
    Case.objects.filter(pk=case.pk).update(state="draft", registered_at=None, registry_number=None, registry_year=None)
    case = Case.objects.get(pk=case.pk)
    Feature.objects.filter(layer__authority=town.authority, layer__code="street_surfaces").update(until=clock.now() + dt.timedelta(seconds=1))
    line = drawn(shapely.LineString([(E0 + 10, N0 - 8), (E0 + 30, N0 - 8)]))
    client, page = town.client("horia"), reverse("form", args=[case.pk, "works"])
    refused = client.post(page, {"works": line, "width_m": "0,8"})
    assert refused.status_code == 422
    assert "Alegeți mai jos ce se sparge" in refused.content.decode()
    assert client.post(page, {"works": line, "width_m": "0,8", "surface": "sidewalk"}).status_code == 302
    (piece,) = openings(case)
    assert piece.surface.value == "sidewalk"
    assert float(piece.area_m2) == pytest.approx(20 * 0.8, abs=0.6)


def test_an_outline_is_opened_as_drawn(town: Town) -> None:
    case = dig(town, 10, *SUMMER)
    Case.objects.filter(pk=case.pk).update(state="draft", registered_at=None, registry_number=None, registry_year=None)
    pit = box(12, -8, 3, 2)
    town.client("horia").post(reverse("form", args=[case.pk, "works"]), {"works": drawn(pit), "surface": "carriageway"})
    assert case.works.get().kind == "trench"
    assert sum(float(one.area_m2) for one in openings(case)) == pytest.approx(6.0, abs=0.05)


def test_while_horia_draws_he_sees_other_digs_what_is_restored_and_the_guarantee(town: Town) -> None:
    dig(town, 10, *SUMMER)
    mine = dig(town, 14, *SUMMER)
    lower = box(16, -8, 20, 1).bounds
    line = drawn(shapely.LineString([(lower[0], lower[1]), (lower[2], lower[1])]))
    asked = {"works": line, "case": str(mine.pk), "width_m": "0,8"}
    text = town.client("horia").post(reverse("live_check"), asked).content.decode()
    assert "tranșee comună" in text
    assert re.search(r"garanția de bună execuție este de [\d.]+,\d\d\slei", text)
    assert "Se reface" in text
    assert town.client("ioana").post(reverse("live_check"), asked).status_code == 404


def test_a_works_file_reader_needs_no_case(town: Town) -> None:
    with pytest.raises(BadInput, match="prea mare"):
        layers.read_works_file("x.dxf", iter([b"0" * 21_000_000]))
