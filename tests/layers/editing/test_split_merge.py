"""Parcels are split and merged with their history; whoever types an old number is led to the new ones."""

from __future__ import annotations

import re
from typing import Any

import pytest
import shapely
from django.urls import reverse
from shapely import affinity

from gisapp.core import clock
from gisapp.core.errors import BadInput
from layers import api
from layers.editing.split_merge import merged, pieces_of
from layers.imports.publish import undo
from layers.models import Edit, Feature, LayerVersion, Lineage
from tests.layers.editing.test_browser_pages import drawn, lay, now, send
from tests.layers.keepers.conftest import E0, N0, House, box, row

pytestmark = pytest.mark.django_db
ACT = {"document": "45/2026", "document_date": "2026-01-15"}


def step(house: House, name: str, parcel: Feature, agree: bool = True, **data: Any) -> Any:
    """Send the first step, and with its token the second."""
    address = reverse(name, args=["parcels", parcel.identity or parcel.pk])
    given = {"seen": str(parcel.pk), **data}
    answer = house.client("elena").post(address, given)
    found = re.search(r'name="confirm" value="(\w+)"', answer.content.decode())
    return house.client("elena").post(address, {**given, **ACT, "confirm": found[1], **data}) if agree and found else answer


def other_transaction(house: House) -> None:
    """A test is one transaction, and edits of one transaction are one version: let the next edit make its own."""
    for version in LayerVersion.objects.filter(layer=house.layer("parcels"), state="published"):
        LayerVersion.objects.filter(pk=version.pk).update(counts={**version.counts, "transaction": "0"})


def split(house: House, key: str, *numbers: str, **more: str) -> Any:
    middle = now(house, key).geom.centroid
    line = {"typed": f"{N0 - 5:.2f} {middle.x:.2f}\n{N0 + 25:.2f} {middle.x:.2f}"}
    return step(house, "editing_split", now(house, key), **{**line, **{f"key{n}": number for n, number in enumerate(numbers)}, **more})


def test_a_parcel_is_split_by_a_typed_line_and_its_old_number_leads_to_the_new_ones(house: House) -> None:
    old = now(house, "50001")
    shown = step(house, "editing_split", old, agree=False, typed=f"{N0} {E0 + 5}\n{N0 + 20} {E0 + 5}").content.decode()
    assert re.search(r"300,00\s*m²", shown)
    assert re.search(r"100,00\s*m²", shown)
    assert split(house, "50001", "60001", "60002").status_code == 302
    pieces = [now(house, "60001"), now(house, "60002")]
    assert sum(piece.geom.area for piece in pieces) == pytest.approx(old.geom.area, abs=1e-6)
    assert pieces[0].since == pieces[1].since == Feature.objects.get(pk=old.pk).until, "one instant, one version"
    assert sorted(Edit.objects.filter(layer=old.layer).values_list("action", flat=True)) == ["delete", "insert", "insert"]
    rows = Lineage.objects.filter(old_key="50001")
    assert {(one.new_key, one.document, str(one.document_date), one.user.first_name) for one in rows} == {(key, "45/2026", "2026-01-15", "Elena") for key in ("60001", "60002")}
    hits = api.search_places(house.authority, "50001")
    assert [hit.parcel for hit in hits] == ["60001", "60002"]
    assert "50001" in hits[0].hint
    with pytest.raises(BadInput, match="60001, 60002"):
        api.parcel_by_number(house.authority, "nr. cad. 50001")
    gone = house.client("elena").get(reverse("editing_feature", args=["parcels", old.pk])).content.decode()
    assert "60001</a>" in gone
    past = api.past_parcel_by_number(house.authority, "50001", old.since)
    assert past is not None
    assert past.feature_id == old.pk


def test_a_number_is_followed_through_several_changes_and_not_through_an_undone_one(house: House) -> None:
    assert split(house, "50001", "60001", "60002").status_code == 302
    other_transaction(house)
    assert step(house, "editing_merge", now(house, "60002"), others=[now(house, "60001").pk], key0="70001").status_code == 302
    assert [hit.parcel for hit in api.search_places(house.authority, "50001")] == ["70001"]
    assert [hit.parcel for hit in api.search_places(house.authority, "60001")] == ["70001"]
    undo(layer=house.layer("parcels"), by=None)
    assert [hit.parcel for hit in api.search_places(house.authority, "50001")] == ["60001", "60002"]
    assert api.parcel_by_number(house.authority, "60001") is not None


def test_neighbours_are_merged_and_the_areas_add_up(house: House) -> None:
    lay(house, row("1", box(0, 0), use="CC"), row("2", box(20, 0, 30), use="A"), row("3", box(50, 20)), row("4", box(100, 0)))
    page = house.client("elena").get(reverse("editing_merge", args=["parcels", now(house, "1").pk])).content.decode()
    assert f'value="{now(house, "2").pk}"' in page
    assert f'value="{now(house, "3").pk}"' not in page, "a common corner is not a side"
    shown = step(house, "editing_merge", now(house, "1"), agree=False, others=[now(house, "2").pk]).content.decode()
    assert re.search(r"1\W?000,00\s*m²", shown)
    assert "diferă între parcele, rămâne „A”" in shown
    assert step(house, "editing_merge", now(house, "1"), others=[now(house, "2").pk], key0="9").status_code == 302
    assert (now(house, "9").geom.area, now(house, "9").attrs["use"]) == (pytest.approx(1000), "A")


@pytest.mark.parametrize(("more", "sentence"), [
    ({"typed": "603001 604501\n603005 604505"}, "nu împarte parcela"), ({"typed": ""}, "Desenați linia"), ({"typed": "603000,00 604500,01\n603020 604500,01", "reach": "0"}, "O bucată ar avea numai"),
    ({"key1": "60001"}, "numere cadastrale diferite"), ({"key0": "50001"}, "a fost al unei parcele"), ({"key0": "50002"}, "Există deja"), ({"document": ""}, "obligatoriu"), ({"document_date": "2126-01-01"}, "viitor"),
])
def test_a_split_that_cannot_be_is_said_and_nothing_changes(house: House, more: dict[str, str], sentence: str) -> None:
    parcel = now(house, "50001")
    answer = split(house, "50001", "60001", "60002", **more)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert now(house, "50001").pk == parcel.pk
    assert not Lineage.objects.exists()


def test_what_changed_meanwhile_is_not_split_unseen_and_the_line_stays(house: House) -> None:
    parcel = now(house, "50001")
    assert send(house, parcel, "emil", a_use="CC").status_code == 302
    line = f"{N0} {E0 + 5}\n{N0 + 20} {E0 + 5}"
    answer = step(house, "editing_split", parcel, agree=False, typed=line)
    assert (answer.status_code, line.split("\n")[1] in answer.content.decode()) == (409, True)
    other = now(house, "50002")
    assert step(house, "editing_merge", now(house, "50001"), agree=False, others=[other.pk, parcel.pk]).status_code == 409


def test_a_line_drawn_on_the_map_is_caught_by_the_outline(house: House) -> None:
    line = shapely.LineString([(E0 + 10, N0 + 0.06), (E0 + 10, N0 + 19.95)])
    assert step(house, "editing_split", now(house, "50001"), drawn=drawn(line), key0="60001", key1="60002").status_code == 302
    assert now(house, "60001").geom.area == pytest.approx(200, abs=0.1)


def test_random_lines_cut_without_losing_land() -> None:
    parcel = shapely.Polygon([(0, 0), (40, 3), (38, 30), (20, 22), (2, 31)], [[(10, 8), (14, 8), (14, 12), (10, 12)]])
    for angle in range(0, 180, 7):
        line = affinity.rotate(shapely.LineString([(-60, 11.3), (80, 11.3)]), angle, origin=(19, 11.3))
        pieces = pieces_of(parcel, [line])
        assert sum(piece.area for piece in pieces) == pytest.approx(parcel.area, abs=1e-6)
        assert merged(pieces).area == pytest.approx(parcel.area, abs=1e-6)


def test_today_is_a_possible_day_of_an_act(house: House) -> None:
    assert split(house, "50001", "60001", "60002", document_date=clock.today().isoformat()).status_code == 302
