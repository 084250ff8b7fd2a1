"""Who gets the work, and why."""

import datetime as dt
import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisapp.core.working_days import Calendar
from permits.rules.people import Role
from permits.rules.procedure import StepKind
from permits.rules.refusals import RuleRefused
from permits.rules.routing import Assignment, Away, NoChoice, Person, check_four_eyes, choose
from permits.rules.workload import WEIGHTS, LoadItem, weight

ON = dt.date(2026, 3, 30)
INSPECTOR = frozenset({Role.URBANISM_INSPECTOR})
CORINA = Person("corina", "Corina", INSPECTOR, load=Decimal(4))
MIHAI = Person("mihai", "Mihai", INSPECTOR, load=Decimal(2))
DAN = Person("dan", "Dan", frozenset({Role.CHIEF_ARCHITECT}))
AWAY = (Away(dt.date(2026, 3, 30), dt.date(2026, 4, 3), "mihai"),)


def pick(*people: Person, role: Role = Role.URBANISM_INSPECTOR, area: str = "", excluded: tuple[str, ...] = ()) -> Assignment | NoChoice:
    return choose(people, role=role, procedure="urbanism_certificate", on=ON, area=area, excluded=excluded)


def chosen(*people: Person, **more: object) -> str:
    found = pick(*people, **more)  # type: ignore[arg-type]
    assert isinstance(found, Assignment)
    return found.person


def test_the_one_with_less_to_do_gets_the_case() -> None:
    assert chosen(CORINA, MIHAI) == "mihai"


def test_the_one_who_knows_the_area_comes_first() -> None:
    found = pick(replace(CORINA, areas=frozenset({"UTR 3"})), MIHAI, area="UTR 3")
    assert isinstance(found, Assignment)
    assert found.person == "corina"
    assert "UTR 3" in found.reason_ro


def test_the_one_of_another_area_comes_last_but_still_comes() -> None:
    far = replace(MIHAI, areas=frozenset({"UTR 9"}))
    assert chosen(CORINA, far, area="UTR 3") == "corina"
    assert chosen(far, area="UTR 3") == "mihai"


def test_only_the_competent_are_asked() -> None:
    assert chosen(CORINA, replace(MIHAI, competences=frozenset({"petition"}))) == "corina"
    assert pick(replace(MIHAI, competences=frozenset({"petition"}))) is NoChoice.NOT_COMPETENT


def test_at_equal_load_the_one_who_waited_longest_gets_it() -> None:
    one = replace(CORINA, load=Decimal(2), last_assigned=dt.date(2026, 3, 1))
    other = replace(MIHAI, last_assigned=dt.date(2026, 3, 20))
    assert chosen(one, other) == "corina"


def test_someone_present_is_preferred_to_a_stand_in() -> None:
    assert chosen(replace(CORINA, load=Decimal(0), away=AWAY), MIHAI) == "mihai"


def test_when_all_are_away_the_delegate_stands_in() -> None:
    found = pick(replace(CORINA, away=(Away(ON, ON, "dan"),)), DAN)
    assert isinstance(found, Assignment)
    assert (found.person, found.instead_of) == ("dan", "corina")
    assert "ține locul" in found.reason_ro


def test_an_absent_or_excluded_delegate_does_not_stand_in() -> None:
    corina = replace(CORINA, away=(Away(ON, ON, "dan"),))
    assert pick(corina, replace(DAN, away=(Away(ON, ON),))) is NoChoice.ALL_AWAY
    assert pick(corina, DAN, excluded=("dan",)) is NoChoice.ALL_AWAY
    assert pick(corina, replace(DAN, active=False)) is NoChoice.ALL_AWAY


def test_nobody_is_invented() -> None:
    assert pick(DAN) is NoChoice.NO_HOLDER
    assert pick(replace(CORINA, active=False)) is NoChoice.NO_HOLDER
    assert pick(CORINA, excluded=("corina",)) is NoChoice.EXCLUDED


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.booleans()), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_in_which_people_are_listed_changes_nothing(rows: list[tuple[int, bool, bool]], chance: random.Random) -> None:
    people = [
        Person(
            f"p{number}",
            f"P{number}",
            INSPECTOR,
            areas=frozenset({"A"}) if local else frozenset(),
            load=Decimal(points),
            away=AWAY if away else (),
        )
        for number, (points, local, away) in enumerate(rows)
    ]
    shuffled = people[:]
    chance.shuffle(shuffled)
    first = choose(people, role=Role.URBANISM_INSPECTOR, procedure="x", on=ON, area="A")
    assert first == choose(shuffled, role=Role.URBANISM_INSPECTOR, procedure="x", on=ON, area="A")
    if isinstance(first, Assignment):
        assert all(person.absence(ON) is None for person in people if person.id == first.person)


def test_corina_may_not_sign_what_she_drafted_and_dan_not_twice() -> None:
    check_four_eyes("dan", "corina", [])
    with pytest.raises(RuleRefused, match="redactat"):
        check_four_eyes("corina", "corina", [])
    with pytest.raises(RuleRefused, match="semnat deja"):
        check_four_eyes("dan", "corina", ["dan"])


CALENDAR = Calendar()


def test_work_weighs_more_as_its_day_comes_nearer() -> None:
    weights = [weight(LoadItem(StepKind.DRAFT, ON + dt.timedelta(days=days)), ON, CALENDAR) for days in (30, 4, 1, -1)]
    assert weights == [Decimal(3), Decimal("4.5"), Decimal(6), Decimal(9)]


def test_paused_work_weighs_as_work_with_time_and_a_signature_half() -> None:
    assert weight(LoadItem(StepKind.CHECK_LAND, None), ON, CALENDAR) == Decimal(2)
    assert weight(LoadItem(None, None), ON, CALENDAR) == Decimal("0.5")
    assert [weight(item, ON, CALENDAR) for item in (LoadItem(None, None), LoadItem(StepKind.DRAFT, None))] == [Decimal("0.5"), Decimal(3)]


def test_an_item_due_on_saturday_is_late_on_sunday() -> None:
    assert weight(LoadItem(StepKind.CONSULT, dt.date(2026, 3, 28)), dt.date(2026, 3, 29), CALENDAR) == Decimal(3)


def test_every_kind_of_step_has_a_weight() -> None:
    assert set(WEIGHTS) == set(StepKind)
