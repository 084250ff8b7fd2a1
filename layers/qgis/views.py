"""One editable view per layer, in a schema per town hall: typed columns named as in the layer's card, and `geom` in EPSG:3844."""
from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import sql

from gisapp.accounts.models import Authority
from layers.models import Layer

OWN = ("fid", "key", "siruta", "label", "since", "geom")
# A value that a delivery brought in another kind than the card says shows as empty, and is kept until somebody writes over it.
_CAST = {
    "number": "CASE WHEN jsonb_typeof(f.attrs->{name}) = 'number' THEN (f.attrs->>{name})::double precision END",
    "integer": "CASE WHEN jsonb_typeof(f.attrs->{name}) = 'number' THEN round((f.attrs->>{name})::numeric)::bigint END",
    "boolean": "CASE WHEN jsonb_typeof(f.attrs->{name}) = 'boolean' THEN (f.attrs->>{name})::boolean END",
    "date": "CASE WHEN f.attrs->>{name} ~ '^\\d{{4}}-\\d\\d-\\d\\d$' THEN (f.attrs->>{name})::date END",
    "text": "f.attrs->>{name}",
}


def schema_of(authority: Authority) -> str:
    """Return the name of the town hall's schema."""
    return f"gis_{authority.slug.replace('-', '_')}"[:63]


def column_of(attribute: str) -> str:
    """Return the column that shows an attribute."""
    return f"attr_{attribute}" if attribute in OWN else attribute


@transaction.atomic
def make_views(authority: Authority) -> list[str]:
    """Make the schema and one view per active layer anew; rights already given to editors are given again. Returns the layers' codes."""
    schema = sql.Identifier(schema_of(authority))
    layers = list(Layer.objects.filter(authority=authority, active=True).order_by("code"))
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(schema))
        cursor.execute("SELECT table_name FROM information_schema.views WHERE table_schema = %s", [schema_of(authority)])
        for (name,) in cursor.fetchall():
            cursor.execute(sql.SQL("DROP VIEW {}.{}").format(schema, sql.Identifier(name)))
        for layer in layers:
            view = sql.SQL("{}.{}").format(schema, sql.Identifier(layer.code))
            cursor.execute(_view(view, layer))
            cursor.execute(
                sql.SQL("CREATE TRIGGER edit INSTEAD OF INSERT OR UPDATE OR DELETE ON {} FOR EACH ROW EXECUTE FUNCTION public.layers_edit_view({})").format(view, sql.Literal(str(layer.pk)))
            )
            cursor.execute(sql.SQL("COMMENT ON VIEW {} IS {}").format(view, sql.Literal(layer.title_ro)))
        cursor.execute("SELECT name FROM layers_editorrole WHERE authority_id = %s AND ended_at IS NULL", [authority.pk])
        for (role,) in cursor.fetchall():
            grant(cursor, authority, role)
    return [layer.code for layer in layers]


def _view(view: Any, layer: Layer) -> Any:
    columns = [sql.SQL("coalesce(f.identity, f.id) AS fid"), sql.SQL("f.key::text AS key"), sql.SQL("f.siruta::text AS siruta"), sql.SQL("f.label::text AS label")]
    for row in layer.attribute_schema:
        cast = sql.SQL(_CAST.get(row.get("type", "text"), _CAST["text"])).format(name=sql.Literal(row["name"]))
        columns.append(sql.SQL("{} AS {}").format(cast, sql.Identifier(column_of(row["name"]))))
    columns += [sql.SQL("f.since AS since"), sql.SQL("f.geom::geometry(Geometry, 3844) AS geom")]
    return sql.SQL("CREATE VIEW {} AS SELECT {} FROM public.layers_feature f WHERE f.layer_id = {} AND f.until IS NULL").format(view, sql.SQL(", ").join(columns), sql.Literal(layer.pk))


def grant(cursor: Any, authority: Authority, role: str) -> None:
    """Give a role the views of its town hall, and nothing else."""
    schema, name = sql.Identifier(schema_of(authority)), sql.Identifier(role)
    cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, name))
    cursor.execute(sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {} TO {}").format(schema, name))


@transaction.atomic
def drop_views(authority: Authority) -> None:
    """Remove the schema: a migration that changes a column of features needs it gone; `make_views` brings it back."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema_of(authority))))
