"""Whom a change of the land touches. Other rooms register what they watch; this room does not know them.

`permits` registers its open cases (in its `AppConfig.ready`); the keepers' pages ask before they publish
(`touched_by_delivery`, `touched_by_rule`), and what is watched hears of each publication and each rule once it is committed.
"""
from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection, transaction
from django.db.models.signals import post_save

from gisapp.accounts.models import Authority
from gisapp.core import clock
from layers.imports.compare import pair_up
from layers.models import Delivery, Layer, LayerVersion, PlanUnit, Restriction


@dataclass(frozen=True, slots=True)
class Watched:
    """Land that somebody watches: `name` tells one from another, `geom` in EPSG:3844."""

    name: str
    geom: GEOSGeometry


@dataclass(frozen=True, slots=True)
class Change:
    """What became different: a version of a layer, a restriction or the regulation of a plan unit, and from which day."""

    authority_id: int
    name: str
    since: dt.date


Watch = Callable[[Authority, str], Iterable[Watched]]
"""Given an authority and the code of a layer, returns the lands of those who look at that layer."""
Hear = Callable[[Change], None]
_watching: list[tuple[Watch, Hear]] = []


def register(watch: Watch, hear: Hear) -> None:
    """Register who watches which land, and who hears of changes. Called once for each room, at start."""
    if (watch, hear) not in _watching:
        _watching.append((watch, hear))


@transaction.atomic
def touched_by_delivery(delivery: Delivery) -> int:
    """Count the watched lands that publishing this delivery would touch: those within the layer's largest distance of what it changes.

    All of them where the layer has not said anything so far, or is too old to be believed: then "unknown" turns into an answer.
    """
    layer = delivery.layer
    watched = _lands(layer)
    if not watched:
        return 0
    if _silent(layer):
        return len(watched)
    pair_up(delivery.pk, layer.pk)
    return _count(watched, _reach(layer), _CHANGED, [])


def touched_by_rule(rule: Restriction) -> int:
    """Count the watched lands near enough to a feature of the rule's layer for this rule to speak of them; it need not be saved."""
    watched = _lands(rule.layer)
    if not watched:
        return 0
    if _silent(rule.layer):
        return len(watched)
    return _count(watched, max((float(row["distance_m"]) for row in rule.distances), default=0.0), _PUBLISHED, [rule.layer_id])


def _lands(layer: Layer) -> list[Watched]:
    return [one for watch, _hear in _watching for one in watch(layer.authority, layer.code)]


def _silent(layer: Layer) -> bool:
    version = layer.versions.filter(state=LayerVersion.State.PUBLISHED).first()
    if version is None or (version.feature_count == 0 and version.declared_empty_on is None):
        return True
    refresh_days = version.card["refresh_days"]
    return refresh_days is not None and (clock.today() - version.data_date).days > refresh_days


def _reach(layer: Layer) -> float:
    """Largest distance in metres of a restriction on the layer, with its accuracy: near misses are told too."""
    rules = Restriction.objects.filter(layer=layer).exclude(valid_to__lt=clock.today())
    return max((rule.largest_distance for rule in rules), default=0.0) + layer.accuracy_m


_CHANGED = """
SELECT f.geom FROM changes c JOIN layers_feature f ON f.id = c.old_id
UNION ALL SELECT s.geom FROM changes c JOIN layers_stagedfeature s ON s.id = c.new_id
"""
_PUBLISHED = "SELECT geom FROM layers_piece WHERE layer_id = %s AND until IS NULL"


def _count(watched: list[Watched], reach_m: float, changed: str, parameters: list[Any]) -> int:
    """Count the watched lands within reach of the changed shapes. Lands are few and changes may be many: the index is on the lands."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS watched")
        cursor.execute(
            "CREATE TEMP TABLE watched ON COMMIT DROP AS SELECT name, shape::geometry AS geom FROM unnest(%s::text[], %s::text[]) AS w(name, shape)",
            [[one.name for one in watched], [one.geom.hexewkb.decode() for one in watched]],
        )
        cursor.execute("CREATE INDEX ON watched USING gist (geom)")
        cursor.execute(
            f"SELECT count(DISTINCT w.name) FROM ({changed}) c JOIN watched w ON w.geom && ST_Expand(c.geom, %s) AND ST_DWithin(w.geom, c.geom, %s)",  # noqa: S608
            [*parameters, reach_m, reach_m],
        )
        return int(cursor.fetchone()[0])


def listen() -> None:
    """Hear of every publication and every rule, whoever makes it: a page, a command or a program. Called once, at start."""
    for model in (LayerVersion, Restriction, PlanUnit):
        post_save.connect(_saved, sender=model, dispatch_uid=f"layers.touches.{model.__name__}")


def tell(version: LayerVersion) -> None:
    """Tell of a version that the database made by itself (an edit): no signal is sent for it."""
    _saved(LayerVersion, version)


def _saved(sender: Any, instance: LayerVersion | Restriction | PlanUnit, **_rest: Any) -> None:
    for change in _changes(instance):
        for _watch, hear in _watching:
            hear(change)


def _changes(saved: LayerVersion | Restriction | PlanUnit) -> list[Change]:
    if isinstance(saved, LayerVersion):
        if saved.state != LayerVersion.State.PUBLISHED:
            return []
        return [Change(saved.layer.authority_id, f"version:{saved.pk}", clock.today())]
    kind = "rule" if isinstance(saved, Restriction) else "plan_unit"
    found = [Change(saved.authority_id, f"{kind}:{saved.pk}", max(saved.valid_from, clock.today()))]
    if saved.valid_to is not None:
        # The day after its last day the rule no longer holds.
        found.append(Change(saved.authority_id, f"{kind}:{saved.pk}:end", max(saved.valid_to + dt.timedelta(days=1), clock.today())))
    return found
