"""A small town hall in a committed database, where foreign clients can connect by themselves, and its keeper's role."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg2
import pytest
from django.contrib.gis.geos import LineString, Polygon
from django.db import DatabaseError, connection, transaction

from gisapp.accounts.models import Authority, Membership, User
from gisapp.core import clock
from layers.imports.rows import publish_rows
from layers.imports.staging import Row
from layers.models import EditorRole, Layer
from layers.qgis import drop_views, end_access, give_access, schema_of


@dataclass(frozen=True)
class Desk:
    """Elena's desk: her town hall, its layers, and how her programs connect."""

    authority: Authority
    elena: User
    pipes: Layer
    parcels: Layer
    role: str
    password: str
    environment: dict[str, str]

    @property
    def schema(self) -> str:
        return schema_of(self.authority)

    def connect(self) -> Any:
        """Connect as Elena's QGIS does."""
        at = connection.settings_dict
        return psycopg2.connect(host=at["HOST"], port=at["PORT"], dbname=at["NAME"], user=self.role, password=self.password, application_name="QGIS")

    def dsn(self) -> str:
        at = connection.settings_dict
        return f"PG:host={at['HOST']} port={at['PORT']} dbname={at['NAME']} user={self.role} password={self.password} active_schema={self.schema} application_name=ogr"


PIPE_SCHEMA = [
    {"name": "kind", "title_ro": "Fel", "type": "choice", "values": ["distribution", "service"], "required": True},
    {"name": "diameter_mm", "title_ro": "Diametru (mm)", "type": "number"},
    {"name": "laid_on", "title_ro": "Pozată la", "type": "date"},
    {"name": "live", "title_ro": "În funcțiune", "type": "boolean"},
    {"name": "label", "title_ro": "Etichetă", "type": "text"},
]


@pytest.fixture
def desk(db: None) -> Desk:
    """A desk inside the test's transaction: fast; Elena's role is put on, see `told`."""
    return _made()


@pytest.fixture
def open_desk(transactional_db: None) -> Iterator[Desk]:
    """A committed desk, to which other programs connect by themselves."""
    made = _made()
    yield made
    if EditorRole.objects.filter(ended_at=None).exists():
        end_access(user=made.elena, authority=made.authority)
    drop_views(made.authority)


def _made() -> Desk:
    authority = Authority.objects.create(slug="pietricica", siruta="990017", name="Municipiul Pietricica", kind="municipality", county="Neamț", county_code="NT")
    elena = User.objects.create_user("elena@pietricica.example", first_name="Elena")
    Membership.objects.create(authority=authority, user=elena, role="gis_keeper", since="2020-01-01")
    pipes = Layer.objects.create(authority=authority, code="gas_pipes", title_ro="Rețea de gaze", group="Rețele", role="network", geometry="line", attribute_schema=PIPE_SCHEMA, style={"colour": "#c9a227", "by": {"attr": "kind", "colours": {"service": "#d9bf62"}}})
    parcels = Layer.objects.create(authority=authority, code="parcels", title_ro="Parcele", group="Teren", role="parcels", geometry="polygon", attribute_schema=[{"name": "use", "title_ro": "Folosință", "type": "text"}])
    line = LineString((604000, 604500), (604100, 604500))
    publish_rows(layer=pipes, rows=[Row("P1", "Conducta 1", {"kind": "distribution", "diameter_mm": 110, "extra": "kept"}, line.hex.decode()), Row("P2", "", {"kind": "service"}, LineString((604000, 604510), (604050, 604510)).hex.decode())], data_date=clock.today())
    publish_rows(layer=parcels, rows=[Row(str(54321 + n), "", {"use": "CC"}, Polygon.from_bbox((604000 + 20 * n, 604000, 604020 + 20 * n, 604030)).hex.decode()) for n in range(3)], data_date=clock.today())
    role, password = give_access(user=elena, authority=authority)
    at = connection.settings_dict
    environment = {**os.environ, "PGAPPNAME": "ogr", "PGOPTIONS": "", "PGHOST": str(at["HOST"]), "PGPORT": str(at["PORT"]), "PGDATABASE": str(at["NAME"]), "PGUSER": role.name, "PGPASSWORD": password}
    return Desk(authority, elena, pipes, parcels, role.name, password, environment)


@pytest.fixture
def told(desk: Desk) -> Callable[[str], str]:
    """Run a statement as Elena's role; return the refusal's sentence, or '' where it went through."""

    def run(statement: str) -> str:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f'SET LOCAL SESSION AUTHORIZATION "{desk.role}"')
                cursor.execute("SET LOCAL application_name = 'QGIS'")
                cursor.execute(statement.replace("gis.", f'"{desk.schema}".'))
                cursor.execute("SET LOCAL SESSION AUTHORIZATION DEFAULT")
        except DatabaseError as error:
            return str(error)
        return ""

    return run
