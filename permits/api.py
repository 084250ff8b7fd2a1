"""The door of the town hall: what other rooms and notebooks may ask."""
from __future__ import annotations

import uuid

from gisapp.accounts.models import Authority
from permits.actions.prepare_draft import prepare_draft
from permits.actions.take_report import take_report
from permits.models import Case
from permits.queries.cards import endorser_names
from permits.queries.case_status import CaseStatus, status_by_code, status_of, statuses_of
from permits.queries.digs import Dig, digs_near
from permits.queries.draft_links import draft_link
from permits.queries.land_answer import DEFAULT_QUESTION, land_answer
from permits.queries.quotes import quote
from permits.queries.sheets import answering_department, sheet_of
from permits.queries.told import Told, told_since
from permits.rules.fee_quote import FeeQuote
from permits.rules.procedure import Procedure
from permits.rules.procedure_files import all_procedures
from permits.rules.sheet import Sheet
from permits.rules.states import CaseState

__all__ = [
    "DEFAULT_QUESTION",
    "CaseStatus",
    "Dig",
    "FeeQuote",
    "Procedure",
    "Sheet",
    "Told",
    "all_procedures",
    "answering_department",
    "digs_of",
    "draft_link",
    "draft_state",
    "endorser_names",
    "land_answer",
    "prepare_draft",
    "quote",
    "sheet_of",
    "status_by_code",
    "statuses_of",
    "take_report",
    "told_since",
]


def digs_of(authority: Authority) -> list[Dig]:
    """Return the planned and allowed excavations of a town hall, without anything personal."""
    return digs_near(authority, only_excavations=True)


def draft_state(authority: Authority, pk: str) -> tuple[str, str, CaseStatus] | None:
    """Return (procedure, link to go on or '', status) of a draft begun in a chat; None where it is gone."""
    case = Case.objects.filter(authority=authority, pk=uuid.UUID(pk), channel="chat").first()
    if case is None:
        return None
    return case.procedure, draft_link(case) if case.state == CaseState.DRAFT.value else "", status_of(case)
