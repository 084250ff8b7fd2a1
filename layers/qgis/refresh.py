"""The views follow the layers' cards: a layer made or changed in the pages reaches QGIS by itself."""
from __future__ import annotations

from django.db import OperationalError, connection, transaction

from gisapp.accounts.models import Authority
from gisapp.core import jobs
from layers.qgis.views import make_views, schema_of

JOB = "layers.refresh_views"
PATIENCE = "2s"


def refresh_views(authority: Authority) -> None:
    """Make the views anew where the town hall has them; while somebody's QGIS holds one, later."""
    if has_views(authority) and not _made_now(authority):
        jobs.enqueue(JOB, authority=authority.pk)


def has_views(authority: Authority) -> bool:
    """Say whether anybody was ever given access from QGIS here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema_of(authority)])
        return cursor.fetchone() is not None


def _made_now(authority: Authority) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            make_views(authority)
            cursor.execute("SET LOCAL lock_timeout = 0")
    except OperationalError as error:
        # 55P03: lock not available.
        if getattr(error.__cause__, "pgcode", "") != "55P03":
            raise
        return False
    return True


@jobs.job(JOB)
def refresh_later(*, authority: int) -> None:
    """Try again until nobody holds a view."""
    if not _made_now(Authority.objects.get(pk=authority)):
        raise jobs.NotYet("a view is held by an open editing session")
