"""Managers see the house as it is; each only what is theirs to see."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from gisapp.accounts.models import Absence
from gisapp.core import clock
from gisapp.management.demo import walk
from permits.board.csv_file import csv_answer, safe
from permits.models import Case, Endorsement, WorkItem
from permits.queries import board
from permits.queries.activity import activity, managed_by, managers_of
from permits.queries.board_export import exported
from permits.queries.board_load import loads, projection
from permits.queries.board_time import shares_of_time
from tests.permits.conftest import Town


def scope(town: Town, **more: object) -> board.Scope:
    today = clock.today()
    values = {"authority": town.authority.pk, "departments": None, "procedure": "", "since": today - dt.timedelta(days=30), "until": today + dt.timedelta(days=60)}
    return board.Scope(**{**values, **more})  # type: ignore[arg-type]


def test_gheorghe_sees_every_open_case_counted_once_in_each_way(town: Town) -> None:
    town.submitted()
    town.submitted("building_permit", "50005")
    found = board.open_cases(scope(town), clock.today())
    assert found.total.total == 2
    for rows in (found.by_state, found.by_procedure, found.by_department, found.by_person):
        assert sum(one.total for one in rows) == 2
    assert {one.key for one in found.by_procedure} == {"urbanism_certificate", "building_permit"}


def test_drafts_practice_and_the_neighbours_are_not_counted(town: Town) -> None:
    town.draft()
    case = town.submitted()
    Case.objects.filter(pk=case.pk).update(practice=True)
    assert board.open_cases(scope(town), clock.today()).total.total == 0
    assert board.open_cases(scope(town, authority=town.commune.pk), clock.today()).total.total == 0


def test_a_case_is_late_the_day_after_its_term_but_not_while_it_waits_for_ana(town: Town) -> None:
    case = town.submitted()
    with clock.moved_to(clock.start_of(case.legal_due) + dt.timedelta(hours=12)):
        assert board.open_cases(scope(town), clock.today()).total.late == 0
        assert board.late_cases(scope(town), clock.today())[0].days_left == 0
    with clock.moved_to(clock.start_of(case.legal_due) + dt.timedelta(hours=36)):
        assert board.open_cases(scope(town), clock.today()).total.late == 1
        assert board.late_cases(scope(town), clock.today())[0].days_left == -1
        Case.objects.filter(pk=case.pk).update(state="waiting_papers")
        assert board.open_cases(scope(town), clock.today()).total.late == 0
        assert board.late_cases(scope(town), clock.today()) == ()


def test_load_weighs_kinds_and_nearness(town: Town) -> None:
    case = town.submitted()
    item = WorkItem.objects.filter(case=case, state="open", step="assign").get()
    WorkItem.objects.filter(case=case, state="open").exclude(pk=item.pk).delete()
    far = loads(scope(town), town.authority)
    assert [one.weight for one in far.by_department] == [Decimal("0.5")]  # 0.25 twice: due tomorrow, rounded to a tenth
    with clock.moved_to(clock.start_of(item.due) + dt.timedelta(days=8)):
        late = loads(scope(town), town.authority).by_department[0]
        assert (late.late, late.weight) == (1, Decimal("0.8"))


def test_the_chess_clock_gives_each_side_its_time(town: Town) -> None:
    start = clock.now()
    case = town.submitted()
    with clock.moved_to(start + dt.timedelta(days=2)):
        walk.review(case, town.corina)
    Endorsement.objects.create(
        case=case, institution=town.authority.institution_set.first(), state="favourable", asked_at=start + dt.timedelta(days=3),
        answered_at=start + dt.timedelta(days=5), due=clock.today(),
    )
    with clock.moved_to(start + dt.timedelta(days=6)):
        case.refresh_from_db()
        walk.pay_all(case)
        document = walk.draft(case, town.corina)
    with clock.moved_to(start + dt.timedelta(days=10)):
        walk.sign(document)
        found = shares_of_time(scope(town))
    assert found.cases == 1
    days = {one.actor: one.mean_days for one in found.shares}
    assert days == {"applicant": Decimal("0.0"), "endorser": Decimal("2.0"), "signatory": Decimal("4.0"), "department": Decimal("4.0")}
    assert sum(one.percent for one in found.shares) == Decimal("100.0")


def test_the_forecast_speaks_only_of_weeks_it_knows(town: Town) -> None:
    case = town.submitted()
    found = projection(scope(town))
    assert (found.weeks_known, found.arrivals) == (0, Decimal(0))
    assert sum(week.due for week in found.weeks) == 1 or case.legal_due > found.weeks[-1].monday + dt.timedelta(days=6)


def test_dan_sees_his_direction_and_what_stands_under_it_gheorghe_everything(town: Town) -> None:
    assert board.departments_of(town.gheorghe, town.authority) is None
    allowed = board.departments_of(town.dan, town.authority)
    assert allowed is not None
    names = {one.code for one in town.authority.department_set.filter(pk__in=allowed)}
    assert names == {"urbanism", "gis", "discipline"}


def test_a_head_who_names_a_strange_department_sees_none_of_it(town: Town) -> None:
    town.submitted()
    page = town.client("doru").get(reverse("board"), {"department": str(town.authority.department_set.get(code="urbanism").pk)})
    assert page.status_code == 200
    assert page.context["total"].total == 0


@pytest.mark.parametrize(("who", "status"), [("gheorghe", 200), ("dan", 200), ("cristina", 200), ("corina", 404), ("bogdan", 404), ("ana", 404)])
def test_the_board_opens_for_heads_and_the_mayor_only(town: Town, who: str, status: int) -> None:
    town.submitted()
    for name in ("board", "board_csv"):
        assert town.client(who).get(reverse(name)).status_code == status


def test_an_export_holds_no_names_of_applicants_and_runs_no_formula(town: Town) -> None:
    case = town.submitted()
    case.plot.address = "=HYPERLINK(\"http://x\")"
    case.plot.save()
    text = town.client("gheorghe").get(reverse("board_csv")).content.decode()
    assert "Ana" not in text
    assert "'=HYPERLINK" in text
    assert len(exported(scope(town))) == 1
    assert safe(-3) == "-3" and safe("-3") == "'-3" and safe(" @x") == "' @x" and safe(None) == ""
    assert csv_answer("a.csv", ["a"], []).content.startswith("\ufeff".encode())


def test_corinas_activity_is_hers_and_her_managers(town: Town) -> None:
    assert managers_of(town.corina, town.authority) == {town.dan.pk}
    assert managers_of(town.dan, town.authority) == {town.gheorghe.pk}
    assert town.corina in managed_by(town.dan, town.authority)
    address = reverse("person_activity", args=[town.corina.pk])
    assert {who: town.client(who).get(address).status_code for who in ("corina", "dan", "gheorghe", "cezar", "cristina")} == {
        "corina": 200, "dan": 200, "gheorghe": 404, "cezar": 404, "cristina": 404,
    }


def test_days_away_and_days_at_the_applicants_do_not_count_as_waiting(town: Town) -> None:
    start = clock.start_of(dt.date(2026, 11, 2)) + dt.timedelta(hours=10)  # a Monday
    with clock.moved_to(start):
        case = town.submitted()
        item = WorkItem.objects.filter(case=case, step="assign").get()
    WorkItem.objects.filter(pk=item.pk).update(state="done", done_by=town.dan, done_at=start + dt.timedelta(days=10), opened_at=start)
    Absence.objects.create(authority=town.authority, user=town.dan, first_day=dt.date(2026, 11, 4), last_day=dt.date(2026, 11, 6))
    found = activity(town.dan, town.authority, dt.date(2026, 11, 1), dt.date(2026, 11, 30))
    assert [one.waited for one in found.done] == [5]  # 3, 9, 10, 11, 12 November
    assert len(found.absences) == 1


def test_everybody_in_the_house_reads_their_own_activity(town: Town) -> None:
    town.submitted()
    assert town.client("gheorghe").get(reverse("people_activity")).status_code == 200
    assert town.client("corina").get(reverse("my_activity")).status_code == 200
