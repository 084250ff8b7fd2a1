"""Things around us break: nothing that was accepted is lost, and who waits reads a sentence."""

import datetime as dt
import errno
import io
import logging
import os
import re
import threading
from pathlib import Path
from smtplib import SMTPServerDisconnected

import psycopg2
import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail.backends.locmem import EmailBackend
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from django.urls import reverse
from redis.exceptions import ConnectionError as CacheAway

from gisapp.core import clock, files, jobs
from gisapp.core.models import Job
from gisapp.core.tasks import sweep
from gisapp.management.demo.applicants import paper_of
from permits.models import Case, Notice, Paper
from tests.permits.conftest import Town

pytestmark = pytest.mark.django_db


def _pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("extras.pdf", paper_of("extras"), content_type="application/pdf")


def _first_paper(case: Case) -> str:
    from permits.queries.completeness import needed_papers
    from permits.rules.procedure_files import all_procedures

    return needed_papers(all_procedures()[case.procedure], case)[0][0]


def _send_paper(town: Town, case: Case):
    return town.client("ana").post(reverse("form", args=[case.pk, "papers"]), {f"paper_{_first_paper(case)}": _pdf()})


def test_a_full_disk_refuses_a_paper_with_a_sentence_and_leaves_no_half_file(town: Town, own_files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = town.draft()
    papers = set(Paper.objects.filter(case=case).values_list("pk", flat=True))
    before = {path for path in own_files.rglob("*") if path.is_file()}

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        answer = _send_paper(town, case)
    assert answer.status_code in (400, 422)
    assert "spațiul de stocare" in answer.content.decode()
    assert {path for path in own_files.rglob("*") if path.is_file()} == before
    assert set(Paper.objects.filter(case=case).values_list("pk", flat=True)) == papers
    assert Case.objects.get(pk=case.pk).state == "draft"
    assert _send_paper(town, case).status_code == 302
    paper = Paper.objects.filter(case=case).exclude(pk__in=papers).get()
    assert files.read(paper.sha256) == paper_of("extras")


def test_an_upload_cut_in_the_middle_leaves_nothing(town: Town, own_files: Path) -> None:
    def cut():
        yield b"%PDF-1.7 " * 1000
        raise ConnectionResetError("the other side is gone")

    with pytest.raises(files.Refused, match="păstrat"):
        files.store(cut())
    assert not [path for path in own_files.rglob("*") if path.is_file()]
    case = town.draft()
    papers = Paper.objects.filter(case=case).count()
    body = b'--x\r\nContent-Disposition: form-data; name="paper_a"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7 half'
    answer = town.client("ana").generic("POST", reverse("form", args=[case.pk, "papers"]), body, "multipart/form-data; boundary=x")
    assert answer.status_code < 500
    assert Paper.objects.filter(case=case).count() == papers
    assert Case.objects.get(pk=case.pk).state == "draft"


@pytest.mark.parametrize("gone", [OperationalError("server closed the connection unexpectedly"), InterfaceError("connection already closed"), CacheAway("refused")], ids=["restart", "closed", "redis"])
def test_a_database_or_cache_that_goes_away_is_503_with_a_sentence(town: Town, monkeypatch: pytest.MonkeyPatch, gone: Exception) -> None:
    def away(*_args: object, **_named: object) -> None:
        raise gone

    client = Client(raise_request_exception=False)
    monkeypatch.setattr("gisapp.accounts.middleware.Authority.objects.filter", away)
    page = client.get(reverse("home"))
    assert page.status_code == 503
    assert page["Retry-After"] == "60"
    assert "trimiteți din nou peste un minut" in page.content.decode()
    told = client.get(reverse("home"), headers={"Accept": "application/json"})
    assert told.status_code == 503
    assert told["Content-Type"] == "application/problem+json"


def test_our_own_fault_is_still_500(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_args: object, **_named: object) -> None:
        raise KeyError("ours")

    monkeypatch.setattr("gisapp.accounts.middleware.Authority.objects.filter", wrong)
    assert Client(raise_request_exception=False).get(reverse("home")).status_code == 500


def test_readiness_turns_red_when_the_database_is_away_and_liveness_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("gisapp.health.MigrationExecutor", away)
    answer = Client().get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["missing"] == ["database"]
    assert Client().get("/health/live").status_code == 200


def test_a_connection_that_the_database_dropped_is_replaced_by_the_next_request(django_db_setup: None, django_db_blocker) -> None:
    """What a restart does to a web process: its connection is dead, and the next request gets a new one."""
    told: list[object] = []

    def process() -> None:
        # A thread has a connection of its own: nothing of the other tests hangs on it.
        from django.db import close_old_connections

        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        known = connection.get_connection_params()
        known.pop("cursor_factory", None)
        other = psycopg2.connect(**known)
        other.autocommit = True
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        other.close()
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except (OperationalError, InterfaceError):
            told.append("cut")
        close_old_connections()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            told.append(cursor.fetchone())
        connection.close()

    with django_db_blocker.unblock():
        thread = threading.Thread(target=process)
        thread.start()
        thread.join(30)
    assert told == ["cut", (1,)]


def test_a_mail_server_that_is_down_delays_notices_and_loses_none(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.submitted()

    def down(self: object, messages: object) -> int:
        raise SMTPServerDisconnected("gone")

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", down)
        jobs.drain()
    assert not mail.outbox
    waiting = Notice.objects.filter(channel=Notice.Channel.EMAIL, sent_at=None).count()
    assert waiting
    assert Job.objects.filter(name="permits.deliver_notice", done_at=None, last_error="mail server unreachable").count() == waiting
    with clock.moved_to(clock.now() + dt.timedelta(minutes=6)):
        jobs.drain()
    assert not Notice.objects.filter(channel=Notice.Channel.EMAIL, sent_at=None).exists()
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == len(mail.outbox) >= waiting


def test_a_killed_worker_leaves_its_job_to_the_sweeper(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """kill -9 takes the process between taking the job and doing it: no error is written, only a lease that ends."""
    town.submitted()
    row = Job.objects.filter(name="permits.deliver_notice", done_at=None).first()
    assert row is not None
    Job.objects.filter(pk=row.pk).update(leased_until=clock.now() + jobs.LEASE, attempts=1)
    assert not jobs.run_job(str(row.pk)), "another worker must not take it while the lease runs"
    handed: list[str] = []
    monkeypatch.setattr("gisapp.core.tasks.run.delay", handed.append)
    with clock.moved_to(clock.now() + jobs.LEASE + dt.timedelta(seconds=1)):
        sweep()
        assert str(row.pk) in handed
        assert jobs.run_job(str(row.pk))
    assert Notice.objects.get(pk=row.ids["notice"]).sent_at is not None


def test_a_clock_that_jumps_back_an_hour_neither_repeats_nor_forgets_a_job(town: Town) -> None:
    town.submitted()
    jobs.drain()
    sent = len(mail.outbox)
    late = jobs.enqueue("permits.deliver_notice", key="clock:test", notice=Notice.objects.filter(channel=Notice.Channel.EMAIL).first().pk)
    with clock.moved_to(clock.now() - dt.timedelta(hours=1)):
        jobs.drain()
        assert not Job.objects.get(pk=late.pk).done_at
    jobs.drain()
    assert Job.objects.get(pk=late.pk).done_at
    assert len(mail.outbox) == sent, "a notice that was sent is not sent again"


def test_a_session_that_ends_in_the_middle_of_a_form_keeps_what_was_saved(town: Town, password: str) -> None:
    case = town.draft()
    client = town.client("ana")
    assert client.post(reverse("form", args=[case.pk, "q-purpose"]), {"purpose": "construire garaj"}).status_code in (200, 302)
    Session.objects.all().delete()
    from django.core.cache import cache

    cache.clear()
    lost = client.post(reverse("form", args=[case.pk, "q-purpose"]), {"purpose": "altceva"})
    assert lost.status_code == 302
    assert reverse("account_login") in lost["Location"]
    case.refresh_from_db()
    assert "garaj" in str(case.answers) + case.purpose
    assert town.client("ana").get(reverse("form", args=[case.pk, "q-purpose"])).status_code == 200


def test_nothing_of_a_person_is_written_to_the_log_on_the_way(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lines of a journey, with errors and refusals in it, as they leave the process."""
    from gisapp.core.logging import configure
    from tests.town.cast import CAST

    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    written = io.StringIO()
    # Tools of other tests in this process silence loggers and leave them so; the service has none of these tools.
    monkeypatch.setattr(logging.root.manager, "disable", logging.NOTSET)
    for name in ("gisapp", "django.request", "gisapp.core.jobs"):
        monkeypatch.setattr(logging.getLogger(name), "disabled", False)
        monkeypatch.setattr(logging.getLogger(name), "propagate", True)
    monkeypatch.setattr(logging.getLogger("gisapp"), "level", logging.NOTSET)
    try:
        configure({"level": "INFO", "json": True})
        root.handlers[0].setStream(written)  # type: ignore[attr-defined]
        case = town.submitted()
        client = town.client("ana")
        client.get(reverse("form", args=[case.pk, "identity"]))
        client.get("/nu-exista/?cnp=" + str(town_cast(CAST, "ana").cnp))
        ana = town_cast(CAST, "ana")
        logging.getLogger("gisapp").warning("could not read %s of %s, %s", ana.cnp, ana.email, "0722 123 456")
        logging.getLogger("gisapp").warning("call +40722123456")
        jobs.drain()
    finally:
        root.handlers[:] = before
        root.setLevel(level)
    lines = written.getvalue()
    assert lines.count("\n") >= 2
    for one in CAST:
        for secret in (one.cnp, one.email, one.address):
            assert not secret or secret not in lines, secret
    assert not re.search(r"(?<!\d)07\d{2}[ .]?\d{3}[ .]?\d{3}(?!\d)|\+407\d{8}", lines)


def town_cast(cast, key: str):
    return next(one for one in cast if one.key == key)
