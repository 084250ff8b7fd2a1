"""The database stops seven times, at once and without farewell, each time in the middle of registering, paying or issuing: nothing is lost or repeated.

The stop comes where it hurts: a number taken and not committed, money written and its event not, an act numbered and not rendered, a
signature half kept, and after a commit whose answer nobody heard. Whoever was answered must find that answer again. The control is a
cluster that answers before it has written: the same judge must find fault with it.
"""

import datetime as dt
import functools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from gisapp.accounts.models import Authority, User
from gisapp.core import clock, files, jobs
from gisapp.core.errors import Conflict
from gisapp.management.demo import walk
from permits.actions import pay, press, refund, register_case, sign_document
from permits.documents.compose import compose
from permits.documents.render import render
from permits.models import Case, CaseEvent, DocumentVersion, IssuedDocument, Notice, Payment, RegisterEntry

from . import test_many_at_once as registering
from . import test_paying_at_once as paying
from .at_work import quick_signatures
from .conftest import demo_keys
from .mortal import insist, meets, run
from .pages import BACKEND
from .stopping import Cluster, Told, own_cluster
from .test_many_at_once import office
from .test_paying_at_once import accounts

__all__ = ["accounts", "demo_keys", "office", "quick_signatures"]
CASES, SUMS, ACTS = 30, 24, 6


@dataclass(frozen=True)
class Errands:
    """What three rooms of the town hall have to do, as plain values."""

    keys: list[UUID]
    desk: paying.Cashdesk
    acts: list[UUID]
    told: Told


def prepare(authority: Authority, told: Told, monkeypatch: pytest.MonkeyPatch) -> Errands:
    ana = User.objects.get(email__startswith="ana")
    desk = paying.desk(SUMS)
    with jobs.done_here():
        acts = [_to_sign(pk) for pk in registering.drafts(authority, ana, ACTS)]
    # The compiler's threads do not outlive a fork: a worker that asked it would wait for ever. Each act gets its own fields and code still.
    pages = render(compose(IssuedDocument.objects.get(pk=acts[0]), draft=True))
    monkeypatch.setattr(press, "render", lambda _document: pages)
    return Errands(registering.drafts(authority, ana, CASES), desk, acts, told)


def _to_sign(pk: UUID) -> UUID:
    """A petition whose answer waits for its two signatures."""
    registering.send(pk)
    case = Case.objects.get(pk=pk)
    corina = User.objects.get(email__startswith="corina")
    walk.review(case, corina)
    case.refresh_from_db()
    return walk.draft(case, corina).pk


def register(told: Told, pk: UUID) -> None:
    registering.send(pk)
    told.tell("registered", pk, Case.objects.get(pk=pk).number)


def take(told: Told, desk: paying.Cashdesk, kind: str, what: Any) -> None:
    paying.once(paying.do, desk, kind, what)
    if kind == "counter":
        told.tell("paid", what, Payment.objects.get(charge=what, state="confirmed").pk)


def issue(told: Told, pk: UUID) -> None:
    """Each signatory in turn authorises and the job signs, as the desk and the queue do; it may all be asked again."""
    document = IssuedDocument.objects.get(pk=pk)
    assert document.case is not None
    for step in document.signatures.order_by("order"):
        try:
            sign_document.authorise_signatures(steps=[step], by=walk.who(document.case, step.role, None))
        except Conflict as done_before:
            if done_before.code != "already_decided":
                raise
        sign_document.sign_batch([step.pk])
    document.refresh_from_db()
    assert document.entry is not None
    told.tell("issued", pk, f"{document.entry.book} {document.entry.number}", document.sha256)


def work(errands: Errands, room: str, share: list[Any], strike: tuple[Any, str, bool] | None, fate: Callable[[], None] | None) -> None:
    """One worker: its share, asked again until answered. `strike` is where in the code its fate comes, and whether before or after."""
    does: dict[str, Callable[..., None]] = {"registering": functools.partial(register, errands.told), "paying": functools.partial(take, errands.told, errands.desk), "issuing": functools.partial(issue, errands.told)}
    doing = does[room]
    if strike is not None and fate is not None:
        module, name, after = strike
        if module is None:
            # After the commit, before anybody heard of it.
            registering.submit_case = meets(fate, registering.submit_case, after=True)
            paying.do = meets(fate, paying.do, after=True)
        else:
            setattr(module, name, meets(fate, getattr(module, name), after=after))
    with jobs.done_here():
        for one in share:
            insist(functools.partial(doing, *one))


def all_at_once(errands: Errands, fate: Callable[[], None]) -> list[int | None]:
    """Twelve workers in three rooms; seven of them meet the fate, each somewhere else."""
    rooms: dict[str, tuple[list[Any], list[tuple[Any, str, bool] | None]]] = {
        "registering": ([(key,) for key in errands.keys], [(register_case, "open_work", False), (None, "", True), None, None]),
        "paying": (errands.desk.errands, [(pay, "record", False), (refund, "record", True), (None, "", True), None]),
        "issuing": ([(act,) for act in errands.acts], [(sign_document, "prepare_pdf", False), (sign_document, "keep_version", True), None]),
    }
    orders = [
        (errands, room, share[number :: len(strikes)], strike, fate)
        for room, (share, strikes) in rooms.items() for number, strike in enumerate(strikes)
    ]  # fmt: skip
    return run(work, orders)


def faults(errands: Errands) -> Iterator[str]:
    """The judge of all three rooms: what was told and does not stand, what is lost, what is there twice."""
    for what, key, *said in errands.told.lines():
        if what == "registered" and Case.objects.get(pk=key).number != said[0]:
            yield "a number was told and does not stand"
        if what == "paid" and not Payment.objects.filter(charge=key, state="confirmed", pk=said[0]).exists():
            yield "money was taken and is not there"
        if what == "issued" and not IssuedDocument.objects.filter(pk=key, state="issued", sha256=said[1], entry__number=said[0].split()[1]).exists():
            yield "an act was issued and is not"
    for book, year in set(RegisterEntry.objects.values_list("book", "year")):
        numbers = Counter(RegisterEntry.objects.filter(book=book, year=year).values_list("number", flat=True))
        if set(numbers) != set(range(1, len(numbers) + 1)) or max(numbers.values()) > 1:
            yield f"a gap or a double in {book}"
    yield from registering.case_faults(errands.keys)
    yield from paying.faults(errands.desk)
    # The histories are judged with the money.
    for document in IssuedDocument.objects.filter(pk__in=errands.acts).select_related("case", "entry"):
        events = Counter(CaseEvent.objects.filter(case=document.case, kind__in=["issue", "deliver"]).values_list("kind", flat=True))
        finals = DocumentVersion.objects.filter(document=document, final=True)
        if document.state != "issued" or events != {"issue": 1, "deliver": 1} or finals.count() != 1:
            yield "an act not issued and delivered once"
        elif files.read(document.sha256) != files.read(finals.get().sha256) or document.signatures.exclude(state="signed").exists():
            yield "an act without its file or its signatures"
        if RegisterEntry.objects.filter(case=document.case, book=document.book).count() != 1 or Notice.objects.filter(case=document.case, kind="answer_ready").count() > 1:
            yield "an act with two numbers, or told twice"


def deliver() -> None:
    """What the queue still holds, when the leases of the dead are over."""
    with jobs.done_here(), clock.moved_to(clock.now() + dt.timedelta(minutes=20)):
        for job in jobs.Job.objects.filter(name="permits.deliver_document", done_at=None):
            jobs.run_job(str(job.pk))


@pytest.mark.slow
def test_a_database_that_stops_in_the_middle_of_each_work_loses_and_repeats_nothing(office: Authority, accounts: None, quick_signatures: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with own_cluster(kept=True) as mine:
        errands = prepare(office, Told(tmp_path / "told"), monkeypatch)
        _page_while_away(mine)
        assert set(all_at_once(errands, mine.cut)) == {0}
        assert mine.stops.value == 7
        # All of it again, as those do who did not hear the answer.
        assert set(all_at_once(errands, lambda: None)) == {0}
        deliver()
        assert sorted(faults(errands)) == []
        assert len(set(errands.told.lines())) == CASES + SUMS // 4 + ACTS


def _page_while_away(mine: Cluster) -> None:
    """Ana's form while the database is away: a page that says what to do, and when it is back the same form goes through."""
    ana = User.objects.get(email__startswith="ana")
    client = Client(HTTP_HOST="localhost", raise_request_exception=False)
    client.force_login(ana, backend=BACKEND)
    (key,) = registering.drafts(Authority.objects.get(slug="pietricica"), ana, 1)
    form = reverse("form", args=[key, "check"])
    mine.stop()
    answer = client.post(form, {"consent": "on"})
    page = answer.content.decode()
    mine.start()
    # A server does so after each request whose connection broke; the test's client keeps its own.
    connection.close()
    assert answer.status_code == 503 and "Traceback" not in page and "psycopg" not in page and "<h1" in page
    assert client.post(form, {"consent": "on"}).status_code == 302
    assert Case.objects.get(pk=key).state == "registered"


@pytest.mark.bench
def test_a_cluster_that_answers_before_it_has_written_is_caught(office: Authority, accounts: None, quick_signatures: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with own_cluster(kept=False) as mine:
        errands = prepare(office, Told(tmp_path / "told"), monkeypatch)
        all_at_once(errands, mine.cut)
        deliver()
        assert set(faults(errands))
