"""A delivered answer changes the act it follows: it holds longer, its works have begun, its works are received and settled."""
from __future__ import annotations

import datetime as dt

from gisapp.core import clock
from permits.actions.move import locked, move
from permits.actions.refund import give_back_settled
from permits.models import Case, IssuedDocument
from permits.queries.followed import followed
from permits.rules.lifecycle import moves_from
from permits.rules.people import Role
from permits.rules.procedure import ActEffect
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState, Move
from permits.rules.validity import assumed_start, valid_while_works_last


def follow_act(answer: IssuedDocument) -> None:
    """Carry out what the procedure of the act says of this follow-up; an act from before this service has no case to move."""
    assert answer.case is not None
    found = followed(answer.case)
    if found is None:
        return
    act, row = found
    assert act.case is not None
    case = locked(act.case)
    match row.effect:
        case ActEffect.EXTEND:
            _extend(case, act, answer)
        case ActEffect.START_WORKS:
            _start(case, act, answer, _day(answer.case, "starts_on"))
        case ActEffect.RECEIVE_WORKS:
            _receive(case, act, answer)
        case ActEffect.NOTHING:
            return


def _extend(case: Case, act: IssuedDocument, answer: IssuedDocument) -> None:
    if answer.valid_until is None or not _may(case, Move.EXTEND):
        return
    move(case, Move.EXTEND, by=None, document=str(answer.pk), until=answer.valid_until.isoformat())
    _holds_until(case, act, answer.valid_until, IssuedDocument.Status.EXTENDED)


def _start(case: Case, act: IssuedDocument, answer: IssuedDocument, announced: dt.date | None) -> None:
    """Begun, a permit holds for the duration written in it (Legea 50/1991 art. 7 alin. (6)); unannounced works began the day after it."""
    if not _may(case, Move.START_WORKS) or act.issued_at is None:
        return
    started = assumed_start(act.issued_at.astimezone(clock.TOWN_TIME).date(), announced)
    move(case, Move.START_WORKS, by=None, document=str(answer.pk), started_on=started.isoformat())
    months = act.fields.get("execution_months")
    if months:
        _holds_until(case, act, valid_while_works_last(started, int(months)), IssuedDocument.Status(act.status))


def _receive(case: Case, act: IssuedDocument, answer: IssuedDocument) -> None:
    _start(case, act, answer, None)
    for verb in (Move.RECEIVE_WORKS, Move.SETTLE_FEE):
        if _may(case, verb):
            move(case, verb, by=None, document=str(answer.pk))
    if answer.case is not None and answer.drafted_by is not None:
        give_back_settled(permit=case, settlement=answer.case, by=answer.drafted_by)


def _may(case: Case, verb: Move) -> bool:
    family = all_procedures()[case.procedure].family
    return any(row.move is verb for row in moves_from(CaseState(case.state), family, Role.SYSTEM))


def _holds_until(case: Case, act: IssuedDocument, until: dt.date, status: IssuedDocument.Status) -> None:
    Case.objects.filter(pk=case.pk).update(valid_until=until)
    IssuedDocument.objects.filter(pk=act.pk).update(status=status, valid_until=until)


def _day(case: Case, question: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(case.answers.get(question, "")))
    except ValueError:
        return None
