"""A small town on synthetic land, with its people, its dated values and keys that really sign.

`town` rolls everything back after each module: tests inside run in savepoints, cheap. A test that needs real commits
(two connections at once) builds its own authority with `build_town`.
"""

import datetime as dt
import socket
import threading
import types
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import shapely
from django.conf import settings as configured
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import transaction
from django.test import Client

from gisapp.accounts.models import Authority, User
from gisapp.core import clock, jobs
from gisapp.management.demo import walk
from gisapp.management.demo.applicants import paper_of
from gisapp.management.demo.parameters import seed_parameters
from gisapp.management.demo.people import make_authorities, make_people
from layers import api as layers
from layers.imports.rows import publish_rows
from layers.imports.seed import seed_catalog
from layers.imports.staging import Row
from layers.models import Layer, PlanUnit
from permits.documents.demo_pki import create, open_pki
from permits.documents.demo_pki.serve import make_pki_server
from permits.models import Case
from tests.town.cast import CAST, COMMUNE, DEMO_PASSWORD, TOWN
from tests.town.kept import built_once

E0, N0 = 604_500.0, 604_000.0
WHOLE = shapely.box(E0 - 2000, N0 - 2000, E0 + 2000, N0 + 2000)
IDENTITY = {
    one.key: {"kind": "company", "name": one.company, "identifier": one.company_cui, "address": one.address, "email": one.email.lower()}
    if one.company and one.company_cui
    else {"kind": "person", "name": one.name, "identifier": one.cnp or "", "address": one.address, "email": one.email.lower()}
    for one in CAST
}


@pytest.fixture(scope="session", autouse=True)
def demo_keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A demonstration PKI of these tests, served on a loopback port from a thread."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    before = configured.PKI_ROOT, configured.PKI_URL
    configured.PKI_ROOT, configured.PKI_URL = tmp_path_factory.mktemp("town-pki"), f"http://127.0.0.1:{port}"
    create(configured.PKI_ROOT, configured.PKI_URL, {})
    server = make_pki_server(open_pki(configured.PKI_ROOT))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield
    server.shutdown()
    server.server_close()
    thread.join()
    configured.PKI_ROOT, configured.PKI_URL = before


class Town(types.SimpleNamespace):
    """What the fixtures hand over: authorities, people, and short ways to do usual things."""

    authority: Authority
    commune: Authority
    people: dict[str, User]

    def __getattr__(self, name: str) -> User:
        people: dict[str, User] = self.__dict__.get("people", {})
        if name not in people:
            raise AttributeError(name)
        return people[name]

    def parcel(self, number: str) -> layers.ParcelInfo:
        return layers.parcel_by_number(self.authority, number)

    def draft(self, procedure: str = "urbanism_certificate", parcel: str = "50001", owner: str = "ana", **more: object) -> Case:
        found = self.parcel(parcel) if parcel else None
        return walk.fill_draft(
            authority=self.authority, procedure=procedure, owner=self.people[owner], parcel=found, applicant=IDENTITY[owner], paper=paper_of("test"), **more,
        )

    def submitted(self, procedure: str = "urbanism_certificate", parcel: str = "50001", owner: str = "ana", **more: object) -> Case:
        case = walk.submit(self.draft(procedure, parcel, owner, **more))
        case.refresh_from_db()
        return case

    def reviewed(self, procedure: str = "urbanism_certificate", parcel: str = "50001", inspector: str = "corina") -> Case:
        case = self.submitted(procedure, parcel)
        walk.review(case, self.people[inspector])
        case.refresh_from_db()
        return case

    def client(self, name: str, *, commune: bool = False) -> Client:
        client = Client(HTTP_HOST="dumbrava.localhost" if commune else "localhost")
        client.force_login(self.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client


def box(x: float, y: float, wide: float, high: float) -> shapely.Polygon:
    """A rectangle from metres east and north of the corner of the town."""
    return shapely.box(E0 + x, N0 + y, E0 + x + wide, N0 + y + high)


def _layers() -> dict[str, list[tuple[str, str, dict[str, object], shapely.Geometry]]]:
    """What lies in the town: 6 parcels along a street with a gas pipe; the last lies outside the built-up area."""
    parcels = [(str(50001 + n), "", {"land_register": str(50001 + n), "use": "curți-construcții", "owner_kind": "private"}, box(25.0 * n, 0, 25, 40)) for n in range(6)]
    return {
        "parcels": parcels,
        "admin_limits": [("990017", "Municipiul Pietricica", {"name": "Municipiul Pietricica", "county": "Neamț", "kind": "municipality"}, WHOLE)],
        "built_up": [("1", "Pietricica", {"name": "Pietricica"}, box(-500, -500, 625, 1000))],
        "zoning": [("L1", "Locuințe individuale", {"label": "Locuințe individuale"}, box(-500, -500, 2000, 1000))],
        "fiscal_zones": [("A", "Zona A", {}, box(-500, -500, 2000, 1000))],
        "public_domain": [("DP1", "Strada Fântânii", {"inventory_number": "12", "council_decision": "HCL demonstrativă nr. 5/2015", "kind": "stradă"}, box(-100, -12, 400, 12))],
        "streets": [("S1", "Strada Fântânii", {"name": "Fântânii", "type": "strada", "road_class": "local", "surface": "asphalt", "width_m": 7.0, "lanes": 2}, shapely.LineString([(E0 - 100, N0 - 6), (E0 + 300, N0 - 6)]))],
        "street_surfaces": [("SS1", "", {"kind": "carriageway", "street": "S1", "surface": "asphalt"}, box(-100, -12, 400, 12))],
        "street_history": [("H1", "Strada Fântânii", {"old_name": "Strada 7 Noiembrie", "new_name": "Strada Fântânii", "council_decision": "HCL nr. 3/1991", "date": "1991-03-01"}, shapely.LineString([(E0 - 100, N0 - 6), (E0 + 300, N0 - 6)]))],
        "addresses": [(f"A{n + 1}", f"Strada Fântânii nr. {n + 1}", {"street": "S1", "number": str(n + 1), "postal_code": "610101", "parcel": str(50001 + n)}, shapely.Point(E0 + 25 * n + 12, N0 + 4)) for n in range(6)],
        "gas_pipes": [("G1", "", {"kind": "distribution", "pressure": "low", "material": "PE", "diameter_mm": 63}, shapely.LineString([(E0 - 100, N0 + 0.5), (E0 + 40, N0 + 0.5)]))],
    }


def build_town() -> Town:
    """Write both authorities, their people and dated values, and the land of the town."""
    authorities = make_authorities()
    town = authorities[TOWN]
    catalog = {}
    for authority in authorities.values():
        catalog[authority.slug] = seed_catalog(authority)
        seed_parameters(authority)
    people = make_people(authorities)
    day, since = clock.today() - dt.timedelta(days=5), clock.now() - dt.timedelta(days=400)
    whole = MultiPolygon(GEOSGeometry(memoryview(shapely.to_wkb(WHOLE))), srid=3844)
    content = _layers()
    # Dense layers say "nothing here" only where they are published: all are, but one. Nobody knows the graves.
    for code, layer in catalog[TOWN].items():
        if code == "cemeteries":
            continue
        rows = [Row(key=key, label=label, attrs=attrs, geom=shapely.to_wkb(shape, hex=True)) for key, label, attrs, shape in content.get(code, [])]
        publish_rows(layer=layer, rows=rows, data_date=day, coverage=whole, at=since)
    PlanUnit.objects.create(
        authority=town, code="L1", title_ro="Locuințe individuale", title_en="Detached houses", uses_allowed=["dwelling"], text_allowed="locuințe",
        pot_max=35, cut_max=0.9, height_max_m=10, height_regime="P+1+M", front_m=5, side_m=3, rear_m=5, legal_ref="PUG demonstrativ", valid_from=dt.date(2019, 1, 1),
    )
    assert Layer.objects.filter(authority=town, code="parcels").exists()
    return Town(authority=town, commune=authorities[COMMUNE], people=people)


class _Undo(Exception):
    pass


@contextmanager
def undone() -> Iterator[None]:
    """Undo everything done inside."""
    try:
        with transaction.atomic():
            yield
            raise _Undo
    except _Undo:
        pass


@pytest.fixture(scope="module")
def _built(django_db_setup: None, django_db_blocker: object) -> Iterator[Town]:
    with django_db_blocker.unblock(), undone():  # type: ignore[attr-defined]
        yield built_once("small town", build_town)


@pytest.fixture
def town(_built: Town, db: None, own_files: Path) -> Iterator[Town]:
    """The town of the module; what a test does to it is undone after the test. Jobs wait to be drained."""
    with jobs.done_here():
        yield _built


@pytest.fixture
def password() -> str:
    return DEMO_PASSWORD
