"""Findings while drawing, over HTTP on loopback: a house drawn on 200 parcels, as the map sends it, answered by the whole service.

Beside the answer stand what its parts cost: the database, and the rest (Python, template, HTTP).
"""

from __future__ import annotations

import http.client
import json
import random
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from gisapp.accounts.models import Authority
from layers import crs
from layers.models import Feature
from tests.layers.conflicts.iasi import here
from tests.layers.serving import served

pytestmark = pytest.mark.bench
PARCELS, REACH_MS = 200, 150.0


@pytest.fixture
def port(city: Authority, settings: Any) -> Iterator[int]:
    """The whole service on loopback, on the connection that holds the city: nothing else speaks to the database meanwhile."""
    settings.DEFAULT_AUTHORITY = city.slug
    with served() as address:
        yield int(address.rpartition(":")[2])


def _house(row: tuple[str, str, Any]) -> str:
    """A house of ten metres by ten in the middle of the parcel, in the form that the map posts."""
    key, siruta, land = row
    middle = land.point_on_surface
    corners = [(middle.x + dx, middle.y + dy) for dx, dy in ((-5, -5), (5, -5), (5, 5), (-5, 5), (-5, -5))]
    works = {"type": "Polygon", "coordinates": [[list(one) for one in crs.lonlat_of(corners)]]}
    drawn = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"kind": "works"}, "geometry": works}]}
    return urlencode({"works": json.dumps(drawn), "parcel": f"{siruta}:{key}", "levels": "2", "height_m": "7", "use": "dwelling"})


@pytest.mark.django_db
def test_findings_while_drawing_over_http(city: Authority, port: int, record_property: Callable[[str, object], None]) -> None:
    rows = list(Feature.objects.filter(layer__authority=city, layer__role="parcels", until=None, siruta=city.siruta).order_by("pk").values_list("key", "siruta", "geom"))
    asked = [_house(one) for one in random.Random(5).sample(rows, PARCELS)]
    token, path = "b" * 32, reverse("live_check")
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrf={token}", "X-CSRFToken": token, "Host": f"localhost:{port}"}
    spent: list[float] = []
    in_database: list[float] = []

    def timed(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            in_database.append(time.perf_counter() - started)

    client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with connection.execute_wrapper(timed):
        for number, body in enumerate([asked[0], *asked]):
            cache.clear()
            if number == 1:
                in_database.clear()
            started = time.perf_counter()
            client.request("POST", path, body, headers)
            answer = client.getresponse()
            text = answer.read().decode()
            if number:
                spent.append(1000 * (time.perf_counter() - started))
            assert answer.status == 200, text[:300]
    client.close()
    ordered = sorted(spent)
    p50, p95, database = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)], 1000 * sum(in_database) / PARCELS
    record_property("live check p95 ms", p95)
    print(
        f"\nfindings while drawing over HTTP ({'Iași' if here() else 'demo town'}): p50 {p50:.0f} ms, p95 {p95:.0f} ms (reach {REACH_MS:.0f}); of {sum(spent) / PARCELS:.0f} on average"
        f" the database {database:.0f} in {len(in_database) / PARCELS:.1f} statements, the rest Python, template and HTTP"
    )
