"""Elena and Emil keep the layers of a small town: limits, parcels, streets, zones."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from gisapp.accounts.models import Authority, User
from gisapp.core import clock, jobs
from gisapp.management.demo.people import make_authorities, make_people
from layers.imports.rows import publish_rows
from layers.imports.seed import seed_catalog
from layers.imports.staging import Row
from layers.models import Delivery, Layer
from tests.town.kept import built_once

E0, N0 = 604_500.0, 603_000.0
WHOLE = shapely.box(E0 - 900, N0 - 900, E0 + 900, N0 + 900)


def box(x: float, y: float, wide: float = 20, high: float = 20) -> shapely.Polygon:
    return shapely.box(E0 + x, N0 + y, E0 + x + wide, N0 + y + high)


def row(key: str, shape: Any, label: str = "", **attrs: Any) -> Row:
    return Row(key, label, attrs, shapely.to_wkb(shape, hex=True))


class House:
    """Shortcuts of these tests."""

    def __init__(self, authority: Authority, people: dict[str, User]) -> None:
        self.authority, self.people = authority, people

    def client(self, name: str, host: str = "localhost") -> Client:
        client = Client(HTTP_HOST=host)
        client.force_login(self.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    def layer(self, code: str) -> Layer:
        return Layer.objects.get(authority=self.authority, code=code)

    def publish(self, code: str, *rows: Row) -> None:
        whole = GEOSGeometry(memoryview(shapely.to_wkb(WHOLE)), srid=3844)
        publish_rows(layer=self.layer(code), rows=rows, data_date=clock.today(), coverage=MultiPolygon(whole, srid=3844), by=self.people["elena"])

    def send(self, layer: str, *files: SimpleUploadedFile, who: str = "elena", **more: str) -> Delivery:
        """Elena uploads; the worker reads."""
        given = {"layer": layer, "data_date": clock.today().isoformat(), "file": list(files), **more}
        answer = self.client(who).post(reverse("keepers_upload"), given)
        assert answer.status_code == 302, answer.content.decode()
        jobs.drain()
        return Delivery.objects.order_by("-pk")[0]

    def page(self, delivery: Delivery, who: str = "elena") -> str:
        answer = self.client(who).get(reverse("keepers_delivery", args=[delivery.pk]))
        assert answer.status_code == 200
        return answer.content.decode()


def geojson(shapes: dict[str, Any], name: str = "zone.geojson", *, crs: str = "3844", **attrs: Any) -> SimpleUploadedFile:
    """A delivery: key → shape; with `crs` in its member, or without."""
    features = [{"type": "Feature", "properties": {"key": key, "label": f"Zona {key}", **attrs}, "geometry": json.loads(shapely.to_geojson(shape)) if shape is not None else None} for key, shape in shapes.items()]
    member = {"crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{crs}"}}} if crs else {}
    return SimpleUploadedFile(name, json.dumps({"type": "FeatureCollection", **member, "features": features}).encode())


class _Undo(Exception):
    pass


@pytest.fixture(scope="module")
def _built(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    """The town of a module; tests run in savepoints inside its transaction."""
    with django_db_blocker.unblock(), contextlib.suppress(_Undo), transaction.atomic():
        yield built_once("keepers' house", _build)
        raise _Undo


def _build() -> House:
    authorities = make_authorities()
    town = authorities["pietricica"]
    for authority in authorities.values():
        seed_catalog(authority)
    made = House(town, make_people(authorities))
    made.publish("admin_limits", row(town.siruta, WHOLE, name=town.name))
    made.publish("parcels", *(row(str(50_001 + n), box(30 * n, 0)) for n in range(6)))
    made.publish("zoning", row("L1a", box(-10, -10, 100, 50), "L1a"), row("L2", box(90, -10, 200, 50), "L2"))
    return made


@pytest.fixture
def house(_built: House, db: None, own_files: Path) -> Iterator[House]:
    """What a test does is undone after it; jobs wait to be drained."""
    with jobs.done_here():
        yield _built
