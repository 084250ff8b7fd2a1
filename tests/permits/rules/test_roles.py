"""The words of the rules are those of the people's room and of the land."""

from gisapp.accounts.models.membership import Role as HeldRole
from layers.conflicts.answer import Effect, State
from permits.rules.facts import FindingEffect, FindingState
from permits.rules.people import DEPARTMENT_OF_ROLE, OUTSIDERS, Role


def test_every_role_that_rules_name_can_be_held() -> None:
    assert {role.value for role in Role} - {Role.APPLICANT.value, Role.SYSTEM.value} == set(HeldRole.values)


def test_every_staff_role_has_a_department_but_those_that_belong_everywhere() -> None:
    assert set(Role) - set(DEPARTMENT_OF_ROLE) - OUTSIDERS == {Role.HEAD, Role.QUALITY_OFFICER, Role.AUTHORITY_ADMIN}


def test_findings_have_the_same_words_in_both_rooms() -> None:
    assert [state.value for state in FindingState] == [state.value for state in State]
    assert [effect.value for effect in FindingEffect] == [effect.value for effect in Effect]
