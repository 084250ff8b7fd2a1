"""Ana's urbanism certificate through the real pages, and what the town hall refuses on the way."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gisapp.core import clock, files, jobs
from gisapp.core.errors import NotAllowed, Refused
from gisapp.management.demo import walk
from gisapp.management.demo.applicants import paper_of
from permits.actions.decide_finding import decide_finding
from permits.actions.draft_document import draft_document
from permits.actions.request_papers import request_papers
from permits.actions.send_to_sign import send_to_sign
from permits.actions.sign_document import authorise_signatures, refuse_signature
from permits.actions.submit_case import submit_case
from permits.documents.verify import Kind, verify
from permits.documents.verify.configured import trust_of_settings
from permits.documents.verify.register import DatabaseRegister
from permits.models import Case, DocumentVersion, Finding, IssuedDocument, Pause, RegisterEntry, SignatureStep, WorkItem
from permits.queries.completeness import needed_papers
from permits.rules.procedure import StepKind
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState

from .conftest import IDENTITY, Town


def pdf(name: str = "act.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, paper_of("test"), content_type="application/pdf")


def fill_over_http(town: Town, client: Client, number: str = "50001") -> Case:
    """Every page of the form, as a browser would send it."""
    answer = client.post(reverse("start", args=["urbanism_certificate"]), {"parcel": number})
    assert answer.status_code == 302
    case = Case.objects.get(owner=town.ana, state="draft")
    typed = {
        "land": {}, "works": {}, "q-purpose_kind": {"purpose_kind": "building"}, "q-purpose": {"purpose": "construire locuință P+1"},
        "q-utilities": {"utilities": ["water", "gas"]}, "q-parcels_after": {"parcels_after": "2"}, "identity": {**IDENTITY["ana"], "represented_by": "", "phone": ""}, "fee": {},
    }
    for step, values in typed.items():
        page = client.get(reverse("form", args=[case.pk, step]))
        if page.status_code == 302:
            continue
        assert page.status_code == 200, step
        sent = client.post(reverse("form", args=[case.pk, step]), values)
        assert sent.status_code == 302, (step, sent.content.decode()[-3000:])
    case.refresh_from_db()
    needed = needed_papers(all_procedures()["urbanism_certificate"], case)
    sent = client.post(reverse("form", args=[case.pk, "papers"]), {f"paper_{code}": pdf() for code, _title in needed})
    assert sent.status_code == 302
    return case


def do_open_steps(town: Town, client: Client, case: Case) -> None:
    """Corina's colleagues do their steps on the pages; each in their own session."""
    kinds = {step.code: step.kind for step in all_procedures()[case.procedure].steps}
    for _round in range(12):
        items = [i for i in WorkItem.objects.filter(case=case, state="open") if kinds[i.step] not in (StepKind.DRAFT, StepKind.APPROVE_DRAFT)]
        if not items:
            return
        for item in items:
            worker = walk.who(case, item.role, town.corina)
            name = next(key for key, person in town.people.items() if person == worker)
            if kinds[item.step] is StepKind.CHECK_FEE:
                charge = case.charges.get()
                town.client("felicia").post(reverse("take_payment", args=[charge.pk]), {"reference": "casa 1"})
            town.client(name).post(reverse("complete_work_item", args=[item.pk]), {"inspector": town.corina.pk, "note": ""})
            item.refresh_from_db()
            assert item.state == "done", (item.step, list(Finding.objects.filter(run__case=case, run__current=True).values_list("code", "decision")))
    raise AssertionError("the steps do not come to an end")


@pytest.mark.slow
def test_anas_certificate_goes_from_the_first_page_to_a_document_that_verifies_as_original(town: Town, password: str) -> None:
    ana, corina = town.client("ana"), town.client("corina")
    case = fill_over_http(town, ana)
    check = ana.get(reverse("form", args=[case.pk, "check"]))
    assert check.status_code == 200
    sent = ana.post(reverse("form", args=[case.pk, "check"]), {"consent": "on", "submit_key": case.pk.hex})
    assert sent["Location"] == reverse("submitted", args=[case.pk])
    again = ana.post(reverse("form", args=[case.pk, "check"]), {"consent": "on", "submit_key": case.pk.hex})
    assert again.status_code == 302
    case.refresh_from_db()
    assert case.number
    assert case.number in ana.get(reverse("submitted", args=[case.pk])).content.decode()
    assert Case.objects.filter(owner=town.ana).count() == 1
    jobs.drain()

    # A second run of the same page shows the gas pipe as a conflict and the graves as unknown; Corina decides each.
    page = corina.get(reverse("office_case", args=[case.pk]))
    assert page.status_code == 200
    by_state = {row.state for row in Finding.objects.filter(run__case=case, run__current=True)}
    assert by_state >= {"conflict", "unknown"}
    unknown = Finding.objects.filter(run__case=case, run__current=True, state="unknown").first()
    assert unknown is not None
    unsaid = corina.post(reverse("finding_form", args=[unknown.pk]), {"decision": "accepted", "reason": ""})
    assert unsaid.status_code == 422
    for row in Finding.objects.filter(run__case=case, run__current=True):
        corina.post(reverse("finding_form", args=[row.pk]), {"decision": "accepted", "reason": "verificat pe planșele tipărite și la fața locului"})
    do_open_steps(town, corina, case)

    corina.post(reverse("start_draft", args=[case.pk]), {"outcome": "issue"})
    document = IssuedDocument.objects.get(case=case, outcome="issue")
    draft = corina.get(reverse("draft", args=[document.pk]))
    assert draft.status_code == 200
    assert "UTR" in document.fields["economic_status"]
    assert corina.get(reverse("preview", args=[document.pk])).content.startswith(b"%PDF-")
    corina.post(reverse("send_to_sign", args=[document.pk]))
    document.refresh_from_db()
    assert document.state == IssuedDocument.State.APPROVED

    for step in document.signatures.order_by("order"):
        signer = walk.who(case, step.role, None)
        name = next(key for key, person in town.people.items() if person == signer)
        desk = town.client(name)
        assert desk.get(reverse("signing_desk")).status_code == 200
        desk.post(reverse("sign"), {"steps": [step.pk], "password": password})
        jobs.drain()
    document.refresh_from_db()
    case.refresh_from_db()
    assert case.state == CaseState.DELIVERED.value, list(document.signatures.values_list("state", "waiting_reason"))
    signed = b"".join(ana.get(reverse("document", args=[document.pk])).streaming_content)
    assert signed == files.read(document.sha256)
    verdict = verify(signed, register=DatabaseRegister(), trust=trust_of_settings())
    assert verdict.verdict == Kind.ORIGINAL
    assert verdict.strict is True
    status = ana.get(reverse("case", args=[case.pk]))
    assert status.status_code == 200


def test_anas_clock_stands_while_she_brings_papers(town: Town) -> None:
    case = town.submitted()
    before = case.legal_due
    code = all_procedures()[case.procedure].papers[0].code
    from permits.actions.move import locked, move
    from permits.rules.states import Move

    move(locked(case), Move.START_REVIEW, by=town.corina)
    corina = town.client("corina")
    asked = corina.post(reverse("ask_papers", args=[case.pk]), {"papers": [code], f"reason_{code}": "extrasul este expirat", "message": "Depuneți unul nou."})
    assert asked.status_code == 302
    case.refresh_from_db()
    assert case.state == CaseState.WAITING_PAPERS.value
    assert Pause.objects.get(case=case).last_day is None
    with clock.moved_to(clock.now() + dt.timedelta(days=14)):
        ana = town.client("ana")
        empty = ana.post(reverse("answer_request", args=[case.pk]), {})
        assert empty.status_code == 422
        given = ana.post(reverse("answer_request", args=[case.pk]), {f"paper_{code}": pdf()})
        assert given.status_code == 302, given.content.decode()[-2000:]
    case.refresh_from_db()
    assert case.state == CaseState.IN_REVIEW.value
    assert Pause.objects.get(case=case).last_day is not None
    assert case.legal_due is not None
    assert before is not None
    assert (case.legal_due - before).days >= 13


def test_papers_outside_the_procedure_are_never_asked_for(town: Town) -> None:
    case = town.submitted()
    with pytest.raises(Refused):
        request_papers(case=case, reasons={"birth_certificate": "vrem și noi"}, message="", by=town.corina)


def test_papers_are_asked_for_once_for_the_whole_file(town: Town) -> None:
    from permits.actions.request_papers import answer_papers

    case = town.submitted()
    first, second = [code for code, _title in needed_papers(all_procedures()[case.procedure], case)][:2]
    request_papers(case=case, reasons={first: "este expirat"}, message="", by=town.corina)
    answer_papers(case=case, by=town.ana, texts={first: "l-am depus la ghișeu"})
    with pytest.raises(Refused):
        request_papers(case=case, reasons={second: "am uitat de el"}, message="", by=town.corina)


def test_bogdan_registers_a_paper_file_at_the_counter(town: Town) -> None:
    bogdan = town.client("bogdan")
    who = IDENTITY["mircea"]
    typed = {**{k: who[k] for k in ("kind", "name", "identifier", "address", "email")}, "procedure": "urbanism_certificate", "parcel": "50002", "purpose": "împrejmuire", "scan": pdf("dosar.pdf")}
    answer = bogdan.post(reverse("paper_file"), typed)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    case = Case.objects.get(channel="counter")
    assert case.registry_number
    assert case.entered_by == town.bogdan
    assert case.legal_due is not None


def test_an_unknown_check_is_settled_only_in_writing(town: Town) -> None:
    case = town.submitted()
    unknown = Finding.objects.filter(run__case=case, run__current=True, state="unknown").first()
    assert unknown is not None
    with pytest.raises(Refused):
        decide_finding(finding=unknown, decision="accepted", reason=" ", by=town.corina)


def test_nothing_goes_to_sign_while_a_check_has_no_answer(town: Town) -> None:
    case = town.submitted()
    from permits.actions.move import locked, move
    from permits.rules.states import Move

    move(locked(case), Move.START_REVIEW, by=town.corina)
    document = draft_document(case=case, outcome="issue", by=town.corina)
    with pytest.raises(Refused, match="fără răspuns"):
        send_to_sign(document=document, by=town.corina)


def test_an_unpaid_fee_stops_the_certificate(town: Town) -> None:
    case = town.submitted()
    kinds = {step.code: step.kind for step in all_procedures()[case.procedure].steps}
    walk.decide_all(case, town.corina)
    for item in WorkItem.objects.filter(case=case, state="open"):
        if kinds[item.step] is StepKind.ASSIGN:
            from permits.actions.complete_work_item import complete_work_item

            complete_work_item(item=item, by=walk.who(case, item.role, None), inspector=town.corina)
    document = draft_document(case=case, outcome="issue", by=town.corina)
    with pytest.raises(Refused, match="Taxa nu este plătită"):
        send_to_sign(document=document, by=town.corina)


def ready_to_sign(town: Town) -> tuple[Case, IssuedDocument]:
    case = town.reviewed()
    return case, walk.draft(case, town.corina)


def test_nobody_signs_what_they_drafted_and_nobody_signs_out_of_turn(town: Town) -> None:
    case, document = ready_to_sign(town)
    steps = list(document.signatures.order_by("order"))
    with pytest.raises(Refused):
        authorise_signatures(steps=[steps[1]], by=walk.who(case, steps[1].role, None))
    with pytest.raises(NotAllowed):
        authorise_signatures(steps=[steps[0]], by=town.ioana)
    IssuedDocument.objects.filter(pk=document.pk).update(drafted_by=walk.who(case, steps[0].role, None))
    with pytest.raises(Refused, match="redactat"):
        authorise_signatures(steps=[steps[0]], by=walk.who(case, steps[0].role, None))


def test_an_act_sent_back_loses_its_number_for_good_and_a_new_draft_is_there(town: Town) -> None:
    case, document = ready_to_sign(town)
    walk.sign(document, most=1)
    document.refresh_from_db()
    assert document.entry is not None
    second = document.signatures.get(order=2)
    refuse_signature(step=second, reason="Regimul tehnic nu spune retragerea posterioară.", by=walk.who(case, second.role, None))
    document.refresh_from_db()
    case.refresh_from_db()
    assert document.state == IssuedDocument.State.CANCELLED
    assert document.entry.cancelled_at is not None
    assert "retragerea posterioară" in document.entry.cancelled_reason
    assert case.state == CaseState.DRAFTING.value
    fresh = IssuedDocument.objects.exclude(pk=document.pk).get(case=case, outcome="issue")
    assert fresh.state == IssuedDocument.State.DRAFT
    assert fresh.entry is None
    assert fresh.verification_code != document.verification_code


def killed_after(real: Callable[..., object]) -> Callable[..., object]:
    def dies(*args: object, **kwargs: object) -> object:
        real(*args, **kwargs)
        raise KeyboardInterrupt

    return dies


@pytest.mark.parametrize("broken", ["keep_version", *(pytest.param(step, marks=pytest.mark.slow) for step in ("give_number", "prepare_pdf", "sign_many"))])
def test_a_worker_killed_between_two_steps_leaves_one_number_and_one_final_version(town: Town, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    from permits.actions import sign_document

    case, document = ready_to_sign(town)
    for step in document.signatures.order_by("order"):
        authorise_signatures(steps=[step], by=walk.who(case, step.role, None))
        real = getattr(sign_document, broken)

        monkeypatch.setattr(sign_document, broken, killed_after(real))
        with pytest.raises(KeyboardInterrupt):
            sign_document.sign_batch([step.pk])
        monkeypatch.setattr(sign_document, broken, real)
        sign_document.sign_batch([step.pk])
        sign_document.sign_batch([step.pk])
    jobs.drain()
    document.refresh_from_db()
    case.refresh_from_db()
    assert case.state == CaseState.DELIVERED.value
    assert DocumentVersion.objects.filter(document=document, final=True).count() == 1
    assert case.register_entries.filter(book=document.book).count() == 1
    assert document.signatures.filter(state=SignatureStep.State.SIGNED).count() == 3


def test_sending_the_same_form_twice_makes_one_case(town: Town) -> None:
    case = town.draft()
    first = submit_case(case=case, by=town.ana, submit_key=case.pk.hex)
    second = submit_case(case=case, by=town.ana, submit_key=case.pk.hex)
    assert first.pk == second.pk
    assert RegisterEntry.objects.filter(case=case, book="general").count() == 1
    assert case.events.filter(kind="register").count() == 1
