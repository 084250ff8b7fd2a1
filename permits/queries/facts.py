"""A case as plain data, for the rules."""
from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from gisapp.core import clock
from gisapp.core.money import Money
from permits.models import Case, CheckRun, Finding, Plot
from permits.queries.acts import act_of
from permits.queries.openings import OpenedPiece, openings, restoration_cost_of, works_window
from permits.queries.parameters import parameters_of
from permits.rules.facts import CaseFacts, FindingEffect, FindingFact, FindingState, Locality
from permits.rules.fee_quote import Exemption, FeeFacts, FeeQuote, SurfaceArea
from permits.rules.fees import SETTLED_BY_VALUE, quote_fee
from permits.rules.procedure import ApplicantKind
from permits.rules.procedure import Plot as PlotKind
from permits.rules.procedure_files import all_procedures
from permits.rules.states import Family


def case_facts(case: Case) -> CaseFacts:
    """Gather what conditions, completeness, routing and endorsements ask about."""
    plot = Plot.objects.filter(case=case).first()
    applicant = getattr(case, "applicant", None)
    run = CheckRun.objects.filter(case=case, current=True).first()
    answer: dict[str, Any] = run.answer if run else {}
    return CaseFacts(
        procedure=case.procedure,
        applicant=ApplicantKind(applicant.kind) if applicant else ApplicantKind.PERSON,
        represented=bool(applicant and applicant.represented_by),
        variant=case.variant,
        urgent=all_procedures()[case.procedure].is_urgent(case.variant),
        answers=case.answers,
        findings=tuple(finding_facts(case)),
        value=_money(case.answers.get("work_value")),
        large_value=_large_value(case),
        area_m2=Decimal(str(round(plot.area_m2, 2))) if plot else None,
        works_drawn=case.works.exists(),
        land_registered=None if plot is None else not plot.sketched,
        locality=Locality(answer.get("locality", Locality.UNKNOWN.value)),
        plan_unit=str(answer.get("plan_unit", "")),
        surfaces=tuple(dict.fromkeys(piece.surface for piece in _openings(case))),
        on=case.rules_on,
    )


def finding_facts(case: Case) -> list[FindingFact]:
    """Return the current findings with the planner's decisions."""
    rows = Finding.objects.filter(run__case=case, run__current=True)
    return [
        FindingFact(
            code=base_code(row.code), state=FindingState(row.state), effect=FindingEffect(row.effect), endorser=row.data.get("endorser", ""),
            legal_ref=row.data.get("legal_ref", ""), rejected=row.decision == Finding.Decision.REJECTED, uncertain=bool(row.data.get("uncertain")),
        )
        for row in rows
    ]


def base_code(code: str) -> str:
    """Return the code of the table row a restriction belongs to: `LEA-MT-P` and `LEA-MT-A` are both `LEA-MT`."""
    return code[:-2] if code.endswith(("-P", "-A", "-W", "-N")) else code


def fee_facts(case: Case) -> FeeFacts:
    """Gather what fees are computed from."""
    plot = Plot.objects.filter(case=case).first()
    answers = case.answers
    pieces, window = _openings(case), works_window(case)
    earlier = _earlier(case)
    first_fee = _first_fee(case, earlier)
    return FeeFacts(
        area_m2=_decimal(answers.get("area_m2")) or (Decimal(str(round(plot.area_m2, 2))) if plot else None),
        rural=case.authority.rural,
        residential=answers.get("building_use") in {"dwelling", "residential", "home", "annex"},
        work_value=_money(answers.get("work_value")),
        taxable_value=_money(answers.get("taxable_value")),
        site_organisation_value=_money(answers.get("site_organisation_value")),
        demolished_percent=_decimal(answers.get("demolished_percent")) or Decimal(100),
        initial_fee=first_fee,
        paid_fee=first_fee if earlier is None else _paid_for_the_value(earlier),
        settled_by=all_procedures()[earlier.procedure].fee_of(earlier.variant) if earlier is not None else "building_permit",
        surfaces=tuple(SurfaceArea(piece.surface, piece.area_m2) for piece in pieces),
        occupied_days=(window[1] - window[0]).days + 1 if window else None,
        restoration_cost=restoration_cost_of(case, pieces) if pieces else None,
        connections=int(answers["connections"]) if answers.get("connections") else None,
        urgent=all_procedures()[case.procedure].is_urgent(case.variant),
        # What the permit was exempt from, its settlement is too.
        exemption=_exemption(case) or (_exemption(earlier) if earlier is not None else None),
    )


def _earlier(case: Case) -> Case | None:
    """Return the case whose act this request follows, if it was answered here."""
    if case.parent is None and all_procedures()[case.procedure].plot is PlotKind.ACT:
        act = act_of(case)
        return act.case if act is not None else None
    return case.parent


def _first_fee(case: Case, earlier: Case | None) -> Money | None:
    """Return the fee of the act this request follows: as charged here, else as the applicant says (an act on paper from before)."""
    if earlier is not None:
        return Money(sum((charge.amount for charge in earlier.charges.filter(kind="fee", cancelled_at=None)), Decimal(0)))
    return _money(case.answers.get("paid_fee"))


def _paid_for_the_value(permit: Case) -> Money:
    """Return the part of a permit's fee that was a share of the works' value: not the urgency, not the site organisation."""
    lines = [line for charge in permit.charges.filter(kind="fee", cancelled_at=None) for line in charge.lines]
    if any(line["code"] == "exemption" for line in lines):
        return Money(0)
    return Money(sum((Decimal(line["amount"]) for line in lines if line["code"] in SETTLED_BY_VALUE), Decimal(0))).whole_leu()


def _exemption(case: Case) -> Exemption | None:
    given = case.answers.get("exemption")
    return Exemption(given) if given in {ground.value for ground in Exemption} else None


def _openings(case: Case) -> tuple[OpenedPiece, ...]:
    """Only excavations open the public domain; other works on a case are buildings."""
    family = all_procedures()[case.procedure].family
    return openings(case) if family is Family.EXCAVATION else ()


def _large_value(case: Case) -> Money | None:
    """Return the value from which a draft is checked by a second person, if the authority has set one."""
    row = parameters_of(case.authority).find("routing.large_works_value", case.rules_on or clock.today())
    return Money(row.value) if row is not None else None


def fee_of(case: Case) -> FeeQuote:
    """Compute the fee of a case by the amounts of its day. Raises MissingFact while something is missing."""
    procedure = all_procedures()[case.procedure]
    return quote_fee(procedure.fee_of(case.variant), fee_facts(case), parameters_of(case.authority), case.rules_on or clock.today())


def _decimal(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value).replace(" ", "").replace(",", ".")) if value not in (None, "") else None
    except InvalidOperation:
        return None


def _money(value: Any) -> Money | None:
    number = _decimal(value)
    return Money(number) if number is not None else None
