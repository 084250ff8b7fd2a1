"""Florin answers for the gas company; silence counts on its day, never for the police; strangers find nothing."""

import datetime as dt
import io
from pathlib import Path

import ezdxf
import pyogrio
import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gisapp.accounts.models import Institution
from gisapp.core import clock, jobs
from gisapp.core.errors import Refused
from gisapp.management.demo import walk
from gisapp.management.demo.applicants import paper_of
from permits.actions.answer_endorsement import DESK, LINK, answer_endorsement, give_papers
from permits.actions.ask_endorsements import ask_endorsements, cancel_endorsement, send_link_again
from permits.actions.check_history import history_problems
from permits.actions.complete_work_item import complete_work_item
from permits.actions.settle_endorsements import settle_endorsements
from permits.models import Case, Endorsement, IssuedDocument, Notice, WorkItem
from permits.queries.blocking import why_not_issue
from permits.queries.endorsements import needed_endorsements
from permits.queries.endorser_link import token_of

from .conftest import Town


def asked(town: Town, codes: tuple[str, ...] = ("GAS",), *, sealed: bool = False) -> tuple[Case, Endorsement]:
    """Horia's trench over the gas pipe, with the institutions asked."""
    case = town.submitted("excavation_approval", "50001", "horia")
    for item in WorkItem.objects.filter(case=case, state="open", step="assign"):
        complete_work_item(item=item, by=walk.who(case, item.role, None), inspector=town.corina)
    case.refresh_from_db()
    by = walk.who(case, "technical_inspector", None)
    ask_endorsements(case=case, institutions=codes, by=by, sealed=sealed)
    return case, Endorsement.objects.get(case=case, institution__code=codes[0])


def signed_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("aviz.pdf", paper_of("aviz"), content_type="application/pdf")


def test_florin_finds_the_request_due_first_and_answers_with_conditions_and_a_file(town: Town) -> None:
    case, row = asked(town)
    client = town.client("florin")
    assert client.get(reverse("endorser_desk")).context["rows"][0]["row"] == row
    page = client.get(reverse("endorser_request", args=[row.pk]))
    assert page.status_code == 200
    text = page.content.decode()
    assert case.number in text
    assert row.due_explanation in text
    assert case.applicant.identifier not in text
    client.post(reverse("endorser_request", args=[row.pk]), {"state": "conditional", "text": "Săpătură manuală la un metru de conductă.", "number": "331/2026", "file": signed_file()})
    row.refresh_from_db()
    assert (row.state, row.answered_by, row.channel) == ("conditional", town.florin, DESK)
    assert row.paper is not None
    jobs.drain()
    row.paper.refresh_from_db()
    assert "uninspected" not in row.paper.flags
    assert case.events.filter(kind="answer_endorsement").count() == 1
    assert list(history_problems()) == []
    assert Notice.objects.filter(case=case, kind="endorsement_answered").exists()
    assert client.get(reverse("endorser_desk") + "?scope=answered").context["rows"][0]["row"] == row


def test_the_works_come_as_geopackage_and_dxf_in_stereo_70(town: Town, tmp_path: Path) -> None:
    case, row = asked(town)
    client = town.client("florin")
    made = tmp_path / "lucrari.gpkg"
    made.write_bytes(client.get(reverse("endorser_works", args=[row.pk, "gpkg"])).content)
    assert {name for name, _kind in pyogrio.list_layers(made)} == {"teren", "lucrari", "lucrari_suprafata"}
    info = pyogrio.read_info(made, layer="lucrari")
    assert "3844" in info["crs"]
    assert info["total_bounds"][0] == pytest.approx(case.works.get().geom.extent[0])
    drawing = ezdxf.read(io.StringIO(client.get(reverse("endorser_works", args=[row.pk, "dxf"])).content.decode()))
    assert {entity.dxf.layer for entity in drawing.modelspace()} == {"teren", "lucrari", "lucrari_suprafata"}
    assert client.get(reverse("endorser_works", args=[row.pk, "exe"])).status_code == 404


def test_florin_reads_technical_papers_and_no_personal_ones(town: Town) -> None:
    case, row = asked(town)
    client = town.client("florin")
    site_plan, contract = case.papers.get(code="site_plan"), case.papers.filter(code="contractor_contract").first()
    sent = client.get(reverse("endorser_paper", args=[row.pk, site_plan.pk]))
    assert b"".join(sent.streaming_content).startswith(b"%PDF-")
    assert case.reads.filter(reader=town.florin, group="papers").count() == 1
    for paper in [contract, *case.papers.filter(code="power_of_attorney")]:
        if paper is not None:
            assert client.get(reverse("endorser_paper", args=[row.pk, paper.pk])).status_code == 404
    assert client.get(reverse("paper", args=[site_plan.pk])).status_code == 404


def test_a_link_opens_one_request_without_an_account_until_it_is_withdrawn(town: Town) -> None:
    Institution.objects.filter(code="GAS").update(email="avize@gaze.example")
    case, row = asked(town)
    told = Notice.objects.get(case=case, kind="endorsement_request")
    assert told.address == "avize@gaze.example"
    client, old = Client(HTTP_HOST="localhost"), reverse("endorser_link", args=[token_of(row)])
    assert old in told.body
    assert client.get(old).status_code == 200
    assert client.get(old)["Referrer-Policy"] == "same-origin"
    assert client.get(reverse("endorser_link", args=[token_of(row)[:-1] + "x"])).status_code == 404
    assert client.post(old, {"state": "favourable"}).status_code == 422
    send_link_again(endorsement=row, by=walk.who(case, "technical_inspector", None))
    assert client.get(old).status_code == 404
    row.refresh_from_db()
    new = reverse("endorser_link", args=[token_of(row)])
    assert client.post(new, {"state": "favourable", "file": signed_file()}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.channel, row.answered_by) == ("favourable", LINK, None)
    assert client.post(new, {"state": "unfavourable", "text": "ne-am răzgândit pe loc", "file": signed_file()}).status_code == 422
    with clock.moved_to(clock.now() + dt.timedelta(days=200)):
        assert client.get(new).status_code in (200, 404)


def test_a_link_is_dead_after_its_days(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from permits.queries import endorser_link

    _case, row = asked(town)
    monkeypatch.setattr(endorser_link, "LIVES", dt.timedelta(seconds=-1))
    assert Client(HTTP_HOST="localhost").get(reverse("endorser_link", args=[token_of(row)])).status_code == 404


def test_silence_is_consent_the_day_after_the_last_day_and_not_before(town: Town) -> None:
    case, row = asked(town)
    assert row.tacit_from == row.due + dt.timedelta(days=1)
    for day in (row.due, row.tacit_from):
        with clock.moved_to(walk.at(day, 8)):
            settle_endorsements()
            settle_endorsements()
            row.refresh_from_db()
            assert row.state == ("tacit" if day == row.tacit_from else "asked")
    assert case.events.filter(kind="tacit_endorsement").count() == 1
    assert Notice.objects.filter(case=case, kind="endorsement_tacit").count() == 1
    with pytest.raises(Refused):
        answer_endorsement(endorsement=row, state="favourable", by=town.florin, channel=DESK)


def test_the_silence_of_the_police_is_never_consent_it_is_escalated_once(town: Town) -> None:
    case, row = asked(town, ("TRAFFIC_POLICE",))
    assert row.tacit_from is None
    Institution.objects.filter(code="TRAFFIC_POLICE").update(tacit=True)
    with clock.moved_to(walk.at(row.due + dt.timedelta(days=200), 8)):
        settle_endorsements()
        settle_endorsements()
    row.refresh_from_db()
    assert row.state == "asked"
    assert case.events.filter(kind="endorsement_overdue").count() == 1
    assert Notice.objects.filter(case=case, kind="endorsement_overdue").exists()


def test_an_institution_asks_for_papers_once_and_its_clock_waits(town: Town) -> None:
    case, row = asked(town)
    due = row.due
    answer_endorsement(endorsement=row, state="needs_papers", by=town.florin, channel=DESK, text="Lipsește profilul longitudinal.")
    with clock.moved_to(walk.at(due + dt.timedelta(days=5), 8)):
        settle_endorsements()
    row.refresh_from_db()
    assert row.state == "needs_papers"
    with clock.moved_to(clock.now() + dt.timedelta(days=10)):
        row = give_papers(endorsement=row, by=walk.who(case, "technical_inspector", None))
    assert row.due >= due + dt.timedelta(days=10)
    with pytest.raises(Refused, match="o singură dată"):
        answer_endorsement(endorsement=row, state="needs_papers", by=town.florin, channel=DESK, text="Mai lipsește și altceva.")


def test_awaited_and_unfavourable_endorsements_hold_the_act_back(town: Town) -> None:
    case, row = asked(town)
    assert any(row.institution.name in reason for reason in why_not_issue(case, "issue"))
    answer_endorsement(endorsement=row, state="unfavourable", by=town.florin, channel=DESK, text="Conducta trece prin săpătură.")
    assert any("nefavorabile" in reason for reason in why_not_issue(case, "issue"))
    assert not any("Aviz" in reason for reason in why_not_issue(case, "refusal"))


def test_nobody_is_asked_without_an_article_and_nobody_twice(town: Town) -> None:
    case, _row = asked(town)
    by = walk.who(case, "technical_inspector", None)
    other = Institution.objects.filter(authority=town.authority).exclude(code__in=[one.code for one in needed_endorsements(case)]).first()
    assert other is not None
    with pytest.raises(Refused, match="temei"):
        ask_endorsements(case=case, institutions=[other.code], by=by)
    assert ask_endorsements(case=case, institutions=["GAS"], by=by, sealed=False) == []
    assert "GAS" in {one.code for one in needed_endorsements(case)}


def test_a_request_taken_back_closes_its_link(town: Town) -> None:
    case, row = asked(town)
    token = token_of(row)
    cancel_endorsement(endorsement=row, reason="Constatarea a fost respinsă la fața locului.", by=walk.who(case, "technical_inspector", None))
    assert Client(HTTP_HOST="localhost").get(reverse("endorser_link", args=[token])).status_code == 404
    assert town.client("florin").get(reverse("endorser_request", args=[row.pk])).status_code == 404


def test_florin_answers_many_at_once(town: Town) -> None:
    rows = [asked(town)[1] for _n in range(2)]
    client = town.client("florin")
    client.post(reverse("endorser_bulk"), {"requests": [str(row.pk) for row in rows], "state": "favourable", "file": signed_file()})
    assert set(Endorsement.objects.filter(pk__in=[row.pk for row in rows]).values_list("state", flat=True)) == {"favourable"}
    assert Endorsement.objects.filter(pk__in=[row.pk for row in rows]).exclude(paper=None).count() == 2


def test_ioana_and_the_water_company_see_nothing_of_the_gas_request(town: Town) -> None:
    _case, row = asked(town)
    for name in ("ioana", "ana", "corina"):
        client = town.client(name)
        assert client.get(reverse("endorser_desk")).status_code == 404
        assert client.get(reverse("endorser_request", args=[row.pk])).status_code == 404
        assert client.post(reverse("endorser_bulk"), {"requests": [str(row.pk)], "state": "favourable"}).status_code == 404
    town.florin.memberships.update(institution=Institution.objects.get(authority=town.authority, code="WATER"))
    assert town.client("florin").get(reverse("endorser_request", args=[row.pk])).status_code == 404
    with pytest.raises(Refused):
        answer_endorsement(endorsement=row, state="favourable", by=town.florin, channel=DESK)


@pytest.mark.slow
def test_the_request_is_a_sealed_letter_with_its_own_number(town: Town) -> None:
    _case, row = asked(town, sealed=True)
    jobs.drain()
    row.refresh_from_db()
    assert row.request is not None
    assert row.request.state == IssuedDocument.State.ISSUED
    assert row.request.entry is not None
    client = town.client("florin")
    answer = client.get(reverse("endorser_letter", args=[row.pk]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert any("Solicitare de aviz" in message.subject for message in mail.outbox)
    office = town.client("dan").get(reverse("office_case", args=[row.case_id]) + "?tab=avize")
    assert row.institution.name in office.content.decode()
