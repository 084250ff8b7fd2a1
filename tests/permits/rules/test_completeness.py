"""Which papers Ana owes, and what Corina may ask for."""

from dataclasses import replace

import pytest

from permits.rules.completeness import answer_problems, asked_questions, check_request, missing_papers, paper_needs
from permits.rules.facts import CaseFacts, FindingEffect, FindingFact, FindingState
from permits.rules.procedure_files import all_procedures
from permits.rules.refusals import RuleRefused

CERTIFICATE = all_procedures()["urbanism_certificate"]
PERMIT = all_procedures()["building_permit"]
ANA = CaseFacts("urbanism_certificate", land_registered=True)
REASON = "Extrasul depus este mai vechi de 30 de zile."


def codes(facts: CaseFacts) -> set[str]:
    return {need.paper.code for need in paper_needs(CERTIFICATE, facts) if need.needed}


def test_registered_land_needs_extracts_and_other_land_a_plan() -> None:
    assert codes(ANA) == {"cadastral_plan_extract", "land_register_extract"}
    assert codes(replace(ANA, land_registered=False)) == {"location_plan"}
    assert codes(replace(ANA, land_registered=None)) == {"location_plan"}


def test_anas_nephew_needs_a_power_of_attorney() -> None:
    assert "power_of_attorney" in codes(replace(ANA, represented=True))


def test_each_paper_says_why_it_is_needed() -> None:
    need = next(need for need in paper_needs(CERTIFICATE, ANA) if need.paper.code == "land_register_extract")
    assert "pentru că imobilul este înscris în cartea funciară" in need.reason_ro
    assert "Legea 50/1991" in need.reason_ro


def test_what_was_given_is_no_longer_missing() -> None:
    assert [paper.code for paper in missing_papers(CERTIFICATE, ANA, {"land_register_extract"})] == ["cadastral_plan_extract"]


def test_corina_asks_for_a_listed_paper_with_a_reason() -> None:
    check_request(CERTIFICATE, ANA, {"land_register_extract": REASON, "concept": "Schița nu are cote."})


@pytest.mark.parametrize(
    ("reasons", "code"),
    [
        ({}, "papers.none"),
        ({"identity_card_copy": REASON}, "papers.not_allowed"),
        ({"location_plan": REASON}, "papers.not_allowed"),
        ({"land_register_extract": "  "}, "papers.no_reason"),
    ],
)
def test_nothing_else_may_be_asked_for(reasons: dict[str, str], code: str) -> None:
    with pytest.raises(RuleRefused) as told:
        check_request(CERTIFICATE, ANA, reasons)
    assert told.value.code == code
    assert told.value.said("en")


def test_papers_are_asked_for_once() -> None:
    check_request(CERTIFICATE, ANA, {"land_register_extract": REASON}, asked_before={"land_register_extract"})
    with pytest.raises(RuleRefused, match="o singură dată"):
        check_request(CERTIFICATE, ANA, {"cadastral_plan_extract": REASON}, asked_before={"land_register_extract"})


def test_a_paper_for_a_hazard_is_needed_also_when_the_hazard_is_unknown() -> None:
    unknown = FindingFact("INUND", FindingState.UNKNOWN, FindingEffect.ENDORSEMENT)
    facts = CaseFacts("building_permit", findings=(unknown,))
    assert "geotechnical_study" in {need.paper.code for need in paper_needs(PERMIT, facts)}
    settled = replace(facts, findings=(replace(unknown, rejected=True),))
    assert "geotechnical_study" not in {need.paper.code for need in paper_needs(PERMIT, settled)}


def test_questions_follow_the_answers() -> None:
    assert "parcels_after" not in {question.code for question in asked_questions(CERTIFICATE, ANA)}
    split = replace(ANA, answers={"purpose_kind": "split"})
    assert "parcels_after" in {question.code for question in asked_questions(CERTIFICATE, split)}


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({}, ["purpose_kind", "purpose"]),
        ({"purpose_kind": "building", "purpose": "Casă P+1"}, []),
        ({"purpose_kind": "castle", "purpose": "Casă"}, ["purpose_kind"]),
        ({"purpose_kind": ["building", "sale"], "purpose": "Casă"}, ["purpose_kind"]),
        ({"purpose_kind": "building", "purpose": "x" * 1001}, ["purpose"]),
        ({"purpose_kind": "building", "purpose": "Casă", "utilities": ["water", "gas"]}, []),
        ({"purpose_kind": "building", "purpose": "Casă", "utilities": ["steam"]}, ["utilities"]),
        ({"purpose_kind": "split", "purpose": "Lotizare", "parcels_after": "3"}, []),
        ({"purpose_kind": "split", "purpose": "Lotizare", "parcels_after": "2,5"}, ["parcels_after"]),
        ({"purpose_kind": "split", "purpose": "Lotizare", "parcels_after": "0"}, ["parcels_after"]),
        ({"purpose_kind": "split", "purpose": "Lotizare", "parcels_after": "501"}, ["parcels_after"]),
        ({"purpose_kind": "split", "purpose": "Lotizare", "parcels_after": "trei"}, ["parcels_after"]),
        ({"purpose_kind": "split", "purpose": "Lotizare", "parcels_after": "NaN"}, ["parcels_after"]),
    ],
)
def test_each_wrong_answer_is_told_once(answers: dict[str, object], wrong: list[str]) -> None:
    found = answer_problems(CERTIFICATE, replace(ANA, answers=answers))
    assert [problem.question.code for problem in found] == wrong
    assert all(problem.sentence_ro and problem.sentence_en for problem in found)


def test_amounts_and_dates_are_read_as_people_write_them() -> None:
    dig = all_procedures()["excavation_approval"]
    answers = {
        "purpose": "Branșament", "network": "water", "method": "trench", "starts_on": "2026-05-04", "ends_on": "4 mai",
        "closes_traffic": "yes", "responsible": "Horia, 0700000000",
    }  # fmt: skip
    assert [problem.question.code for problem in answer_problems(dig, CaseFacts("excavation_approval", answers=answers))] == ["ends_on"]
    built = {"building_use": "home", "work_value": "350.000,00", "taxable_value": "-5", "duration_months": 12}
    wrong = {problem.question.code for problem in answer_problems(PERMIT, CaseFacts("building_permit", answers=built))}
    assert wrong == {"urbanism_certificate_number", "purpose", "taxable_value"}
