"""Quality: nobody chooses the sample, nobody reviews their own work, an action is checked by somebody else."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from gisapp.core import clock, jobs
from gisapp.core.errors import Refused
from gisapp.management.demo import walk
from permits.actions.draw_sample import draw_sample
from permits.actions.house_document import draft_house_document
from permits.actions.nonconformity import advance_nonconformity, raise_nonconformity
from permits.actions.review_case import review_case
from permits.actions.sign_document import authorise_signatures, refuse_signature
from permits.models import Case, IssuedDocument, Nonconformity, Parameter, Rating, RegisterEntry, ReviewSample, SecondReview
from permits.queries.house_fields import missing_numbers, procedure_fields, register_fields, report_fields
from permits.queries.parameters import parameters_of
from permits.queries.quality import decided, month_figures, worked_on
from permits.rules.procedure_files import all_procedures
from permits.rules.quality import CHECKLIST
from permits.rules.quality import draw_sample as drawn
from tests.permits.conftest import Town
from tests.permits.pages import Browser
from tests.town.cast import DEMO_PASSWORD

LAST_MONTH = clock.today().replace(day=1) - dt.timedelta(days=10)


@pytest.fixture
def answered(town: Town) -> Case:
    """A case of Ana's that was answered last month, in term."""
    case = town.submitted()
    moment = clock.start_of(LAST_MONTH)
    Case.objects.filter(pk=case.pk).update(
        state="delivered", registered_at=moment - dt.timedelta(days=5), decided_at=moment, legal_due=LAST_MONTH + dt.timedelta(days=1), inspector=town.corina, drafted_by=town.corina,
    )
    case.refresh_from_db()
    return case


def conforming(**other: str) -> dict[str, str]:
    return {point.code: "conforms" for point in CHECKLIST} | other


def test_the_sample_can_be_drawn_again_by_anybody_and_only_once(town: Town, answered: Case) -> None:
    sample = draw_sample(authority=town.authority, month=LAST_MONTH, by=town.cristina)
    cases = [str(pk) for pk in decided(town.authority, LAST_MONTH.replace(day=1), LAST_MONTH.replace(day=1) + dt.timedelta(days=27)).values_list("pk", flat=True)]
    assert drawn(cases, sample.seed, parameters_of(town.authority), LAST_MONTH) == tuple(str(row.case_id) for row in sample.reviews.all())
    with pytest.raises(Refused):
        draw_sample(authority=town.authority, month=LAST_MONTH, by=town.cristina)
    with pytest.raises(Refused):
        draw_sample(authority=town.authority, month=clock.today(), by=town.cristina)
    with pytest.raises(Refused):
        draw_sample(authority=town.authority, month=LAST_MONTH, by=town.corina)


def test_corina_may_not_review_what_she_worked_on_but_letitia_may(town: Town, answered: Case) -> None:
    sample = ReviewSample.objects.create(authority=town.authority, month=LAST_MONTH, seed="x", population=1, drawn_at=clock.now(), drawn_by=town.cristina)
    review = SecondReview.objects.create(sample=sample, case=answered)
    assert worked_on(town.corina, answered) and not worked_on(town.letitia, answered)
    for who, verdicts, note in ((town.corina, conforming(), ""), (town.ana, conforming(), ""), (town.letitia, {}, ""), (town.letitia, conforming(fee="major"), "")):
        with pytest.raises(Refused):
            review_case(review=review, verdicts=verdicts, note=note, by=who)
    page = town.client("letitia").post(reverse("second_review", args=[review.pk]), conforming(fee="major") | {"note": "Taxa a fost calculată pe altă suprafață."})
    assert page.status_code == 302
    raised = Nonconformity.objects.get(review=review)
    assert (raised.case_id, raised.number, raised.state) == (answered.pk, 1, "open")
    with pytest.raises(Refused):
        review_case(review=review, verdicts=conforming(), note="", by=town.letitia)
    figures = {one.code: one for one in month_figures(town.authority, LAST_MONTH).whole}
    assert figures["nonconforming_percent"].value == Decimal("100.0")
    assert figures["in_term_percent"].met is True
    assert figures["satisfaction_percent"].met is None  # nobody was asked: not measured, never "met"


def test_a_nonconformity_goes_through_cause_action_and_a_check_by_another(town: Town) -> None:
    row = raise_nonconformity(authority=town.authority, source="audit", title="Taxa pe altă suprafață", description="Se ia suprafața din cerere, nu din plan.", by=town.letitia)
    words, soon = "O propoziție destul de lungă.", clock.today() + dt.timedelta(days=10)
    with pytest.raises(Refused):
        advance_nonconformity(row=row, to="action_set", text=words, by=town.cristina, owner=town.dan, due=soon)
    with pytest.raises(Refused):
        advance_nonconformity(row=row, to="cause_found", text=words, by=town.corina)
    row = advance_nonconformity(row=row, to="cause_found", text=words, by=town.cristina)
    for owner, due in ((None, soon), (town.dan, clock.today() - dt.timedelta(days=1)), (town.ana, soon)):
        with pytest.raises(Refused):
            advance_nonconformity(row=row, to="action_set", text=words, by=town.cristina, owner=owner, due=due)
    row = advance_nonconformity(row=row, to="action_set", text=words, by=town.cristina, owner=town.dan, due=soon)
    with pytest.raises(Refused):
        advance_nonconformity(row=row, to="action_done", text=words, by=town.cezar)
    row = advance_nonconformity(row=row, to="action_done", text=words, by=town.dan)
    with pytest.raises(Refused):
        advance_nonconformity(row=row, to="closed", text=words, by=town.dan)
    row = advance_nonconformity(row=row, to="open", text="Greșeala s-a repetat la două dosare.", by=town.cristina)
    assert (row.state, row.effect, row.closed_at) == ("open", "Greșeala s-a repetat la două dosare.", None)
    assert row.steps.count() == 5
    assert town.client("letitia").get(reverse("nonconformity", args=[row.pk])).status_code == 200
    assert town.client("letitia").get(reverse("nonconformities")).status_code == 200
    assert town.client("ana").get(reverse("nonconformities")).status_code == 404


def test_ana_is_asked_once_and_answers_once_and_a_mail_scanner_answers_nothing(town: Town, answered: Case) -> None:
    for _twice in range(2):
        from permits.actions.ask_satisfaction import ask_satisfaction

        ask_satisfaction(case=str(answered.pk))
    jobs.drain()
    written = [message for message in mail.outbox if "/parere/" in str(message.body)]
    assert len(written) == 1
    path = re.search(r"/parere/[^?\s]+\?nota=5", str(written[0].body))
    assert path is not None
    stranger = Client(HTTP_HOST="localhost")
    page = stranger.get(path[0])
    assert "Ana" not in page.content.decode()
    assert page.status_code == 200 and Rating.objects.get(case=answered).answered_at is None
    address = path[0].split("?")[0]
    assert stranger.post(address, {"score": "9"}).status_code == 422
    assert stranger.post(address, {"score": "5", "comment": "Repede și clar."}).status_code == 200
    assert stranger.post(address, {"score": "1"}).status_code == 422
    assert Rating.objects.get(case=answered).score == 5
    assert stranger.get("/parere/gresit/").status_code == 404
    assert Client(HTTP_HOST="dumbrava.localhost").get(address).status_code == 404


def test_a_procedure_may_have_a_target_of_its_own_by_a_dated_row(town: Town, answered: Case) -> None:
    Parameter.objects.create(
        authority=town.authority, code="quality.target.in_term_percent.urbanism_certificate", value=100, unit="percent", legal_ref="x", valid_from=dt.date(2025, 1, 1), approved=True,
    )
    own = dict(month_figures(town.authority, LAST_MONTH).by_procedure)["urbanism_certificate"]
    assert own[0].target == 100
    assert month_figures(town.authority, LAST_MONTH).whole[0].target == 95


def test_the_report_is_written_by_cristina_signed_by_the_mayor_and_registered_inside(town: Town, answered: Case) -> None:
    fields = report_fields(town.authority, LAST_MONTH)
    assert [one["target"] for one in fields["figures"]] == ["cel puțin 95 %", "cel mult 10 %", "cel mult 20 %", "cel puțin 80 %", "cel mult 5 %"]
    document = draft_house_document(authority=town.authority, kind="quality_report", title="Raport", fields=fields, by=town.cristina)
    for nobody in (town.cristina, town.corina, town.ana):
        with pytest.raises(Refused):
            authorise_signatures(steps=list(document.signatures.all()), by=nobody)
    step = document.signatures.get()
    gheorghe = Browser(town.gheorghe).open(reverse("signing_desk"))
    (form,) = gheorghe.forms(reverse("sign"))
    assert "Raport" in gheorghe.page.text_content()
    gheorghe.send(form, {"password": "alta"})
    step.refresh_from_db()
    assert step.state == "waiting"
    gheorghe.send(form, {"password": DEMO_PASSWORD})
    jobs.drain()
    document.refresh_from_db()
    assert document.state == IssuedDocument.State.ISSUED
    assert document.entry is not None and document.entry.direction == RegisterEntry.Direction.INTERNAL
    sent = town.client("cristina").get(reverse("house_document", args=[document.pk]))
    assert b"".join(sent.streaming_content).startswith(b"%PDF-")
    assert town.client("corina").get(reverse("house_document", args=[document.pk])).status_code == 404


def test_a_sheet_is_public_only_once_approved_and_counts_its_versions(town: Town) -> None:
    address = reverse("procedure_sheet", args=["urbanism_certificate"])
    assert Client(HTTP_HOST="localhost").get(address).status_code == 404
    assert town.client("cristina").post(reverse("house_documents"), {"procedure": "urbanism_certificate"}).status_code == 302
    document = IssuedDocument.objects.get(kind="procedure_sheet")
    assert document.fields["version"] == 1
    assert Client(HTTP_HOST="localhost").get(address).status_code == 404
    authorise_signatures(steps=list(document.signatures.all()), by=town.sanda)
    jobs.drain()
    answer = Client(HTTP_HOST="localhost").get(address)
    assert b"".join(answer.streaming_content).startswith(b"%PDF-") and answer["Content-Type"] == "application/pdf"
    assert Client(HTTP_HOST="dumbrava.localhost").get(address).status_code == 404
    assert address in Client(HTTP_HOST="localhost").get(reverse("procedure", args=["urbanism_certificate"])).content.decode()


def test_a_report_sent_back_is_set_aside_with_the_reason(town: Town, answered: Case) -> None:
    document = draft_house_document(authority=town.authority, kind="quality_report", title="Raport", fields=report_fields(town.authority, LAST_MONTH), by=town.cristina)
    step = document.signatures.get()
    for who, reason in ((town.corina, "Lipsește explicația întârzierilor."), (town.gheorghe, "nu")):
        with pytest.raises(Refused):
            refuse_signature(step=step, reason=reason, by=who)
    page = town.client("gheorghe").post(reverse("refuse_signature", args=[step.pk]), {"reason": "Lipsește explicația întârzierilor."})
    assert page.status_code == 302
    document.refresh_from_db()
    assert document.state == "cancelled" and "întârzierilor" in document.status_reason
    assert document.title not in town.client("gheorghe").get(reverse("signing_desk")).content.decode()


@pytest.mark.parametrize("code", sorted(all_procedures()))
def test_every_procedure_has_a_sheet_that_says_papers_steps_and_term(town: Town, code: str) -> None:
    fields = procedure_fields(all_procedures()[code], town.authority, 1)
    assert fields["steps"] and fields["term"] and fields["fees"]["rows"] and fields["legal_basis"]


def test_the_book_names_missing_and_annulled_numbers(town: Town) -> None:
    town.submitted()
    today = clock.today()
    fields = register_fields(town.authority, "general", today, today)
    assert "fără goluri" in fields["note"]
    RegisterEntry.objects.create(authority=town.authority, book="proba", year=today.year, number=3, direction="out", at=clock.now(), subject="x", cancelled_at=clock.now(), cancelled_reason="întors")
    assert missing_numbers(town.authority, "proba", today, today) == [f"1/{today.year}", f"2/{today.year}"]
    assert "(anulat: întors)" in register_fields(town.authority, "proba", today, today)["entries"]["rows"][0][3]


def test_bogdan_reads_and_prints_the_book_corina_does_not(town: Town) -> None:
    case = town.submitted()
    page = town.client("bogdan").post(reverse("registers"), {"q": str(case.registry_number)}, follow=True)
    assert str(case.registry_number) in page.content.decode()
    assert town.client("bogdan").post(reverse("registers"), {"direction": "out", "q": str(case.registry_number)}, follow=True).context["page"].paginator.count == 0
    pdf = town.client("bogdan").get(reverse("register_pdf"))
    assert pdf.content.startswith(b"%PDF-")
    for name in ("registers", "register_pdf"):
        assert town.client("corina").get(reverse(name)).status_code == 404


def test_a_delivered_answer_asks_by_itself(town: Town) -> None:
    case = town.reviewed()
    walk.pay_all(case)
    walk.sign(walk.draft(case, town.corina))
    jobs.drain()
    assert Rating.objects.filter(case=case).count() == 1


def test_the_month_page_opens_for_cristina(town: Town, answered: Case) -> None:
    page = town.client("cristina").post(reverse("quality"), {"month": f"{LAST_MONTH:%Y-%m}", "do": "sample"}, follow=True)
    assert page.status_code == 200 and SecondReview.objects.count() == 1
    assert town.client("cristina").get(reverse("quality"), {"month": "x"}).status_code == 200
