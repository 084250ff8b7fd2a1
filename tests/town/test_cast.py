"""The cast is complete, reachable nowhere in the real world, and its invented numbers pass the checks."""

from __future__ import annotations

from gisapp.core.refs import parse_cnp, parse_cui
from permits.rules import people
from tests.town.cast import CAST, COMMUNE, DEPARTMENTS, TOWN, person


def test_the_people_of_the_stories_are_all_there() -> None:
    wanted = {"ana": (), "bogdan": ("registry_clerk",), "corina": ("urbanism_inspector",), "dan": ("chief_architect",),
        "elena": ("gis_keeper",), "florin": ("endorser",),
              "gheorghe": ("mayor",), "horia": (), "ioana": (), "sanda": ("secretary_general",), "felicia": ("finance_officer",)}
    for key, roles in wanted.items():
        assert set(roles) <= set(person(key).roles), key


def test_every_role_of_a_town_hall_is_played_in_the_town() -> None:
    played = {role for p in CAST if p.authority == TOWN for role in p.roles}
    assert played == {r.value for r in people.Role} - {"applicant", "system"}


def test_departments_exist_for_all_staff_of_both_authorities() -> None:
    known = {(d.authority, d.code) for d in DEPARTMENTS}
    assert {code for authority, code in known if authority == TOWN} == {d.value for d in people.Department}
    for p in CAST:
        if p.kind == "staff":
            assert (p.authority, p.department) in known, p.key
    for d in DEPARTMENTS:
        assert d.parent is None or (d.authority, d.parent) in known


def test_the_commune_has_staff_of_its_own_who_can_sign_a_certificate() -> None:
    roles = {role for p in CAST if p.authority == COMMUNE for role in p.roles}
    assert roles >= {"registry_clerk", "urbanism_inspector", "chief_architect", "secretary_general", "mayor", "finance_officer"}


def test_addresses_lead_nowhere_and_are_given_once() -> None:
    assert len({p.email for p in CAST}) == len({p.key for p in CAST}) == len(CAST)
    assert all(p.email.endswith((".example", "@example.ro")) for p in CAST)


def test_invented_numbers_pass_the_checks_and_belong_to_nobody() -> None:
    for p in CAST:
        assert (p.cnp is None) == (p.kind != "citizen")
        if p.cnp:
            assert parse_cnp(p.cnp).digits == p.cnp
            assert p.cnp[7:9] == "60"  # a county code never given out
        if p.company_cui:
            assert parse_cui(p.company_cui).digits == p.company_cui
