"""Felicia signs receipts and refund notes herself, many at once; the payer has a confirmation meanwhile and each paper once."""

import datetime as dt
from decimal import Decimal

import pikepdf
import pytest
from django.urls import reverse

from gisapp.core import clock, files, jobs
from gisapp.core.errors import Refused
from permits.actions.archive_case import archive_case
from permits.actions.issue_letter import issue_letter
from permits.actions.pay import take_at_counter
from permits.actions.refund import ask_refund, decide_refund
from permits.actions.sign_document import authorise_signatures
from permits.models import Case, Notice, Parameter, Payment, RegisterEntry, SignatureStep
from permits.queries.money_papers import SIGNATURES, waiting_money_papers
from tests.permits.conftest import Town
from tests.permits.pages import Browser
from tests.town.cast import DEMO_PASSWORD


def paid_at_counter(town: Town) -> Payment:
    case = town.submitted()
    return take_at_counter(case=case, charge=case.charges.get(kind="fee"), reference="casa 1", by=town.felicia)


def told(case: Case, kind: str) -> int:
    return Notice.objects.filter(case=case, kind=kind).count()


def test_felicia_signs_all_receipts_with_one_authorisation_and_each_goes_out_once(town: Town) -> None:
    payments = [paid_at_counter(town), paid_at_counter(town)]
    jobs.drain()
    for payment in payments:
        payment.refresh_from_db()
        assert payment.receipt is not None and payment.receipt.state == "numbered" and not payment.receipt.sha256
        assert (told(payment.charge.case, "payment_confirmed"), told(payment.charge.case, "receipt")) == (1, 0)
        ana = town.client("ana").get(reverse("case", args=[payment.charge.case_id])).content.decode()
        assert "așteaptă semnătura casierului" in ana and reverse("document", args=[payment.receipt_id]) not in ana
    desk = Browser(town.felicia).open(reverse("finance_desk")).press_link(reverse("signing_desk"))
    (form,) = desk.forms(reverse("sign"))
    steps = [str(step.pk) for step in SignatureStep.objects.filter(document__in=[payment.receipt_id for payment in payments])]
    desk.send(form, {"password": DEMO_PASSWORD, "steps": steps})
    desk.send(form, {"password": DEMO_PASSWORD, "steps": steps})
    jobs.drain()
    for payment in payments:
        # The job that made the letter runs again, as after a kill: nothing is made or told anew.
        issue_letter(str(payment.charge.case_id), "receipt", payment=payment.pk)
        jobs.drain()
        payment.refresh_from_db()
        receipt = payment.receipt
        assert receipt is not None and receipt.state == "issued" and receipt.delivered_at and receipt.versions.count() == 1
        assert (told(payment.charge.case, "payment_confirmed"), told(payment.charge.case, "receipt")) == (1, 1)
        assert receipt.signatures.get().signer == town.felicia
        with files.open_blob(receipt.sha256) as held, pikepdf.open(held) as pdf:
            assert str(pdf.Root.AcroForm.Fields[0].T) == "signature_finance_officer"
            assert pdf.Root.AcroForm.Fields[0].V.SubFilter == "/ETSI.CAdES.detached"
    assert len({payment.receipt.entry_id for payment in payments if payment.receipt}) == 2


def test_only_who_has_the_post_signs_and_a_town_may_leave_it_to_the_seal(town: Town) -> None:
    payment = paid_at_counter(town)
    jobs.drain()
    step = SignatureStep.objects.get(document__fields__payment=payment.pk, document__kind="receipt")
    for other in (town.corina, town.tudor, town.gheorghe):
        with pytest.raises(Refused):
            authorise_signatures(steps=[step], by=other)
    Parameter.objects.filter(authority=town.authority, code=SIGNATURES).delete()
    Parameter.objects.create(authority=town.authority, code=SIGNATURES, value=0, unit="signatures", legal_ref="HCL 1", valid_from=dt.date(2025, 1, 1), approved=True)
    sealed = paid_at_counter(town)
    jobs.drain()
    sealed.refresh_from_db()
    assert sealed.receipt is not None and sealed.receipt.state == "issued" and sealed.receipt.signatures.get().role == "seal"
    assert (told(sealed.charge.case, "payment_confirmed"), told(sealed.charge.case, "receipt")) == (0, 1)


def test_a_receipt_sent_back_is_annulled_with_its_number_and_made_again_once(town: Town) -> None:
    payment = paid_at_counter(town)
    jobs.drain()
    payment.refresh_from_db()
    first = payment.receipt
    assert first is not None
    page = Browser(town.felicia).open(reverse("sign_look", args=[first.signatures.get().pk]))
    (form,) = page.forms(reverse("refuse_signature", args=[first.signatures.get().pk]))
    page.send(form, {"reason": "Numele plătitorului este greșit."})
    first.refresh_from_db()
    assert first.state == "cancelled" and first.entry is not None and first.entry.cancelled_at and paid_state(payment) == ("confirmed", None)
    page.open(reverse("finance_desk"))
    assert "Numele plătitorului este greșit." in page.page.text_content()
    (again,) = [form for form in page.forms(reverse("decide_payment", args=[payment.pk])) if "Pregătiți din nou" in form.text_content()]
    for _click in range(2):
        page.send(again, press="decision=again")
    jobs.drain()
    payment.refresh_from_db()
    assert payment.receipt is not None and payment.receipt != first and waiting_money_papers(town.authority).filter(case=payment.charge.case).count() == 1
    assert RegisterEntry.objects.filter(case=payment.charge.case, subject="Chitanță").count() == 2


def paid_state(payment: Payment) -> tuple[str, int | None]:
    payment.refresh_from_db()
    return payment.state, payment.receipt_id


def test_money_given_back_has_its_note_signed_too_and_the_archive_waits_for_it(town: Town) -> None:
    payment = paid_at_counter(town)
    case = payment.charge.case
    refund = ask_refund(charge=payment.charge, kind="overpaid", amount=Decimal(1), reason="plătit în plus", iban="RO49AAAA1B31007593840000", by=town.tudor)
    decide_refund(refund=refund, approve=True, by=town.felicia)
    jobs.drain()
    refund.refresh_from_db()
    note = refund.payment.receipt if refund.payment else None
    assert note is not None and note.kind == "refund_note" and told(case, "refund_approved") == 1
    shown = Browser(town.felicia).open(reverse("sign_look", args=[note.signatures.get().pk]))
    assert "Notă de restituire" in shown.page.text_content()
    Case.objects.filter(pk=case.pk).update(decided_at=clock.now())
    case.refresh_from_db()
    with pytest.raises(Refused, match="așteaptă semnătura"):
        archive_case(case=case, by=town.adela)
    authorise_signatures(steps=list(SignatureStep.objects.filter(document__case=case, role="finance_officer")), by=town.felicia)
    jobs.drain()
    note.refresh_from_db()
    assert note.state == "issued" and told(case, "refund_note") == 1
    assert archive_case(case=case, by=town.adela).payload_files
