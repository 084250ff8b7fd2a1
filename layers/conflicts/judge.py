"""Turns what lies near into findings: one restriction at a time, four states, never a silent clear."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import shapely

from layers.conflicts.answer import Effect, Finding, Source, State
from layers.conflicts.limits import Fit, Limit, fit, limit_for
from layers.conflicts.rulebook import LayerFacts, Rulebook
from layers.conflicts.search import SAME_M, Measured, Near
from layers.models import Restriction

# A line that only touches the boundary has no length inside; a millimetre is the smallest length stored.
LEAST_LENGTH_M = 0.001
MOST_READINGS = 200_000
# Set on a feature whose zone the general plan has drawn (in a layer of its own, with restrictions of its own).
PLAN_ATTRIBUTE = "own_zone"


@dataclass(frozen=True, slots=True)
class Suspect:
    """A feature within the limit of a restriction, still to be measured."""

    near: Near
    limit: Limit


def source_of(facts: LayerFacts) -> Source:
    """Return what a finding says of its layer."""
    return facts.said


def blank(rule: Restriction, facts: LayerFacts, state: State, tested: str, reason_ro: str = "", reason_en: str = "", **more: Any) -> Finding:
    """Return the finding of a restriction as a whole; `more` are further fields of it."""
    return Finding(
        code=rule.code, state=state, effect=Effect(rule.effect), title_ro=rule.title_ro, title_en=rule.title_en or rule.title_ro,
        explanation_ro=rule.explanation_ro, explanation_en=rule.explanation_en or rule.explanation_ro, tested=tested,
        legal_ref=rule.legal_ref, confidence=rule.confidence, source=facts.said, endorser=rule.endorser, reason_ro=reason_ro, reason_en=reason_en,
        **{"limit_m": rule.largest_distance, **more},
    )


def declared(facts: LayerFacts) -> tuple[str, str]:
    """Return who answers for an empty layer, in both languages; nothing where the layer holds features."""
    if facts.feature_count or facts.declared_empty is None:
        return "", ""
    day = f"{facts.declared_empty:%d.%m.%Y}"
    return (
        f"Strat declarat gol la {day} de {facts.declared_by}: nu există astfel de elemente în zona acoperită.",
        f"Layer declared empty on {day} by {facts.declared_by}: there is none of these in the area covered.",
    )


Reading = tuple[Fit, tuple[str, ...], Limit | None]


def read_feature(rule: Restriction, hit: Near, book: Rulebook) -> Reading:
    """Return whether a restriction speaks of a feature, what attributes are lacking, and the distance; remembered by the attributes' text."""
    key = (rule.id, hit.written)
    found = book.readings.get(key)
    if found is None:
        if len(book.readings) > MOST_READINGS:
            book.readings.clear()
        speaks, lacking = fit(rule.only, hit.attrs)
        found = book.readings[key] = (speaks, lacking, limit_for(rule.distances, hit.attrs))
    return found


def silence(rule: Restriction, facts: LayerFacts, tested: str, on: dt.date) -> Finding | None:
    """Return why the layer can answer for no land on that day, or None if it can."""
    if facts.failed:
        return blank(rule, facts, State.FAILED, tested, "Stratul nu a putut fi citit.", "The layer could not be read.")
    if facts.retired:
        return blank(rule, facts, State.UNKNOWN, tested, "Stratul a fost scos din uz, dar regula este încă în vigoare.", "The layer is out of use, but the rule is still in force.")
    if facts.version is None:
        return blank(rule, facts, State.UNKNOWN, tested, "Stratul nu are date publicate la această dată.", "The layer has no published data on this date.")
    if facts.feature_count == 0 and not facts.declared_empty:
        return blank(rule, facts, State.UNKNOWN, tested, "Stratul publicat este gol.", "The published layer is empty.")
    if facts.stale_on(on):
        assert facts.data_date is not None
        return blank(
            rule, facts, State.UNKNOWN, tested,
            f"Datele sunt din {facts.data_date:%d.%m.%Y}, mai vechi decât cele {facts.refresh_days} de zile admise.",
            f"The data are of {facts.data_date:%d.%m.%Y}, older than the {facts.refresh_days} days allowed.",
        )
    return None


def suspects(rule: Restriction, facts: LayerFacts, tested: str, hits: list[Near], book: Rulebook) -> Iterator[Suspect | Finding]:
    """Sort the features within reach: to be measured, unknown for want of an attribute, or near misses."""
    largest = rule.largest_distance
    furthest = largest + rule.thickest_m
    furthest = (furthest + facts.accuracy_m if furthest > 0 else 0.0) + SAME_M
    for hit in hits:
        if hit.distance_m > furthest:
            return  # the nearest come first
        speaks, lacking, limit = read_feature(rule, hit, book)
        if speaks is Fit.NO and not rule.overridden_by_plan:
            continue
        if speaks is Fit.NO:
            if _plan_decides(rule, hit, limit):
                yield replace(
                    about(rule, facts, State.CLEAR, tested, hit, limit), overridden_by="general_plan",
                    reason_ro="Zona desenată în planul urbanistic are prioritate față de distanța generală.",
                    reason_en="The zone drawn by the urban plan takes precedence over the general distance.",
                )
            continue
        if limit is None:
            if _within(hit, largest):
                yield _unmeasurable(rule, facts, tested, hit, ())
        elif speaks is Fit.MAYBE or not limit.certain:
            if _within(hit, limit.most):
                yield _unmeasurable(rule, facts, tested, hit, lacking + limit.missing)
        elif _within(hit, limit.most):
            yield Suspect(hit, limit)
        elif limit.most > 0 and _within(hit, limit.most + facts.accuracy_m):
            yield replace(
                about(rule, facts, State.CLEAR, tested, hit, limit), uncertain=True,
                reason_ro=f"La limită: poziția din strat este sigură la ±{_ro(facts.accuracy_m)} m.",
                reason_en=f"At the limit: positions in this layer are accurate to ±{facts.accuracy_m:g} m.",
            )


def _outer_edge(limit: Limit) -> dict[str, str]:
    """Say from where the distance counts, where that is not the line drawn."""
    if limit.radius_m <= 0:
        return {}
    norm, radius = limit.most - limit.radius_m, f"{limit.radius_m:.3f}"
    return {
        "reason_ro": f"{_ro(norm)} m se măsoară de la exteriorul conductei: de la ax cu {radius.replace('.', ',')} m mai mult (jumătate din diametru).",
        "reason_en": f"{norm:.6g} m count from the outside of the pipe: {radius} m more from its axis (half the diameter).",
    }


def _ro(metres: float) -> str:
    """Return a distance as Romanian writes it, with a decimal comma."""
    return f"{metres:.6g}".replace(".", ",")


def _within(hit: Near, limit_m: float) -> bool:
    return hit.distance_m <= limit_m + SAME_M


def _plan_decides(rule: Restriction, hit: Near, limit: Limit | None) -> bool:
    """Tell whether the general plan drew this feature's own zone, and that alone silences the rule."""
    if not rule.overridden_by_plan or hit.attrs.get(PLAN_ATTRIBUTE) is not True or not _within(hit, limit.most if limit else rule.largest_distance):
        return False
    others = {name: wanted for name, wanted in rule.only.items() if name != PLAN_ATTRIBUTE}
    return fit(others, hit.attrs)[0] is not Fit.NO


def about(rule: Restriction, facts: LayerFacts, state: State, tested: str, hit: Near, limit: Limit | None, **more: Any) -> Finding:
    """Return a finding about one feature; `more` are further fields of it."""
    return blank(
        rule, facts, state, tested, feature=hit.feature, feature_key=hit.key, feature_label=hit.label, feature_attrs=hit.attrs,
        distance_m=hit.distance_m, limit_m=limit.most if limit else rule.largest_distance, **more,
    )


def _unmeasurable(rule: Restriction, facts: LayerFacts, tested: str, hit: Near, lacking: tuple[str, ...]) -> Finding:
    names = ", ".join(dict.fromkeys(lacking))
    return replace(
        about(rule, facts, State.UNKNOWN, tested, hit, None),
        reason_ro=f"Elementului îi lipsesc atribute ({names}): distanța care se aplică nu se poate stabili."
        if names else "Pentru atributele acestui element nu este prevăzută o distanță.",
        reason_en=f"The feature lacks attributes ({names}): the distance that applies cannot be told."
        if names else "No distance is set for the attributes of this feature.",
    )


def measured_finding(
    rule: Restriction, facts: LayerFacts, tested: str, suspect: Suspect, measured: Measured, area_m2: float, dimension: int
) -> Finding:
    """Return the conflict with its measures; or a near nothing: a sliver, or what only touches.

    A sliver is an overlap of at most the tolerance that is also less than half of the smaller of land and feature:
    a well of half a square metre inside the plot is not a sliver. `area_m2` and `dimension` are those of the tested land or works.
    """
    hit, limit = suspect.near, suspect.limit
    is_line = hit.dimension == 1 or dimension == 1
    finding = about(
        rule, facts, State.CONFLICT, tested, hit, limit,
        overlap_m2=measured.area_m2, overlap_pct=100 * measured.area_m2 / area_m2 if area_m2 > 0 else None,
        length_m=measured.length_m if is_line else None, geometry=measured.geometry,
        uncertain=limit.most > 0 and abs(hit.distance_m - limit.most) <= facts.accuracy_m + SAME_M, **_outer_edge(limit),
    )
    if limit.most > 0:
        return finding
    if hit.dimension == 2 and area_m2 > 0:
        if measured.area_m2 <= 0:
            return replace(finding, state=State.CLEAR, reason_ro="Doar se ating.", reason_en="They only touch.")
        smaller = min(area_m2, measured.feature_area_m2)
        if measured.area_m2 <= rule.overlap_tolerance_m2 and measured.area_m2 < 0.5 * smaller:
            return replace(
                finding, state=State.CLEAR, sliver=True,
                reason_ro=f"Suprapunere de {measured.area_m2:.2f} m², sub toleranța de {rule.overlap_tolerance_m2:g} m² a desenului.".replace(".", ",", 1),
                reason_en=f"Overlap of {measured.area_m2:.2f} m², under the drawing tolerance of {rule.overlap_tolerance_m2:g} m².",
            )
        return replace(finding, uncertain=_thinner_than(measured.geometry, facts.accuracy_m))
    # Two lines that cross meet in a point without length: a trench across a pipe is a conflict all the same.
    if (hit.dimension == 1) != (dimension == 1) and hit.dimension > 0 and measured.length_m <= LEAST_LENGTH_M:
        return replace(finding, state=State.CLEAR, reason_ro="Doar se ating.", reason_en="They only touch.")
    return finding


def _thinner_than(part: str | None, accuracy_m: float) -> bool:
    """Tell whether an overlap is nowhere wider than the data are accurate."""
    return part is not None and accuracy_m > 0 and bool(shapely.from_wkb(part).buffer(-accuracy_m / 2).is_empty)
