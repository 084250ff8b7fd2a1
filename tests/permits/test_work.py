"""Work finds the right person, and a second pair of eyes where the rules ask for it."""

import datetime as dt

import pytest

from gisapp.accounts.models import Absence, Membership
from gisapp.core import clock
from gisapp.core.errors import Refused
from gisapp.management.demo import walk
from permits.actions.complete_work_item import complete_work_item
from permits.actions.draft_document import draft_document, edit_draft
from permits.actions.send_to_sign import send_to_sign
from permits.models import IssuedDocument, WorkItem
from permits.queries.assignee import choose_assignee
from permits.queries.openings import openings
from permits.rules.fee_quote import Surface

from .conftest import Town


def test_a_step_goes_to_somebody_who_holds_its_role(town: Town) -> None:
    case = town.submitted()
    for item in WorkItem.objects.filter(case=case, state="open"):
        assert item.assignee is not None
        assert Membership.objects.filter(user=item.assignee, authority=town.authority, role=item.role).exists()


def test_the_colleague_who_stands_in_gets_the_work_of_who_is_away(town: Town) -> None:
    case = town.submitted()
    item = WorkItem.objects.filter(case=case, role="chief_architect").first()
    assert item is not None
    today = clock.today()
    Absence.objects.create(authority=town.authority, user=town.dan, first_day=today, last_day=today + dt.timedelta(days=3), delegate=town.corina)
    assert choose_assignee(case, item) == town.corina


def test_who_is_not_competent_for_the_procedure_is_passed_over(town: Town) -> None:
    case = town.submitted()
    item = WorkItem.objects.filter(case=case, role="urbanism_inspector").first()
    assert item is not None
    Membership.objects.filter(authority=town.authority, role="urbanism_inspector").update(competences=["building_permit"])
    assert choose_assignee(case, item) is None


def test_a_large_permit_is_checked_by_a_head_before_it_goes_to_sign_and_again_after_a_change(town: Town) -> None:
    case = town.submitted("building_permit", "50005", answers={"work_value": "90000000.00"})
    walk.review(case, town.corina)
    case.refresh_from_db()
    walk.pay_all(case)
    document = draft_document(case=case, outcome="issue", by=town.corina)
    assert send_to_sign(document=document, by=town.corina).state == IssuedDocument.State.DRAFT
    check = WorkItem.objects.get(case=case, step="approve_draft")
    assert check.state == WorkItem.State.OPEN
    with pytest.raises(Refused):
        complete_work_item(item=check, by=town.corina)
    complete_work_item(item=check, by=walk.who(case, "head", None))
    edit_draft(document=document, fields={"waste_site": "depozitul autorizat"}, by=town.corina)
    assert send_to_sign(document=document, by=town.corina).state == IssuedDocument.State.DRAFT
    check.refresh_from_db()
    complete_work_item(item=check, by=walk.who(case, "head", None))
    assert send_to_sign(document=document, by=town.corina).state == IssuedDocument.State.APPROVED


def test_horias_trench_is_measured_on_the_surfaces_it_opens_and_priced(town: Town) -> None:
    case = town.submitted("excavation_approval", "50001", "horia")
    pieces = openings(case)
    assert {piece.surface for piece in pieces} == {Surface.CARRIAGEWAY}
    assert all(piece.restored_m2 > piece.area_m2 for piece in pieces)
    kinds = set(case.charges.values_list("kind", flat=True))
    assert kinds == {"fee", "guarantee"}
