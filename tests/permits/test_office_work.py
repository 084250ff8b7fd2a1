"""The office's own days: a digest each morning, a calendar by a secret, work moved with a reason, a fee that is never forgotten."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from gisapp.accounts.models import Absence
from gisapp.core import clock, jobs
from gisapp.core.errors import Refused
from gisapp.management.demo import walk
from permits.actions.complete_work_item import reassign_work_item
from permits.actions.send_digest import plan_digests
from permits.actions.type_answers import type_answers
from permits.models import Case, Charge, IssuedDocument, Notice, WorkItem
from permits.queries.blocking import fee_missing, why_not_issue

from .conftest import Town

COUNTER = {
    "procedure": "building_permit", "kind": "person", "name": "Ana Pădurariu", "identifier": "5000229270010", "address": "Strada Fântânii nr. 1", "email": "", "phone": "", "parcel": "50001",
    "purpose": "construire locuință",
}


def at_the_counter(town: Town) -> Case:
    """Bogdan enters a paper request whose value of works is not written anywhere."""
    answer = town.client("bogdan").post(reverse("paper_file"), COUNTER)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return Case.objects.filter(channel="counter").latest("created_at")


def test_a_paper_file_whose_fee_lacks_a_fact_cannot_be_issued_until_the_fact_is_typed_and_the_fee_paid(town: Town) -> None:
    case = at_the_counter(town)
    assert not Charge.objects.filter(case=case).exists()
    assert any("Taxa nu este calculată" in reason for reason in why_not_issue(case, "issue"))
    assert not any("Taxa" in reason for reason in why_not_issue(case, "refusal"))
    client = town.client("corina")
    page = client.get(reverse("missing_answers", args=[case.pk]))
    assert page.status_code == 200
    assert 'name="work_value"' in page.content.decode()
    answer = client.post(reverse("missing_answers", args=[case.pk]), {"work_value": "85.000,00", "building_use": "home"})
    assert answer.status_code == 302, answer.context["form"].errors
    case.refresh_from_db()
    assert fee_missing(case) == ""
    assert Charge.objects.get(case=case, kind="fee").amount > 0
    assert any("Taxa nu este plătită" in reason for reason in why_not_issue(case, "issue"))
    assert case.events.filter(kind="fee_computed").count() == 1


def test_what_the_applicant_answered_is_not_overwritten(town: Town) -> None:
    case = at_the_counter(town)
    with pytest.raises(Refused):
        type_answers(case=case, answers={"purpose": "altceva"}, by=town.corina)
    with pytest.raises(Refused):
        type_answers(case=case, answers={"work_value": "1.00"}, by=town.ioana)


def morning(town: Town, days: int = 40) -> dt.datetime:
    """Eight o'clock of a working day far enough for the steps to be late."""
    from permits.queries.parameters import calendar_of

    return walk.at(calendar_of(town.authority).next_working(clock.today() + dt.timedelta(days=days)), 8)


def test_each_person_gets_one_digest_a_working_morning_and_who_is_away_none(town: Town) -> None:
    case = town.submitted()
    item = WorkItem.objects.filter(case=case, state="open").exclude(assignee=None).first()
    assert item is not None
    with clock.moved_to(morning(town)):
        Absence.objects.create(authority=town.authority, user=item.assignee, first_day=clock.today(), last_day=clock.today(), delegate=town.sanda)
        plan_digests()
        plan_digests()
        jobs.drain()
        digests = Notice.objects.filter(kind="digest")
        assert not digests.filter(user=item.assignee).exists()
        assert digests.filter(user=town.sanda, body__contains=case.number).count() == 1
    Absence.objects.all().delete()
    with clock.moved_to(walk.at(morning(town).date(), 5)):
        before = Notice.objects.count()
        plan_digests()
        assert Notice.objects.count() == before


def test_the_calendar_opens_by_its_secret_only_and_names_nobody(town: Town) -> None:
    case = town.submitted()
    item = WorkItem.objects.filter(case=case, state="open").exclude(assignee=None).first()
    assert item is not None
    name = next(key for key, person in town.people.items() if person == item.assignee)
    client, stranger = town.client(name), Client(HTTP_HOST="localhost")
    address = client.post(reverse("calendar_settings"), {"do": "open"}).context["address"]
    path = "/" + address.split("/", 3)[3]
    text = stranger.get(path).content.decode().replace("\r\n ", "")
    assert case.number in text
    assert f"{item.due:%Y%m%d}" in text
    assert case.applicant.name not in text
    assert "50001" not in text
    client.post(reverse("calendar_settings"), {"do": "open"})
    assert stranger.get(path).status_code == 404
    client.post(reverse("calendar_settings"), {"do": "close"})
    assert stranger.get(reverse("calendar_feed", args=["orice"])).status_code == 404


def test_a_manager_moves_work_in_bulk_to_who_may_do_it_with_a_reason(town: Town) -> None:
    case = town.submitted()
    item = WorkItem.objects.filter(case=case, state="open", role="chief_architect").first()
    assert item is not None
    assert item.because
    client = town.client("sanda")
    assert client.get(reverse("workload")).status_code == 200
    client.post(reverse("reassign_many"), {"items": [item.pk], "to": town.bogdan.pk, "reason": "concediu medical"})
    item.refresh_from_db()
    assert item.assignee != town.bogdan
    client.post(reverse("reassign_many"), {"items": [item.pk], "to": town.dan.pk, "reason": ""})
    assert not case.events.filter(kind="reassign").exists()
    client.post(reverse("reassign_many"), {"items": [item.pk], "to": town.dan.pk, "reason": "cunoaște zona"})
    item.refresh_from_db()
    assert item.assignee == town.dan
    assert "cunoaște zona" in item.because
    assert town.client("bogdan").get(reverse("workload")).status_code == 404
    with pytest.raises(Refused):
        reassign_work_item(item=item, to=town.dan, by=town.bogdan, reason="pentru că da")


def test_a_case_that_changed_since_the_last_visit_says_so(town: Town) -> None:
    case = town.submitted()
    item = WorkItem.objects.filter(case=case, state="open").exclude(assignee=None).first()
    assert item is not None
    name = next(key for key, person in town.people.items() if person == item.assignee)
    client = town.client(name)
    client.get(reverse("office_case", args=[case.pk]))
    with clock.moved_to(clock.now() + dt.timedelta(hours=1)):
        town.client("bogdan").post(reverse("add_note", args=[case.pk]), {"text": "a sunat solicitanta"})
        assert any(row["changed"] for row in client.get(reverse("inbox")).context["rows"] if row["item"].case_id == case.pk)
        assert client.get(reverse("office_case", args=[case.pk]) + "?tab=istoric").context["news"]
    assert not client.get(reverse("office_case", args=[case.pk]) + "?tab=acte").context["news"]


def test_the_status_page_opens_with_number_and_printed_code_and_tells_wrong_number_and_wrong_code_alike(town: Town) -> None:
    case = town.submitted()
    jobs.drain()
    code = IssuedDocument.objects.get(case=case, kind="acknowledgment").verification_code
    client = Client(HTTP_HOST="localhost")
    assert case.number in client.post(reverse("status"), {"number": case.number, "code": code}).content.decode()
    answers = [client.post(reverse("status"), {"number": number, "code": wrong}) for number, wrong in ((case.number, "A" * 16), ("999999/2026", code))]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[0].context["sentence"] == answers[1].context["sentence"]
