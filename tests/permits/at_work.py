"""The people of the town hall and those who ask, each in their own browser: what the walks of all procedures share.

Nothing here calls a verb of the program: what is not a form or a link on somebody's page cannot be done.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gisapp.core import clock, jobs
from gisapp.core.models import Job
from gisapp.management.demo import walk
from permits.actions import sign_document
from permits.models import ArchivePackage, Case, Finding, IssuedDocument, SignatureStep, WorkItem
from permits.queries.money_papers import unsigned_in
from permits.rules.procedure import Question, QuestionKind, StepKind
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState, Family

from .conftest import E0, IDENTITY, N0, Town
from .pages import Browser, scan

FAR_PARCEL = "50005"
WHY = "Verificat pe planșele tipărite și la fața locului; nu împiedică emiterea."
# A house on the far parcel, and a trench from the street to it: X is north, Y is east.
HOUSE = "\n".join(f"{N0 + y} {E0 + x}" for x, y in ((105, 12), (115, 12), (115, 22), (105, 22)))
TRENCH = "\n".join(f"{N0 + y} {E0 + x}" for x, y in ((110, -10), (110, 4)))
LAST = (StepKind.DRAFT, StepKind.APPROVE_DRAFT, StepKind.DELIVER)


@pytest.fixture
def quick_signatures(monkeypatch: pytest.MonkeyPatch) -> None:
    """A signature is a line at the end of the file: forty real ones a minute would be the whole time of the suite.

    Real keys sign in the journey's test, in two of these walks and in the browser.
    """

    def sign_many(orders: list[Any], **_with: Any) -> list[bytes]:
        return [order.pdf + f"\n% {order.field}\n".encode() for order in orders]

    monkeypatch.setattr(sign_document, "sign_many", sign_many)
    monkeypatch.setattr(sign_document, "key_of", lambda *_who, **_with: mock.Mock())
    monkeypatch.setattr(sign_document, "signing_context", lambda **_with: None)


def typed(question: Question, procedure: str, act: str) -> dict[str, Any]:
    """What the person types or ticks on the page of a question."""
    code = question.code
    if question.kind is QuestionKind.DATE:
        past = any(word in code for word in ("happened", "seen", "finished", "built"))
        day = clock.today() + dt.timedelta(days=0 if past else 30)
        if "until" in code or "end" in code:
            day += dt.timedelta(days=5)
        return {f"{code}_day": str(day.day), f"{code}_month": str(day.month), f"{code}_year": str(day.year)}
    if question.kind is QuestionKind.ACT:
        return {code: act or "1/2026"}
    value = walk.PURPOSES.get(procedure, walk.HOUSE) if code == "purpose" else walk.sample_answer(question)
    if question.kind in (QuestionKind.MONEY, QuestionKind.AREA):
        return {code: str(value).replace(".", ",")}
    return {code: value}


def who_asks(procedure: str) -> str:
    """Horia digs, Ana asks for everything else."""
    return "horia" if all_procedures()[procedure].family is Family.EXCAVATION else "ana"


def fill(browser: Browser, town: Town, procedure: str, person: str, act: str = "", variant: str = "", answers: dict[str, dict[str, Any]] | None = None) -> None:
    """Answer page by page until the confirmation; `answers` holds what is typed otherwise, by question."""
    found = all_procedures()[procedure]
    questions = {question.code: question for question in found.questions}
    for _page in range(40):
        if "/trimisa/" in browser.at:
            return
        before, step = browser.at, browser.step
        fills: dict[str, Any] = {}
        form = browser.page.xpath("//form[@data-keep]")[0]
        if step == "variant":
            fills = {"variant": variant or "plain"}
        elif step == "land":
            fills = {"parcels": FAR_PARCEL}
        elif step == "works" and found.works.value == "required":
            trench = found.family is Family.EXCAVATION or procedure == "service_connection"
            fills = {"coordinates": TRENCH if trench else HOUSE, "shape": "line" if trench else "polygon"}
            fills |= {"width_m": "0,6"} if trench else {"levels": "2", "height_m": "7"}
        elif step == "identity":
            fills = IDENTITY[person]
        elif step == "papers":
            fills = {field.name: scan() for field in form.inputs if getattr(field, "type", "") == "file"}
        elif step == "check":
            fills = {"consent": "on"}
        elif step.startswith("q-"):
            code = step.removeprefix("q-")
            given = (answers or {}).get(code)
            fills = typed(questions[code], procedure, act) if given is None else given
        browser.send(form, fills)
        assert browser.at != before, (step, fills, browser.said())
    raise AssertionError(f"the form of {procedure} does not come to an end: {browser.at} {browser.said()}")


def ask(town: Town, procedure: str, person: str = "", act: str = "", variant: str = "", answers: dict[str, dict[str, Any]] | None = None) -> Case:
    """The applicant starts at the procedure's public page and answers page by page until the confirmation."""
    person = person or who_asks(procedure)
    browser = Browser(town.people[person]).open(reverse("procedure", args=[procedure]))
    (start,) = browser.page.xpath(f"//a[starts-with(@href, '{reverse('start', args=[procedure])}')]")[:1]
    browser.open(start.get("href"))
    browser.send(browser.forms()[-1])
    fill(browser, town, procedure, person, act, variant, answers)
    case = Case.objects.filter(owner=town.people[person], procedure=procedure).latest("created_at")
    assert case.number and case.number in browser.page.text_content()
    return case


class Office:
    """The people of the town hall, each in their own browser."""

    def __init__(self, town: Town, password: str) -> None:
        self.town, self.password = town, password
        self.browsers: dict[int, Browser] = {}

    def of(self, case: Case, role: str) -> Browser:
        person = walk.who(case, role, self.town.corina)
        return self.browsers.setdefault(person.pk, Browser(person))

    def page(self, case: Case, role: str, tab: str = "") -> Browser:
        return self.of(case, role).open(reverse("office_case", args=[case.pk]) + (f"?tab={tab}" if tab else ""))

    def steps(self, case: Case, but: str = "") -> None:
        """Everybody does the steps that are theirs, up to the draft; `but` is done by somebody else."""
        kinds = {step.code: step.kind for step in all_procedures()[case.procedure].steps}
        for _round in range(20):
            items = [item for item in WorkItem.objects.filter(case=case, state=WorkItem.State.OPEN) if kinds[item.step] not in LAST and item.step != but]
            if not items:
                return
            for item in items:
                match kinds[item.step]:
                    case StepKind.CHECK_LAND:
                        self.decide(case)
                    case StepKind.COLLECT_ENDORSEMENTS:
                        self.endorsements(case, item.role)
                    case StepKind.CHECK_FEE:
                        self.take_money(case)
                self.finish(case, item)
        raise AssertionError(f"the steps of {case.procedure} do not come to an end")

    def finish(self, case: Case, item: WorkItem) -> None:
        browser = self.page(case, item.role)
        forms = browser.forms(reverse("complete_work_item", args=[item.pk]))
        assert forms, f"{item.step} of {case.procedure} cannot be finished on the page by {item.role}"
        fills = {"inspector": str(self.town.corina.pk)} if "inspector" in forms[0].fields else {}
        browser.send(forms[0], fills)
        item.refresh_from_db()
        assert item.state == WorkItem.State.DONE, (item.step, browser.said())

    def decide(self, case: Case) -> None:
        """Corina accepts what was measured, and writes why each check without an answer does not matter."""
        pending = Finding.objects.filter(run__case=case, run__current=True, decision=Finding.Decision.PENDING)
        if not pending.exists():
            return
        browser = self.page(case, "urbanism_inspector")
        for form in browser.forms(reverse("accept_all", args=[case.pk])):
            browser.send(form)
        rows = list(pending.all())
        for finding in rows:
            (form,) = browser.forms(reverse("finding_form", args=[finding.pk]))
            browser.send_and_stay(form, {"reason": WHY}, press="decision=accepted")
        browser.open(browser.at)
        assert {row.decision for row in Finding.objects.filter(pk__in=[row.pk for row in rows])} <= {Finding.Decision.ACCEPTED}, browser.said()
        # The page shows each as decided: none waits, none can be accepted in bulk any more.
        assert not browser.forms(reverse("accept_all", args=[case.pk]))

    def endorsements(self, case: Case, role: str) -> None:
        """What institutions are asked, and their answers that came by letter."""
        browser = self.page(case, role, "avize")
        for form in browser.forms(reverse("ask_endorsements", args=[case.pk])):
            browser.send(form)
        self.page(case, role, "avize")
        rows = list(case.endorsements.filter(state="asked").select_related("institution"))
        for row in rows:
            (form,) = browser.forms(reverse("type_endorsement", args=[row.pk]))
            browser.send_and_stay(form, {"state": "favourable", "number": f"aviz {row.institution.code}/2026"})
        self.page(case, role, "avize")
        for row in rows:
            row.refresh_from_db()
            assert row.state == "favourable", browser.said()

    def take_money(self, case: Case) -> None:
        for charge in case.charges.filter(cancelled_at=None, amount__gt=0):
            browser = self.of(case, "finance_officer").open(reverse("finance_desk"))
            for form in browser.forms(reverse("take_payment", args=[charge.pk])):
                browser.send(form, {"reference": "casa 1"})

    def draft(self, case: Case, outcome: str = "issue", **sections: str) -> IssuedDocument:
        """The drafter writes the answer; a second person checks it where the procedure says so; it goes to be signed."""
        steps = {step.kind: step for step in all_procedures()[case.procedure].steps}
        if outcome == "issue":
            self.take_money(case)
        drafter = self.of(case, steps[StepKind.DRAFT].role.value)
        case.refresh_from_db()
        if case.state in ("registered", "in_review"):
            self.decide(case)
        drafter.open(reverse("office_case", args=[case.pk]))
        start = [form for form in drafter.forms(reverse("start_draft", args=[case.pk])) if form.fields["outcome"] == outcome]
        assert start, f"nobody can draft {case.procedure} in state {Case.objects.get(pk=case.pk).state}"
        drafter.send(start[0])
        document = IssuedDocument.objects.exclude(state="cancelled").get(case=case, outcome=outcome)
        if sections:
            (form,) = [form for form in drafter.forms() if set(sections) <= set(form.fields.keys())]
            drafter.send(form, sections)
        self.to_sign(drafter, document)
        checks = [step.code for step in steps.values() if step.kind is StepKind.APPROVE_DRAFT]
        for item in WorkItem.objects.filter(case=case, state=WorkItem.State.OPEN, step__in=checks):
            case.refresh_from_db()
            self.finish(case, item)
            self.to_sign(drafter, document)
        document.refresh_from_db()
        assert document.state == IssuedDocument.State.APPROVED, drafter.said()
        return document

    def to_sign(self, drafter: Browser, document: IssuedDocument) -> None:
        drafter.open(reverse("draft", args=[document.pk]))
        forms = drafter.forms(reverse("send_to_sign", args=[document.pk]))
        assert forms, (document.title, drafter.said())
        drafter.send(forms[0])

    def sign(self, document: IssuedDocument, but: str = "") -> IssuedDocument:
        """Each signatory finds the act on their desk, in turn, and signs with their password; `but` signs elsewhere."""
        assert document.case is not None
        case = Case.objects.get(pk=document.case_id)
        for step in document.signatures.exclude(state=SignatureStep.State.SIGNED).exclude(role=but).order_by("order"):
            desk = self.of(case, step.role).open(reverse("signing_desk"))
            (form,) = desk.forms(reverse("sign"))
            assert form.xpath(f".//input[@name='steps'][@value='{step.pk}']"), f"{step.role} does not find the act on the signing desk"
            desk.send(form, {"password": self.password, "steps": [str(step.pk)]})
            jobs.drain()
            step.refresh_from_db()
            assert step.state == SignatureStep.State.SIGNED, (step.waiting_reason, list(Job.objects.filter(name="permits.sign_batch", done_at=None).values_list("last_error", flat=True)), desk.said())
        document.refresh_from_db()
        return document

    def answer(self, case: Case, outcome: str = "issue", **sections: str) -> IssuedDocument:
        """Draft, second pair of eyes, signatures in order, delivery."""
        return self.sign(self.draft(case, outcome, **sections))

    def state(self, case: Case, verb: str, role: str, reason: str = "") -> None:
        """Somebody states on the case's page what has happened."""
        browser = self.page(case, role)
        forms = [form for form in browser.forms(reverse("state_move", args=[case.pk])) if form.fields["verb"] == verb]
        assert forms, f"{role} cannot {verb} a case that is {Case.objects.get(pk=case.pk).state}"
        browser.send(forms[0], {"reason": reason} if reason else {})
        case.refresh_from_db()

    def close(self, case: Case) -> None:
        self.state(case, "close", "registry_clerk")
        assert case.state == CaseState.CLOSED.value, self.of(case, "registry_clerk").said()

    def sign_money(self, case: Case) -> None:
        """The cashier finds the receipts of a case on her desk and signs them together."""
        jobs.drain()
        steps = list(SignatureStep.objects.filter(document__in=unsigned_in(case)))
        if steps:
            desk = self.of(case, "finance_officer").open(reverse("signing_desk"))
            (form,) = desk.forms(reverse("sign"))
            desk.send(form, {"password": self.password, "steps": [str(step.pk) for step in steps]})
            jobs.drain()
        assert not unsigned_in(case).exists()

    def archive(self, case: Case) -> None:
        self.sign_money(case)
        ended = case.closed_at or case.decided_at
        assert ended is not None
        browser = self.of(case, "registry_clerk").open(f"{reverse('archive_desk')}?year={ended.year}")
        forms = browser.forms(reverse("archive_case", args=[case.pk]))
        assert forms, f"{case.procedure} cannot be archived on the page"
        browser.send(forms[0])
        assert ArchivePackage.objects.filter(case=case).exists(), browser.said()
        case.refresh_from_db()
        assert case.state == CaseState.ARCHIVED.value


def picture(name: str = "refacere.png") -> Iterator[SimpleUploadedFile]:
    """A photograph of the street."""
    import io

    from PIL import Image

    held = io.BytesIO()
    Image.new("RGB", (40, 30), (90, 90, 90)).save(held, "PNG")
    yield SimpleUploadedFile(name, held.getvalue(), content_type="image/png")


def number_of(document: IssuedDocument) -> str:
    """The number of an act as its owner types it."""
    assert document.entry is not None
    return f"{document.entry.number}/{document.entry.year}"
