"""The officer takes the map extract of a case into other programs, the applicant after the answer; nobody else does."""

import io
import subprocess
from pathlib import Path

import ezdxf
import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from gisapp.management.demo import walk
from layers import api as layers
from permits.models import ReadLog
from tests.permits.conftest import Town


def ask(client: Client, case: object, kind: str) -> object:
    return client.get(reverse("map_extract", args=[case.pk, kind]))  # type: ignore[attr-defined]


def test_corina_opens_the_extract_of_a_case_in_qgis_in_cad_and_as_a_picture(town: Town, tmp_path: Path) -> None:
    case = town.submitted()
    corina = town.client("corina")
    page = corina.get(reverse("office_case", args=[case.pk])).content.decode()
    for kind in ("png", "gpkg", "dxf"):
        assert reverse("map_extract", args=[case.pk, kind]) in page
    package = tmp_path / "extras.gpkg"
    answer = ask(corina, case, "gpkg")
    assert answer["X-Content-Type-Options"] == "nosniff"  # type: ignore[index]
    package.write_bytes(answer.content)  # type: ignore[attr-defined]
    said = subprocess.run(["ogrinfo", "-ro", "-al", str(package)], capture_output=True, text=True, check=True).stdout
    assert "Layer name: plot" in said and "Layer name: corners" in said and "Layer name: gas_pipes" in said
    assert "3844" in said and "label (String) = 50001" in said
    drawing = ezdxf.read(io.StringIO(ask(corina, case, "dxf").content.decode()))  # type: ignore[attr-defined]
    assert not drawing.audit().errors
    (outline,) = drawing.modelspace().query('LWPOLYLINE[layer=="plot"]')
    assert {round(x) for x, *_ in outline.get_points()} == {604_500, 604_525}
    picture = Image.open(io.BytesIO(ask(corina, case, "png").content))  # type: ignore[attr-defined]
    # The page of the map and the page of the coordinates, one under the other.
    assert picture.size == (210 * 8, 2 * 297 * 8)
    assert ReadLog.objects.filter(case=case, reader=town.corina, group="papers").count() == 3


def test_ana_takes_the_extract_once_she_has_her_answer(town: Town) -> None:
    case = town.submitted("built_up_attestation")
    ana, address = town.client("ana"), reverse("own_extract", args=[case.pk, "gpkg"])
    assert "după ce primiți răspunsul" in ana.get(address, follow=True).content.decode()
    assert town.client("ioana").get(address).status_code == 404
    walk.review(case, town.corina)
    case.refresh_from_db()
    act = walk.draft(case, town.corina)
    assert reverse("map_extract", args=[case.pk, "gpkg"]) in town.client("corina").get(reverse("draft", args=[act.pk])).content.decode()
    walk.sign(act)
    assert address in ana.get(reverse("case", args=[case.pk])).content.decode()
    answer = ana.get(address)
    assert answer["Content-Type"] == "application/geopackage+sqlite3"
    assert answer.content.startswith(b"SQLite format 3")
    assert town.client("ioana").get(address).status_code == 404


@pytest.mark.parametrize("kind", ["pdf", "shp", "..", "png"])
def test_another_kind_of_file_or_another_person_finds_nothing(town: Town, kind: str) -> None:
    case = town.submitted()
    assert ask(town.client("ana"), case, "gpkg").status_code == 404  # type: ignore[attr-defined]
    if kind != "png":
        assert ask(town.client("corina"), case, kind).status_code == 404  # type: ignore[attr-defined]


def test_a_layer_that_cannot_be_read_gives_a_sentence_and_no_file(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    case = town.submitted()
    real = layers.drawings_near

    def broken(*args: object, **named: object) -> list[layers.LayerDrawing]:
        import dataclasses

        return [dataclasses.replace(one, features=None) if one.code == "gas_pipes" else one for one in real(*args, **named)]

    monkeypatch.setattr(layers, "drawings_near", broken)
    for kind in ("gpkg", "dxf", "png"):
        answer = town.client("corina").get(reverse("map_extract", args=[case.pk, kind]), follow=True)
        assert answer.redirect_chain and "nu poate fi desenat" in answer.content.decode()
