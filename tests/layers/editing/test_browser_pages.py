"""Elena edits features through the pages: shapes typed and drawn, attributes, new ones, deleted ones; nobody's work is lost."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import shapely
import shapely.affinity
from django.urls import reverse

from gisapp.core import clock, jobs
from layers import crs
from layers.editing import refusals, urls
from layers.editing.maps import shown
from layers.editing.shape import corners_text, from_text
from layers.models import Edit, Feature, Layer, LayerVersion, Piece, Probe
from tests.layers.keepers.conftest import E0, N0, House, box, row

pytestmark = pytest.mark.django_db


def now(house: House, key: str, code: str = "parcels") -> Feature:
    return Feature.objects.get(layer=house.layer(code), key=key, until=None)


def lay(house: House, *rows: Any) -> None:
    """Other parcels than the town's."""
    Layer.objects.filter(pk=house.layer("parcels").pk).update(most_deleted_share=1)
    house.publish("parcels", *rows)


def form_of(feature: Feature | None, **more: str) -> dict[str, str]:
    """What the browser sends back when nothing is touched, and what Elena changes."""
    attrs = {f"a_{name}": ({True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)) for name, value in (feature.attrs if feature else {}).items()}
    same = {"seen": str(feature.pk), "key": feature.key, "label": feature.label, "typed": corners_text(feature.geom)} if feature else {}
    return {**same, **attrs, "reason": "măsurătoare", "reach": "0.1", **more}


def drawn(*shapes: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": [shown(shape, "works") for shape in shapes]})


def send(house: House, feature: Feature | None, who: str = "elena", code: str = "parcels", **more: str) -> Any:
    """Send the form, and where areas are shown first, agree."""
    address = reverse("editing_feature", args=[code, feature.identity or feature.pk]) if feature else reverse("editing_new", args=[code])
    data = form_of(feature, **more)
    answer = house.client(who).post(address, data)
    if answer.status_code == 200 and (found := re.search(r'name="confirm" value="(\w+)"', answer.content.decode())):
        answer = house.client(who).post(address, {**data, "confirm": found[1]})
    return answer


def test_she_moves_a_corner_and_the_shared_one_is_caught_exactly(house: House) -> None:
    lay(house, row("1", box(0, 0)), row("2", box(21, 0)))
    parcel = now(house, "1")
    # Drawn 4 cm beside the neighbour's corners; the other two stay where they were.
    wide = shapely.Polygon([(E0, N0), (E0 + 20.96, N0 + 0.02), (E0 + 20.96, N0 + 20.01), (E0, N0 + 20)])
    page = house.client("elena").post(reverse("editing_feature", args=["parcels", parcel.pk]), form_of(parcel, drawn=drawn(wide)))
    assert "2 colțuri prinse de vecini" in page.content.decode()
    assert "400,00 m²" in page.content.decode()
    assert now(house, "1").pk == parcel.pk, "nothing is saved before she has seen the areas"
    assert send(house, parcel, drawn=drawn(wide)).status_code == 302
    assert shapely.from_wkb(bytes(now(house, "1").geom.wkb)).equals(box(0, 0, 21))
    edit = Edit.objects.get(layer=house.layer("parcels"))
    assert (edit.action, edit.user, edit.reason, edit.identity) == ("update", house.people["elena"], "măsurătoare", parcel.pk)


def test_what_is_not_touched_stays_to_the_last_digit(house: House) -> None:
    parcel = now(house, "50001")
    assert send(house, parcel, drawn=drawn(shapely.from_wkb(bytes(parcel.geom.wkb))), a_use="CC").status_code == 302
    fresh = now(house, "50001")
    assert fresh.geom.equals_exact(parcel.geom, 0)
    assert fresh.attrs["use"] == "CC"
    assert Piece.objects.filter(feature=fresh).count() == 0


def test_a_new_feature_is_typed_without_the_map_holes_and_parts_too(house: House) -> None:
    text = "603010,00 604510,00\n603010 604530\n603030 604530\n603030 604510\n\ngol\n603015 604515\n603015 604520\n603020 604520\n603020 604515\n\n603050 604510\n603050 604530\n603070 604530"
    house.publish("military", row("A", box(300, 300)))
    assert send(house, None, code="military", key="B", label="Depozit", typed=text).status_code == 302
    shape = now(house, "B", "military").geom
    assert (shape.geom_type, round(shape.area, 3)) == ("MultiPolygon", 575.0)
    assert from_text(corners_text(shape), "polygon").equals(shape)
    found = house.client("elena").post(reverse("editing_find", args=["military"]), {"q": "depozit"}, follow=True)
    assert "Depozit" in found.content.decode()
    (lon, lat), = crs.lonlat_of([(604512.0, 603012.0)])
    at = house.client("elena").get(reverse("editing_at", args=["military"]), {"lon": lon, "lat": lat})
    assert ">B</a>" in at.content.decode()


def test_a_point_is_placed_by_touching_the_map(house: House) -> None:
    house.publish("addresses", row("A1", shapely.Point(E0, N0), "Strada Lungă 1", street="Strada Lungă", number="1"))
    (lon, lat), = crs.lonlat_of([(E0 + 5, N0 + 7)])
    told = house.client("elena").get(reverse("editing_point", args=["addresses"]), {"lon": lon, "lat": lat}).content.decode()
    assert re.search(r"603007,00\d 604505,00\d<", told)
    assert send(house, now(house, "A1", "addresses"), code="addresses", typed="603007,000 604505,000").status_code == 302
    assert round(now(house, "A1", "addresses").geom.x, 3) == E0 + 5


def test_a_hole_that_the_map_does_not_draw_is_kept(house: House) -> None:
    ring = box(0, 0, 40, 40).difference(box(10, 10, 5, 5))
    house.publish("military", row("A", ring))
    assert send(house, now(house, "A", "military"), code="military", drawn=drawn(box(0, 0, 50, 40))).status_code == 302
    assert now(house, "A", "military").geom.area == pytest.approx(50 * 40 - 25, abs=0.1)


def test_she_deletes_only_with_a_reason_and_the_history_remains(house: House) -> None:
    parcel = now(house, "50002")
    address = reverse("editing_feature", args=["parcels", parcel.pk])
    refused = house.client("elena").post(address, form_of(parcel, remove="1", reason=""))
    assert (refused.status_code, "de ce se șterge" in refused.content.decode()) == (422, True)
    assert house.client("elena").post(address, form_of(parcel, remove="1", reason="dublură")).status_code == 302
    assert not Feature.objects.filter(layer=house.layer("parcels"), key="50002", until=None).exists()
    gone = house.client("elena").get(address).content.decode()
    assert "nu mai există" in gone
    assert "dublură" in gone


def test_what_emil_saved_meanwhile_is_not_overwritten_and_hers_is_not_lost(house: House) -> None:
    parcel = now(house, "50003")
    assert send(house, parcel, "emil", a_use="CC").status_code == 302
    answer = send(house, parcel, a_topo_number="77/1", typed=corners_text(parcel.geom).replace("604560,000", "604559,000", 1))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Emil" in text
    assert 'value="77/1"' in text
    assert "604559,000" in text, "the shape she changed is still in the form"
    assert 'value="CC"' in text, "what he wrote is there too"
    assert now(house, "50003").attrs.get("topo_number") is None
    assert send(house, now(house, "50003"), a_topo_number="77/1").status_code == 302
    assert {"use": "CC", "topo_number": "77/1"}.items() <= now(house, "50003").attrs.items()


def test_her_drawing_stays_when_emil_redrew_the_same_parcel_and_can_then_be_saved(house: House) -> None:
    parcel = now(house, "50003")
    shape = shapely.from_wkb(bytes(parcel.geom.wkb))
    hers, his = shapely.affinity.translate(shape, 0, 3), shapely.affinity.translate(shape, 0, 5)
    address = reverse("editing_feature", args=["parcels", parcel.pk])
    page = house.client("elena").post(address, form_of(parcel, drawn=drawn(hers))).content.decode()
    confirm = re.search(r'name="confirm" value="(\w+)"', page)
    assert confirm
    assert send(house, parcel, "emil", drawn=drawn(his)).status_code == 302
    answer = house.client("elena").post(address, form_of(parcel, drawn=drawn(hers), confirm=confirm[1]))
    assert (answer.status_code, "FeatureCollection" in answer.content.decode()) == (409, True)
    fresh = now(house, "50003")
    assert send(house, fresh, drawn=drawn(hers)).status_code == 302
    assert now(house, "50003").geom.centroid.y == pytest.approx(hers.centroid.y, abs=0.01)


def test_what_emil_deleted_meanwhile_can_be_saved_anew(house: House) -> None:
    parcel = now(house, "50003")
    address = reverse("editing_feature", args=["parcels", parcel.pk])
    assert house.client("emil").post(address, form_of(parcel, remove="1")).status_code == 302
    answer = house.client("elena").post(address, form_of(parcel, a_use="livadă"))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="livadă"' in text
    assert "604560,000" in text
    assert reverse("editing_new", args=["parcels"]) in text
    assert send(house, None, key="50003", typed=corners_text(parcel.geom), a_use="livadă").status_code == 302
    assert now(house, "50003").attrs["use"] == "livadă"


@pytest.mark.parametrize(("more", "sentence"), [
    ({"key": "50001"}, "Există deja"), ({"key": "abc?"}, "nu poate fi citit"), ({"key": "7-C1"}, "numai numărul terenului"), ({"typed": "603000 604500\n603010 604500"}, "cel puțin trei colțuri"),
    ({"typed": "603000 604500\n603010 604510\n603010 604500\n603000 604510"}, "intersectează"), ({"typed": "603000 abc"}, "Rândul 1"), ({"drawn": "{"}, "nu a putut fi citit"), ({"reason": ""}, "obligatoriu"),
    ({"drawn": '{"features": [{"geometry": {"type": "LineString", "coordinates": [[26.3, 46.9], [26.31, 46.9]]}}]}'}, "alt fel"), ({"a_owner_kind": "altul"}, "altul"),
])
def test_what_is_wrong_is_said_and_nothing_is_saved(house: House, more: dict[str, str], sentence: str) -> None:
    parcel = now(house, "50004")
    answer = send(house, parcel, **more)
    assert answer.status_code == 422, answer.content.decode()[-800:]
    assert sentence in answer.content.decode()
    assert now(house, "50004").pk == parcel.pk


def test_an_overlap_with_a_neighbour_is_shown_before_saving(house: House) -> None:
    lay(house, row("1", box(0, 0)), row("2", box(21, 0)))
    answer = house.client("elena").post(reverse("editing_feature", args=["parcels", now(house, "1").pk]), form_of(now(house, "1"), drawn=drawn(box(0, 0, 25, 20))))
    assert re.search(r"se suprapune cu 2: 80,0\d m²", answer.content.decode())


def test_a_probe_that_no_longer_holds_is_said_at_once_and_followed(house: House) -> None:
    Probe.objects.create(authority=house.authority, layer=house.layer("parcels"), title="Șase parcele", kind="count", least=6, most=6, created_by=house.people["elena"], last_ok=True, last_run_at=clock.now())
    parcel = now(house, "50005")
    page = house.client("elena").post(reverse("editing_feature", args=["parcels", parcel.pk]), form_of(parcel, remove="1", reason="probă"), follow=True)
    assert "Șase parcele" in page.content.decode()
    jobs.drain()
    assert Probe.objects.get().last_ok is False
    assert LayerVersion.objects.get(layer=house.layer("parcels"), state="published").counts["followed"] is True


def test_every_sentence_of_the_database_is_known_to_the_pages() -> None:
    sql = (Path(refusals.__file__).parents[1] / "migrations" / "edit_feature.sql").read_text(encoding="utf-8")
    sentences = re.findall(r"layers_edit_refuse\((?:format\()?'([^']+)'", sql)
    assert len(sentences) > 12
    for sentence in sentences:
        filled = sentence.replace("număr%s", "număr întreg").replace("conține %s;", "conține linii;").replace("%s", "X")
        if "Rolul cu care" not in filled:
            assert any(pattern.fullmatch(filled) for _known, pattern in refusals._PATTERNS), sentence


def test_every_page_is_for_keepers_of_this_town_hall_only(house: House) -> None:
    parcel = now(house, "50001").pk
    for pattern in urls.urlpatterns:
        arguments = ["parcels", parcel][: 2 if "identity" in str(pattern.pattern) else 1]
        address = reverse(pattern.name or "", args=arguments)
        assert house.client("corina").get(address).status_code == 404, address
        assert house.client("elena", "dumbrava.localhost").get(address).status_code == 404, address
        assert house.client("elena").get(address).status_code == 200, address
