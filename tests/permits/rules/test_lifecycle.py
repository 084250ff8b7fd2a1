"""Who may take a case where, and who is told no."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from permits.rules.lifecycle import (
    CLOCK_RUNS,
    TABLE,
    CaseState,
    Effect,
    Family,
    Forbidden,
    Misbuilt,
    Move,
    allowed_pairs,
    check_table,
    moves_from,
    transition_for,
)
from permits.rules.people import Role


def walk(family: Family, *moves: tuple[Move, Role]) -> CaseState:
    state = CaseState.DRAFT
    for move, role in moves:
        state = transition_for(state, move, role, family).target
    return state


REQUEST = ((Move.SUBMIT, Role.APPLICANT), (Move.REGISTER, Role.REGISTRY_CLERK), (Move.START_REVIEW, Role.CHIEF_ARCHITECT))
ANSWER = (
    (Move.START_DRAFT, Role.URBANISM_INSPECTOR),
    (Move.SEND_TO_SIGN, Role.URBANISM_INSPECTOR),
    (Move.SIGN, Role.CHIEF_ARCHITECT),
    (Move.SIGN, Role.SECRETARY_GENERAL),
    (Move.ISSUE, Role.MAYOR),
    (Move.DELIVER, Role.SYSTEM),
)


def test_anas_certificate_goes_from_draft_to_archive() -> None:
    end = walk(Family.CERTIFICATE, *REQUEST, *ANSWER, (Move.EXPIRE, Role.SYSTEM), (Move.ARCHIVE, Role.ARCHIVIST))
    assert end is CaseState.ARCHIVED


def test_corina_asks_ana_for_papers_and_the_clock_stands() -> None:
    asked = transition_for(CaseState.IN_REVIEW, Move.REQUEST_PAPERS, Role.URBANISM_INSPECTOR, Family.CERTIFICATE)
    assert Effect.PAUSE_CLOCK in asked.effects
    assert asked.target not in CLOCK_RUNS
    answered = transition_for(asked.target, Move.ANSWER_PAPERS, Role.APPLICANT, Family.CERTIFICATE)
    assert Effect.RESUME_CLOCK in answered.effects


def test_horias_trench_lives_on_after_the_approval() -> None:
    end = walk(
        Family.EXCAVATION, *REQUEST, *ANSWER,
        (Move.START_WORKS, Role.APPLICANT), (Move.DECLARE_RESTORED, Role.APPLICANT),
        (Move.REJECT_RESTORATION, Role.TECHNICAL_INSPECTOR), (Move.DECLARE_RESTORED, Role.APPLICANT),
        (Move.RECEIVE_PARTIALLY, Role.TECHNICAL_INSPECTOR), (Move.START_WARRANTY, Role.SYSTEM),
        (Move.RELEASE_GUARANTEE, Role.FINANCE_OFFICER), (Move.CLOSE, Role.SYSTEM), (Move.ARCHIVE, Role.ARCHIVIST),
    )  # fmt: skip
    assert end is CaseState.ARCHIVED


def test_a_building_permit_is_received_and_settled() -> None:
    end = walk(
        Family.PERMIT, *REQUEST, *ANSWER, (Move.EXTEND, Role.CHIEF_ARCHITECT), (Move.START_WORKS, Role.APPLICANT),
        (Move.RECEIVE_WORKS, Role.DISCIPLINE_INSPECTOR), (Move.SETTLE_FEE, Role.TAX_OFFICER), (Move.CLOSE, Role.SYSTEM),
    )  # fmt: skip
    assert end is CaseState.CLOSED


def test_a_refusal_never_becomes_an_act_in_force() -> None:
    end = walk(
        Family.PERMIT, *REQUEST, (Move.START_DRAFT, Role.URBANISM_INSPECTOR), (Move.SEND_TO_SIGN, Role.URBANISM_INSPECTOR),
        (Move.REFUSE, Role.MAYOR), (Move.DELIVER, Role.REGISTRY_CLERK),
    )  # fmt: skip
    assert end is CaseState.CLOSED
    assert all(row.target is not CaseState.DELIVERED for row in TABLE if row.state is CaseState.REFUSED)


def test_ana_is_told_who_may_sign() -> None:
    with pytest.raises(Forbidden) as told:
        transition_for(CaseState.SIGNING, Move.ISSUE, Role.APPLICANT, Family.CERTIFICATE)
    assert "primar" in told.value.said()
    assert "mayor" in told.value.said("en")


def test_nobody_issues_what_is_still_in_review() -> None:
    with pytest.raises(Forbidden, match="în analiză"):
        transition_for(CaseState.IN_REVIEW, Move.ISSUE, Role.MAYOR, Family.CERTIFICATE)


def test_no_clock_and_no_outsider_decides() -> None:
    deciding = {Move.ISSUE, Move.REFUSE, Move.SIGN, Move.REVOKE, Move.RETURN_FILE}
    for row in TABLE:
        if row.move in deciding:
            assert row.roles.isdisjoint({Role.SYSTEM, Role.APPLICANT, Role.ENDORSER}), row


def test_every_reasoned_move_says_so() -> None:
    for move in (Move.RETURN_FILE, Move.REFUSE, Move.REVOKE, Move.SEND_BACK, Move.REQUEST_PAPERS):
        assert all(row.needs_reason for row in TABLE if row.move is move)


def test_the_clock_starts_once_and_stops_with_every_answer() -> None:
    assert [row.move for row in TABLE if Effect.START_CLOCK in row.effects] == [Move.REGISTER]
    for row in TABLE:
        if row.state in CLOCK_RUNS and row.target not in CLOCK_RUNS and row.target is not CaseState.WAITING_PAPERS:
            assert Effect.STOP_CLOCK in row.effects, row


def test_a_certificate_has_no_works_and_a_petition_no_validity() -> None:
    assert Move.START_WORKS not in {row.move for row in moves_from(CaseState.DELIVERED, Family.CERTIFICATE)}
    assert Move.EXPIRE not in {row.move for row in moves_from(CaseState.DELIVERED, Family.PETITION)}
    assert Move.REDIRECT in {row.move for row in moves_from(CaseState.REGISTERED, Family.PETITION)}


def test_pairs_for_the_database_are_those_of_the_table() -> None:
    assert (CaseState.SIGNING, CaseState.ISSUED) in allowed_pairs()
    assert (CaseState.DRAFT, CaseState.ISSUED) not in allowed_pairs()


@pytest.mark.parametrize("gone", sorted({row.move for row in TABLE} - {Move.SIGN}))
def test_a_table_with_a_hole_stops_the_start(gone: Move) -> None:
    with pytest.raises(Misbuilt):
        check_table(tuple(row for row in TABLE if row.move is not gone))


def test_a_row_written_twice_stops_the_start() -> None:
    with pytest.raises(Misbuilt, match="twice"):
        check_table((*TABLE, TABLE[0]))


def test_a_move_that_nobody_may_make_stops_the_start() -> None:
    with pytest.raises(Misbuilt, match="nobody"):
        check_table((dataclasses.replace(TABLE[0], roles=frozenset()), *TABLE[1:]))


@settings(deadline=None)
@given(st.sampled_from(Family), st.lists(st.integers(0, 1000), max_size=60))
def test_no_walk_gets_stuck_before_the_archive(family: Family, choices: list[int]) -> None:
    state = CaseState.DRAFT
    for choice in choices:
        open_moves = moves_from(state, family)
        if state is CaseState.ARCHIVED:
            assert not open_moves
            return
        assert open_moves, state
        state = open_moves[choice % len(open_moves)].target
