"""The demo town in the test database, published by the real publishing code, once for a module of tests and undone afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connection, transaction

from gisapp.accounts.models import Authority
from tests.town import Town, build, build_commune
from tests.town.kept import built_once


@dataclass(frozen=True)
class LoadedTown:
    """The generated town and the authority whose layers hold it; `neighbour` is the commune, with its own layers."""

    town: Town
    authority: Authority
    neighbour: Authority


class _Undo(Exception):
    """Ends the module's transaction."""


def _authority(town: Town, slug: str, kind: str, host: str | None) -> Authority:
    return Authority.objects.create(
        slug=slug, siruta=town.siruta, name=town.name, kind=kind, county=town.county, county_code="NT", host=host, rural=kind == "commune",
    )


def _load() -> LoadedTown:
    from layers.imports.seed import load_town

    town, commune = build(), build_commune()
    loaded = LoadedTown(town, _authority(town, "pietricica", "municipality", None), _authority(commune, "dumbrava", "commune", "dumbrava.localhost"))
    load_town(loaded.authority, town)
    load_town(loaded.neighbour, commune)
    return loaded


@pytest.fixture(scope="module")
def demo_town(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[LoadedTown]:
    """Town and commune with all layers, coverage, dates and regulation; tests of the module run in savepoints inside."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        try:
            with transaction.atomic():
                loaded = built_once("demo town", _load)
                with connection.cursor() as cursor:
                    cursor.execute("ANALYZE layers_feature, layers_piece")
                yield loaded
                raise _Undo
        except _Undo:
            pass
