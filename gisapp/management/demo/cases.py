"""About 150 cases over the past year, in every state, each led through its life by the real verbs."""
from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import structlog
from django.db import transaction

from gisapp.accounts.models import Authority, User
from gisapp.core import clock, jobs
from gisapp.core.errors import Refused
from gisapp.management.demo import walk
from gisapp.management.demo.applicants import applicant_of, paper_of
from layers import api as layers
from layers.models import Feature
from permits.actions.ask_endorsements import ask_endorsements
from permits.actions.move import locked, move
from permits.actions.request_papers import answer_papers, request_papers
from permits.actions.withdraw_case import withdraw_case
from permits.models import Case
from permits.queries.completeness import needed_papers
from permits.queries.endorsements import needed_endorsements
from permits.queries.parameters import calendar_of
from permits.rules.parameters import ParameterError
from permits.rules.procedure import Plot
from permits.rules.procedure_files import all_procedures
from permits.rules.states import Move
from tests.town.cast import COMMUNE, TOWN

log = structlog.get_logger(__name__)
# How the year's requests divide; certificates lead as they do in real town halls (CU : AC = 2.5 : 1).
WEIGHTS = {
    "urbanism_certificate": 46, "building_permit": 16, "demolition_permit": 4, "excavation_approval": 12, "service_connection": 6, "built_up_attestation": 10,
    "street_address_certificate": 8, "plan_unit_attestation": 6, "fiscal_zone_attestation": 4, "risk_zone_attestation": 3, "public_domain_attestation": 3,
    "construction_attestation": 4, "plan_extract": 3, "illegal_works_report": 5, "petition": 5, "preliminary_request": 3,
}
# Where the open ones stand today; the rest of the year is answered.
OPEN_STAGES = ("draft", "registered", "in_review", "in_review", "waiting_papers", "drafting", "signing_1", "signing_2", "in_review", "late")
TOTAL, OPEN, IN_COMMUNE = 150, 52, 8


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to become of one case of the demo."""

    procedure: str
    day: dt.date
    stage: str


def make_cases(authorities: dict[str, Authority], people: dict[str, User], say: Callable[[str], None] = lambda _text: None) -> int:
    """Make the cases that are not there yet; return how many exist afterwards."""
    # Each plan makes one case: what an interrupted opening left undone is where the next one goes on.
    made = {slug: Case.objects.filter(authority=authority).count() for slug, authority in authorities.items()}
    chance = random.Random(2026)  # noqa: S311 - a repeatable demo, not a secret
    with jobs.done_here():
        for number, plan in enumerate(list(_plans(chance, TOTAL - IN_COMMUNE))[made[TOWN]:], start=made[TOWN] + 1):
            if number % 20 == 0:
                say(f"{number} ")
            _make(plan, authorities[TOWN], people, ("corina", "cezar"), chance)
        for plan in list(_plans(chance, IN_COMMUNE))[made[COMMUNE]:]:
            _make(plan, authorities[COMMUNE], people, ("ilie",), chance)
    return Case.objects.count()


def _plans(chance: random.Random, total: int) -> Iterator[Plan]:
    today = clock.today()
    procedures = [code for code in WEIGHTS if code in all_procedures()]
    open_count = max(round(OPEN * total / TOTAL), 3)
    plans = []
    for number in range(total):
        procedure = chance.choices(procedures, [WEIGHTS[code] for code in procedures])[0]
        is_open = number < open_count
        stage = OPEN_STAGES[number % len(OPEN_STAGES)] if is_open else chance.choices(["done", "refused", "withdrawn", "returned"], [70, 8, 11, 11])[0]
        back = chance.randint(1, 9) if is_open else chance.randint(35, 360)
        plans.append(Plan(procedure, today - dt.timedelta(days=70 if stage == "late" else back), stage))
    # Numbers follow the days, as in a real register.
    yield from sorted(plans, key=lambda plan: plan.day)


def _make(plan: Plan, authority: Authority, people: dict[str, User], inspectors: tuple[str, ...], chance: random.Random) -> None:
    inspector = people[chance.choice(inspectors)]
    owner = people[chance.choice(("ana", "mircea", "teodora", "horia"))] if authority.slug == TOWN else people["victor"]
    calendar = calendar_of(authority)
    day = calendar.next_working(plan.day)
    with clock.moved_to(walk.at(day, chance.randint(8, 15), chance.randint(0, 59))):
        parcel = _parcel(authority, chance) if all_procedures()[plan.procedure].plot is not Plot.NONE else None
        try:
            case = walk.fill_draft(
                authority=authority, procedure=plan.procedure, owner=owner, parcel=parcel, applicant=applicant_of(owner, chance), paper=paper_of(plan.procedure),
            )
            if plan.stage == "draft":
                return
            case = walk.submit(case)
        except Refused:
            # The form of this procedure wants more than a sample can give (an act of another case); it stays a draft.
            return
        jobs.drain()
    try:
        _lead(case, plan, inspector, calendar.add(day, 1), chance)
    except (Refused, ParameterError, RuntimeError, ValueError) as stop:
        # Each verb is a transaction: the case stays where it was, and the house opens all the same.
        log.warning("a demo case stopped on its way", procedure=plan.procedure, stage=plan.stage, why=str(stop)[:200])


def _lead(case: Case, plan: Plan, inspector: User, day: dt.date, chance: random.Random) -> None:
    today = clock.today()
    calendar = calendar_of(case.authority)

    def on(offset: int) -> dt.datetime:
        return walk.at(min(calendar.add(day, offset), today), chance.randint(8, 15), chance.randint(0, 59))

    if plan.stage == "registered":
        return
    if plan.stage == "withdrawn":
        with clock.moved_to(on(2)):
            assert case.owner is not None
            withdraw_case(case=case, by=case.owner)
        return
    with clock.moved_to(on(0)):
        _start_review(case, inspector)
    if plan.stage == "late":
        return
    if plan.stage == "returned":
        with clock.moved_to(on(3)):
            _move(case, Move.RETURN_FILE, inspector, "Terenul nu poate fi identificat din actele depuse.")
        return
    papers = [code for code, _title in needed_papers(all_procedures()[case.procedure], case)]
    if papers and (plan.stage == "waiting_papers" or chance.random() < 0.15):
        with clock.moved_to(on(2)):
            request_papers(case=case, reasons={papers[0]: "Actul depus nu este la zi."}, message="Vă rugăm să depuneți actul actualizat.", by=inspector)
            jobs.drain()
        if plan.stage == "waiting_papers":
            return
        with clock.moved_to(on(4)):
            assert case.owner is not None
            answer_papers(case=case, by=case.owner, texts={papers[0]: "Am depus actul la ghișeu."})
    if plan.stage == "in_review":
        codes = [one.code for one in needed_endorsements(case) if one.institution is not None and one.legal_refs]
        if codes:
            with clock.moved_to(on(3)):
                ask_endorsements(case=case, institutions=codes, by=inspector)
                jobs.drain()
        return
    with clock.moved_to(on(5)):
        walk.review(case, inspector)
        if plan.stage == "drafting":
            from permits.actions.draft_document import draft_document

            draft_document(case=case, outcome="issue", by=inspector)
            return
        document = walk.draft(case, inspector, "refusal" if plan.stage == "refused" else "issue")
    with clock.moved_to(on(7)):
        walk.sign(document, most={"signing_1": 0, "signing_2": 1}.get(plan.stage, 9))
        jobs.drain()
        # What is answered is signed by the cashier too; receipts of open cases wait at her desk.
        if plan.stage in ("done", "refused"):
            walk.sign_money(case)


def _start_review(case: Case, inspector: User) -> None:
    from permits.actions.complete_work_item import complete_work_item
    from permits.models import WorkItem
    from permits.rules.procedure import StepKind

    kinds = {step.code: step.kind for step in all_procedures()[case.procedure].steps}
    item = next((i for i in WorkItem.objects.filter(case=case, state=WorkItem.State.OPEN) if kinds[i.step] is StepKind.ASSIGN), None)
    if item is not None:
        complete_work_item(item=item, by=walk.who(case, item.role, None), inspector=inspector)
    else:
        _move(case, Move.START_REVIEW, inspector)


@transaction.atomic
def _move(case: Case, verb: Move, by: User, reason: str = "") -> None:
    move(locked(case), verb, by=by, reason=reason)


def _parcel(authority: Authority, chance: random.Random) -> layers.ParcelInfo:
    ids = list(Feature.objects.filter(layer__authority=authority, layer__role="parcels", until=None).order_by("key").values_list("pk", flat=True))
    return layers.parcels_by_ids(authority, [chance.choice(ids)])[0]
