"""The test database is copied from one that was migrated once: migrating takes half a minute of a processor, a copy less than a second.

The copied one is named by what all migrations hold, so a new migration makes a new one; each worker of a run waits for the first to
make it. With `--reuse-db` a test's database stays for the next run, unless migrations have changed since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import django
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

_PREFIX = "test_template_"
_KEPT = 3  # several checkouts may share a cluster
_LOCK = 811_405_170


def _fingerprint() -> str:
    """What the schema is made of: every file beside every migration, and the names of the models that get permissions."""
    digest = hashlib.sha256(django.__version__.encode())
    for app in sorted(apps.get_app_configs(), key=lambda one: one.name):
        if find_spec(f"{app.name}.migrations") is None:
            continue
        folder = Path(str(import_module(f"{app.name}.migrations").__file__)).parent
        for file in sorted(one for one in folder.iterdir() if one.suffix in (".py", ".sql")):
            digest.update(f"{app.name}/{file.name}\n".encode() + file.read_bytes())
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda one: one._meta.label):
        digest.update(repr((model._meta.label, model._meta.db_table, model._meta.default_permissions, model._meta.permissions)).encode())
    return digest.hexdigest()[:16]


@contextmanager
def _server() -> Iterator[Any]:
    """A cursor on the cluster, held by one process at a time."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield cursor
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _asked(cursor: Any, sql: str, *given: str) -> list[str]:
    cursor.execute(sql, given)
    return [str(row[0]) for row in cursor.fetchall()]


def _template(cursor: Any) -> str:
    """The migrated database of these migrations; it has its name only once it is whole."""
    name = _PREFIX + _fingerprint()
    known = _asked(cursor, "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC", _PREFIX)
    if name in known:
        return name
    unfinished = f"test_unfinished_{name.removeprefix(_PREFIX)}"
    before = settings.DATABASES["default"]["NAME"], connection.settings_dict["TEST"]["NAME"]
    connection.settings_dict["TEST"]["NAME"] = unfinished
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        connection.close()
        settings.DATABASES["default"]["NAME"], connection.settings_dict["TEST"]["NAME"] = before
        connection.settings_dict["NAME"] = before[0]
    cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    for old in known[_KEPT - 1 :]:
        cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')
    return name


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any, django_db_keepdb: bool, django_db_createdb: bool, django_db_modify_db_settings: None,
) -> Iterator[None]:
    """Take the place of pytest-django's own, which migrates a database for each worker."""
    name, before = str(connection.settings_dict["TEST"]["NAME"]), str(connection.settings_dict["NAME"])
    with django_db_blocker.unblock():
        with _server() as cursor:
            template = _template(cursor)
            made_of = _asked(cursor, "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", name)
            if made_of != [template] or not django_db_keepdb or django_db_createdb:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
                cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
                cursor.execute(f"COMMENT ON DATABASE \"{name}\" IS '{template}'")
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    yield
    with django_db_blocker.unblock():
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = before
        if not django_db_keepdb:
            with _server() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
