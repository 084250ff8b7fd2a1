"""Every procedure from the request to the archived answer, only through the pages, each by the person whose work it is.

The browser runs no JavaScript and sends only forms that stand on the page: what cannot be reached by clicking fails here.
"""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from gisapp.core import clock, files, jobs
from gisapp.core.models import Job
from gisapp.management.demo import walk
from permits.actions.expire_acts import expire_acts
from permits.models import ArchivePackage, Case, DocumentVersion, Finding, IssuedDocument, SignatureStep, WorkItem
from permits.rules.procedure import Plot, Question, QuestionKind, StepKind
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState, Family

from .conftest import E0, IDENTITY, N0, Town
from .pages import Browser, scan

FAR_PARCEL = "50005"
WHY = "Verificat pe planșele tipărite și la fața locului; nu împiedică emiterea."
# A house on the far parcel, and a trench from the street to it: X is north, Y is east.
HOUSE = "\n".join(f"{N0 + y} {E0 + x}" for x, y in ((105, 12), (115, 12), (115, 22), (105, 22)))
TRENCH = "\n".join(f"{N0 + y} {E0 + x}" for x, y in ((110, -10), (110, 4)))


def typed(question: Question, procedure: str, act: str) -> dict[str, Any]:
    """What the person types or ticks on the page of a question."""
    code = question.code
    if question.kind is QuestionKind.DATE:
        day = clock.today() + dt.timedelta(days=30)
        if "until" in code or "end" in code:
            day += dt.timedelta(days=5)
        return {f"{code}_0": str(day.day), f"{code}_1": str(day.month), f"{code}_2": str(day.year)}
    if question.kind is QuestionKind.ACT:
        return {code: act or "1/2026"}
    value = walk.PURPOSES.get(procedure, walk.HOUSE) if code == "purpose" else walk.sample_answer(question)
    if question.kind in (QuestionKind.MONEY, QuestionKind.AREA):
        return {code: str(value).replace(".", ",")}
    return {code: value}


def ask(town: Town, procedure: str, person: str, act: str = "", variant: str = "") -> Case:
    """The applicant starts at the procedure's public page and answers page by page until the confirmation."""
    found = all_procedures()[procedure]
    browser = Browser(town.people[person]).open(reverse("procedure", args=[procedure]))
    (start,) = browser.page.xpath(f"//a[starts-with(@href, '{reverse('start', args=[procedure])}')]")[:1]
    browser.open(start.get("href"))
    browser.send(browser.forms()[-1])
    questions = {question.code: question for question in found.questions}
    for _page in range(40):
        if "/trimisa/" in browser.at:
            break
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
            fills = typed(questions[step.removeprefix("q-")], procedure, act)
        browser.send(form, fills)
        assert browser.at != before, (step, fills, browser.said())
    else:
        raise AssertionError(f"the form of {procedure} does not come to an end: {browser.at} {browser.said()}")
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

    def steps(self, case: Case) -> None:
        """Everybody does the steps that are theirs, up to the draft."""
        kinds = {step.code: step.kind for step in all_procedures()[case.procedure].steps}
        for _round in range(20):
            items = [item for item in WorkItem.objects.filter(case=case, state=WorkItem.State.OPEN) if kinds[item.step] not in (StepKind.DRAFT, StepKind.APPROVE_DRAFT, StepKind.DELIVER)]
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
        browser = self.of(case, item.role).open(reverse("office_case", args=[case.pk]))
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
        browser = self.of(case, "urbanism_inspector").open(reverse("office_case", args=[case.pk]))
        for form in browser.forms(reverse("accept_all", args=[case.pk])):
            browser.send(form)
        for finding in pending.all():
            (form,) = browser.forms(reverse("finding_form", args=[finding.pk]))
            browser.send(form, {"reason": WHY}, press="decision=accepted")
            finding.refresh_from_db()
            assert finding.decision == Finding.Decision.ACCEPTED, browser.said()

    def endorsements(self, case: Case, role: str) -> None:
        """What institutions are asked, and their answers that came by letter."""
        address = reverse("office_case", args=[case.pk]) + "?tab=avize"
        browser = self.of(case, role).open(address)
        for form in browser.forms(reverse("ask_endorsements", args=[case.pk])):
            browser.send(form)
        for row in case.endorsements.filter(state="asked"):
            browser.open(address)
            (form,) = browser.forms(reverse("type_endorsement", args=[row.pk]))
            browser.send(form, {"state": "favourable", "number": f"aviz {row.institution.code}/2026"})
            row.refresh_from_db()
            assert row.state == "favourable", browser.said()

    def take_money(self, case: Case) -> None:
        for charge in case.charges.filter(cancelled_at=None, amount__gt=0):
            browser = self.of(case, "finance_officer").open(reverse("finance_desk"))
            for form in browser.forms(reverse("take_payment", args=[charge.pk])):
                browser.send(form, {"reference": "casa 1"})

    def answer(self, case: Case) -> IssuedDocument:
        """Draft, second pair of eyes, signatures in order, delivery."""
        steps = {step.kind: step for step in all_procedures()[case.procedure].steps}
        self.take_money(case)
        drafter = self.of(case, steps[StepKind.DRAFT].role.value)
        if case.state in ("registered", "in_review"):
            self.decide(case)
        drafter.open(reverse("office_case", args=[case.pk]))
        start = [form for form in drafter.forms(reverse("start_draft", args=[case.pk])) if form.fields["outcome"] == "issue"]
        assert start, f"nobody can draft {case.procedure} in state {Case.objects.get(pk=case.pk).state}"
        drafter.send(start[0])
        document = IssuedDocument.objects.get(case=case, outcome="issue")
        self.to_sign(drafter, document)
        for item in WorkItem.objects.filter(case=case, state=WorkItem.State.OPEN, step__in=[step.code for step in steps.values() if step.kind is StepKind.APPROVE_DRAFT]):
            case.refresh_from_db()
            self.finish(case, item)
            self.to_sign(drafter, document)
        document.refresh_from_db()
        assert document.state == IssuedDocument.State.APPROVED, drafter.said()
        # The letters on the way (confirmation, receipt, requests) are signed in the journey's test; here they would double the time.
        Job.objects.filter(name="permits.issue_letter").delete()
        case.refresh_from_db()
        for step in document.signatures.order_by("order"):
            desk = self.of(case, step.role).open(reverse("signing_desk"))
            (form,) = desk.forms(reverse("sign"))
            assert form.xpath(f".//input[@name='steps'][@value='{step.pk}']"), f"{step.role} does not find the act on the signing desk"
            desk.send(form, {"password": self.password, "steps": [str(step.pk)]})
            jobs.drain()
            step.refresh_from_db()
            assert step.state == SignatureStep.State.SIGNED, (step.waiting_reason, desk.said())
        document.refresh_from_db()
        return document

    def to_sign(self, drafter: Browser, document: IssuedDocument) -> None:
        drafter.open(reverse("draft", args=[document.pk]))
        forms = drafter.forms(reverse("send_to_sign", args=[document.pk]))
        assert forms, (document.title, drafter.said())
        drafter.send(forms[0])

    def close(self, case: Case) -> None:
        browser = self.of(case, "registry_clerk").open(reverse("office_case", args=[case.pk]))
        (form,) = [form for form in browser.forms(reverse("state_move", args=[case.pk])) if form.fields["verb"] == "close"]
        browser.send(form)
        case.refresh_from_db()
        assert case.state == CaseState.CLOSED.value, browser.said()

    def archive(self, case: Case) -> None:
        ended = case.closed_at or case.decided_at
        assert ended is not None
        browser = self.of(case, "registry_clerk").open(f"{reverse('archive_desk')}?year={ended.year}")
        forms = browser.forms(reverse("archive_case", args=[case.pk]))
        assert forms, f"{case.procedure} cannot be archived on the page"
        browser.send(forms[0])
        assert ArchivePackage.objects.filter(case=case).exists(), browser.said()


def answered(town: Town, password: str, procedure: str) -> tuple[Case, IssuedDocument]:
    """Lead a request to its delivered answer; what it follows is led before."""
    found = all_procedures()[procedure]
    act = ""
    if found.plot is Plot.ACT:
        _earlier, document = answered(town, password, next(question.of for question in found.questions if question.of)[0])
        assert document.entry is not None
        act = f"{document.entry.number}/{document.entry.year}"
    case = ask(town, procedure, "horia" if found.family is Family.EXCAVATION else "ana", act)
    office = Office(town, password)
    office.steps(case)
    case.refresh_from_db()
    return case, office.answer(case)


# Seen to go through to the archive; the others are run by `-m bench` until each has been.
SEEN = ("fiscal_zone_attestation", "plan_unit_attestation")


@pytest.mark.parametrize("procedure", [code if code in SEEN else pytest.param(code, marks=pytest.mark.bench) for code in sorted(all_procedures())])
def test_a_request_becomes_an_archived_answer_on_the_pages(town: Town, password: str, procedure: str) -> None:
    case, document = answered(town, password, procedure)
    case.refresh_from_db()
    assert case.state == CaseState.DELIVERED.value
    assert document.state == IssuedDocument.State.ISSUED
    assert DocumentVersion.objects.filter(document=document, final=True).count() == 1
    applicant = Browser(case.owner).open(reverse("case", args=[case.pk]))
    (link,) = applicant.page.xpath(f"//a[@href='{reverse('document', args=[document.pk])}']")[:1]
    sent = b"".join(applicant.client.get(link.get("href")).streaming_content)
    assert sent.startswith(b"%PDF-") and sent == files.read(document.sha256)
    if document.kind == "extension":
        extended = Case.objects.filter(procedure=next(question.of for question in all_procedures()[procedure].questions if question.of)[0]).latest("created_at")
        assert extended.state == CaseState.EXTENDED.value and extended.valid_until == document.valid_until
    office = Office(town, password)
    if case.valid_until is None:
        office.close(case)
        office.archive(case)
    else:
        # An act that holds for a time is archived when it no longer does.
        with clock.moved_to(walk.at(case.valid_until + dt.timedelta(days=1))):
            expire_acts()
            case.refresh_from_db()
            office.archive(case)
    case.refresh_from_db()
    assert case.state == CaseState.ARCHIVED.value
