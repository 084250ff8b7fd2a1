"""How a fee is said before anything is known about the case, with the amounts in force on a date."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from permits.rules.fee_lines import find_amount
from permits.rules.parameters import ParameterError, Parameters
from permits.rules.wording import decimal_en, decimal_ro


@dataclass(frozen=True, slots=True)
class Summary:
    """A sentence with places for amounts, filled in order from the rows `fee.<name>`."""

    said_ro: str
    said_en: str
    amounts: tuple[str, ...] = ()


def _fixed(name: str) -> Summary:
    return Summary("{} lei", "{} lei", (name,))


SUMMARIES: dict[str, Summary] = {
    "free": Summary("gratuit", "free of charge"),
    "urbanism_certificate": Summary(
        "după suprafața terenului: de la {} lei (până la 150 m²) la {} lei (1.000 m²) și {} lei pentru fiecare m² în plus; "
        "în localitățile rurale se datorează {} % din taxă",
        "by the area of the land: from {} lei (up to 150 m²) to {} lei (1,000 m²) and {} lei for each further m²; "
        "in rural localities {} % of the fee is owed",
        (
            "urbanism_certificate.up_to_150",
            "urbanism_certificate.up_to_1000",
            "urbanism_certificate.per_m2_over_1000",
            "urbanism_certificate.rural_percent",
        ),
    ),
    "urbanism_certificate_extension": Summary(
        "{} % din taxa plătită inițial", "{} % of the fee first paid", ("urbanism_certificate_extension.percent",)
    ),
    "building_permit": Summary(
        "{} % din valoarea lucrărilor pentru locuințe și anexe, {} % pentru alte construcții",
        "{} % of the value of the works for homes and annexes, {} % for others",
        ("building_permit.residential_percent", "building_permit.other_percent"),
    ),
    "demolition_permit": Summary(
        "{} % din valoarea impozabilă a construcției", "{} % of the building's taxable value", ("demolition_permit.percent",)
    ),
    "permit_extension": Summary(
        "{} % din taxa inițială (0 % înseamnă gratuit)", "{} % of the initial fee (0 % means free)", ("permit_extension.percent",)
    ),
    "kiosk_permit": Summary("{} lei pentru fiecare m²", "{} lei for each m²", ("kiosk_permit.per_m2",)),
    "camp_permit": Summary("{} % din valoarea lucrărilor", "{} % of the value of the works", ("camp_permit.percent",)),
    "drilling": Summary("{} lei pentru fiecare m² afectat", "{} lei for each m² affected", ("drilling.per_m2",)),
    "excavation": Summary(
        "pe m² de carosabil {} lei, de trotuar {} lei, de spațiu verde {} lei; ocuparea {} lei pe m² și zi; "
        "garanție de {} % din costul refacerii, care se restituie",
        "per m² of carriageway {} lei, of sidewalk {} lei, of green space {} lei; occupation {} lei per m² and day; "
        "a guarantee of {} % of the restoration cost, returned later",
        (
            "excavation.per_m2.carriageway",
            "excavation.per_m2.sidewalk",
            "excavation.per_m2.green_space",
            "public_land_occupation.per_m2_day",
            "excavation.guarantee_percent",
        ),
    ),
    "service_connection": Summary(
        "{} lei pentru fiecare branșament; dacă se sapă în domeniul public, și taxa de săpătură cu garanția ei",
        "{} lei for each connection; when public land is opened, the excavation fee and guarantee too",
        ("service_connection.each",),
    ),
    "settlement": Summary(
        "diferența dintre taxa la valoarea finală și taxa plătită; poate fi și de restituit",
        "the difference between the fee of the final value and the fee paid; it may be a refund",
    ),
    "street_address_certificate": _fixed("street_address_certificate"),
    "urbanism_opinion": _fixed("urbanism_opinion"),
    "opportunity_endorsement": _fixed("opportunity_endorsement"),
    "plan_extract": _fixed("plan_extract"),
    "construction_attestation": _fixed("construction_attestation"),
    "demolition_attestation": _fixed("demolition_attestation"),
    "land_attestation": _fixed("land_attestation"),
}


def fee_summary(rule: str, parameters: Parameters, on: dt.date, language: str = "ro", *, urgent: bool = False) -> str:
    """Say a fee in words; where the council has set nothing, that is what is said."""
    english = language.startswith("en")
    summary = SUMMARIES[rule]
    write = decimal_en if english else decimal_ro
    try:
        amounts = [write(find_amount(name, parameters, on).value) for name in summary.amounts]
        extra = write(find_amount("urgent.percent", parameters, on).value) if urgent else ""
    except ParameterError:
        return "the council has not set this fee yet" if english else "consiliul local nu a stabilit încă această taxă"
    said = (summary.said_en if english else summary.said_ro).format(*amounts)
    if not urgent:
        return said
    return f"{said}; urgent: {extra} % on top" if english else f"{said}; în regim de urgență se adaugă {extra} % din taxă"
