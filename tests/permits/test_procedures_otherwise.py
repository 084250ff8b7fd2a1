"""What may happen on the way of a request or after its answer, through the pages: papers asked for, a refusal, a late extension,
an emergency, the life of a trench to its guarantee, an act revoked, corrected, superseded."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from gisapp.core import clock, jobs
from gisapp.management.demo import walk
from permits.actions.check_history import history_problems
from permits.actions.remind_dates import remind_dates
from permits.models import Case, CaseEvent, IssuedDocument, Notice, PaperRequest, Refund
from permits.queries.answers import answer_text
from permits.queries.warranty import warranty_of
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState, Family

from .at_work import Office, ask, number_of, picture, quick_signatures  # noqa: F401 - a fixture
from .conftest import Town
from .pages import Browser, scan

pytestmark = pytest.mark.usefixtures("quick_signatures")
ONE_OF_EACH = {
    Family.CERTIFICATE: "urbanism_certificate", Family.PERMIT: "demolition_permit", Family.EXCAVATION: "excavation_approval", Family.ATTESTATION: "plan_unit_attestation",
    Family.OPINION: "preliminary_request", Family.NOTICE: "start_of_works_notice", Family.PETITION: "petition",
}
REASONS = "Lucrările nu respectă regulamentul zonei | Legea 350/2001 art. 32 | Depuneți o documentație corectată."


def _reviewer(case: Case) -> str:
    return next(step.role.value for step in all_procedures()[case.procedure].steps if step.kind.value == "draft")


def _document(act: IssuedDocument) -> IssuedDocument:
    act.refresh_from_db()
    return act


def test_one_procedure_of_each_family_is_refused_here() -> None:
    assert all(all_procedures()[code].family is family for family, code in ONE_OF_EACH.items())
    assert set(ONE_OF_EACH) == set(Family)


@pytest.mark.parametrize("family", [family if family is Family.ATTESTATION else pytest.param(family, marks=pytest.mark.slow) for family in ONE_OF_EACH], ids=lambda family: family.value)
def test_papers_are_asked_for_and_the_request_is_refused_and_archived(town: Town, password: str, family: Family) -> None:
    case, office = ask(town, ONE_OF_EACH[family]), Office(town, password)
    for item in case.work_items.filter(step="assign", state="open"):
        office.finish(case, item)
    role, paper = _reviewer(case), all_procedures()[case.procedure].papers[0]
    staff = office.of(case, role).open(reverse("ask_papers", args=[case.pk]))
    (form,) = [form for form in staff.forms() if "papers" in form.fields]
    staff.send(form, {"papers": [paper.code], f"reason_{paper.code}": "Actul depus nu se poate citi."})
    asked = PaperRequest.objects.get(case=case)
    case.refresh_from_db()
    assert case.state == CaseState.WAITING_PAPERS.value and asked.answer_by is not None
    applicant = Browser(case.owner).open(reverse("case", args=[case.pk])).press_link(reverse("answer_request", args=[case.pk]))
    (form,) = [form for form in applicant.forms() if f"paper_{paper.code}" in form.fields]
    applicant.send(form, {f"paper_{paper.code}": scan()})
    case.refresh_from_db()
    assert case.state == CaseState.IN_REVIEW.value and case.pauses.get().last_day is not None
    document = office.answer(case, "refusal", reasons=REASONS)
    case.refresh_from_db()
    assert (case.state, document.state) == (CaseState.CLOSED.value, "issued")
    assert reverse("document", args=[document.pk]) in [link.get("href") for link in applicant.open(reverse("case", args=[case.pk])).page.xpath("//a[@href]")]
    office.archive(case)


def _certificate(town: Town, password: str, procedure: str = "urbanism_certificate") -> tuple[Case, IssuedDocument, Office]:
    case, office = ask(town, procedure), Office(town, password)
    office.steps(case)
    document = office.answer(case)
    case.refresh_from_db()
    return case, document, office


@pytest.mark.slow
def test_an_extension_asked_too_late_is_told_so_before_it_is_sent_and_a_paper_one_can_only_be_refused(town: Town, password: str) -> None:
    case, document, office = _certificate(town, password)
    assert document.valid_until is not None
    last = document.valid_until - dt.timedelta(days=15)
    for day, late in ((last, False), (last + dt.timedelta(days=1), True)):
        with clock.moved_to(walk.at(day)):
            shown = Browser(case.owner).open(reverse("case", args=[case.pk]))
            offer = [link.get("href") for link in shown.page.xpath("//a[@href]") if "urbanism_certificate_extension" in link.get("href")]
            assert bool(offer) is not late
            assert f"{last:%d.%m.%Y}" in shown.page.text_content()
            if not late:
                remind_dates()
                remind_dates()
                assert Notice.objects.filter(case=case, kind="expiry_soon").count() == 1
    with clock.moved_to(walk.at(last + dt.timedelta(days=1))), pytest.raises(AssertionError, match="depusă prea târziu"):
        ask(town, "urbanism_certificate_extension", act=number_of(document))
    # On paper it is registered all the same; who works on it sees why it cannot be granted.
    with clock.moved_to(walk.at(last + dt.timedelta(days=1))):
        draft = Case.objects.filter(procedure="urbanism_certificate_extension").latest("created_at")
        Case.objects.filter(pk=draft.pk).update(channel="counter")
        walk.submit(draft)
        draft.refresh_from_db()
        office.steps(draft)
        drafter = office.page(draft, _reviewer(draft))
        drafter.send(next(form for form in drafter.forms(reverse("start_draft", args=[draft.pk])) if form.fields["outcome"] == "issue"))
        assert "depusă prea târziu" in drafter.page.text_content()
        assert not drafter.forms(reverse("send_to_sign", args=[draft.documents.get(outcome="issue").pk]))


@pytest.mark.slow
def test_horia_announces_an_emergency_at_once_and_regularises_it_after(town: Town, password: str) -> None:
    horia = Browser(town.horia).open(reverse("procedure", args=["excavation_emergency"])).press_link(reverse("announce_emergency"))
    horia.send(horia.forms()[-1], {"network": "water", "place": "", "what": "conductă spartă", "responsible": "Horia, 0740 000 000"})
    assert horia.status == 422 and "Scrieți locul avariei" in horia.page.text_content()
    horia.send(horia.forms()[-1], {"place": "Strada Fântânii, în dreptul nr. 5"})
    case = Case.objects.get(procedure="excavation_emergency")
    assert case.state == CaseState.DRAFT.value and "/avarie/" in horia.at
    told = CaseEvent.objects.get(case=case, kind="announce_emergency")
    assert told.data["number"] in horia.page.text_content() and "24 de ore" in horia.page.text_content()
    listed = Browser(town.corina).open(reverse("emergencies")).page.text_content()
    assert "Strada Fântânii, în dreptul nr. 5" in listed and "documentație nedepusă" in listed
    # Four working days later nothing has come: the list says so.
    with clock.moved_to(walk.at(clock.today() + dt.timedelta(days=7))):
        assert "termen depășit" in Browser(town.corina).open(reverse("emergencies")).page.text_content()
    from .at_work import fill

    horia.press_link(reverse("form", args=[case.pk, "land"]))
    fill(horia, town, "excavation_emergency", "horia", answers={"happened_on": {}, "happened_at": {"happened_at": case.answers["happened_at"]}})
    case.refresh_from_db()
    office = Office(town, password)
    assert "Anunțată la" in office.page(case, "technical_inspector").page.text_content()
    office.steps(case)
    assert office.answer(case).state == "issued"


@pytest.mark.slow
def test_a_trench_lives_from_its_approval_to_the_guarantee_returned_by_two_people(town: Town, password: str) -> None:
    case, _document, office = _certificate(town, password, "excavation_approval")
    held = case.charges.get(kind="guarantee")
    horia = Browser(case.owner)
    address = reverse("applicant_state", args=[case.pk])

    def states(verb: str, **fills: object) -> None:
        horia.open(reverse("case", args=[case.pk]))
        (form,) = [form for form in horia.forms(address) if form.fields["verb"] == verb]
        horia.send(form, dict(fills))
        case.refresh_from_db()

    states("start_works")
    assert case.state == CaseState.WORKS_STARTED.value
    states("declare_restored")
    assert case.state == CaseState.WORKS_STARTED.value, "without a picture nothing is declared"
    states("declare_restored", photos=next(picture()))
    office.state(case, "reject_restoration", "technical_inspector", "Stratul de uzură este denivelat.")
    assert case.state == CaseState.WORKS_STARTED.value
    states("declare_restored", photos=next(picture()))
    office.state(case, "receive_partially", "technical_inspector")
    term = warranty_of(case)
    assert case.state == CaseState.WARRANTY.value and term is not None
    page = office.page(case, "technical_director").press_link(reverse("guarantee", args=[case.pk]))
    assert f"{term.until:%d.%m.%Y}" in page.page.text_content() and not page.forms(reverse("guarantee", args=[case.pk]))
    office.state(case, "report_defect", "technical_inspector", "S-a tasat umplutura.")
    states("declare_restored", photos=next(picture()))
    office.state(case, "receive_partially", "technical_inspector")
    with clock.moved_to(walk.at(term.until + dt.timedelta(days=1))):
        remind_dates()
        assert Notice.objects.filter(case=case, kind="warranty_over").exists()
        page.open(reverse("guarantee", args=[case.pk]))
        (form,) = [form for form in page.forms() if "keep" in form.fields]
        page.send(form, {"keep": "10", "reason": "", "legal_ref": ""})
        assert page.status == 422 and "temeiul legal" in page.page.text_content()
        (form,) = [form for form in page.forms() if "keep" in form.fields]
        page.send(form, {"keep": "10", "reason": "Primăria a reparat o tasare de 1 m².", "legal_ref": "Regulament local, art. 12"})
        case.refresh_from_db()
        refund = Refund.objects.get(charge=held)
        assert (case.state, refund.amount, refund.state) == (CaseState.RELEASED.value, held.amount - Decimal(10), "asked")
        clerk = office.page(case, "registry_clerk")
        assert not [form for form in clerk.forms(reverse("state_move", args=[case.pk])) if form.fields["verb"] == "close"], "money is still on its way"
        money = office.of(case, "finance_officer").open(reverse("refunds"))
        money.send(money.forms(reverse("decide_refund", args=[refund.pk]))[0], press="do=approve")
        refund.refresh_from_db()
        assert refund.state == "approved" and refund.decided_by != refund.asked_by
        office.close(case)
        office.archive(case)
    assert list(history_problems()) == []


def test_an_act_is_revoked_by_a_disposition_that_others_sign_and_everybody_sees_it(town: Town, password: str) -> None:
    case, act, office = _certificate(town, password, "plan_unit_attestation")
    public = Browser(town.ioana).open(reverse("verify_code", args=[act.verification_code]))
    assert "în vigoare" in public.page.text_content()
    desk = office.page(case, "chief_architect").press_link(reverse("act_status", args=[act.pk]))
    (form,) = [form for form in desk.forms() if form.fields.get("do") == "revoke"]
    desk.send(form, {"reason": "Date greșite despre unitatea teritorială, constatate la control.", "legal_ref": ""})
    assert desk.status == 422
    (form,) = [form for form in desk.forms() if form.fields.get("do") == "revoke"]
    desk.send(form, {"legal_ref": "Legea 554/2004 art. 1 alin. (6)"})
    disposition = IssuedDocument.objects.get(changes=act)
    assert _document(act).status == "valid", "nothing changes before the last signature"
    office.sign(disposition)
    case.refresh_from_db()
    assert (case.state, _document(act).status, disposition.state) == (CaseState.REVOKED.value, "revoked", "issued")
    assert "Act revocat" in public.open(reverse("verify_code", args=[act.verification_code])).page.text_content()
    jobs.drain()
    assert "Actul a fost revocat" in Browser(case.owner).open(reverse("case", args=[case.pk])).page.text_content()
    office.archive(case)
    assert list(history_problems()) == []


@pytest.mark.slow
def test_an_act_is_corrected_by_one_that_takes_its_place_and_superseded_by_a_newer_one(town: Town, password: str) -> None:
    case, act, office = _certificate(town, password, "plan_unit_attestation")
    drafter = office.page(case, _reviewer(case)).press_link(reverse("act_status", args=[act.pk]))
    (form,) = [form for form in drafter.forms() if form.fields.get("do") == "correct"]
    drafter.send(form, {"reason": "Suprafața era scrisă greșit în act.", "legal_ref": "OUG 57/2019 art. 196"})
    corrected = IssuedDocument.objects.get(changes=act)
    (form,) = [form for form in drafter.forms() if "body" in form.fields]
    drafter.send(form, {"body": "Terenul se află în unitatea teritorială L1, pe toată suprafața."})
    office.to_sign(drafter, corrected)
    corrected = office.sign(corrected)
    assert (corrected.outcome, corrected.status, _document(act).status, _document(act).replaced_by) == ("issue", "valid", "superseded", corrected)
    assert case.state == CaseState.DELIVERED.value
    public = Browser(town.ioana).open(reverse("verify_code", args=[act.verification_code])).page.text_content()
    assert "înlocuit" in public and number_of(corrected) in public
    newer, _act, _office = _certificate(town, password, "plan_unit_attestation")
    chief = office.page(case, "chief_architect").press_link(reverse("act_status", args=[corrected.pk]))
    (form,) = [form for form in chief.forms() if form.fields.get("do") == "supersede"]
    chief.send(form, {"number": number_of(newer.documents.get(outcome="issue")), "reason": "Cerută din nou după schimbarea planului."})
    case.refresh_from_db()
    assert (case.state, _document(corrected).status) == (CaseState.SUPERSEDED.value, "superseded"), chief.said()
    assert list(history_problems()) == []
    # Behind the application's back the register cannot say otherwise.
    IssuedDocument.objects.filter(pk=newer.documents.get(outcome="issue").pk).update(status="revoked")
    assert any("fără eveniment" in one for one in history_problems())


def test_stored_dates_and_amounts_are_written_as_people_do() -> None:
    questions = {question.code: question for code in ("excavation_approval", "building_permit") for question in all_procedures()[code].questions}
    said = [(answer_text(questions["starts_on"], "2026-10-13"), answer_text(questions["work_value"], "85000.00"))]
    with translation.override("en"):
        said.append((answer_text(questions["starts_on"], "2026-10-13"), answer_text(questions["work_value"], "85000.00")))
    assert said == [("13.10.2026", "85.000,00 lei"), ("13 Oct 2026", "85,000.00 lei")]
