"""What a piece of land is: limits, zones, plan units with their rules, with what could not be told."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry

from gisapp.accounts.models import Authority
from layers.conflicts import search
from layers.conflicts.answer import Effect, Finding, Source, State
from layers.conflicts.judge import source_of
from layers.conflicts.rulebook import LayerFacts, Rulebook, moment, rulebook
from layers.models import Layer, PlanUnit

# Overlaps under a square metre along shared boundaries are drawing noise (measured on a real town: 590 of 799
# double-zone parcels were slivers of under 0.01 m²).
SLIVER_M2 = 1.0


@dataclass(frozen=True, slots=True)
class Share:
    """Part of the land inside one feature of a layer, in m² and % of the land."""

    key: str
    label: str
    feature: int
    m2: float
    pct: float
    attrs: dict[str, Any]
    part: str | None = None
    """That part as EWKB in hex, EPSG:3844."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A layer that cannot answer for this land, and why."""

    layer: str
    title_ro: str
    title_en: str
    state: str
    reason_ro: str
    reason_en: str


def shares(plot: GEOSGeometry, layer: LayerFacts, at: dt.datetime | None) -> list[Share]:
    """Return how the land divides over the features of a polygon layer, largest part first, slivers left out."""
    shape = shapely.force_2d(shapely.from_wkb(bytes(plot.wkb)))
    given = {"parcel": shapely.to_wkb(shapely.set_srid(shape, 3844), include_srid=True)}
    hits = [hit for hit in search.near(given, [(layer.id, "parcel", 0.0)], at)[0] if hit.dimension == 2]
    found = []
    for hit, measured in zip(hits, search.measure(given, [search.Wanted(hit.feature, "parcel", 0.0, SLIVER_M2) for hit in hits]), strict=True):
        if measured.area_m2 > SLIVER_M2 or measured.area_m2 > 0.5 * min(shape.area, measured.feature_area_m2) > 0:
            found.append(Share(hit.key, hit.label, hit.feature, measured.area_m2, 100 * measured.area_m2 / shape.area, hit.attrs, measured.geometry))
    return sorted(found, key=lambda share: (-share.m2, share.key))


def uncovered(plot: shapely.Geometry, parts: Iterable[str | None], accuracy_m: float) -> float:
    """Return how much of the plot lies in none of these parts (EWKB in hex), in m².

    Measured on the shapes: parts that overlap each other would hide as much bare land in a sum of areas. A strip nowhere wider
    than the layer is accurate is the drawing, as it is along the limit of the town.
    """
    bare = plot.difference(shapely.union_all([shapely.from_wkb(part) for part in parts if part]))
    if bare.area < 0.5 * plot.area and (bare.area <= SLIVER_M2 or bare.buffer(-accuracy_m / 2).is_empty):
        return 0.0
    return float(bare.area)


def _bare(plot: GEOSGeometry, parts: list[dict[str, Any]], layer: LayerFacts | None) -> float:
    shape = shapely.force_2d(shapely.from_wkb(bytes(plot.wkb)))
    return uncovered(shape, [part.pop("part") for part in parts], layer.accuracy_m if layer is not None else 0.0)


def doubt(layer: LayerFacts | None, plot: GEOSGeometry, day: dt.date, *, code: str = "") -> Doubt | None:
    """Return why the layer cannot answer for the land, or None when it can."""
    if layer is None:
        return Doubt(code, code, code, "unknown", "Stratul nu există.", "The layer does not exist.")
    shape = shapely.from_wkb(bytes(plot.wkb))
    reasons: tuple[str, str] | None = None
    if layer.failed:
        return Doubt(layer.code, layer.title_ro, layer.title_en, "failed", "Stratul nu a putut fi citit.", "The layer could not be read.")
    if layer.version is None:
        reasons = ("Stratul nu are date publicate la această dată.", "The layer has no published data on this date.")
    elif layer.feature_count == 0 and not layer.declared_empty:
        reasons = ("Stratul publicat este gol.", "The published layer is empty.")
    elif layer.stale_on(day):
        reasons = (f"Datele din {layer.data_date:%d.%m.%Y} sunt mai vechi decât se admite.", f"The data of {layer.data_date:%d.%m.%Y} are too old.")
    elif not layer.covers(shape):
        reasons = ("Terenul nu este în întregime în zona pentru care stratul este complet.", "The land is not wholly where the layer is complete.")
    return Doubt(layer.code, layer.title_ro, layer.title_en, "unknown", *reasons) if reasons else None


def describe_land(plot: GEOSGeometry, *, authority: Authority, on: dt.date | None = None, at: dt.datetime | None = None) -> dict[str, Any]:
    """Return what a certificate says of the land, as plain JSON: locality, zones with their rules, fiscal zone, doubts.

    `locality` is inside, outside, split or unknown; a share of the land in no zone is *unknown*, never free.
    Areas in m² (EPSG:3844).
    """
    as_of, day = moment(on, at)
    book = rulebook(authority, as_of, day)
    doubts: list[Doubt] = []
    told: dict[str, Any] = {"area_m2": plot.area, "on": day.isoformat()}
    bare: dict[str, float] = {}
    for role, name in ((Layer.Role.BUILT_UP, "built_up"), (Layer.Role.ZONING, "zoning"), (Layer.Role.FISCAL_ZONES, "fiscal_zones"), (Layer.Role.PUBLIC_DOMAIN, "public_domain")):
        layer = book.by_role(role)
        unsure = doubt(layer, plot, day, code=name)
        if unsure is not None:
            doubts.append(unsure)
        told[name] = [_as_json(share) for share in shares(plot, layer, as_of)] if layer is not None and layer.version is not None else []
        bare[name] = _bare(plot, told[name], layer)
        told[f"{name}_date"] = layer.data_date.isoformat() if layer is not None and layer.data_date else None
    told["locality"] = _locality(plot.area, bare["built_up"], any(d.layer == _code(book, Layer.Role.BUILT_UP) for d in doubts))
    told["outside_built_up_m2"] = bare["built_up"]
    told["outside_built_up_pct"] = 100 * told["outside_built_up_m2"] / plot.area
    told["unzoned_m2"] = bare["zoning"]
    _zones(told, plot, book, authority, day, doubts)
    told["doubts"] = [{"layer": d.layer, "title_ro": d.title_ro, "title_en": d.title_en, "state": d.state, "reason_ro": d.reason_ro, "reason_en": d.reason_en} for d in doubts]
    return told


def _zones(told: dict[str, Any], plot: GEOSGeometry, book: Rulebook, authority: Authority, day: dt.date, doubts: list[Doubt]) -> None:
    units = PlanUnit.objects.filter(authority=authority, code__in=[zone["key"] for zone in told["zoning"]], valid_from__lte=day).exclude(valid_to__lt=day)
    by_code = {unit.code: unit for unit in units}
    for zone in told["zoning"]:
        unit = by_code.get(zone["key"])
        zone["rules"] = plan_unit_rules(unit) if unit else None
    told["plan_unit"] = told["zoning"][0]["key"] if told["zoning"] else ""
    layer = book.by_role(Layer.Role.ZONING)
    if layer is not None and told["unzoned_m2"] > 0 and not any(d.layer == layer.code for d in doubts):
        doubts.append(
            Doubt(
                layer.code, layer.title_ro, layer.title_en, "unknown",
                f"{told['unzoned_m2']:.0f} m² din teren nu sunt în nicio unitate a planului urbanistic.",
                f"{told['unzoned_m2']:.0f} m² of the land lie in no unit of the urban plan.",
            )
        )


def plan_unit_rules(unit: PlanUnit) -> dict[str, Any]:
    """Return the regulation of a plan unit as plain values; None where the plan is silent."""
    names = (
        "code", "title_ro", "title_en", "uses_allowed", "uses_conditioned", "uses_forbidden", "text_allowed", "text_conditioned", "text_forbidden",
        "pot_max", "cut_max", "height_max_m", "height_regime", "levels_max", "front_m", "side_m", "rear_m", "alignment_text", "min_plot_m2",
        "min_frontage_m", "green_pct", "parking_text", "detail_plan_needed", "zonal_plan_needed", "legal_ref",
    )
    return {name: getattr(unit, name) for name in names}


def _code(book: Rulebook, role: str) -> str:
    layer = book.by_role(role)
    return layer.code if layer else "built_up"


def _locality(area: float, outside: float, unsure: bool) -> str:
    if unsure:
        return "unknown"
    if outside <= 0:
        return "inside"
    return "outside" if area - outside <= SLIVER_M2 else "split"


def _as_json(share: Share) -> dict[str, Any]:
    return {"key": share.key, "label": share.label, "feature": share.feature, "m2": share.m2, "pct": share.pct, "attrs": share.attrs, "part": share.part}


def doubt_findings(plot: GEOSGeometry, codes: Sequence[str], *, authority: Authority, on: dt.date | None = None, at: dt.datetime | None = None) -> tuple[Finding, ...]:
    """Return an *unknown* or *failed* finding for each of these layers that cannot answer for the land (code STRAT-<layer>).

    For layers that an answer is written from although no restriction hangs on them: the built-up limit, fiscal zones.
    """
    as_of, day = moment(on, at)
    book = rulebook(authority, as_of, day)
    by_code = {facts.code: facts for facts in book.layers.values()}
    found = []
    for code in codes:
        unsure = doubt(by_code.get(code), plot, day, code=code)
        if unsure is not None:
            facts = by_code.get(code)
            source = source_of(facts) if facts is not None else Source(code, code, code, None, None, 0.0, "")
            found.append(
                Finding(
                    code=f"STRAT-{code}"[:40], state=State(unsure.state), effect=Effect.WARN, title_ro=unsure.title_ro, title_en=unsure.title_en, explanation_ro="",
                    explanation_en="", tested="parcel", legal_ref="", confidence="sure", source=source, reason_ro=unsure.reason_ro, reason_en=unsure.reason_en,
                )
            )
    return tuple(found)
