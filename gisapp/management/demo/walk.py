"""Leads a case through its life as its people would, by the same verbs as the pages: for the demo's past year and for tests."""
from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gisapp.accounts.models import Authority, User
from gisapp.accounts.roles import holders
from gisapp.core import clock, jobs
from layers import api as layers
from permits.actions.answer_endorsement import OFFICE, answer_endorsement
from permits.actions.ask_endorsements import ask_endorsements
from permits.actions.attach_paper import attach_paper
from permits.actions.choose_plot import choose_plot
from permits.actions.complete_work_item import complete_work_item
from permits.actions.decide_finding import OPEN, decide_finding
from permits.actions.draft_document import draft_document
from permits.actions.pay import take_at_counter
from permits.actions.save_answers import save_answers, save_applicant
from permits.actions.send_to_sign import send_to_sign
from permits.actions.sign_document import authorise_signatures
from permits.actions.start_case import start_case
from permits.actions.submit_case import submit_case
from permits.models import Case, Finding, IssuedDocument, SignatureStep, WorkItem, Works
from permits.queries.completeness import needed_papers
from permits.queries.endorsements import needed_endorsements
from permits.queries.facts import case_facts
from permits.queries.money import paid
from permits.queries.money_papers import unsigned_in
from permits.rules.conditions import CONDITIONS
from permits.rules.procedure import Plot, Question, QuestionKind, StepKind
from permits.rules.procedure import Works as WorksNeed
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState

UNSETTLED = "Verificat pe planșele tipărite ale planului urbanistic și la fața locului; nu există elemente care să împiedice emiterea."

HOUSE = "construire locuință unifamilială P+1, împrejmuire și branșamente"
# What a form asks in words, by the code of the question.
ANSWERS = {
    "contractor": "Zidaru Construct SRL", "responsible": "ing. Petru Dulgheru", "site_manager": "ing. Petru Dulgheru", "building": "corpul C1",
    "entrance": "din strada pe care se află terenul", "subject": "iluminatul public de pe stradă",
}
# What people ask for where it is not a house.
PURPOSES = {
    "demolition_permit": "desființare anexă gospodărească din lemn, corp C2", "excavation_approval": "extindere rețea de apă, branșament cu țeavă PE 63 mm",
    "excavation_emergency": "înlăturarea unei avarii la conducta de apă", "service_connection": "branșament de gaze naturale la locuință",
    "illegal_works_report": "vecinul ridică un etaj fără panou de identificare a investiției", "petition": "refacerea trotuarului din dreptul grădiniței",
    "built_up_attestation": "notariat", "plan_unit_attestation": "informare înaintea vânzării", "fiscal_zone_attestation": "declararea terenului pentru impozit",
    "risk_zone_attestation": "asigurarea locuinței", "public_domain_attestation": "notariat", "street_address_certificate": "înscriere în cartea funciară",
    "street_history_attestation": "actualizarea actelor", "plan_extract": "documentația cadastrală", "construction_attestation": "înscrierea construcției în cartea funciară",
    "demolition_attestation": "radierea construcției din cartea funciară", "postal_number": "atribuirea numărului la casa nouă",
}


def fill_draft(
    *, authority: Authority, procedure: str, owner: User, parcel: layers.ParcelInfo | None, applicant: Mapping[str, str], paper: bytes,
    answers: Mapping[str, Any] | None = None, parent: Case | None = None,
) -> Case:
    """Start a draft and fill every page of its form with plausible answers."""
    found = all_procedures()[procedure]
    case = start_case(authority=authority, procedure=procedure, owner=owner)
    if parent is not None:
        case.parent = parent
        case.save(update_fields=["parent"])
    if parcel is not None and found.plot is not Plot.NONE:
        choose_plot(case=case, parcels=[parcel], by=owner)
    if found.works is not WorksNeed.NONE and parcel is not None and (found.works is WorksNeed.REQUIRED or (answers and answers.get("_draw"))):
        _draw(case, parcel, trench=found.family.value == "excavation" or procedure == "service_connection")
    save_applicant(case=case, **applicant)
    given = dict(answers or {})
    for question in found.questions:
        case.refresh_from_db()
        if question.code not in given and (not question.when or CONDITIONS[question.when].holds(case_facts(case))):
            given[question.code] = PURPOSES.get(procedure, HOUSE) if question.code == "purpose" else sample_answer(question)
        save_answers(case=case, answers={question.code: given.get(question.code)})
    save_answers(case=case, answers={**{k: v for k, v in given.items() if not k.startswith("_")}, "consent": True})
    case.refresh_from_db()
    for code, title in needed_papers(found, case):
        attach_paper(case=case, code=code, file_name=f"{title[:40]}.pdf", chunks=[paper], size=len(paper), by=owner)
    case.refresh_from_db()
    return case


def sample_answer(question: Question) -> Any:
    """Return a plausible answer to a question of a form."""
    match question.kind:
        case QuestionKind.CHOICE:
            return question.choices[0].code
        case QuestionKind.CHOICES:
            return [question.choices[0].code]
        case QuestionKind.YES_NO:
            return "no"
        case QuestionKind.NUMBER:
            # A number that starts at a year is a year.
            return 1985 if (question.minimum or 0) >= 1000 else max(question.minimum or 1, 1)
        case QuestionKind.AREA:
            return "120.00"
        case QuestionKind.MONEY:
            return "85000.00"
        case QuestionKind.DATE:
            return clock.today().isoformat()
        case QuestionKind.ACT:
            return "CU 1/2026"
    if question.maximum is not None and question.maximum <= 5:
        return "10:30"
    return ANSWERS.get(question.code, "conform cererii")


def _draw(case: Case, parcel: layers.ParcelInfo, *, trench: bool) -> None:
    inside = parcel.geom.point_on_surface
    shape = inside.buffer(min(4.0, parcel.area_m2**0.5 / 6), quadsegs=1)
    shape.srid = 3844
    if trench:
        from django.contrib.gis.geos import LineString

        west, south, _east, _north = parcel.geom.extent
        line = LineString((west, south), (inside.x, inside.y), srid=3844)
        Works.objects.create(case=case, kind=Works.Kind.TRENCH, geom=line, width_m=0.6)
        return
    Works.objects.create(case=case, kind=Works.Kind.BUILDING, geom=shape, use="dwelling", levels=2, height_m=7.0)


def submit(case: Case) -> Case:
    """Submit the draft; it is registered at once."""
    assert case.owner is not None
    return submit_case(case=case, by=case.owner, submit_key=case.pk.hex)


def review(case: Case, inspector: User) -> None:
    """Do every open step up to drafting, each by somebody who may; decide every finding."""
    kinds = {step.code: step.kind for step in all_procedures()[case.procedure].steps}
    for _round in range(20):
        items = [i for i in WorkItem.objects.filter(case=case, state=WorkItem.State.OPEN) if kinds.get(i.step) not in (StepKind.DRAFT, StepKind.APPROVE_DRAFT, StepKind.DELIVER)]
        if not items:
            return
        for item in items:
            if kinds[item.step] is StepKind.CHECK_LAND:
                decide_all(case, inspector)
            by = who(case, item.role, inspector)
            if kinds[item.step] is StepKind.COLLECT_ENDORSEMENTS:
                collect(case, inspector)
            if kinds[item.step] is StepKind.CHECK_FEE:
                pay_all(case)
            complete_work_item(item=item, by=by, inspector=inspector if kinds[item.step] is StepKind.ASSIGN else None)
    raise RuntimeError(f"the steps of {case.procedure} do not come to an end")


def collect(case: Case, inspector: User) -> None:
    """Ask every institution that the findings name and type its favourable answer, as come by letter."""
    codes = [one.code for one in needed_endorsements(case) if one.row is None and one.institution is not None and one.legal_refs]
    if codes:
        ask_endorsements(case=case, institutions=codes, by=inspector, sealed=False)
    for row in case.endorsements.filter(state="asked"):
        answer_endorsement(endorsement=row, state="favourable", by=inspector, channel=OFFICE, number=f"aviz {row.institution.code}")


def pay_all(case: Case) -> None:
    """Take what is owed at the counter."""
    for charge in case.charges.filter(cancelled_at=None):
        if paid(charge) < charge.amount:
            take_at_counter(case=case, charge=charge, reference="casa 1", by=who(case, "finance_officer", None))


def sign_money(case: Case) -> None:
    """Have the cashier sign what waits of the case: receipts, notes of money given back."""
    steps = list(SignatureStep.objects.filter(document__in=unsigned_in(case), state=SignatureStep.State.WAITING))
    if steps:
        authorise_signatures(steps=steps, by=who(case, steps[0].role, None))
        jobs.drain()


def decide_all(case: Case, by: User) -> None:
    """Accept every finding; a check without an answer gets its written reason."""
    for finding in Finding.objects.filter(run__case=case, run__current=True, decision=Finding.Decision.PENDING):
        decide_finding(finding=finding, decision="accepted", reason="" if finding.state == "conflict" else UNSETTLED, by=by)


def draft(case: Case, inspector: User, outcome: str = "issue") -> IssuedDocument:
    """Draft the answer and send it to be signed."""
    pay_all(case)
    steps = {step.kind: step for step in all_procedures()[case.procedure].steps}
    # Whose step it is to draft: an attestation of the tax zone is drafted by a tax officer.
    drafter = who(case, steps[StepKind.DRAFT].role.value, inspector)
    if case.state in OPEN:
        decide_all(case, inspector)
    document = draft_document(case=case, outcome=outcome, by=drafter)
    if outcome == "refusal" and not document.fields.get("reasons", "").strip():
        document.fields["reasons"] = "Documentația depusă nu respectă regulamentul zonei | Legea 350/2001 art. 32 | Depuneți o documentație corectată."
        document.save(update_fields=["fields"])
    document = send_to_sign(document=document, by=drafter)
    if document.state == IssuedDocument.State.DRAFT:
        for item in WorkItem.objects.filter(case=case, state=WorkItem.State.OPEN, step=steps[StepKind.APPROVE_DRAFT].code):
            complete_work_item(item=item, by=who(case, item.role, None))
        document = send_to_sign(document=document, by=drafter)
    return document


def sign(document: IssuedDocument, most: int = 9) -> None:
    """Have the next signatories sign, in order, by their own keys."""
    for step in document.signatures.order_by("order"):
        if most <= 0:
            return
        if step.state == SignatureStep.State.WAITING:
            assert document.case is not None
            authorise_signatures(steps=[step], by=who(document.case, step.role, None))
            jobs.drain()
            most -= 1


def who(case: Case, role: str, inspector: User | None) -> User:
    """Return somebody who holds the role, the inspector if they do, and not the drafter if there is a choice."""
    people = list(holders(case.authority, role))
    if inspector is not None and inspector in people:
        return inspector
    if not people:
        raise RuntimeError(f"nobody in {case.authority.slug} holds the role {role}")
    return next((person for person in people if person != case.drafted_by), people[0])


def at(day: dt.date, hour: int = 10, minute: int = 0) -> dt.datetime:
    """Return a moment of a local day."""
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=clock.TOWN_TIME)


def state_of(case: Case) -> CaseState:
    """Return the state in the database."""
    return CaseState(Case.objects.values_list("state", flat=True).get(pk=case.pk))
