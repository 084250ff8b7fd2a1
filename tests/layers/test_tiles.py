"""Tiles and style: fast, cached, and shut for those who may not see."""

from __future__ import annotations

import json
import math

import pytest
from django.test import Client

from gisapp.accounts.models import Membership, User
from layers.models import Layer
from tests.town.fixtures import LoadedTown

pytestmark = pytest.mark.django_db


def tile_of(lon: float, lat: float, z: int) -> tuple[int, int]:
    return int((lon + 180) / 360 * 2**z), int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**z)


def path(code: str, version: int = 1, z: int = 15) -> str:
    x, y = tile_of(26.3708, 46.9275, z)
    return f"/tiles/{code}/{version}/{z}/{x}/{y}.mvt"


def test_a_parcel_tile_holds_parcels_and_is_kept_for_ever(demo_town: LoadedTown, client: Client) -> None:
    first = client.get(path("parcels"))
    assert first.status_code == 200
    assert first["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert "immutable" in first["Cache-Control"]
    assert b"parcels" in first.content
    again = client.get(path("parcels"), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_second_request_asks_the_database_for_no_geometry(demo_town: LoadedTown, client: Client, django_assert_max_num_queries: object) -> None:
    client.get(path("zoning"))
    with django_assert_max_num_queries(3) as seen:  # type: ignore[operator]
        client.get(path("zoning"))
    assert not any("ST_AsMVT" in query["sql"] for query in seen.captured_queries)


def test_a_tile_uses_the_index(demo_town: LoadedTown) -> None:
    from django.db import connection

    layer = Layer.objects.get(authority=demo_town.authority, code="parcels")
    x, y = tile_of(26.3708, 46.9275, 17)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT id FROM layers_feature f WHERE f.layer_id = %s AND f.until IS NULL AND f.geom_3857 && ST_TileEnvelope(17, %s, %s)", [layer.pk, x, y])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "feature_now_tile" in plan


def test_ioana_gets_404_for_a_restricted_layer_and_staff_gets_it(demo_town: LoadedTown, client: Client) -> None:
    assert client.get(path("military")).status_code == 404
    ioana, corina = User.objects.create_user("ioana@x.example"), User.objects.create_user("corina@x.example")
    client.force_login(ioana)
    assert client.get(path("military")).status_code == 404
    Membership.objects.create(authority=demo_town.authority, user=corina, role="urbanism_inspector", since="2020-01-01")
    client.force_login(corina)
    served = client.get(path("military"))
    assert served.status_code == 200
    assert served["Cache-Control"].startswith("private")
    assert "military" in json.loads(client.get("/harta/stil.json").content)["sources"]


def test_the_commune_does_not_serve_the_towns_land(demo_town: LoadedTown, client: Client) -> None:
    town = client.get(path("parcels")).content
    commune = client.get(path("parcels"), headers={"Host": "dumbrava.localhost"})
    assert commune.status_code == 200
    assert commune.content != town


@pytest.mark.parametrize("bad", ["/tiles/parcels/2/15/18000/11000.mvt", "/tiles/parcels/1/3/9/0.mvt", "/tiles/parcels/1/40/1/1.mvt", "/tiles/nothing/1/15/1/1.mvt"])
def test_a_tile_that_is_not_is_404(demo_town: LoadedTown, client: Client, bad: str) -> None:
    assert client.get(bad).status_code == 404


def test_the_style_names_each_published_layer_once_and_its_colours(demo_town: LoadedTown, client: Client) -> None:
    style = json.loads(client.get("/harta/stil.json").content)
    assert style["version"] == 8
    assert "glyphs" not in style
    legend = [row["code"] for row in style["metadata"]["legend"]]
    assert len(legend) == len(set(legend))
    assert "military" not in legend
    assert {row["code"] for row in style["metadata"]["legend"]} == set(style["sources"]) - {"base"}
    ids = [layer["id"] for layer in style["layers"]]
    assert len(ids) == len(set(ids))
    parcels = next(layer for layer in style["layers"] if layer["id"] == "parcels-fill")
    assert parcels["type"] == "fill"
    assert style["center"] == pytest.approx([26.37, 46.926], abs=0.02)


def test_suggestions_come_as_json_and_as_a_list(demo_town: LoadedTown, client: Client) -> None:
    rows = client.get("/harta/cauta", {"q": "calea moldovi 1"}).json()["results"]
    assert rows[0]["label"] == "Calea Moldovei nr. 1"
    assert {"label", "hint", "value", "href", "lon", "lat"} <= rows[0].keys()
    fragment = client.get("/harta/cauta", {"q": "calea moldovi 1"}, headers={"HX-Request": "true"})
    assert "Calea Moldovei nr. 1" in fragment.content.decode()
    assert "Nu am găsit" in client.get("/harta/cauta", {"q": "zzzzqq"}, headers={"HX-Request": "true"}).content.decode()
