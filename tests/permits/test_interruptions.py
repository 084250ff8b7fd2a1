"""Double clicks, two people at once, the back button, a session that ends in the middle: nothing is lost and nothing is done twice."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gisapp.core.errors import BadInput
from gisapp.management.demo.applicants import paper_of
from permits.actions.choose_variant import choose_variant
from permits.models import Case, CaseEvent, Payment, RegisterEntry
from permits.queries.facts import fee_of

from .conftest import Town
from .pages import Browser


def proof() -> SimpleUploadedFile:
    return SimpleUploadedFile("op.pdf", paper_of("test"), content_type="application/pdf")


def test_felicia_who_clicks_twice_takes_the_money_once(town: Town) -> None:
    charge = town.submitted().charges.get(kind="fee")
    felicia = Browser(town.felicia).open(reverse("finance_desk"))
    (form,) = felicia.forms(reverse("take_payment", args=[charge.pk]))
    felicia.send(form, {"reference": "casa 1"})
    # The page was sent before it could change: the same form again.
    felicia.send(form, {"reference": "casa 1"})
    assert "deja plătită" in felicia.page.text_content()
    assert Payment.objects.filter(charge=charge).count() == 1


def test_anas_transfer_sent_twice_is_declared_once(town: Town) -> None:
    charge = town.submitted().charges.get(kind="fee")
    ana = Browser(town.ana).open(reverse("case", args=[charge.case_id]))
    form = next(form for form in ana.forms(reverse("pay", args=[charge.case_id])) if "proof" in form.fields)
    for _click in range(2):
        ana.send(form, {"reference": "OP 12", "proof": proof()})
    assert "deja dovada" in ana.page.text_content()
    assert Payment.objects.filter(charge=charge).count() == 1


def test_a_request_sent_twice_or_after_the_back_button_is_one(town: Town) -> None:
    case = town.draft()
    ana = Browser(town.ana).open(reverse("form", args=[case.pk, "check"]))
    (form,) = ana.page.xpath("//form[@data-keep]")
    for _click in range(2):
        ana.send(form, {"consent": "on"})
    assert RegisterEntry.objects.filter(case=case, direction="in").count() == 1
    assert CaseEvent.objects.filter(case=case, kind="register").count() == 1
    # Back to an earlier page of the form and on: what was sent stays as sent.
    ana.open(reverse("form", args=[case.pk, "land"]))
    assert urlsplit(ana.at).path == reverse("case", args=[case.pk])


def test_of_two_who_finish_one_step_the_second_is_told(town: Town) -> None:
    case = town.submitted()
    item = case.work_items.filter(state="open").first()
    assert item is not None
    from gisapp.management.demo import walk

    worker = walk.who(case, item.role, None)
    first, second = (Browser(worker).open(reverse("office_case", args=[case.pk])) for _window in range(2))
    (mine,), (theirs,) = (one.forms(reverse("complete_work_item", args=[item.pk])) for one in (first, second))
    fills = {"inspector": str(town.corina.pk)} if "inspector" in mine.fields else {}
    first.send(mine, fills)
    second.send(theirs, fills)
    assert "nu mai este deschisă" in second.page.text_content()
    assert CaseEvent.objects.filter(case=case, kind="complete_work_item", data__step=item.step).count() == 1


def test_of_two_who_write_one_draft_the_second_sees_both_texts_and_loses_neither(town: Town) -> None:
    from permits.actions.draft_document import draft_document

    case = town.reviewed()
    document = draft_document(case=case, outcome="issue", by=town.corina)
    address = reverse("draft", args=[document.pk])
    windows = [Browser(town.corina).open(address) for _window in range(2)]
    first, second = (next(form for form in one.forms() if "studies" in form.fields) for one in windows)
    windows[0].send(first, {"studies": "studiu de însorire"})
    windows[1].client.post(address, {**dict(second.form_values()), "studies": "expertiză tehnică"})
    document.refresh_from_db()
    assert document.fields["studies"] == "studiu de însorire"
    answer = windows[1].client.post(address, {**dict(second.form_values()), "studies": "expertiză tehnică"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "studiu de însorire" in page and "expertiză tehnică" in page and "Altcineva a salvat" in page
    shown = windows[1].open(address)
    (again,) = [form for form in shown.forms() if "studies" in form.fields]
    shown.send(again, {"studies": "expertiză tehnică și studiu geotehnic"})
    document.refresh_from_db()
    assert document.fields["studies"] == "expertiză tehnică și studiu geotehnic"


def test_a_session_that_ends_in_the_middle_keeps_the_saved_draft(town: Town, password: str) -> None:
    case = town.draft()
    step = reverse("form", args=[case.pk, "q-purpose"])
    client = Client(HTTP_HOST="localhost")
    client.force_login(town.ana, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(step, {"purpose": "construire casă cu etaj"}).status_code == 302
    client.cookies.clear()
    typed = client.post(step, {"purpose": "construire casă cu etaj și garaj"})
    # Sent to sign in, and from there back to the page that was open.
    assert typed.status_code == 302
    assert parse_qs(urlsplit(typed["Location"]).query)["next"] == [step]
    case.refresh_from_db()
    assert case.answers["purpose"] == "construire casă cu etaj"
    client.force_login(town.ana, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(step).content.decode()
    assert "construire casă cu etaj" in page


@pytest.mark.parametrize("procedure", ["building_permit", "demolition_permit"])
def test_ana_asks_for_an_urgent_permit_on_the_page(town: Town, procedure: str) -> None:
    plain = town.draft(procedure)
    case = Case.objects.get(pk=plain.pk)
    usual = fee_of(case).total
    ana = Browser(town.ana).open(reverse("form", args=[case.pk, "variant"]))
    (form,) = ana.page.xpath("//form[@data-keep]")
    assert "7 zile lucrătoare" in form.text_content() and "100 %" in form.text_content()
    ana.send(form, {"variant": "urgent"})
    case.refresh_from_db()
    assert case.variant == "urgent" and fee_of(case).total > usual
    # Urgency is justified: the form now asks why, and does not send without.
    ana.open(reverse("form", args=[case.pk, "check"]))
    (check,) = ana.page.xpath("//form[@data-keep]")
    ana.send(check, {"consent": "on"})
    assert "regim de urgență" in ana.said() and Case.objects.get(pk=case.pk).state == "draft"
    ana.open(reverse("form", args=[case.pk, "q-urgency_reason"]))
    ana.send(ana.page.xpath("//form[@data-keep]")[0], {"urgency_reason": "acoperișul s-a prăbușit"})
    ana.open(reverse("form", args=[case.pk, "check"]))
    ana.send(ana.page.xpath("//form[@data-keep]")[0], {"consent": "on"})
    case.refresh_from_db()
    assert case.state == "registered" and "7 zile lucrătoare" in case.due_explanation
    corina = Browser(town.corina).open(reverse("office_case", args=[case.pk]) + "?tab=acte")
    assert "Regim de urgență" in corina.page.text_content()
    with pytest.raises(BadInput):
        choose_variant(case=case, variant="", by=town.ana)


def test_a_form_the_procedure_does_not_have_is_refused(town: Town) -> None:
    case = town.draft("urbanism_certificate")
    with pytest.raises(BadInput):
        choose_variant(case=case, variant="urgent", by=town.ana)
