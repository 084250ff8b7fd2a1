"""OGC API Features over the demo town: links, axes, moments, filters, paging, and who may see what."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.contrib.gis.geos import Polygon
from django.test import Client

from gisapp.accounts.models import Membership, User
from gisapp.core import clock
from layers.imports.rows import publish_rows
from layers.imports.staging import Row
from layers.models import Feature, Layer
from layers.ogc.describe import CONFORMANCE
from tests.town.fixtures import LoadedTown

pytestmark = pytest.mark.django_db
CRS = "http://www.opengis.net/def/crs/"


def ask(client: Client, address: str = "", **given: Any) -> Any:
    answer = client.get(f"/ogc/{address}", {name.replace("_", "-") if name.endswith("crs") or name == "filter_lang" else name: value for name, value in given.items()})
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def refused(client: Client, **given: Any) -> dict[str, Any]:
    answer = client.get("/ogc/collections/parcels/items", given)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    return json.loads(answer.content)


def test_every_link_of_the_landing_page_and_of_each_collection_answers(demo_town: LoadedTown, client: Client) -> None:
    body = ask(client)
    assert {"service-desc", "conformance", "data", "self"} <= {link["rel"] for link in body["links"]}
    found = [link["href"] for link in body["links"]]
    collections = ask(client, "collections")["collections"]
    assert {"parcels", "zoning", "gas_pipes"} <= {one["id"] for one in collections}
    found += [link["href"] for link in next(one for one in collections if one["id"] == "parcels")["links"]]
    for href in found:
        assert client.get(href.replace("http://testserver", "")).status_code == 200, href
    assert ask(client, "conformance")["conformsTo"] == list(CONFORMANCE)


def test_the_openapi_document_names_every_public_layer_and_parameter(demo_town: LoadedTown, client: Client) -> None:
    document = ask(client, "api")
    assert document["openapi"].startswith("3.0")
    assert "/collections/parcels/items" in document["paths"]
    assert "/collections/military/items" not in document["paths"]
    assert document["components"]["parameters"]["limit"]["schema"]["maximum"] == 5000
    operations = [path["get"]["operationId"] for path in document["paths"].values()]
    assert len(operations) == len(set(operations))


def test_the_four_reference_systems_give_the_same_corner_in_their_own_axis_order(demo_town: LoadedTown, client: Client) -> None:
    layer = Layer.objects.get(authority=demo_town.authority, code="addresses")
    row = Feature.objects.filter(layer=layer, until=None).first()
    assert row is not None
    east, north = row.geom.coords[:2]

    def corner(**given: str) -> tuple[list[float], str]:
        answer = client.get(f"/ogc/collections/addresses/items/{row.pk}", given)
        return json.loads(answer.content)["geometry"]["coordinates"], answer["Content-Crs"]

    (lon, lat), named = corner()
    assert named == f"<{CRS}OGC/1.3/CRS84>"
    assert (20 < lon < 30) and (43 < lat < 49)
    assert corner(crs=f"{CRS}EPSG/0/4326")[0] == [lat, lon]
    (first, second), named = corner(crs=f"{CRS}EPSG/0/3844")
    assert named == f"<{CRS}EPSG/0/3844>"
    # The authority (EPSG) puts north first; 604 km either way, so only the exact numbers tell.
    assert (first, second) == pytest.approx((north, east), abs=0.001)
    assert abs(north - east) > 0.01


def test_a_box_finds_the_same_parcels_in_every_reference_system(demo_town: LoadedTown, client: Client) -> None:
    layer = Layer.objects.get(authority=demo_town.authority, code="parcels")
    east, north = Feature.objects.filter(layer=layer, until=None).first().geom.centroid.coords  # type: ignore[union-attr]
    area = Polygon.from_bbox((east - 60, north - 40, east + 60, north + 40))
    area.srid = 3844
    wanted = set(Feature.objects.filter(layer=layer, until=None, geom__intersects=area).values_list("pk", flat=True))
    stereo = ask(client, "collections/parcels/items", bbox=f"{north - 40},{east - 60},{north + 40},{east + 60}", bbox_crs=f"{CRS}EPSG/0/3844", limit=1000)
    assert {one["id"] for one in stereo["features"]} == wanted
    assert wanted
    swapped = ask(client, "collections/parcels/items", bbox=f"{east - 60},{north - 40},{east + 60},{north + 40}", bbox_crs=f"{CRS}EPSG/0/3844")
    assert {one["id"] for one in swapped["features"]} != wanted
    from layers import crs

    (west, south), (far, top) = crs.lonlat_of([(east, north), (east + 1, north + 1)])
    lonlat = ask(client, "collections/parcels/items", bbox=f"{west},{south},{far},{top}")
    latlon = ask(client, "collections/parcels/items", bbox=f"{south},{west},{top},{far}", bbox_crs=f"{CRS}EPSG/0/4326")
    assert [one["id"] for one in lonlat["features"]] == [one["id"] for one in latlon["features"]] != []
    assert ask(client, "collections/parcels/items", bbox="-180,-90,180,90", limit=1)["numberMatched"] == ask(client, "collections/parcels/items", limit=1)["numberMatched"]
    assert ask(client, "collections/parcels/items", bbox="100,10,120,20")["numberMatched"] == 0
    assert ask(client, "collections/parcels/items", bbox=f"{west - 1},{south - 1},-170,{top + 1}")["numberMatched"] > 0


def test_pages_follow_one_another_until_all_were_seen_once_even_while_somebody_publishes(demo_town: LoadedTown, client: Client) -> None:
    layer = Layer.objects.get(authority=demo_town.authority, code="monuments")
    wanted = set(Feature.objects.filter(layer=layer, until=None).values_list("pk", flat=True))
    address, seen = "/ogc/collections/monuments/items?limit=2", []
    for turn in range(1 + len(wanted)):
        body = json.loads(client.get(address).content)
        assert body["numberMatched"] == len(wanted)
        assert body["numberReturned"] == len(body["features"]) <= 2
        seen += [one["id"] for one in body["features"]]
        following = [link["href"] for link in body["links"] if link["rel"] == "next"]
        if turn == 0:
            square = Polygon.from_bbox((604000, 604000, 604010, 604010))
            publish_rows(layer=layer, rows=[Row("NT-X", "Nou", {"name": "Nou"}, square.hex.decode())], data_date=clock.today(), seconded_by=User.objects.create_user("doi@x.example"))
        if not following:
            break
        address = following[0].replace("http://testserver", "")
    assert len(seen) == len(set(seen))
    assert set(seen) == wanted
    assert ask(client, "collections/monuments/items")["numberMatched"] == 1


def test_a_moment_shows_the_layer_as_it_was_and_an_interval_all_that_held(demo_town: LoadedTown, client: Client) -> None:
    layer = Layer.objects.get(authority=demo_town.authority, code="landslides")
    before = Feature.objects.filter(layer=layer, until=None).count()
    second = User.objects.create_user("sanda@x.example")
    square = Polygon.from_bbox((604000, 604000, 604050, 604050))
    with clock.moved_to(clock.now() + dt.timedelta(days=2)):
        publish_rows(layer=layer, rows=[Row("N1", "", {"hazard": "low"}, square.hex.decode())], data_date=clock.today(), by=None, seconded_by=second)
        then = clock.now()
    earlier, later = (then - dt.timedelta(days=1)).isoformat(), (then + dt.timedelta(seconds=1)).isoformat()
    assert ask(client, "collections/landslides/items")["numberMatched"] == 1
    assert ask(client, "collections/landslides/items", datetime=earlier)["numberMatched"] == before
    assert ask(client, "collections/landslides/items", datetime=later)["numberMatched"] == 1
    assert ask(client, "collections/landslides/items", datetime=f"{earlier}/..")["numberMatched"] == before + 1
    assert ask(client, "collections/landslides/items", datetime="../2001-01-01")["numberMatched"] == 0


def test_filters_and_property_parameters_agree_with_the_database(demo_town: LoadedTown, client: Client) -> None:
    layer = Layer.objects.get(authority=demo_town.authority, code="gas_pipes")
    rows = list(Feature.objects.filter(layer=layer, until=None))

    def count(**given: Any) -> int:
        return int(ask(client, "collections/gas_pipes/items", **given)["numberMatched"])

    kinds = [row.attrs.get("kind") for row in rows]
    assert count(kind="service") == kinds.count("service") > 0
    assert count(filter="kind = 'service' OR kind = 'transmission'") == kinds.count("service") + kinds.count("transmission")
    assert count(filter="kind NOT IN ('service')") == len([kind for kind in kinds if kind and kind != "service"])
    thick = [row for row in rows if isinstance(row.attrs.get("diameter_mm"), int | float) and row.attrs["diameter_mm"] >= 100]
    assert count(filter="diameter_mm >= 100") == len(thick) > 0
    assert count(filter="diameter_mm BETWEEN 100 AND 99999 AND NOT kind IS NULL") == len(thick)
    assert count(filter="diameter_mm IS NULL") == len([row for row in rows if row.attrs.get("diameter_mm") is None])
    assert count(filter="kind LIKE 's%'") == kinds.count("service")
    east, north = rows[0].geom.centroid.coords
    box = f"S_INTERSECTS(geometry, POLYGON(({north - 50} {east - 50},{north - 50} {east + 50},{north + 50} {east + 50},{north + 50} {east - 50},{north - 50} {east - 50})))"
    area = Polygon.from_bbox((east - 50, north - 50, east + 50, north + 50))
    area.srid = 3844
    assert count(filter=box, filter_crs=f"{CRS}EPSG/0/3844") == Feature.objects.filter(layer=layer, until=None, geom__intersects=area).count() > 0
    assert int(ask(client, "collections/streets/items", filter="CASEI(ACCENTI(label)) LIKE '%moldovei%'")["numberMatched"]) > 0


@pytest.mark.parametrize("given", [
    {"bbox": "1,2,3"}, {"bbox": "a,b,c,d"}, {"bbox": "30,40,20,30"}, {"bbox": "nan,1,2,3"}, {"limit": "0"}, {"limit": "x"}, {"limit": "-1"}, {"crs": "EPSG:9999"}, {"datetime": "yesterday"},
    {"datetime": "2026-01-02/2026-01-01"}, {"datetime": "0001-01-01"}, {"filter": "nothing = 1"}, {"filter": "key ="}, {"filter": "area_m2 = 'mult'"}, {"filter": "key = 'x'", "filter-lang": "cql-json"}, {"color": "red"},
    {"built_up": "poate"}, {"f": "xml"}, {"filter": "S_INTERSECTS(geometry, POLYGON((0 0, 1 1)))"}, {"filter": "key = 'a\x00b'"}, {"after": "x"},
])
def test_what_cannot_be_read_is_a_problem_document_with_a_sentence(demo_town: LoadedTown, client: Client, given: dict[str, str]) -> None:
    body = refused(client, **given)
    assert body["status"] == 400
    assert len(body["detail"]) > 20


def test_a_limit_above_the_most_is_answered_with_the_most(demo_town: LoadedTown, client: Client) -> None:
    assert ask(client, "collections/parcels/items", limit=999_999)["numberReturned"] <= 5000


def test_restricted_layers_exist_only_for_those_who_may_see_them(demo_town: LoadedTown, client: Client) -> None:
    assert client.get("/ogc/collections/military").status_code == 404
    assert client.get("/ogc/collections/military/items").status_code == 404
    corina = User.objects.create_user("corina@x.example")
    Membership.objects.create(authority=demo_town.authority, user=corina, role="urbanism_inspector", since="2020-01-01")
    client.force_login(corina)
    answer = client.get("/ogc/collections/military/items")
    assert answer.status_code == 200
    assert answer["Cache-Control"].startswith("private")
    commune = client.get("/ogc/collections/parcels/items", {"limit": 1}, headers={"Host": "dumbrava.localhost"})
    town = ask(client, "collections/parcels/items", limit=1)
    assert json.loads(commune.content)["numberMatched"] != town["numberMatched"]
    pk = town["features"][0]["id"]
    assert client.get(f"/ogc/collections/parcels/items/{pk}", headers={"Host": "dumbrava.localhost"}).status_code == 404


def test_names_of_people_never_leave_even_where_a_delivery_brought_them(demo_town: LoadedTown, client: Client) -> None:
    layer = Layer.objects.get(authority=demo_town.authority, code="cemeteries")
    layer.attribute_schema = [*layer.attribute_schema, {"name": "proprietar", "title_ro": "Proprietar", "type": "text"}, {"name": "tenant", "title_ro": "Nume și prenume titular", "type": "text"}, {"name": "owner_kind", "title_ro": "Felul proprietății", "type": "choice", "values": ["private"]}]
    layer.save()
    row = Feature.objects.filter(layer=layer, until=None).first()
    assert row is not None
    row.attrs = {**row.attrs, "proprietar": "Popescu Ana", "tenant": "Popescu Ana", "undeclared": "Popescu Ana", "owner_kind": "private"}
    row.save()
    text = client.get(f"/ogc/collections/cemeteries/items/{row.pk}").content.decode()
    assert "Popescu" not in text
    assert '"owner_kind":"private"' in text
    assert client.get("/ogc/collections/cemeteries/items", {"filter": "proprietar LIKE 'P%'"}).status_code == 400
    assert "Popescu" not in client.get(f"/ogc/collections/cemeteries/items/{row.pk}?f=html").content.decode()


def test_answers_may_be_kept_until_the_layer_changes_and_read_from_other_sites(demo_town: LoadedTown, client: Client) -> None:
    first = client.get("/ogc/collections/parcels/items", {"limit": 3})
    assert first["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in first
    again = client.get("/ogc/collections/parcels/items", {"limit": 3}, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/ogc/collections/parcels/items", {"limit": 4}, headers={"If-None-Match": first["ETag"]})
    assert other.status_code == 200
    assert client.options("/ogc/").status_code == 204
    assert client.post("/ogc/").status_code == 405


@pytest.mark.parametrize("address", ["", "conformance", "api", "collections", "collections/parcels", "collections/parcels/queryables", "collections/parcels/items", "collections/gas_pipes/items?filter=kind%3D%27service%27&limit=2"])
def test_people_get_a_page_at_the_same_address(demo_town: LoadedTown, client: Client, address: str) -> None:
    answer = client.get(f"/ogc/{address}", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/html")
    assert b"<h1>" in answer.content
    assert json.loads(client.get(f"/ogc/{address}").content)
