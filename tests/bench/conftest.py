"""The city that is measured: Iași where its files are at hand, else the demo town; loaded once a module and undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from gisapp.accounts.models import Authority
from tests.layers.conflicts.iasi import here, load_iasi


class _Undo(Exception):
    pass


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Authority]:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        try:
            with transaction.atomic():
                if here():
                    authority = load_iasi()
                else:
                    from layers.imports.seed import load_town
                    from tests.layers.conflicts.land import make_authority
                    from tests.town import build

                    authority = make_authority("pietricica", "990017")
                    load_town(authority, build())
                with connection.cursor() as cursor:
                    cursor.execute("ANALYZE layers_feature")
                    cursor.execute("ANALYZE layers_piece")
                yield authority
                raise _Undo
        except _Undo:
            pass
