"""Endorsements of a case: whom to ask, until when they answer, what they may see of the file."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from gisapp.accounts.models import Authority, Institution, Role, User
from gisapp.accounts.roles import posts
from permits.models import Case, Endorsement, Finding, IssuedDocument, Paper
from permits.queries.facts import case_facts
from permits.queries.parameters import calendar_of, parameters_of
from permits.rules.endorsements import EndorsementClock, Phase, endorsement_clock, required_endorsements
from permits.rules.procedure import AccessClass
from permits.rules.procedure_files import all_procedures
from permits.rules.states import Family

WAITING = (Endorsement.State.ASKED, Endorsement.State.NEEDS_PAPERS)
ANSWERED = (Endorsement.State.FAVOURABLE, Endorsement.State.CONDITIONAL, Endorsement.State.UNFAVOURABLE, Endorsement.State.TACIT)
# What an institution answers is kept among the papers of the case, under a code of its own.
ANSWER_CODE = "endorsement_answer"


@dataclass(frozen=True, slots=True)
class Needed:
    """An institution to ask, on which grounds; `row` once it was asked. `institution` is None where the town hall has no such row."""

    code: str
    institution: Institution | None
    grounds: tuple[str, ...]
    legal_refs: tuple[str, ...]
    uncertain: bool
    row: Endorsement | None


def needed_endorsements(case: Case) -> list[Needed]:
    """Return whom the findings and the procedure ask for, and whoever else was asked, in a stable order."""
    procedure = all_procedures()[case.procedure]
    if not procedure.collects_endorsements:
        return []
    rows = {row.institution.code: row for row in case.endorsements.exclude(state=Endorsement.State.CANCELLED).select_related("institution", "paper", "request", "answered_by")}
    known = {one.code: one for one in Institution.objects.filter(authority=case.authority)}
    found = [
        Needed(one.endorser, known.get(one.endorser), one.codes, one.legal_refs, one.uncertain, rows.pop(one.endorser, None))
        for one in required_endorsements(procedure, case_facts(case))
    ]
    return found + [Needed(code, row.institution, (), tuple(row.because), False, row) for code, row in sorted(rows.items())]


def clock_of(case: Case, institution: Institution, sent_on: dt.date, asked_completion: tuple[dt.date, dt.date | None] | None = None) -> EndorsementClock | None:
    """Return the term of an institution by the rules of the day of sending; None while it waits for its completions.

    Silence is consent only where both the law's list and the town hall's row of the institution allow it.
    """
    phase = Phase.PLANNING if all_procedures()[case.procedure].family is Family.OPINION else Phase.PERMIT
    found = endorsement_clock(
        institution.code, sent_on, calendar_of(case.authority), parameters_of(case.authority), phase, asked_completion=asked_completion, own_days=institution.answer_days,
    )
    if found is None or institution.tacit:
        return found
    return EndorsementClock(found.endorser, found.sent_on, found.length, found.last_day, None, found.legal_ref)


def requests_of(user: User | AnonymousUser, authority: Authority) -> QuerySet[Endorsement]:
    """Return the requests addressed to the institutions whose posts the person holds today."""
    if not user.is_authenticated:
        return Endorsement.objects.none()
    institutions = posts(user, authority).filter(role=Role.ENDORSER).values("institution")
    return Endorsement.objects.filter(institution__in=institutions, institution__authority=authority, case__authority=authority).exclude(state=Endorsement.State.CANCELLED)


def shared_papers() -> Q:
    """Return which papers endorsers read: those whose access class in the procedure is not personal."""
    shared = Q(pk__in=[])
    for procedure in all_procedures().values():
        codes = [paper.code for paper in procedure.papers if paper.access is not AccessClass.PERSONAL]
        if codes:
            shared |= Q(case__procedure=procedure.code, code__in=codes)
    return shared


def papers_for(endorsement: Endorsement) -> QuerySet[Paper]:
    """Return the papers of the case that this institution may read: the technical ones, and its own answer."""
    return Paper.objects.filter(shared_papers() | Q(pk=endorsement.paper_id), case=endorsement.case, withdrawn_at=None).order_by("code", "-version")


def findings_for(endorsement: Endorsement) -> list[Finding]:
    """Return the findings that ask this institution, rejected ones left out."""
    rows = Finding.objects.filter(run__case=endorsement.case, run__current=True).exclude(decision=Finding.Decision.REJECTED)
    return [row for row in rows if row.data.get("endorser") == endorsement.institution.code]


def letter_of(endorsement: Endorsement) -> IssuedDocument | None:
    """Return the sealed request once it is issued."""
    letter = endorsement.request
    return letter if letter is not None and letter.state == IssuedDocument.State.ISSUED else None
