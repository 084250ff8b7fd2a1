"""The way from a page to `layers_edit_feature`: one transaction, nobody else's work overwritten unseen, and what follows an edit."""
from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core import clock
from gisapp.core.errors import Conflict
from layers.editing.refusals import refusal_of
from layers.imports.follow_edits import follow_later
from layers.imports.probes import Outcome, ask, probes_of
from layers.models import Edit, Feature, Layer, LayerVersion

_CALL = "SELECT layers_edit_feature(%s, %s, %s, %s, %s, %s, %s::jsonb, %s::geometry, %s, %s)"


@dataclass(frozen=True, slots=True)
class Step:
    """One call: insert, update or delete. `geom` in EPSG:3844; `attrs` are the declared attributes, None takes one away."""

    action: str
    identity: int | None = None
    key: str = ""
    siruta: str = ""
    label: str = ""
    attrs: dict[str, Any] | None = None
    geom: GEOSGeometry | None = None


def identity_of(row: Feature) -> int:
    """Return the lasting number of the thing that a row describes."""
    return row.identity or row.pk


@transaction.atomic
def edit(*, layer: Layer, seen: Sequence[Feature], steps: Sequence[Step], by: User, reason: str) -> tuple[LayerVersion, list[int]]:
    """Carry out the steps as one version; return it and the things' lasting numbers.

    `seen` are the rows that the person looked at: where one of them has ended meanwhile, Conflict says who ended it and nothing is
    written. Raises Refused with the database's sentence.
    """
    Layer.objects.select_for_update().get(pk=layer.pk)
    for row in seen:
        if not Feature.objects.filter(pk=row.pk, until=None).exists():
            raise Conflict(_changed_meanwhile(layer, row), code="edited_meanwhile")
    things: list[int] = []
    try:
        # A savepoint: a refusal leaves the transaction of the page usable.
        with transaction.atomic(), connection.cursor() as cursor:
            for step in steps:
                cursor.execute(_CALL, [
                    layer.pk, step.action, step.identity, step.key, step.siruta, step.label, json.dumps(step.attrs or {}),
                    step.geom.hexewkb.decode() if step.geom is not None else None, by.pk, reason,
                ])
                things.append(cursor.fetchone()[0])
    except DatabaseError as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error
    version = LayerVersion.objects.get(layer=layer, state=LayerVersion.State.PUBLISHED)
    follow_later(version.pk)
    return version, things


def _changed_meanwhile(layer: Layer, row: Feature) -> str:
    last = Edit.objects.filter(layer=layer, identity=identity_of(row)).select_related("user").first()
    if last is None or row.until is None or last.at != row.until:
        return _("Între timp s-a publicat o altă versiune a stratului, în care elementul „%(name)s” este altfel. Nu s-a salvat nimic; ce ați scris a rămas aici. Priviți ce este acum și salvați din nou.") % {"name": row}
    when = last.at.astimezone(clock.TOWN_TIME)
    told = {"name": str(row), "who": str(last.user or last.db_role), "when": f"{when:%d.%m.%Y, %H:%M}"}
    if last.action == Edit.Action.DELETE:
        return _("Între timp %(who)s a șters elementul „%(name)s” (%(when)s). Nu s-a salvat nimic; ce ați scris a rămas aici.") % told
    return _("Între timp %(who)s a modificat elementul „%(name)s” (%(when)s). Nu s-a salvat nimic; ce ați scris a rămas aici. Priviți ce este acum și salvați din nou.") % told


def broken_probes(layer: Layer) -> list[Outcome]:
    """Return the probes of the layer that do not hold now: the page says so at once; the alarm follows in the background."""
    return [one for one in ask(probes_of(layer)) if not one.ok]
