"""Gives a town hall the layers, restrictions and endorsers shipped; what it changed itself is left alone."""
from __future__ import annotations

from django.db import transaction

from gisapp.accounts.models import Authority, Institution
from layers.catalog import LayerCard, RestrictionCard, all_cards, institutions
from layers.models import Layer, Restriction


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
