"""Gives a town hall the layers, restrictions and endorsers shipped; what it changed itself is left alone."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import connection, transaction

from gisapp.accounts.models import Authority, Department, Institution, User
from gisapp.core import clock
from layers.catalog import LayerCard, RestrictionCard, all_cards, institutions
from layers.imports.rows import publish_rows
from layers.imports.staging import Row
from layers.models import Layer, PlanUnit, Restriction


@transaction.atomic
def seed_catalog(authority: Authority) -> dict[str, Layer]:
    """Create the layers, restrictions and institutions that are missing; return all layers of the cards by code.

    Running it again changes nothing: a restriction is recognised by its code, whatever its dates became.
    """
    known = set(Institution.objects.filter(authority=authority).values_list("code", flat=True))
    Institution.objects.bulk_create(
        Institution(authority=authority, code=one.code, name=one.name, tacit=one.tacit, answer_days=one.answer_days, legal_ref=one.legal_ref)
        for one in institutions() if one.code not in known
    )
    layers = {layer.code: layer for layer in Layer.objects.filter(authority=authority)}
    rules = set(Restriction.objects.filter(authority=authority).values_list("code", flat=True))
    for code, card in all_cards().items():
        if code not in layers:
            layers[code] = layer_of(authority, card)
            layers[code].save(force_insert=True)
        Restriction.objects.bulk_create(restriction_of(layers[code], rule) for rule in card.restrictions if rule.code not in rules)
    return {code: layers[code] for code in all_cards()}


def layer_of(authority: Authority, card: LayerCard) -> Layer:
    """Return a new layer as its card says, not yet saved."""
    return Layer(
        authority=authority, code=card.code, title_ro=card.title_ro, title_en=card.title_en, description_ro=card.description_ro, group=card.group,
        role=card.role, geometry=card.geometry, audience=card.audience, source=card.source, licence=card.licence, accuracy_m=card.accuracy_m,
        refresh_days=card.refresh_days, attribute_schema=[one.as_json() for one in card.attributes], style=card.style, key_attribute=card.key_attribute,
        label_attribute=card.label_attribute, order=card.order, minzoom=card.minzoom, on_map=card.on_map, on_by_default=card.on_by_default,
        most_deleted_share=card.most_deleted_share,
    )


def restriction_of(layer: Layer, rule: RestrictionCard) -> Restriction:
    """Return a new restriction as its card says, not yet saved."""
    return Restriction(
        authority_id=layer.authority_id, layer=layer, code=rule.code, title_ro=rule.title_ro, title_en=rule.title_en, explanation_ro=rule.explanation_ro,
        explanation_en=rule.explanation_en, effect=rule.effect, tests=rule.tests, distances=list(rule.distances), only=rule.only,
        procedures=list(rule.procedures), uses=list(rule.uses), endorser=rule.endorser, overlap_tolerance_m2=rule.overlap_tolerance_m2,
        legal_ref=rule.legal_ref, confidence=rule.confidence, overridden_by_plan=rule.overridden_by_plan, valid_from=rule.valid_from,
    )


class TownLike(Protocol):
    """What a generated town hands over (tests.town.Town): rows per layer, coverage, dates, regulation."""

    layers: Any
    coverage: Any
    layer_dates: Any
    plan_units: Any


# A demo opened long after it was generated would have only stale layers; then all its dates move, together.
LONGEST_UNTOUCHED = dt.timedelta(days=45)


def load_town(authority: Authority, town: TownLike, *, by: User | None = None, at: dt.datetime | None = None) -> None:
    """Publish all layers of a generated town for the authority, with coverage and dates, and its regulation."""
    layers = seed_catalog(authority)
    _keepers(authority, layers)
    age = clock.today() - max(town.layer_dates.values())
    shift = age - dt.timedelta(days=4) if age > LONGEST_UNTOUCHED else dt.timedelta(0)
    for code, rows in town.layers.items():
        publish_rows(
            layer=layers[code], rows=_rows(rows, layers[code]), data_date=town.layer_dates[code] + shift, by=by, at=at, coverage=_multi(town.coverage[code]),
        )
    if not PlanUnit.objects.filter(authority=authority).exists():
        PlanUnit.objects.bulk_create(_plan_unit(authority, unit) for unit in town.plan_units)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE layers_feature, layers_piece")


def _multi(shape: shapely.Geometry) -> MultiPolygon:
    whole = GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=3844)
    return whole if isinstance(whole, MultiPolygon) else MultiPolygon(whole, srid=3844)


def _keepers(authority: Authority, layers: dict[str, Layer]) -> None:
    """Give layers without a keeper to the department of GIS, where there is one."""
    department = Department.objects.filter(authority=authority, code__in=["gis", "cadastre"]).order_by("-code").first()
    if department is not None:
        Layer.objects.filter(pk__in=[layer.pk for layer in layers.values()], keeper=None).update(keeper=department)


def _rows(rows: Iterable[Any], layer: Layer) -> Iterator[Row]:
    for row in rows:
        # A parcel is called by its number; leaving its label empty keeps 100,000 of them out of the index of names.
        label = "" if layer.role == Layer.Role.PARCELS else row.label
        yield Row(key=row.key, label=label, attrs=row.attrs, geom=shapely.to_wkb(row.geom, hex=True))


def _plan_unit(authority: Authority, unit: Any) -> PlanUnit:
    return PlanUnit(
        authority=authority, code=unit.code, title_ro=unit.title_ro, title_en=unit.title_en,
        uses_allowed=[use.code for use in unit.allowed], uses_conditioned=[use.code for use in unit.conditioned], uses_forbidden=[use.code for use in unit.forbidden],
        text_allowed="; ".join(use.text for use in unit.allowed), text_conditioned="; ".join(use.text for use in unit.conditioned),
        text_forbidden="; ".join(use.text for use in unit.forbidden), pot_max=unit.pot_pct, cut_max=unit.cut, height_max_m=unit.max_height_m,
        height_regime=unit.height_regime, front_m=unit.front_m, side_m=unit.side_m, rear_m=unit.rear_m, alignment_text=unit.alignment_text,
        min_plot_m2=unit.min_plot_m2, min_frontage_m=unit.min_frontage_m, green_pct=unit.green_pct, parking_text=unit.parking_text,
        rural=authority.rural, legal_ref=f"{unit.legal_ref}; {unit.council_decision}", valid_from=unit.valid_from,
    )
