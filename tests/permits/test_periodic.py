"""What the house does by itself: acts expire, terms escalate, nothing lies where nobody sees it, archives are renewed."""

import datetime as dt
import hashlib

import pytest
from django.http import FileResponse
from django.urls import reverse

from gisapp.core import clock, files, jobs
from permits.actions import refresh_archive as renewing
from permits.actions.alarm_stuck import alarm_stuck
from permits.actions.check_history import history_problems
from permits.actions.escalate_work import escalate_work
from permits.actions.expire_acts import expire_acts
from permits.actions.open_work import plan_again
from permits.documents.verify import verify
from permits.documents.verify.configured import trust_of_settings
from permits.documents.verify.register import DatabaseRegister
from permits.models import Case, CheckRun, DocumentVersion, Finding, IssuedDocument, Notice, WorkItem
from permits.queries.stuck import stuck_cases
from permits.rules.states import CaseState

from .conftest import Town


def test_a_certificate_expires_the_day_after_its_last_day(town: Town) -> None:
    case = town.submitted()
    Case.objects.filter(pk=case.pk).update(state=CaseState.DELIVERED.value, valid_until=clock.today())
    expire_acts()
    case.refresh_from_db()
    assert case.state == CaseState.DELIVERED.value
    with clock.moved_to(clock.now() + dt.timedelta(days=1)):
        expire_acts()
        expire_acts()
    case.refresh_from_db()
    assert case.state == CaseState.EXPIRED.value
    assert case.events.filter(kind="expire").count() == 1


def test_each_level_of_lateness_is_told_once(town: Town) -> None:
    case = town.submitted()
    item = WorkItem.objects.filter(case=case, state="open").order_by("due").first()
    assert item is not None
    assert item.due is not None
    Notice.objects.filter(case=case).delete()
    escalate_work()
    assert not Notice.objects.filter(case=case, kind__startswith="work_").exists()
    late = dt.datetime.combine(item.due + dt.timedelta(days=4), dt.time(10), tzinfo=clock.TOWN_TIME)
    with clock.moved_to(late):
        escalate_work()
        told = Notice.objects.filter(case=case, kind="work_over").count()
        escalate_work()
        assert told > 0
        assert Notice.objects.filter(case=case, kind="work_over").count() == told
    assert case.events.filter(kind="escalate", data__level="over").exists()


def test_the_clock_of_a_case_that_waits_for_ana_does_not_escalate(town: Town) -> None:
    case = town.submitted()
    Case.objects.filter(pk=case.pk).update(state=CaseState.WAITING_PAPERS.value)
    with clock.moved_to(clock.now() + dt.timedelta(days=90)):
        escalate_work()
    assert not Notice.objects.filter(case=case, kind__startswith="work_").exists()


def test_a_case_that_nobody_holds_raises_the_alarm_once_a_day(town: Town) -> None:
    case = town.submitted()
    assert case not in list(stuck_cases())
    WorkItem.objects.filter(case=case).update(state="cancelled")
    assert case in list(stuck_cases())
    alarm_stuck()
    alarm_stuck()
    told = Notice.objects.filter(case=case, kind="stuck")
    assert told.count() == len(set(told.values_list("address", flat=True))) > 0


def test_a_finding_that_appears_later_opens_the_step_it_asks_for(town: Town) -> None:
    case = town.submitted()
    item = WorkItem.objects.get(case=case, step="check_title")
    assert item.state == WorkItem.State.SKIPPED
    run = CheckRun.objects.get(case=case, current=True)
    Finding.objects.create(run=run, number=900, code="PUB", state="conflict", effect="warn", title="Domeniu public")
    plan_again(case)
    item.refresh_from_db()
    assert item.state in (WorkItem.State.WAITING, WorkItem.State.OPEN)
    assert item.due is not None


def test_an_archive_timestamp_is_renewed_and_the_issued_bytes_stay(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.submitted()
    jobs.drain()
    letter = IssuedDocument.objects.get(kind="acknowledgment")
    before = letter.sha256
    renewing.plan_refreshes()
    jobs.drain()
    assert DocumentVersion.objects.filter(document=letter, final=True).count() == 1
    monkeypatch.setattr(renewing, "REFRESH_AFTER", dt.timedelta(0))
    renewing.refresh_archive(str(letter.pk))
    letter.refresh_from_db()
    assert letter.sha256 == before
    assert letter.archived_at is not None
    newest = DocumentVersion.objects.filter(document=letter, final=True).order_by("-made_at").first()
    assert newest is not None
    assert newest.sha256 != before
    assert files.read(newest.sha256).startswith(files.read(before))
    page = reverse("document", args=[letter.pk])
    for asked, sha256 in ((page, newest.sha256), (f"{page}?versiunea=emisa", before)):
        sent = town.client("ana").get(asked)
        assert isinstance(sent, FileResponse)
        pdf = b"".join(sent.streaming_content)  # type: ignore[arg-type]
        assert hashlib.sha256(pdf).hexdigest() == sha256
        assert verify(pdf, register=DatabaseRegister(), trust=trust_of_settings()).verdict == "original"
    assert "?versiunea=emisa" in town.client("ana").get(reverse("case", args=[letter.case_id])).content.decode()
    assert list(history_problems()) == []
