"""Fees of Cod fiscal art. 473-476 and local fees: named rules, computed from dated rows, explained line by line.

A procedure names its rule (`fee = "building_permit"`). Amounts come from rows `fee.<name>` set by the
council; when it has set none, the law's maximum (`law_fee.<name>`), indexed by art. 491, is applied and
the payer is told so. Each fee is rounded to the whole leu, half up, as a line of its own, so that the lines
always add up to the total.
"""
from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from permits.rules.fee_lines import QuoteBuilder
from permits.rules.fee_quote import Exemption, FeeFacts, FeeQuote, LineKind, MissingFact, Surface
from permits.rules.parameters import Parameters
from permits.rules.wording import counted_en, counted_ro, decimal_en, decimal_ro

Fact = TypeVar("Fact")
FeeRule = Callable[[QuoteBuilder, FeeFacts], None]
CERTIFICATE_BRACKETS = ((150, "up_to_150"), (250, "up_to_250"), (500, "up_to_500"), (750, "up_to_750"), (1000, "up_to_1000"))
LARGEST_BRACKET_M2 = 1000


def free(quote: QuoteBuilder, facts: FeeFacts) -> None:
    """Nothing is owed: petitions, notices, what the law makes free."""


def urbanism_certificate(quote: QuoteBuilder, facts: FeeFacts) -> None:
    """By brackets of land area (art. 474 alin. 1); half of it in rural localities (alin. 2)."""
    area = _need(facts.area_m2, "area_m2", "suprafața terenului", "the area of the land")
    bracket = next((name for limit, name in CERTIFICATE_BRACKETS if area <= limit), "over_1000")
    base = quote.amount(f"urbanism_certificate.{bracket}")
    said_ro = f"teren de {decimal_ro(area)} m²"
    said_en = f"land of {decimal_en(area)} m²"
    quote.add("urbanism_certificate", base.value, base, f"Certificat de urbanism, {said_ro}", f"Urbanism certificate, {said_en}")
    if bracket == "over_1000":
        extra = quote.amount("urbanism_certificate.per_m2_over_1000")
        over = area - LARGEST_BRACKET_M2
        quote.add(
            "urbanism_certificate.over_1000",
            extra.value * over,
            extra,
            f"{decimal_ro(over)} m² peste 1.000 m² × {decimal_ro(extra.value)} lei",
            f"{decimal_en(over)} m² over 1,000 m² × {decimal_en(extra.value)} lei",
        )
    if facts.rural:
        share = quote.amount("urbanism_certificate.rural_percent")
        quote.reduce(
            "urbanism_certificate.rural",
            quote.unrounded * (100 - share.value) / 100,
            share,
            f"Localitate rurală: se datorează {decimal_ro(share.value)} % din taxă",
            f"Rural locality: {decimal_en(share.value)} % of the fee is owed",
        )


def urbanism_certificate_extension(quote: QuoteBuilder, facts: FeeFacts) -> None:
    """A share of the fee first paid (art. 474 alin. 3)."""
    _share_of_initial(quote, facts, "urbanism_certificate_extension")


def permit_extension(quote: QuoteBuilder, facts: FeeFacts) -> None:
    """Free since Legea 176/2022; the share stays a row because Cod fiscal art. 474 alin. 8 still lists one."""
    _share_of_initial(quote, facts, "permit_extension")


def _share_of_initial(quote: QuoteBuilder, facts: FeeFacts, name: str) -> None:
    share = quote.amount(f"{name}.percent")
    if share.value == 0:
        quote.add(name, Decimal(0), share, "Prelungirea este gratuită", "The extension is free of charge")
        return
    initial = _need(facts.initial_fee, "initial_fee", "taxa plătită inițial", "the fee first paid")
    quote.add(
        name,
        initial.lei * share.value / 100,
        share,
        f"Prelungire: {decimal_ro(share.value)} % din taxa inițială de {initial}",
        f"Extension: {decimal_en(share.value)} % of the initial fee of {initial}",
    )


def building_permit(quote: QuoteBuilder, facts: FeeFacts) -> None:
    """0.5 % of the works' value for homes and annexes, 1 % otherwise (alin. 5-7); site organisation 3 % (alin. 12)."""
    value = _need(facts.work_value, "work_value", "valoarea lucrărilor", "the value of the works")
    floor = facts.taxable_value if facts.residential else None
    raised = floor is not None and value < floor
    base = floor if raised and floor is not None else value
    share = quote.amount("building_permit.residential_percent" if facts.residential else "building_permit.other_percent")
    kind_ro = "locuință sau anexă" if facts.residential else "altă construcție"
    kind_en = "home or annex" if facts.residential else "other construction"
    why_ro = f"valoarea impozabilă de {base}, mai mare decât cea declarată" if raised else f"valoarea lucrărilor de {base}"
    why_en = f"the taxable value of {base}, above the declared one" if raised else f"the works' value of {base}"
    quote.add(
        "building_permit",
        base.lei * share.value / 100,
        share,
        f"Autorizație de construire, {kind_ro}: {decimal_ro(share.value)} % din {why_ro}",
        f"Building permit, {kind_en}: {decimal_en(share.value)} % of {why_en}",
    )
    if facts.site_organisation_value:
        share = quote.amount("site_organisation.percent")
        quote.add(
            "site_organisation",
            facts.site_organisation_value.lei * share.value / 100,
            share,
            f"Organizare de șantier: {decimal_ro(share.value)} % din {facts.site_organisation_value}",
            f"Site organisation: {decimal_en(share.value)} % of {facts.site_organisation_value}",
        )


def demolition_permit(quote: QuoteBuilder, facts: FeeFacts) -> None:
    """0.1 % of the taxable value; for a partial demolition, in proportion (alin. 9)."""
    value = _need(facts.taxable_value, "taxable_value", "valoarea impozabilă a clădirii", "the building's taxable value")
    share = quote.amount("demolition_permit.percent")
    part = value.percent(facts.demolished_percent)
    partial = facts.demolished_percent != 100
    quote.add(
        "demolition_permit",
        value.lei * facts.demolished_percent / 100 * share.value / 100,
        share,
        f"Autorizație de desființare: {decimal_ro(share.value)} % din {part}"
        + (f" ({decimal_ro(facts.demolished_percent)} % din clădire)" if partial else ""),
        f"Demolition permit: {decimal_en(share.value)} % of {part}"
        + (f" ({decimal_en(facts.demolished_percent)} % of the building)" if partial else ""),
    )


def kiosk_permit(quote: QuoteBuilder, facts: FeeFacts) -> None:
    """Kiosks, cabins, signs and billboards, by area (alin. 14)."""
    _by_area(quote, facts, "kiosk_permit", "Chioșc, tonetă, firmă sau panou", "Kiosk, stall, sign or billboard")


def camp_permit(quote: QuoteBuilder, facts: FeeFacts) -> None:
    """Camps of tents, cabins or caravans: a share of the works' value (alin. 13)."""
    value = _need(facts.work_value, "work_value", "valoarea lucrărilor", "the value of the works")
    share = quote.amount("camp_permit.percent")
    quote.add(
        "camp_permit",
        value.lei * share.value / 100,
        share,
        f"Tabără de corturi, căsuțe sau rulote: {decimal_ro(share.value)} % din {value}",
        f"Camp of tents, cabins or caravans: {decimal_en(share.value)} % of {value}",
    )


def drilling(quote: QuoteBuilder, facts: FeeFacts) -> None:
    """Drilling and excavation for studies, surveys, quarries: by the area affected (alin. 10)."""
    _by_area(quote, facts, "drilling", "Foraj sau excavare", "Drilling or excavation")


def _by_area(quote: QuoteBuilder, facts: FeeFacts, name: str, said_ro: str, said_en: str) -> None:
    area = _need(facts.area_m2, "area_m2", "suprafața afectată", "the area affected")
    rate = quote.amount(f"{name}.per_m2")
    quote.add(
        name,
        rate.value * area,
        rate,
        f"{said_ro}: {decimal_ro(area)} m² × {decimal_ro(rate.value)} lei",
        f"{said_en}: {decimal_en(area)} m² × {decimal_en(rate.value)} lei",
    )


def excavation(quote: QuoteBuilder, facts: FeeFacts) -> None:
    """Opening public land: m² of each surface, occupation by day, and the guarantee for restoring it."""
    if not facts.surfaces:
        raise MissingFact("surfaces", _missing_ro("suprafața fiecărui tip de îmbrăcăminte"), _missing_en("the surfaces affected"))
    for kind in Surface:
        area = sum((part.m2 for part in facts.surfaces if part.surface is kind), Decimal(0))
        if area:
            rate = quote.amount(f"excavation.per_m2.{kind.value}")
            quote.add(
                f"excavation.{kind.value}",
                rate.value * area,
                rate,
                f"Săpătură în {kind.label_ro}: {decimal_ro(area)} m² × {decimal_ro(rate.value)} lei",
                f"Excavation in {kind.label_en}: {decimal_en(area)} m² × {decimal_en(rate.value)} lei",
            )
    quote.round_group("excavation")
    _occupation(quote, facts)
    _guarantee(quote, facts)


def _occupation(quote: QuoteBuilder, facts: FeeFacts) -> None:
    """Occupying the public land while works last is a local fee, from which art. 476 exempts nobody."""
    days = _need(facts.occupied_days, "occupied_days", "durata lucrărilor", "the duration of the works")
    area = sum((part.m2 for part in facts.surfaces), Decimal(0))
    rate = quote.amount("public_land_occupation.per_m2_day")
    quote.add(
        "public_land_occupation",
        rate.value * area * days,
        rate,
        f"Ocuparea domeniului public: {decimal_ro(area)} m² × {counted_ro(days, 'zi', 'zile')} × {decimal_ro(rate.value)} lei",
        f"Occupation of public land: {decimal_en(area)} m² × {counted_en(days, 'day', 'days')} × {decimal_en(rate.value)} lei",
        exemptable=False,
    )
    quote.round_group("public_land_occupation")


def _guarantee(quote: QuoteBuilder, facts: FeeFacts) -> None:
    cost = _need(facts.restoration_cost, "restoration_cost", "costul refacerii", "the cost of restoration")
    share = quote.amount("excavation.guarantee_percent")
    quote.add(
        "excavation.guarantee",
        cost.percent(share.value).whole_leu().lei,
        share,
        f"Garanție de bună refacere: {decimal_ro(share.value)} % din costul refacerii de {cost}; se restituie după garanție",
        f"Restoration guarantee: {decimal_en(share.value)} % of the restoration cost of {cost}; returned after the warranty",
        kind=LineKind.GUARANTEE,
        exemptable=False,
    )


def service_connection(quote: QuoteBuilder, facts: FeeFacts) -> None:
    """Each connection to water, sewer, gas, heat, power or telecom (alin. 15), and the public land it opens."""
    number = _need(facts.connections, "connections", "numărul de branșamente", "the number of connections")
    each = quote.amount("service_connection.each")
    quote.add(
        "service_connection",
        each.value * number,
        each,
        f"{counted_ro(number, 'branșament', 'branșamente')} × {decimal_ro(each.value)} lei",
        f"{counted_en(number, 'connection', 'connections')} × {decimal_en(each.value)} lei",
    )
    if facts.surfaces:
        quote.round_group("service_connection")
        excavation(quote, facts)


def settlement(quote: QuoteBuilder, facts: FeeFacts) -> None:
    """Difference between the fee of the final value and the fee paid for the declared one (alin. 7); below zero it is given back.

    Only fees that are a share of the works' value are settled: neither those by area nor that of a demolition, which is a share of the
    taxable value. Urgency and site organisation were paid for themselves and stay.
    """
    if facts.settled_by not in SETTLED_BY_VALUE:
        return
    paid = _need(facts.paid_fee, "paid_fee", "taxa plătită la autorizare", "the fee paid at permitting")
    RULES[facts.settled_by](quote, replace(facts, site_organisation_value=None))
    quote.round_group(facts.settled_by)
    if facts.exemption is not None:
        _exempt(facts.settled_by, quote, facts.exemption)
    quote.subtract(
        "settlement.paid",
        paid,
        f"Plătit la eliberarea autorizației: {paid}",
        f"Paid when the permit was issued: {paid}",
        "Legea 227/2015 art. 474 alin. (7)",
    )


def flat(name: str, said_ro: str, said_en: str) -> FeeRule:
    """Build a rule that charges one fixed amount `fee.<name>`."""

    def charge(quote: QuoteBuilder, facts: FeeFacts) -> None:
        amount = quote.amount(name)
        quote.add(name, amount.value, amount, said_ro, said_en)

    return charge


RULES: dict[str, FeeRule] = {
    "free": free,
    "urbanism_certificate": urbanism_certificate,
    "urbanism_certificate_extension": urbanism_certificate_extension,
    "building_permit": building_permit,
    "demolition_permit": demolition_permit,
    "permit_extension": permit_extension,
    "kiosk_permit": kiosk_permit,
    "camp_permit": camp_permit,
    "drilling": drilling,
    "excavation": excavation,
    "service_connection": service_connection,
    "settlement": settlement,
    "street_address_certificate": flat(
        "street_address_certificate", "Certificat de nomenclatură stradală", "Street address certificate"
    ),
    "urbanism_opinion": flat("urbanism_opinion", "Aviz de urbanism", "Planning opinion"),
    "opportunity_endorsement": flat("opportunity_endorsement", "Aviz de oportunitate", "Opportunity endorsement"),
    "plan_extract": flat("plan_extract", "Extras de plan", "Plan extract"),
    "construction_attestation": flat(
        "construction_attestation", "Certificat de atestare a edificării", "Construction attestation"
    ),
    "demolition_attestation": flat(
        "demolition_attestation", "Certificat de atestare a desființării", "Demolition attestation"
    ),
    "land_attestation": flat("land_attestation", "Adeverință eliberată din straturi", "Attestation issued from layers"),
}
SETTLED_BY_VALUE = frozenset({"building_permit", "camp_permit"})
URGENT_RULES = frozenset({"building_permit", "demolition_permit"})
EXEMPTABLE_HOME = frozenset({"building_permit"})


def quote_fee(rule: str, facts: FeeFacts, parameters: Parameters, on: dt.date) -> FeeQuote:
    """Compute the fee by a named rule with the rows of a date, and explain it."""
    quote = QuoteBuilder(parameters, on)
    RULES[rule](quote, facts)
    quote.round_group(rule)
    if facts.exemption is not None and rule != "settlement":
        _exempt(rule, quote, facts.exemption)
    if facts.urgent and rule in URGENT_RULES:
        _surcharge(quote)
    return FeeQuote(rule, tuple(quote.lines))


def _exempt(rule: str, quote: QuoteBuilder, ground: Exemption) -> None:
    if ground is Exemption.FIRST_HOME:
        row = quote.parameters.find("fee.first_home_exempt", quote.on)
        if rule not in EXEMPTABLE_HOME or row is None or row.value == 0:
            return
        quote.exempt(ground, row.legal_ref, row.decision, row.confidence)
        return
    row = quote.parameters.at("fee.exemption", quote.on)
    quote.exempt(ground, row.legal_ref, row.decision, row.confidence)


def _surcharge(quote: QuoteBuilder) -> None:
    share = quote.amount("urgent.percent")
    quote.add(
        "urgent",
        quote.running.percent(share.value).whole_leu().lei,
        share,
        f"Regim de urgență: {decimal_ro(share.value)} % din taxă",
        f"Urgent handling: {decimal_en(share.value)} % of the fee",
        kind=LineKind.SURCHARGE,
    )


def _need(value: Fact | None, fact: str, said_ro: str, said_en: str) -> Fact:
    if value is None:
        raise MissingFact(fact, _missing_ro(said_ro), _missing_en(said_en))
    return value


def _missing_ro(fact: str) -> str:
    return f"Taxa nu se poate calcula încă: lipsește {fact}. Completați-o în cerere."


def _missing_en(fact: str) -> str:
    return f"The fee cannot be computed yet: {fact} is missing. Fill it in."
