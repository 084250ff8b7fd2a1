"""Elena brings layers by address from allowed servers; servers that lie, loop, redirect inside or never end are refused with a sentence."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import shapely
from django.core.management import CommandError, call_command
from django.urls import reverse

from gisapp.core import clock, jobs
from gisapp.core.errors import Refused
from layers import crs
from layers.imports.remote import fetch_service
from layers.imports.remote.caller import Caller
from layers.models import Delivery, StagedFeature
from tests.layers.keepers.conftest import House, box

pytestmark = pytest.mark.django_db
Answer = tuple[int, str, bytes]
Told = Callable[[str, dict[str, str]], Answer]
GEO = "application/geo+json"
ROWS = [(f"S{n}", box(30 * n, 0)) for n in range(5)]


def geojson(rows: list[tuple[str, Any]], **more: Any) -> bytes:
    moved = [(key, crs.from_stereo70_shape(shape, crs.WGS84)) for key, shape in rows]
    return json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"key": key, "label": key}, "geometry": json.loads(shapely.to_geojson(shape))} for key, shape in moved], **more}).encode()


def gml(rows: list[tuple[str, Any]], matched: str) -> bytes:
    members = "".join(
        f'<wfs:member><t:sites gml:id="f.{key}"><t:key>{key}</t:key><t:geom><gml:Polygon srsName="http://www.opengis.net/gml/srs/epsg.xml#3844"><gml:exterior><gml:LinearRing><gml:posList>'
        + " ".join(f"{x} {y}" for x, y in shapely.get_coordinates(shape)) + "</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></t:geom></t:sites></wfs:member>"
        for key, shape in rows
    )
    return f'<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:t="http://t" numberMatched="{matched}">{members}</wfs:FeatureCollection>'.encode()


def capabilities(*names: str, formats: str = "", version: str = "2.0.0") -> bytes:
    types = "".join(f"<FeatureType><Name>{name}</Name></FeatureType>" for name in names)
    return f'<WFS_Capabilities xmlns="http://www.opengis.net/wfs/2.0" xmlns:ows="http://www.opengis.net/ows/1.1" version="{version}"><ows:Value>{formats}</ows:Value><FeatureTypeList>{types}</FeatureTypeList></WFS_Capabilities>'.encode()


class Server:
    """A server on loopback that answers what the test tells it."""

    def __init__(self, port: int) -> None:
        self.base, self.asked, self.told = f"http://127.0.0.1:{port}", [], None
        self.port = port

    asked: list[str]
    told: Told | None


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    made: list[Server] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made[0].asked.append(self.path)
            parts = urlsplit(self.path)
            assert made[0].told is not None
            status, kind, body = made[0].told(parts.path, {name.lower(): value for name, value in parse_qsl(parts.query)})
            self.send_response(status)
            self.send_header("Location" if status == 302 else "Content-Type", kind)
            self.end_headers()
            if kind == "drip":
                try:
                    for _n in range(100):
                        self.wfile.write(b" ")
                        time.sleep(0.05)
                except OSError:
                    return
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.append(Server(listener.server_port))
    settings.IMPORT_HOSTS, settings.IMPORT_LOOPBACK = [f"127.0.0.1:{listener.server_port}"], True
    thread = threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made[0]
    listener.shutdown()
    thread.join(5)
    listener.server_close()


def pages(base: str) -> Told:
    """Two pages of a collection, as OGC API Features tells them."""

    def told(path: str, query: dict[str, str]) -> Answer:
        assert path == "/ogc/collections/sites/items"
        if "offset" not in query:
            return 200, GEO, geojson(ROWS[:3], numberMatched=5, links=[{"rel": "next", "href": f"{base}{path}?f=json&offset=3"}])
        return 200, GEO, geojson(ROWS[3:], numberMatched=5, links=[])

    return told


def refusal(url: str, layer: str = "", **limits: Any) -> str:
    with pytest.raises(Refused) as caught:
        fetch_service(url, layer, caller=Caller(**limits))
    return caught.value.sentence


def test_a_collection_is_fetched_page_by_page_and_compared_like_a_file(house: House, server: Server) -> None:
    server.told = pages(server.base)
    page = house.client("elena").get(reverse("keepers_upload")).content.decode()
    assert f"127.0.0.1:{server.port}" in page
    given = {"layer": "military", "data_date": clock.today().isoformat(), "url": f"{server.base}/ogc/collections/sites"}
    assert house.client("elena").post(reverse("keepers_upload"), given).status_code == 302
    assert server.asked == [], "the page does not call out; the worker does"
    jobs.drain()
    delivery = Delivery.objects.latest("pk")
    assert (delivery.state, delivery.read_count, delivery.staged_count) == ("compared", 5, 5), delivery.failure
    assert len(delivery.sha256) == 64
    assert len(server.asked) == 2


def test_a_wfs_2_is_fetched_as_gml_by_pages_and_stands_where_it_lies(house: House, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layers.imports.remote.wfs.PAGE", 3)

    def told(path: str, query: dict[str, str]) -> Answer:
        if query["request"] == "GetCapabilities":
            return 200, "text/xml", capabilities("t:sites")
        assert (query["typenames"], query["count"]) == ("t:sites", "3")
        start = int(query["startindex"])
        return 200, "application/gml+xml; version=3.2", gml(ROWS[start : start + 3], "unknown")

    server.told = told
    house.client("elena").post(reverse("keepers_upload"), {"layer": "military", "data_date": clock.today().isoformat(), "url": f"{server.base}/geo/wfs", "service_layer": "t:sites"})
    jobs.drain()
    delivery = Delivery.objects.latest("pk")
    assert (delivery.state, delivery.staged_count) == ("compared", 5), (delivery.failure, delivery.question)
    assert round(StagedFeature.objects.get(delivery=delivery, key="S4").geom.centroid.x) == round(ROWS[4][1].centroid.x)


def test_a_wfs_1_1_that_speaks_json_is_fetched_in_one_answer(server: Server) -> None:
    def told(path: str, query: dict[str, str]) -> Answer:
        if query["request"] == "GetCapabilities":
            return 200, "application/xml", capabilities("t:sites", formats="application/json", version="1.1.0")
        assert (query["typename"], query["version"], "startindex" in query) == ("t:sites", "1.1.0", False)
        return 200, "application/json;charset=UTF-8", geojson(ROWS, totalFeatures=5)

    server.told = told
    fetched = fetch_service(f"{server.base}/ows?service=WFS&request=GetCapabilities")
    assert fetched.name.endswith("-wfs.geojson")
    assert len(json.loads(fetched.content)["features"]) == 5


def test_the_command_takes_an_address(house: House, server: Server) -> None:
    server.told = pages(server.base)
    out = StringIO()
    call_command("import_layer", house.authority.slug, "military", f"{server.base}/ogc/collections/sites/items", "--key", "key", "--json", stdout=out)
    assert json.loads(out.getvalue())["stored"] == 5
    with pytest.raises(CommandError, match="nu este printre"):
        call_command("import_layer", house.authority.slug, "military", "https://example.org/wfs", stdout=StringIO())


def test_nothing_is_offered_until_the_administrator_names_servers(house: House, settings: Any) -> None:
    settings.IMPORT_HOSTS = []
    page = house.client("elena").get(reverse("keepers_upload")).content.decode()
    assert "IMPORT_HOSTS" in page
    assert 'name="url"' not in page
    assert house.client("elena").post(reverse("keepers_upload"), {"layer": "military", "data_date": "2026-01-01", "url": "https://example.org/wfs"}).status_code == 422
    assert "nu este printre" in refusal("https://example.org/wfs")


@pytest.mark.parametrize(("url", "word"), [
    ("https://evil.example/wfs", "nu este printre"), ("http://geo.example/wfs", "https://"), ("https://a:b@geo.example/wfs", "parolă"), ("file:///etc/passwd", "https://"), ("https://geo.example:22/wfs", "nu este printre"),
    ("https://geo.example.evil.example/wfs", "nu este printre"), ("https://geo.example\\@evil.example/wfs", ""), ("https://10.0.0.7/wfs", "rețea internă"), ("https://169.254.169.254/wfs", "rețea internă"), ("https://[::1]/wfs", "rețea internă"),
])
def test_only_allowed_public_servers_are_called(settings: Any, url: str, word: str) -> None:
    settings.IMPORT_HOSTS, settings.IMPORT_LOOPBACK = ["geo.example", "10.0.0.7", "169.254.169.254", "::1"], False
    assert word in refusal(url)


def test_a_redirect_is_followed_only_to_an_allowed_server(server: Server) -> None:
    place = {"to": f"http://localhost:{server.port}/ogc/collections/sites/items"}

    def told(path: str, query: dict[str, str]) -> Answer:
        return (302, place["to"], b"") if path.startswith("/old") else pages(server.base)(path, query)

    server.told = told
    address = f"{server.base}/old/collections/sites"
    assert "localhost nu este printre" in refusal(address)
    place["to"] = "https://169.254.169.254/latest"
    assert "nu este printre" in refusal(address)
    place["to"] = address
    assert "mereu la altă adresă" in refusal(address)
    place["to"] = f"{server.base}/ogc/collections/sites/items"
    assert len(json.loads(fetch_service(address).content)["features"]) == 5


def test_a_next_page_elsewhere_is_not_followed(server: Server) -> None:
    server.told = lambda path, query: (200, GEO, geojson(ROWS[:1], links=[{"rel": "next", "href": f"http://localhost:{server.port}/x"}]))
    assert "localhost nu este printre" in refusal(f"{server.base}/collections/a")


def test_pages_that_never_end_are_stopped(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layers.imports.remote.features_api.MOST_PAGES", 5)
    server.told = lambda path, query: (200, GEO, geojson(ROWS[:1], links=[{"rel": "next", "href": f"?p={int(query.get('p', 0)) + 1}"}]))
    assert "peste 5" in refusal(f"{server.base}/collections/a")
    server.told = lambda path, query: (200, GEO, geojson(ROWS[:1], links=[{"rel": "next", "href": "?same=1"}]))
    assert "repetă" in refusal(f"{server.base}/collections/a")
    monkeypatch.setattr("layers.imports.remote.features_api.MOST_FEATURES", 3)
    server.told = lambda path, query: (200, GEO, geojson(ROWS))
    assert "peste 3" in refusal(f"{server.base}/collections/a")


def test_what_is_too_large_or_too_slow_is_stopped(server: Server) -> None:
    server.told = lambda path, query: (200, GEO, geojson(ROWS))
    assert "MB" in refusal(f"{server.base}/collections/a", most_bytes=500)
    server.told = lambda path, query: (200, "drip", b"")
    begun = time.monotonic()
    assert "prea încet" in refusal(f"{server.base}/collections/a", most_seconds=0.3)
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize(("answer", "word"), [
    ((200, "text/html", b"<html>"), "altceva decât date"), ((200, GEO, b"{"), "nu este JSON"), ((200, GEO, b"[]"), "nu este o colecție"), ((200, GEO, b'{"type": "FeatureCollection", "features": [1]}'), "nu este o colecție"),
    ((500, GEO, b""), "eroarea 500"), ((404, "text/html", b""), "eroarea 404"), ((200, GEO, b"[" * 100_000), "nu este JSON"), ((200, GEO, geojson(ROWS[:1], numberMatched=9)), "numai 1"),
])
def test_answers_that_are_not_data_are_refused(server: Server, answer: Answer, word: str) -> None:
    server.told = lambda path, query: answer
    assert word in refusal(f"{server.base}/collections/a")


@pytest.mark.parametrize(("body", "word"), [
    (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "entități"), ('<!DOCTYPE a [<!ENTITY x "y">]><a/>'.encode("utf-16"), "entități"), (b"<a>", "nu poate fi citit"), (b"<a/>", "nu răspunde un serviciu WFS"),
    (capabilities("a", "b"), "a, b"), (capabilities(), "niciun strat"),
])
def test_xml_that_defines_or_hides_something_is_refused(server: Server, body: bytes, word: str) -> None:
    server.told = lambda path, query: (200, "text/xml", body)
    assert word in refusal(f"{server.base}/wfs")


def test_a_failed_fetch_is_a_failed_delivery_with_its_sentence(house: House, server: Server) -> None:
    server.told = lambda path, query: (503, "text/plain", b"")
    house.client("elena").post(reverse("keepers_upload"), {"layer": "military", "data_date": clock.today().isoformat(), "url": f"{server.base}/collections/a"})
    jobs.drain()
    delivery = Delivery.objects.latest("pk")
    assert (delivery.state, "503" in delivery.failure) == ("failed", True)
    assert "503" in house.page(delivery)
