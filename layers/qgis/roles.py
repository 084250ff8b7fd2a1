"""Database roles of keepers. The password is made here, shown once and kept nowhere."""
from __future__ import annotations

import secrets

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import sql
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority, Role, User
from gisapp.accounts.roles import has_role
from gisapp.core import clock
from gisapp.core.errors import NotAllowed, Refused
from layers.models import EditorRole
from layers.qgis.views import grant, make_views, schema_of


@transaction.atomic
def give_access(*, user: User, authority: Authority) -> tuple[EditorRole, str]:
    """Make (or renew the password of) the keeper's role; return it and the password. Raises NotAllowed for who keeps no layers here."""
    if not has_role(user, authority, Role.GIS_KEEPER):
        raise NotAllowed(_("Accesul din QGIS este numai pentru deținătorii de straturi ai primăriei."), code="not_a_keeper")
    make_views(authority)
    role = EditorRole.objects.filter(user=user, authority=authority, ended_at=None).first()
    # Roles belong to the whole cluster, where another database may be: the name carries a part that nobody repeats.
    name = role.name if role else f"qgis_{authority.slug.replace('-', '_')[:30]}_{user.pk}_{secrets.token_hex(3)}"
    password = secrets.token_urlsafe(18)
    with connection.cursor() as cursor:
        if role is None:
            cursor.execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT CONNECTION LIMIT 10").format(sql.Identifier(name)))
            role = EditorRole.objects.create(user=user, authority=authority, name=name, made_at=clock.now())
        cursor.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(name), sql.Literal(password)))
        cursor.execute(sql.SQL("ALTER ROLE {} SET search_path = {}, public").format(sql.Identifier(name), sql.Identifier(schema_of(authority))))
        # A forgotten edit must not hold the layer shut.
        cursor.execute(sql.SQL("ALTER ROLE {} SET idle_in_transaction_session_timeout = '5min'").format(sql.Identifier(name)))
        cursor.execute(sql.SQL("ALTER ROLE {} SET statement_timeout = '60s'").format(sql.Identifier(name)))
        grant(cursor, authority, name)
    return role, password


@transaction.atomic
def end_access(*, user: User, authority: Authority) -> None:
    """Shut the keeper's role and end its sessions; what they edited stays theirs in the history."""
    role = EditorRole.objects.filter(user=user, authority=authority, ended_at=None).first()
    if role is None:
        raise Refused(_("Persoana nu are acces din QGIS la această primărie."), code="no_access")
    role.ended_at = clock.now()
    role.save(update_fields=["ended_at"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [role.name])
        cursor.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(role.name)))
        cursor.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role.name)))
