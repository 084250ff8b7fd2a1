"""The cards of the layers shipped with the product: one TOML each, read once and checked; a wrong word stops the start."""
from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
GEOMETRIES = frozenset({"point", "line", "polygon"})
AUDIENCES = frozenset({"public", "staff", "keepers"})
EFFECTS = frozenset({"prohibit", "endorsement", "warn", "note"})
TESTS = frozenset({"works", "parcel"})
CONFIDENCES = frozenset({"sure", "found", "to_be_confirmed"})
TYPES = frozenset({"text", "number", "integer", "boolean", "date", "choice"})
ROLES = frozenset({
    "theme", "parcels", "buildings", "streets", "street_surfaces", "addresses", "street_history", "zoning", "built_up", "admin_limits",
    "fiscal_zones", "public_domain", "network", "events",
})


class WrongCard(Exception):
    """A card that says something impossible; the message names file and word."""


@dataclass(frozen=True, slots=True)
class AttributeCard:
    """One attribute of a layer's features. `default` is written where a delivery leaves it out."""

    name: str
    title_ro: str
    type: str
    values: tuple[str, ...] = ()
    required: bool = False
    default: Any = None

    def as_json(self) -> dict[str, Any]:
        """Return the row of Layer.attribute_schema."""
        row: dict[str, Any] = {"name": self.name, "title_ro": self.title_ro, "type": self.type}
        if self.values:
            row["values"] = list(self.values)
        if self.required:
            row["required"] = True
        if self.default is not None:
            row["default"] = self.default
        return row


@dataclass(frozen=True, slots=True)
class RestrictionCard:
    """One restriction as shipped; distances in metres per side, tried in order."""

    code: str
    title_ro: str
    title_en: str
    explanation_ro: str
    explanation_en: str
    effect: str
    tests: str
    distances: tuple[dict[str, Any], ...]
    legal_ref: str
    confidence: str
    valid_from: dt.date
    only: dict[str, Any] = field(default_factory=dict)
    procedures: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    endorser: str = ""
    overlap_tolerance_m2: float = 1.0
    overridden_by_plan: bool = False


@dataclass(frozen=True, slots=True)
class LayerCard:
    """One layer as shipped."""

    code: str
    title_ro: str
    title_en: str
    description_ro: str
    group: str
    role: str
    geometry: str
    audience: str
    source: str
    licence: str
    accuracy_m: float
    key_attribute: str
    label_attribute: str
    order: int
    minzoom: int
    on_map: bool
    on_by_default: bool
    most_deleted_share: float
    refresh_days: int | None = None
    style: dict[str, Any] = field(default_factory=dict)
    attributes: tuple[AttributeCard, ...] = ()
    restrictions: tuple[RestrictionCard, ...] = ()


@dataclass(frozen=True, slots=True)
class InstitutionCard:
    """An institution that gives endorsements."""

    code: str
    name: str
    tacit: bool
    answer_days: int
    legal_ref: str


def _typed(kind: type, row: Mapping[str, Any], where: str) -> Any:
    known = {one.name for one in fields(kind)}
    unknown = sorted(set(row) - known)
    if unknown:
        raise WrongCard(f"{where}: unknown word {', '.join(unknown)}")
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    try:
        return kind(**values)
    except TypeError as error:
        raise WrongCard(f"{where}: {error}") from error


def _one_of(value: str, allowed: frozenset[str], where: str) -> None:
    if value not in allowed:
        raise WrongCard(f"{where}: {value!r} is not one of {', '.join(sorted(allowed))}")


def read_card(text: str, where: str, endorsers: frozenset[str]) -> LayerCard:
    """Read and check one card; `where` names it in messages."""
    try:
        row = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongCard(f"{where}: {error}") from error
    attributes = tuple(_typed(AttributeCard, one, f"{where} attributes") for one in row.pop("attributes", []))
    restrictions = tuple(_typed(RestrictionCard, one, f"{where} restrictions") for one in row.pop("restrictions", []))
    card: LayerCard = _typed(LayerCard, {**row, "attributes": attributes, "restrictions": restrictions}, where)
    _one_of(card.geometry, GEOMETRIES, where)
    _one_of(card.audience, AUDIENCES, where)
    _one_of(card.role, ROLES, where)
    for attribute in attributes:
        _one_of(attribute.type, TYPES, f"{where} {attribute.name}")
        if (attribute.type == "choice") != bool(attribute.values):
            raise WrongCard(f"{where} {attribute.name}: a choice has values, nothing else has")
    for restriction in restrictions:
        check_restriction(restriction, card, f"{where} {restriction.code}", endorsers)
    return card


def check_restriction(rule: RestrictionCard, card: LayerCard, where: str, endorsers: frozenset[str]) -> None:
    """Raise WrongCard where a restriction names an effect, an attribute or an endorser that does not exist."""
    _one_of(rule.effect, EFFECTS, where)
    _one_of(rule.tests, TESTS, where)
    _one_of(rule.confidence, CONFIDENCES, where)
    if rule.endorser:
        _one_of(rule.endorser, endorsers, where)
    if rule.effect == "endorsement" and not rule.endorser:
        raise WrongCard(f"{where}: an endorsement needs an endorser")
    if not isinstance(rule.valid_from, dt.date):
        raise WrongCard(f"{where}: valid_from is a date")
    if not rule.distances:
        raise WrongCard(f"{where}: distances are missing (0 means: only what overlaps)")
    known = {attribute.name: attribute for attribute in card.attributes}
    for conditions in ({**rule.only}, *({**row.get("when", {})} for row in rule.distances)):
        for name, wanted in conditions.items():
            if name not in known:
                raise WrongCard(f"{where}: the layer has no attribute {name}")
            for value in wanted if isinstance(wanted, list) else [wanted]:
                if known[name].values and value not in known[name].values:
                    raise WrongCard(f"{where}: {name} is never {value!r}")
    for row in rule.distances:
        if "outer_edge" in row and getattr(known.get(row["outer_edge"]), "type", "") not in ("number", "integer"):
            raise WrongCard(f"{where}: outer_edge names the diameter, a number in mm")
        if set(row) - {"when", "distance_m", "outer_edge"} or not isinstance(row.get("distance_m"), int | float) or row["distance_m"] < 0:
            raise WrongCard(f"{where}: a distance is a row {{ when, distance_m, outer_edge }} with metres of zero or more")


@lru_cache(maxsize=1)
def institutions() -> tuple[InstitutionCard, ...]:
    """Return the endorsers shipped."""
    rows = tomllib.loads((FOLDER / "_institutions.toml").read_text(encoding="utf-8"))["institutions"]
    return tuple(_typed(InstitutionCard, row, "_institutions.toml") for row in rows)


@lru_cache(maxsize=1)
def all_cards() -> dict[str, LayerCard]:
    """Return the cards shipped, by layer code, in drawing order."""
    endorsers = frozenset(one.code for one in institutions())
    cards: dict[str, LayerCard] = {}
    rules: set[str] = set()
    for path in sorted(FOLDER.glob("[a-z]*.toml")):
        card = read_card(path.read_text(encoding="utf-8"), path.name, endorsers)
        if card.code != path.stem:
            raise WrongCard(f"{path.name}: code is {card.code}")
        again = rules & {rule.code for rule in card.restrictions}
        if again:
            raise WrongCard(f"{path.name}: {', '.join(again)} is on another card")
        rules |= {rule.code for rule in card.restrictions}
        cards[card.code] = card
    return dict(sorted(cards.items(), key=lambda item: (item[1].order, item[0])))
