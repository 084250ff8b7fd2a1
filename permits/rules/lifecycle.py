"""The one life of a case: its states, its moves, and the one table of who may make which move from where.

A verb in `permits/actions` asks `transition_for(...)` and does what `effects` say. The table is checked at
import (`check_table`): a state without a way in, without a way out, or a move that nobody may make stops the
program. The database repeats the closed lists and the pairs (`allowed_pairs`) as constraints.
"""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from permits.rules.people import STAFF, Role
from permits.rules.refusals import RuleRefused
from permits.rules.states import CaseState, Effect, Family, Holder, Move

__all__ = [
    "CLOCK_RUNS", "FINAL", "NEEDS_WORK_ITEM", "TABLE", "CaseState", "Effect", "Family", "Forbidden", "Holder",
    "Misbuilt", "Move", "Transition", "allowed_pairs", "check_table", "holder", "moves_from", "transition_for",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed move: from where, to where, by whom, in which families, with what effects."""

    state: CaseState
    move: Move
    target: CaseState
    roles: frozenset[Role]
    effects: tuple[Effect, ...]
    families: frozenset[Family]

    @property
    def needs_reason(self) -> bool:
        """Tell whether the move is refused without a written reason."""
        return Effect.NEEDS_REASON in self.effects


S, M, R, E = CaseState, Move, Role, Effect
ALL = frozenset(Family)
WORKS = frozenset({Family.PERMIT, Family.EXCAVATION})
LIMITED = frozenset({Family.CERTIFICATE, Family.PERMIT, Family.EXCAVATION, Family.OPINION})
REVIEWERS = frozenset({
    R.URBANISM_INSPECTOR, R.CHIEF_ARCHITECT, R.TECHNICAL_INSPECTOR, R.TECHNICAL_DIRECTOR, R.CADASTRE_INSPECTOR,
    R.GIS_KEEPER, R.TAX_OFFICER, R.DISCIPLINE_INSPECTOR, R.LEGAL_ADVISER, R.REGISTRY_CLERK,
})  # fmt: skip
HEADS = frozenset({R.HEAD, R.CHIEF_ARCHITECT, R.TECHNICAL_DIRECTOR, R.SECRETARY_GENERAL, R.MAYOR, R.DEPUTY_MAYOR})
SIGNERS = HEADS | {R.GIS_KEEPER, R.CADASTRE_INSPECTOR, R.TAX_OFFICER, R.DISCIPLINE_INSPECTOR, R.URBANISM_INSPECTOR}
FRONT = frozenset({R.APPLICANT, R.REGISTRY_CLERK})
WITHDRAWABLE = (S.DRAFT, S.SUBMITTED, S.REGISTERED, S.IN_REVIEW, S.WAITING_PAPERS, S.DRAFTING, S.SIGNING)
IN_FORCE = (S.DELIVERED, S.EXTENDED)
# Until the act is sent to be signed, what the land says may still be decided, and what changes there matters.
OPEN_FOR_DECISIONS = frozenset({S.REGISTERED, S.IN_REVIEW, S.WAITING_PAPERS, S.DRAFTING})


def _row(
    state: CaseState, move: Move, target: CaseState, roles: Iterable[Role], *effects: Effect,
    families: frozenset[Family] = ALL,
) -> Transition:  # fmt: skip
    return Transition(state, move, target, frozenset(roles), effects, families)


TABLE: tuple[Transition, ...] = (
    # From request to answer: every procedure.
    _row(S.DRAFT, M.SUBMIT, S.SUBMITTED, FRONT, E.NOTIFY_STAFF, families=ALL - {Family.PETITION}),
    # A report that somebody without an account confirmed in a chat is taken by the system; a request never is.
    _row(S.DRAFT, M.SUBMIT, S.SUBMITTED, FRONT | {R.SYSTEM}, E.NOTIFY_STAFF, families=frozenset({Family.PETITION})),
    # Online requests are numbered at once by the system; paper ones by the clerk at the counter.
    _row(S.SUBMITTED, M.REGISTER, S.REGISTERED, {R.REGISTRY_CLERK, R.SYSTEM},
         E.GIVE_NUMBER, E.START_CLOCK, E.OPEN_WORK_ITEMS, E.NOTIFY_APPLICANT),
    _row(S.REGISTERED, M.START_REVIEW, S.IN_REVIEW, REVIEWERS | HEADS | {R.SYSTEM}),
    _row(S.REGISTERED, M.RETURN_FILE, S.RETURNED, REVIEWERS | HEADS,
         E.NEEDS_REASON, E.STOP_CLOCK, E.CLOSE_WORK_ITEMS, E.NOTIFY_APPLICANT),
    _row(S.IN_REVIEW, M.RETURN_FILE, S.RETURNED, REVIEWERS | HEADS,
         E.NEEDS_REASON, E.STOP_CLOCK, E.CLOSE_WORK_ITEMS, E.NOTIFY_APPLICANT),
    _row(S.IN_REVIEW, M.REQUEST_PAPERS, S.WAITING_PAPERS, REVIEWERS,
         E.NEEDS_REASON, E.PAUSE_CLOCK, E.NOTIFY_APPLICANT),
    _row(S.WAITING_PAPERS, M.ANSWER_PAPERS, S.IN_REVIEW, FRONT, E.RESUME_CLOCK, E.NOTIFY_STAFF),
    # No answer in the applicant's term: a person decides, never the clock alone.
    _row(S.WAITING_PAPERS, M.RETURN_FILE, S.RETURNED, REVIEWERS | HEADS,
         E.NEEDS_REASON, E.STOP_CLOCK, E.CLOSE_WORK_ITEMS, E.NOTIFY_APPLICANT),
    _row(S.IN_REVIEW, M.START_DRAFT, S.DRAFTING, REVIEWERS),
    _row(S.DRAFTING, M.BACK_TO_REVIEW, S.IN_REVIEW, REVIEWERS | HEADS, E.NEEDS_REASON, E.NOTIFY_STAFF),
    _row(S.DRAFTING, M.SEND_TO_SIGN, S.SIGNING, REVIEWERS, E.LOCK_DRAFT, E.NOTIFY_STAFF),
    _row(S.SIGNING, M.SEND_BACK, S.DRAFTING, SIGNERS, E.NEEDS_REASON, E.UNLOCK_DRAFT, E.NOTIFY_STAFF),
    _row(S.SIGNING, M.SIGN, S.SIGNING, SIGNERS, E.SIGN_DOCUMENT, E.NOTIFY_STAFF),
    _row(S.SIGNING, M.ISSUE, S.ISSUED, SIGNERS, E.SIGN_DOCUMENT, E.GIVE_ACT_NUMBER, E.STOP_CLOCK),
    _row(S.SIGNING, M.REFUSE, S.REFUSED, SIGNERS, E.NEEDS_REASON, E.SIGN_DOCUMENT, E.GIVE_ACT_NUMBER, E.STOP_CLOCK),
    _row(S.ISSUED, M.DELIVER, S.DELIVERED, {R.REGISTRY_CLERK, R.SYSTEM},
         E.CLOSE_WORK_ITEMS, E.NOTIFY_APPLICANT, E.PUBLISH, E.START_VALIDITY, E.ASK_SATISFACTION),
    _row(S.REFUSED, M.DELIVER, S.CLOSED, {R.REGISTRY_CLERK, R.SYSTEM},
         E.CLOSE_WORK_ITEMS, E.NOTIFY_APPLICANT, E.ASK_SATISFACTION, E.START_RETENTION),
    *(_row(state, M.WITHDRAW, S.WITHDRAWN, FRONT, E.STOP_CLOCK, E.CLOSE_WORK_ITEMS, E.NOTIFY_STAFF)
      for state in WITHDRAWABLE),
    # Petitions only (OG 27/2002): to whoever is competent within 5 days; unsigned ones are filed.
    *(_row(state, M.REDIRECT, S.CLOSED, REVIEWERS | HEADS, E.NEEDS_REASON, E.STOP_CLOCK, E.CLOSE_WORK_ITEMS,
           E.NOTIFY_APPLICANT, E.START_RETENTION, families=frozenset({Family.PETITION}))
      for state in (S.REGISTERED, S.IN_REVIEW)),
    *(_row(state, M.FILE_AWAY, S.CLOSED, REVIEWERS | HEADS, E.NEEDS_REASON, E.STOP_CLOCK, E.CLOSE_WORK_ITEMS,
           E.START_RETENTION, families=frozenset({Family.PETITION}))
      for state in (S.REGISTERED, S.IN_REVIEW)),
    # The after-life of acts that are valid for a time.
    _row(S.DELIVERED, M.EXTEND, S.EXTENDED, {R.SYSTEM, R.CHIEF_ARCHITECT, R.TECHNICAL_DIRECTOR}, E.START_VALIDITY,
         E.NOTIFY_APPLICANT, E.PUBLISH, families=LIMITED),
    # A permit whose works have started is extended where it stands.
    _row(S.WORKS_STARTED, M.EXTEND, S.WORKS_STARTED, {R.SYSTEM, R.CHIEF_ARCHITECT, R.TECHNICAL_DIRECTOR},
         E.START_VALIDITY, E.NOTIFY_APPLICANT, E.PUBLISH, families=WORKS),
    *(_row(state, M.EXPIRE, S.EXPIRED, {R.SYSTEM}, E.NOTIFY_APPLICANT, E.UNPUBLISH, E.START_RETENTION,
           families=LIMITED) for state in IN_FORCE),
    _row(S.WORKS_STARTED, M.EXPIRE, S.EXPIRED, {R.DISCIPLINE_INSPECTOR, R.TECHNICAL_INSPECTOR, R.SYSTEM},
         E.NOTIFY_APPLICANT, E.NOTIFY_STAFF, E.UNPUBLISH, families=frozenset({Family.PERMIT})),
    *(_row(state, M.SUPERSEDE, S.SUPERSEDED, {R.SYSTEM, R.CHIEF_ARCHITECT, R.TECHNICAL_DIRECTOR}, E.NOTIFY_APPLICANT,
           E.UNPUBLISH, E.START_RETENTION) for state in IN_FORCE),
    *(_row(state, M.REVOKE, S.REVOKED, {R.MAYOR}, E.NEEDS_REASON, E.NOTIFY_APPLICANT, E.NOTIFY_STAFF, E.UNPUBLISH,
           E.START_RETENTION) for state in (S.ISSUED, S.DELIVERED, S.EXTENDED)),
    _row(S.WORKS_STARTED, M.REVOKE, S.REVOKED, {R.MAYOR}, E.NEEDS_REASON, E.NOTIFY_APPLICANT, E.NOTIFY_STAFF,
         E.UNPUBLISH, E.START_RETENTION, families=WORKS),
    *(_row(state, M.START_WORKS, S.WORKS_STARTED, FRONT | {R.DISCIPLINE_INSPECTOR, R.TECHNICAL_INSPECTOR, R.SYSTEM},
           E.NOTIFY_STAFF, families=WORKS) for state in IN_FORCE),
    # Building and demolition permits.
    _row(S.WORKS_STARTED, M.RECEIVE_WORKS, S.RECEIVED, {R.DISCIPLINE_INSPECTOR, R.URBANISM_INSPECTOR, R.SYSTEM},
         E.NOTIFY_STAFF, families=frozenset({Family.PERMIT})),
    _row(S.RECEIVED, M.SETTLE_FEE, S.SETTLED, {R.TAX_OFFICER, R.SYSTEM}, E.NOTIFY_APPLICANT,
         families=frozenset({Family.PERMIT})),
    # Excavations.
    _row(S.WORKS_STARTED, M.DECLARE_RESTORED, S.RESTORED, FRONT, E.NOTIFY_STAFF,
         families=frozenset({Family.EXCAVATION})),
    _row(S.RESTORED, M.REJECT_RESTORATION, S.WORKS_STARTED, {R.TECHNICAL_INSPECTOR}, E.NEEDS_REASON, E.NOTIFY_APPLICANT,
         families=frozenset({Family.EXCAVATION})),
    _row(S.RESTORED, M.RECEIVE_PARTIALLY, S.PARTIAL_RECEPTION, {R.TECHNICAL_INSPECTOR, R.TECHNICAL_DIRECTOR},
         E.NOTIFY_APPLICANT, families=frozenset({Family.EXCAVATION})),
    _row(S.PARTIAL_RECEPTION, M.START_WARRANTY, S.WARRANTY, {R.TECHNICAL_INSPECTOR, R.TECHNICAL_DIRECTOR, R.SYSTEM},
         E.HOLD_GUARANTEE, families=frozenset({Family.EXCAVATION})),
    _row(S.WARRANTY, M.REPORT_DEFECT, S.WORKS_STARTED, {R.TECHNICAL_INSPECTOR}, E.NEEDS_REASON, E.HOLD_GUARANTEE,
         E.NOTIFY_APPLICANT, families=frozenset({Family.EXCAVATION})),
    _row(S.WARRANTY, M.RELEASE_GUARANTEE, S.RELEASED, {R.FINANCE_OFFICER, R.TECHNICAL_DIRECTOR}, E.RETURN_GUARANTEE,
         E.NOTIFY_APPLICANT, families=frozenset({Family.EXCAVATION})),
    # The end.
    _row(S.DELIVERED, M.CLOSE, S.CLOSED, STAFF | {R.SYSTEM}, E.START_RETENTION),
    *(_row(state, M.CLOSE, S.CLOSED, STAFF | {R.SYSTEM}, E.START_RETENTION, families=WORKS)
      for state in (S.SETTLED, S.RELEASED)),
    *(_row(state, M.ARCHIVE, S.ARCHIVED, {R.ARCHIVIST, R.REGISTRY_CLERK})
      for state in (S.CLOSED, S.RETURNED, S.WITHDRAWN, S.EXPIRED, S.SUPERSEDED, S.REVOKED)),
)  # fmt: skip

HOLDERS: dict[CaseState, Holder] = {
    S.DRAFT: Holder.APPLICANT, S.SUBMITTED: Holder.TOWN_HALL, S.REGISTERED: Holder.TOWN_HALL,
    S.IN_REVIEW: Holder.TOWN_HALL, S.WAITING_PAPERS: Holder.APPLICANT, S.DRAFTING: Holder.TOWN_HALL,
    S.SIGNING: Holder.TOWN_HALL, S.ISSUED: Holder.TOWN_HALL, S.REFUSED: Holder.TOWN_HALL, S.RETURNED: Holder.NOBODY,
    S.WITHDRAWN: Holder.NOBODY, S.DELIVERED: Holder.NOBODY, S.EXTENDED: Holder.NOBODY,
    S.WORKS_STARTED: Holder.APPLICANT, S.RESTORED: Holder.TOWN_HALL, S.PARTIAL_RECEPTION: Holder.TOWN_HALL,
    S.WARRANTY: Holder.APPLICANT, S.RELEASED: Holder.TOWN_HALL, S.RECEIVED: Holder.TOWN_HALL,
    S.SETTLED: Holder.TOWN_HALL, S.EXPIRED: Holder.NOBODY, S.SUPERSEDED: Holder.NOBODY, S.REVOKED: Holder.NOBODY,
    S.CLOSED: Holder.NOBODY, S.ARCHIVED: Holder.NOBODY,
}  # fmt: skip
CLOCK_RUNS = frozenset({S.REGISTERED, S.IN_REVIEW, S.DRAFTING, S.SIGNING})
NEEDS_WORK_ITEM = CLOCK_RUNS | {S.ISSUED, S.REFUSED}
"""In these states a case without an open work item is stuck unseen: the alarm of `queries` asks for them."""
FINAL = frozenset({S.ARCHIVED})


class Forbidden(RuleRefused):
    """A move that the table does not allow; the sentence says from which state, or who may."""


class Misbuilt(Exception):
    """The table itself is wrong: the program does not start."""


def transition_for(state: CaseState, move: Move, role: Role, family: Family) -> Transition:
    """Return the row that allows this move; else raise Forbidden with a sentence that says who or when."""
    rows = [row for row in TABLE if row.state is state and row.move is move and family in row.families]
    if not rows:
        raise Forbidden(
            f"Nu se poate «{move.label_ro}» cât timp dosarul este în starea «{state.label_ro}».",
            f"It is not possible to {move.label_en} while the case is '{state.label_en}'.",
            code="move.state",
        )
    if role not in rows[0].roles:
        who_ro = ", ".join(sorted(other.label_ro for other in rows[0].roles))
        who_en = ", ".join(sorted(other.label_en for other in rows[0].roles))
        raise Forbidden(
            f"«{move.label_ro.capitalize()}» nu se poate face ca {role.label_ro}. Poate: {who_ro}.",
            f"A person acting as {role.label_en} may not {move.label_en}. May do it: {who_en}.",
            code="move.role",
        )
    return rows[0]


def moves_from(state: CaseState, family: Family, role: Role | None = None) -> tuple[Transition, ...]:
    """List the moves open from a state, for one role or for anybody."""
    return tuple(
        row for row in TABLE if row.state is state and family in row.families and (role is None or role in row.roles)
    )


def allowed_pairs() -> frozenset[tuple[CaseState, CaseState]]:
    """List every (from, to), for the database constraint."""
    return frozenset((row.state, row.target) for row in TABLE)


def holder(state: CaseState) -> Holder:
    """Say who holds the ball."""
    return HOLDERS[state]


def check_table(table: tuple[Transition, ...]) -> None:
    """Refuse a table with a hole: run at import, and by the tests on broken tables."""
    for family in Family:
        seen: set[tuple[CaseState, Move]] = set()
        for row in table:
            if family in row.families:
                if (row.state, row.move) in seen:
                    raise Misbuilt(f"{row.state} + {row.move} is written twice for {family}")
                seen.add((row.state, row.move))
    if unused := [move for move in Move if all(row.move is not move for row in table)]:
        raise Misbuilt(f"no row uses the move {unused[0]}")
    if powerless := [row for row in table if not row.roles or not row.families]:
        raise Misbuilt(f"nobody may make {powerless[0].state} + {powerless[0].move}")
    reached = {S.DRAFT}
    while more := {row.target for row in table if row.state in reached} - reached:
        reached |= more
    if lost := [state for state in CaseState if state not in reached]:
        raise Misbuilt(f"no way leads to the state {lost[0]}")
    for family in Family:
        _check_family(family, [row for row in table if family in row.families])
    if undecided := [state for state in CaseState if state not in HOLDERS]:
        raise Misbuilt(f"nobody is named as holder of {undecided[0]}")


def _check_family(family: Family, rows: list[Transition]) -> None:
    reached = {S.DRAFT}
    while more := {row.target for row in rows if row.state in reached} - reached:
        reached |= more
    ending = set(FINAL)
    while more := {row.state for row in rows if row.target in ending} - ending:
        ending |= more
    if stuck := [state for state in CaseState if state in reached and state not in ending]:
        raise Misbuilt(f"a case of family {family} can never leave {stuck[0]}")


check_table(TABLE)
