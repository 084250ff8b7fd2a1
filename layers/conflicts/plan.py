"""The question prepared for one kind of request: which rules speak, which layers are searched how far, what silence means.

Nothing here depends on the land, so it is made once for a rulebook; most of an answer is then taken from here as it is.
"""
from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from layers.conflicts import judge
from layers.conflicts.answer import Finding, Order, State, order
from layers.conflicts.rulebook import LayerFacts, Rulebook
from layers.models import Restriction

Slot = tuple[int, str, float]
"""A search: layer id, name of the tested shape ("parcel" or "works"), how far in metres."""


Ranked = tuple[Order, Finding]
"""A finding with its place in the answer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One rule of a plan with the findings that say "nothing there" and "cannot be told", ready made with their places.

    `silent` is why the layer can answer for no land at all, None where it can. `alone_m` is how far the layer must be complete around
    the land for the rule to be told from it.
    """

    number: int
    rule: Restriction
    facts: LayerFacts
    tested: str
    slot: tuple[int, str]
    silent: Ranked | None
    clear: Ranked
    not_covered: Ranked
    near_the_edge: Ranked
    alone_m: float

    def doubt(self, room_m: float | None) -> Ranked | None:
        """Return why the layer cannot answer for this land, or None if it can.

        `room_m` is how far the layer is complete around the land in metres, None where it is not complete for the land itself.
        """
        if self.silent is not None:
            return self.silent
        if room_m is None:
            return self.not_covered
        return self.near_the_edge if self.alone_m > room_m else None


@dataclass(frozen=True)
class Plan:
    """The rules that speak of a kind of request."""

    asked: tuple[Asked, ...]

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """One search for each layer and tested shape, with the layer's largest distance. Layers that never said anything hold nothing to find."""
        reach: dict[tuple[int, str], float] = {}
        for one in self.asked:
            if one.facts.version is not None:
                wanted = one.rule.largest_distance
                # Near misses within the accuracy of the layer are shown as uncertain.
                metres = wanted + one.rule.thickest_m + one.facts.accuracy_m if wanted + one.rule.thickest_m > 0 else 0.0
                reach[one.slot] = max(reach.get(one.slot, 0.0), metres)
        return tuple((layer, tested, metres) for (layer, tested), metres in reach.items())

    @cached_property
    def of_slot(self) -> dict[tuple[int, str], tuple[Asked, ...]]:
        """The rules that look at what one search finds."""
        found: dict[tuple[int, str], list[Asked]] = {}
        for one in self.asked:
            found.setdefault(one.slot, []).append(one)
        return {slot: tuple(rules) for slot, rules in found.items()}

    @cached_property
    def outlines(self) -> tuple[tuple[LayerFacts, str, float, tuple[Asked, ...]], ...]:
        """Rules whose layers are complete for the same territory: (a layer of them, tested shape, the furthest they look, the rules)."""
        found: dict[tuple[int, str], list[Asked]] = {}
        for one in self.asked:
            if one.silent is None:
                found.setdefault((id(one.facts.coverage), one.tested), []).append(one)
        return tuple((rules[0].facts, rules[0].tested, max(one.alone_m for one in rules), tuple(rules)) for rules in found.values())

    @cached_property
    def quiet(self) -> tuple[tuple[int, Ranked], ...]:
        """What each rule answers where nothing lies near and its layer is complete, in the order of the answer, with the rule's number."""
        return tuple(sorted(((one.number, one.silent or one.clear) for one in self.asked), key=lambda row: row[1][0]))

    def by_layer(self) -> list[Plan]:
        """Return a plan for each layer, so that one that cannot be read does not silence the others."""
        layers = dict.fromkeys(one.facts.id for one in self.asked)
        return [Plan(tuple(one for one in self.asked if one.facts.id == layer)) for layer in layers]


def plan_of(book: Rulebook, day: dt.date, procedures: Sequence[str], uses: Sequence[str], *, drawn: bool) -> Plan:
    """Return the plan for a kind of request; an empty list means "not known", and then every rule speaks."""
    key = (day, tuple(procedures), tuple(uses), drawn)
    if key not in book.plans:
        speaking = (rule for rule in book.restrictions if _speaks(rule, procedures, uses))
        book.plans[key] = Plan(tuple(_asked(number, rule, book.layers[rule.layer_id], day, drawn=drawn) for number, rule in enumerate(speaking)))
    plan: Plan = book.plans[key]
    return plan


def _speaks(rule: Restriction, procedures: Sequence[str], uses: Sequence[str]) -> bool:
    by_procedure = not rule.procedures or not procedures or bool(set(rule.procedures) & set(procedures))
    by_use = not rule.uses or not uses or bool(set(rule.uses) & set(uses))
    return by_procedure and by_use


def _asked(number: int, rule: Restriction, facts: LayerFacts, day: dt.date, *, drawn: bool) -> Asked:
    tested = "works" if rule.tests == Restriction.Tests.WORKS and drawn else "parcel"
    silent = judge.silence(rule, facts, tested, day)
    return Asked(
        number, rule, facts, tested, (facts.id, tested), ranked(silent) if silent is not None else None,
        clear=ranked(judge.blank(rule, facts, State.CLEAR, tested, *judge.declared(facts))),
        not_covered=ranked(judge.blank(rule, facts, State.UNKNOWN, tested, "Terenul nu este (în întregime) în zona pentru care stratul este complet.",
                                       "The land does not lie (wholly) where the layer is complete.")),
        near_the_edge=ranked(judge.blank(rule, facts, State.UNKNOWN, tested, f"Stratul nu este complet pe toată vecinătatea de {rule.largest_distance:g} m a terenului.",
                                         f"The layer is not complete for the whole surroundings of {rule.largest_distance:g} m of the land.")),
        alone_m=rule.largest_distance,
    )


def ranked(finding: Finding) -> Ranked:
    """Return the finding with its place in the answer."""
    return order(finding), finding
