"""Ana's town once for a module of tests, undone afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction

from gisapp.accounts.models import Authority
from tests.layers.conflicts.land import load_town, make_authority
from tests.town import Town, build


@dataclass(frozen=True)
class Pietricica:
    town: Town
    authority: Authority


class _Undo(Exception):
    pass


@pytest.fixture(scope="module")
def pietricica(django_db_setup: None, django_db_blocker: object) -> Iterator[Pietricica]:
    """The demo town with all layers and restrictions shipped; tests run in savepoints inside."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        try:
            with transaction.atomic():
                town = build()
                yield Pietricica(town, load_town(town, "pietricica"))
                raise _Undo
        except _Undo:
            pass


@pytest.fixture
def proba(db: None) -> Authority:
    """An authority with nothing in it."""
    return make_authority()
