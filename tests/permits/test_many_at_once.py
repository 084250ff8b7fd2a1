"""Twenty workers register at once, some killed with the number in hand, some cut off from the database: no gap, no double, nothing lost.

The same judge is shown a naive counter, and must find fault with it. What happens to the workers: mortal.py.
"""

import functools
import multiprocessing
import signal
import time
import uuid

import pytest
from django.db.models import Max

from gisapp.accounts.models import Authority, User
from gisapp.core import clock, jobs
from gisapp.core.models import Job
from gisapp.management.demo.parameters import seed_parameters
from gisapp.management.demo.people import make_authorities, make_people
from permits.actions import register_case as registering
from permits.actions.check_history import history_problems
from permits.actions.save_answers import save_answers
from permits.actions.start_case import start_case
from permits.actions.submit_case import submit_case
from permits.models import Applicant, Case, CaseEvent, RegisterEntry
from permits.rules.procedure_files import all_procedures
from tests.town.cast import TOWN

from .mortal import Fate, cut_off, insist, killed, meets, run

WORKERS, DOOMED, CUT_OFF = 20, 5, 5


def drafts(authority: Authority, owner: User, many: int) -> list[uuid.UUID]:
    """Petitions ready to be sent."""
    procedure = all_procedures()["petition"]
    answers = {question.code: question.choices[0].code if question.choices else "conform cererii" for question in procedure.questions if question.required}
    keys = []
    for _number in range(many):
        case = start_case(authority=authority, procedure="petition", owner=owner)
        save_answers(case=case, answers={**answers, "consent": True})
        keys.append(case.pk)
    Applicant.objects.bulk_create(Applicant(case_id=pk, name="Ana Pădurariu") for pk in keys)
    return keys


def send(pk: uuid.UUID) -> None:
    case = Case.objects.select_related("owner").get(pk=pk)
    submit_case(case=case, by=case.owner, submit_key=pk.hex)


def work(share: list[uuid.UUID], fate: Fate | None) -> None:
    """One worker: sends its share. Its fate strikes where the number is taken and nothing is committed."""
    if fate is not None:
        registering.open_work = meets(fate, registering.open_work)
    with jobs.done_here():
        for pk in share:
            insist(functools.partial(send, pk))


def at_once(keys: list[uuid.UUID]) -> None:
    """All shares at once; what the killed workers left is handed out again, whole. Each of the first ten has two of its own to meet its fate at."""
    # The first is sent from here: what is loaded at first use is then loaded once and not twenty times.
    with jobs.done_here():
        send(keys[0])
    fates = [*[killed] * DOOMED, *[cut_off] * CUT_OFF, *[None] * (WORKERS - DOOMED - CUT_OFF)]
    shares = [keys[number::WORKERS] for number in range(WORKERS)]
    codes = run(work, list(zip(shares, fates, strict=True)))
    assert codes == [-signal.SIGKILL] * DOOMED + [0] * (WORKERS - DOOMED)
    assert run(work, [(share, None) for share in shares[:DOOMED]]) == [0] * DOOMED


def faults(authority: Authority, keys: list[uuid.UUID], before: int) -> list[str]:
    """The judge: what is wrong with the register and the cases. `before` is the last number of earlier: an interrupted run leaves its rows."""
    entries = RegisterEntry.objects.filter(authority=authority, book="general", direction="in", number__gt=before)
    numbers = sorted(entries.values_list("number", flat=True))
    whole = set(range(before + 1, before + len(keys) + 1))
    found = [f"gap at {number}" for number in sorted(whole - set(numbers))] + [f"double or stray {number}" for number in numbers if numbers.count(number) > 1 or number not in whole]
    return found + case_faults(keys) + list(history_problems())


def case_faults(keys: list[uuid.UUID]) -> list[str]:
    """What is wrong with the cases, whatever else the register holds."""
    found = []
    if sorted(RegisterEntry.objects.filter(case__in=keys, book="general", direction="in").values_list("case", flat=True)) != sorted(keys):
        found.append("a case without its own number")
    if set(Case.objects.filter(pk__in=keys).values_list("state", flat=True)) != {"registered"}:
        found.append("a case that is not registered")
    for kind in ("submit", "register"):
        if CaseEvent.objects.filter(case__in=keys, kind=kind).count() != len(keys):
            found.append(f"an event {kind} lost or repeated")
    if Job.objects.filter(name="permits.issue_letter", key__in=[f"acknowledgment:{key}" for key in keys]).count() != len(keys):
        found.append("an acknowledgment lost or repeated")
    return found


def last_number(authority: Authority) -> int:
    return RegisterEntry.objects.filter(authority=authority, book="general").aggregate(last=Max("number"))["last"] or 0


@pytest.fixture
def office(transactional_db: None) -> Authority:
    authority = make_authorities()[TOWN]
    seed_parameters(authority)
    make_people({one.slug: one for one in Authority.objects.all()})
    return authority


@pytest.mark.parametrize("many", [pytest.param(42, marks=pytest.mark.slow), pytest.param(2000, marks=pytest.mark.bench)])
def test_twenty_workers_leave_no_gap_and_no_double_though_some_are_killed_and_some_cut_off(office: Authority, many: int) -> None:
    keys = drafts(office, User.objects.get(email__startswith="ana"), many)
    before, started = last_number(office), time.monotonic()
    at_once(keys)
    took = time.monotonic() - started
    assert faults(office, keys, before) == []
    print(f"\n{many} cases by {WORKERS} workers, {DOOMED} killed, {CUT_OFF} cut off: {took:.1f} s, {many / took:.1f} a second")


@pytest.mark.bench
def test_a_counter_outside_the_transaction_is_caught(office: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: numbers that do not come back when their worker dies, as a database sequence gives them. The same judge sees the gaps."""
    before = last_number(office)
    counter = multiprocessing.Value("i", before)

    def naive(*, authority: Authority, book: str, direction: str, subject: str, by: User | None, case: Case, correspondent: str) -> RegisterEntry:
        with counter.get_lock():
            counter.value += 1
            number = counter.value
        return RegisterEntry.objects.create(authority=authority, book=book, year=clock.today().year, number=number, direction=direction, at=clock.now(), by=by, case=case, subject=subject, correspondent=correspondent)

    monkeypatch.setattr(registering, "take_number", naive)
    keys = drafts(office, User.objects.get(email__startswith="ana"), 60)
    at_once(keys)
    found = faults(office, keys, before)
    assert len([one for one in found if one.startswith("gap")]) >= DOOMED, found
