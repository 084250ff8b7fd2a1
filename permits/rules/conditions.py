"""Named conditions: the `when` of papers, questions and steps.

No expression language: a condition is a small function with a name and a sentence. Conditions on the land
answer yes when a check is *unknown* or *failed*: a step too many is better than a step forgotten.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from permits.rules.facts import CaseFacts, FindingEffect, Locality
from permits.rules.fee_quote import Surface

HERITAGE = ("LMI", "ZCP", "ARH")
NETWORKS = (
    "LEA-MT", "LEA-110", "LEA-220", "LEA-400", "LEA-JT", "PT", "LES", "GAZ-D", "GAZ-T", "APA-A", "APA-D", "APA-R", "CAN",
    "TERM", "TEL",
)  # fmt: skip
HAZARD = ("INUND", "ALUN")


@dataclass(frozen=True, slots=True)
class Condition:
    """A named question about a case, and how it is said after 'dacă' / 'if'."""

    holds: Callable[[CaseFacts], bool]
    said_ro: str
    said_en: str


def _effect(effect: FindingEffect) -> Callable[[CaseFacts], bool]:
    return lambda facts: any(finding.may_apply and finding.effect is effect for finding in facts.findings)


def _large(facts: CaseFacts) -> bool:
    return facts.value is not None and facts.large_value is not None and facts.value >= facts.large_value


CONDITIONS: dict[str, Condition] = {
    "land_registered": Condition(
        lambda facts: facts.land_registered is True, "imobilul este înscris în cartea funciară", "the property is in the land register"
    ),
    "land_not_registered": Condition(
        lambda facts: facts.land_registered is not True,
        "imobilul nu este înscris în cartea funciară",
        "the property is not in the land register",
    ),
    "represented": Condition(
        lambda facts: facts.represented, "cererea se depune prin împuternicit", "the request is made by a representative"
    ),
    "urgent": Condition(lambda facts: facts.urgent, "se cere regim de urgență", "urgent handling is asked for"),
    "has_prohibition": Condition(
        _effect(FindingEffect.PROHIBIT),
        "o restricție interzice sau ar putea interzice lucrările",
        "a restriction prohibits or may prohibit the works",
    ),
    "needs_endorsements": Condition(
        _effect(FindingEffect.ENDORSEMENT), "terenul cere avize ale altor instituții", "the land needs endorsements of other institutions"
    ),
    "has_open_checks": Condition(
        lambda facts: any(finding.open_question for finding in facts.findings),
        "o verificare nu are răspuns",
        "a check has no answer",
    ),
    "heritage": Condition(
        lambda facts: facts.touches(*HERITAGE), "terenul este monument sau în zonă protejată", "the land is listed or in a protected zone"
    ),
    "networks_near": Condition(
        lambda facts: facts.touches(*NETWORKS), "sunt rețele edilitare în apropiere", "utility networks lie near"
    ),
    "hazard": Condition(lambda facts: facts.touches(*HAZARD), "terenul este în zonă de risc", "the land lies in a hazard zone"),
    "on_public_land": Condition(
        lambda facts: facts.touches("PUB") or bool(facts.surfaces), "se ocupă domeniul public", "public land is occupied"
    ),
    "outside_built_up": Condition(
        lambda facts: facts.locality is not Locality.INSIDE,
        "terenul nu este, sau nu se știe că este, în intravilan",
        "the land is not, or is not known to be, inside the built-up area",
    ),
    "paid_by_area": Condition(
        lambda facts: facts.variant in {"kiosk", "drilling"}, "taxa se calculează pe metru pătrat", "the fee is by square metre"
    ),
    "residential": Condition(
        lambda facts: facts.chose("building_use", "home", "annex"),
        "construcția este locuință sau anexă",
        "the building is a home or an annex",
    ),
    "not_residential": Condition(
        lambda facts: not facts.chose("building_use", "home", "annex"),
        "construcția nu este locuință sau anexă",
        "the building is not a home or an annex",
    ),
    "large_works": Condition(_large, "valoarea lucrărilor este mare", "the value of the works is large"),
    "carriageway": Condition(
        lambda facts: Surface.CARRIAGEWAY in facts.surfaces or facts.answered_yes("closes_traffic"),
        "se sapă în carosabil sau se închide circulația",
        "the carriageway is opened or traffic is closed",
    ),
    "green_space": Condition(lambda facts: Surface.GREEN_SPACE in facts.surfaces, "se sapă în spațiu verde", "green space is opened"),
    "site_organisation": Condition(
        lambda facts: facts.answered_yes("site_organisation"), "se cere și organizarea de șantier", "site organisation is included"
    ),
    "partial_demolition": Condition(
        lambda facts: facts.chose("extent", "partial"), "se desființează numai o parte", "only a part is demolished"
    ),
    "shares_wall": Condition(
        lambda facts: facts.answered_yes("shares_wall"), "construcția este lipită de alta", "the building adjoins another"
    ),
    "with_permit": Condition(
        lambda facts: facts.chose("permit_situation", "with_permit"), "construcția a avut autorizație", "the building had a permit"
    ),
    "before_2001": Condition(
        lambda facts: facts.chose("permit_situation", "before_1991", "from_1991_to_2001"),
        "construcția este dinainte de 2001 și nu are autorizație",
        "the building dates from before 2001 and has no permit",
    ),
    "for_building": Condition(
        lambda facts: facts.chose("purpose_kind", "building", "demolition"),
        "scopul este construirea sau desființarea",
        "the purpose is building or demolition",
    ),
    "splits_land": Condition(
        lambda facts: facts.chose("purpose_kind", "split", "merge", "easement"),
        "scopul este dezmembrarea, comasarea sau o servitute",
        "the purpose is to split or merge land, or an easement",
    ),
    "works_by_contractor": Condition(
        lambda facts: bool(facts.answer("contractor")), "lucrarea o face un executant", "a contractor carries out the works"
    ),
}


def holds(name: str, facts: CaseFacts) -> bool:
    """Tell whether a named condition holds; no name always holds."""
    return CONDITIONS[name].holds(facts) if name else True


def said(name: str, language: str = "ro") -> str:
    """Say the condition, to follow 'dacă' / 'if'; no name says nothing."""
    if not name:
        return ""
    return CONDITIONS[name].said_en if language.startswith("en") else CONDITIONS[name].said_ro
