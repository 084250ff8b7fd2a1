"""The procedures shipped, and what a wrong word in one does."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from permits.rules.conditions import CONDITIONS
from permits.rules.endorsements import ENDORSERS
from permits.rules.fees import RULES
from permits.rules.labels import Labelled
from permits.rules.parameters import Parameters
from permits.rules.people import Role
from permits.rules.procedure import Need, Plot, SignatureKind, StepKind
from permits.rules.procedure_files import FOLDER, all_procedures, read_procedure, read_procedures
from permits.rules.procedure_table import ProcedureError

PROCEDURES = all_procedures()
ASKED_FOR = {
    "urbanism_certificate", "urbanism_certificate_extension", "building_permit", "demolition_permit", "permit_extension",
    "start_of_works_notice", "reception_settlement", "excavation_approval", "excavation_emergency", "service_connection",
    "street_address_certificate", "built_up_attestation", "plan_unit_attestation", "fiscal_zone_attestation", "risk_zone_attestation",
    "public_domain_attestation", "construction_attestation", "demolition_attestation", "plan_extract", "street_history_attestation",
    "postal_number", "opportunity_endorsement", "preliminary_request", "petition", "illegal_works_report",
}  # fmt: skip


def test_every_procedure_of_the_town_hall_has_its_file() -> None:
    assert set(PROCEDURES) == ASKED_FOR


@pytest.mark.parametrize("code", sorted(PROCEDURES))
def test_a_procedure_is_whole(code: str) -> None:
    procedure = PROCEDURES[code]
    assert procedure.info.result_ro
    assert procedure.info.audience_ro
    assert len(procedure.info.notes_ro) == len(procedure.info.notes_en)
    assert all(paper.legal_ref for paper in procedure.papers)
    assert any(step.kind is StepKind.DRAFT for step in procedure.steps)
    assert procedure.signatories[-1].kind is SignatureKind.LOCK
    # Whoever drafts never signs: four eyes must be possible.
    drafter = next(step for step in procedure.steps if step.kind is StepKind.DRAFT)
    assert all(signatory.role is not drafter.role for signatory in procedure.signatories)
    assert [signatory.due_day for signatory in procedure.signatories] == sorted(signatory.due_day for signatory in procedure.signatories)
    assert drafter.due_day <= procedure.signatories[0].due_day


@pytest.mark.parametrize("code", sorted(PROCEDURES))
def test_every_row_a_procedure_needs_is_shipped(code: str, parameters: Parameters) -> None:
    from datetime import date

    on, procedure = date(2026, 3, 30), PROCEDURES[code]
    for variant in ("", *(one.code for one in procedure.variants)):
        assert parameters.at(f"deadline.{procedure.deadline_of(variant)}", on)
        assert procedure.fee_of(variant) in RULES
    for follow_up in procedure.follow_ups:
        if follow_up.window:
            assert parameters.at(f"extension_window.{follow_up.window}", on)


@pytest.mark.parametrize("code", sorted(PROCEDURES))
def test_romanian_is_written_with_the_comma_below(code: str) -> None:
    text = (FOLDER / f"{code}.toml").read_text(encoding="utf-8")
    assert not re.search("[şţŞŢ]", text)


def test_the_urgent_form_is_quicker() -> None:
    permit = PROCEDURES["building_permit"]
    assert permit.deadline_of("urgent") == "building_permit_urgent"
    assert permit.is_urgent("urgent")
    assert not permit.is_urgent()
    assert permit.due_day(20, "urgent") == 5
    assert permit.due_day(1, "urgent") == 1
    assert permit.fee_of("kiosk") == "kiosk_permit"


def test_three_people_sign_the_certificate_in_order() -> None:
    certificate = PROCEDURES["urbanism_certificate"]
    assert [signatory.role for signatory in certificate.signatories] == [Role.CHIEF_ARCHITECT, Role.SECRETARY_GENERAL, Role.MAYOR]
    assert certificate.next_signatory(0) == certificate.signatories[0]
    assert certificate.next_signatory(3) is None


def test_land_acts_wait_for_their_checks() -> None:
    for procedure in PROCEDURES.values():
        if procedure.plot in {Plot.PARCEL, Plot.AREA}:
            assert procedure.checks_required, procedure.code


def test_every_condition_and_endorser_named_exists() -> None:
    for procedure in PROCEDURES.values():
        for paper in procedure.papers:
            assert (paper.need is Need.CONDITIONAL) == bool(paper.when)
            assert not paper.when or paper.when in CONDITIONS
        for own in procedure.endorsements:
            assert own.endorser in ENDORSERS


WRONG = [
    ('family = "certificate"', 'family = "certifcate"', r"family: 'certifcate' is not a Family: did you mean 'certificate'"),
    ('fee = "urbanism_certificate"', 'fee = "urbanism_certifcate"', r"fee: .* did you mean 'urbanism_certificate'"),
    ('deadline = "urbanism_certificate"', 'deadline = "tomorrow"', r"deadline: 'tomorrow'"),
    ('retention = "permanent"', 'retention = "forever"', r"retention: 'forever'"),
    ('plot = "parcel"', 'plot = "parcel"\nplott = "x"', r"plott: unknown key; did you mean 'plot'"),
    ('version = 1', 'version = "one"', r"version: should be int"),
    ('checks_required = true\n', '', r"checks_required: missing"),
    ('when = "land_registered"', 'when = "land_registred"', r"papers\.cadastral_plan_extract\.when: .* did you mean 'land_registered'"),
    ('after = ["assign"]', 'after = ["asign"]', r"steps\.check_papers\.after: 'asign'"),
    ('role = "mayor"\nkind = "lock"', 'role = "mayor"\nkind = "approve"', r"signatories: the last one"),
    ('role = "chief_architect"\nkind = "certify"', 'role = "chief_architect"\nkind = "approve"', r"signatories: of several"),
    ('role = "chief_architect"\nkind = "certify"', 'role = "applicant"\nkind = "certify"', r"signatories\.applicant\.role: .*staff"),
    ('code = "draft"\nkind = "draft"', 'code = "draft"\nkind = "consult"', r"exactly one step drafts"),
    ('code = "concept"', 'code = "fee_proof"', r"papers: the code 'fee_proof' is used twice"),
    ('need = "optional"\nseveral = true', 'need = "conditional"\nseveral = true', r"papers\.concept: 'when'"),
    ('kind = "choice"\n', 'kind = "text"\n', r"questions\.purpose_kind\.choices"),
    ('window = "urbanism_certificate"', 'window = "nothing"', r"follow_ups\.urbanism_certificate_extension\.window"),
    ('states = ["delivered"]', 'states = ["deliverd"]', r"states: 'deliverd' is not a CaseState: did you mean 'delivered'"),
    ('code = "urbanism_certificate"', 'code = "other"', r"code: 'other' should be the name of the file"),
    ('title_ro = "Certificat de urbanism"', 'title_ro = " "', r"title_ro: is empty"),
    ('due_day = 5', 'due_day = -5', r"steps\.check_papers\.due_day: should be a whole number"),
    ('applicants = [', 'applicants = "person"\nx = [', r"applicants: should be list"),
    ('[templates]', '[[templates]]', r"templates: should be dict"),
    ('code = ', 'code == ', r"not TOML"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "why"), WRONG)
def test_a_wrong_word_stops_the_start_and_names_file_and_key(tmp_path: Path, right: str, wrong: str, why: str) -> None:
    text = (FOLDER / "urbanism_certificate.toml").read_text(encoding="utf-8")
    assert right in text
    path = tmp_path / "urbanism_certificate.toml"
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(ProcedureError, match=rf"urbanism_certificate\.toml: .*{why}|urbanism_certificate\.toml: {why}"):
        read_procedure(path)


def test_a_follow_up_that_does_not_exist_stops_the_start(tmp_path: Path) -> None:
    text = (FOLDER / "urbanism_certificate.toml").read_text(encoding="utf-8")
    (tmp_path / "urbanism_certificate.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ProcedureError, match=r"follow_ups\.procedure"):
        read_procedures(tmp_path)


def test_rules_work_without_django() -> None:
    script = (
        "import importlib, pkgutil, sys, permits.rules as rules\n"
        "[importlib.import_module(f'permits.rules.{found.name}') for found in pkgutil.iter_modules(rules.__path__)]\n"
        "sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=FOLDER.parent.parent, check=False).returncode == 0


def every_list() -> list[type[Labelled]]:
    found, more = [], [Labelled]
    while more:
        kinds = more.pop().__subclasses__()
        found += kinds
        more += kinds
    return found


@pytest.mark.parametrize("kind", every_list(), ids=lambda kind: kind.__name__)
def test_every_word_of_every_list_has_both_labels(kind: type[Labelled]) -> None:
    for member in kind:
        assert member.label("ro")
        assert member.label("en")
        assert kind.read(member.value) is member
        assert f"{member}" == member.value
    assert dict(kind.choices_ro())


def test_no_condition_is_without_use() -> None:
    used = {paper.when for one in PROCEDURES.values() for paper in one.papers}
    used |= {question.when for one in PROCEDURES.values() for question in one.questions}
    used |= {step.when for one in PROCEDURES.values() for step in one.steps}
    used |= {own.when for one in PROCEDURES.values() for own in one.endorsements}
    assert set(CONDITIONS) <= used
