"""Writes the draft of a case's answer, filled from the layers, to be edited by the inspector."""
from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core import clock
from gisapp.core.errors import BadInput, Conflict
from permits.actions.check_land import check_land
from permits.actions.move import locked, move
from permits.actions.record import record
from permits.actions.require import require_role
from permits.documents.prefill import prefill
from permits.models import Case, IssuedDocument, WorkItem
from permits.rules.lifecycle import REVIEWERS
from permits.rules.procedure import StepKind
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState, Move


def new_verification_code() -> str:
    """Return a random code of 80 bits for the QR (at least 64 are needed against guessing)."""
    alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return "".join(secrets.choice(alphabet) for _sign in range(16))


@transaction.atomic
def draft_document(*, case: Case, outcome: str, by: User) -> IssuedDocument:
    """Start the answer: `issue` or `refusal`. An existing draft of the same outcome is returned as it is."""
    case = locked(case)
    require_role(by, case, REVIEWERS)
    if outcome not in ("issue", "refusal"):
        raise BadInput(_("Alegeți: emitere sau refuz."), field="outcome")
    drafts = IssuedDocument.objects.filter(case=case, outcome__in=["issue", "refusal"]).exclude(state=IssuedDocument.State.CANCELLED)
    existing = drafts.first()
    if existing is not None:
        if existing.outcome == outcome:
            return existing
        if existing.state != IssuedDocument.State.DRAFT:
            raise Conflict(_("Dosarul are deja un act trimis la semnat."), code="already_drafted")
        existing.state = IssuedDocument.State.CANCELLED
        existing.save(update_fields=["state"])
    if case.state == CaseState.REGISTERED.value and not all_procedures()[case.procedure].is_assigned:
        move(case, Move.START_REVIEW, by=by)
    if case.state == CaseState.IN_REVIEW.value:
        move(case, Move.START_DRAFT, by=by, public=False)
    if case.state != CaseState.DRAFTING.value:
        raise Conflict(_("Redactarea începe după ce dosarul este în analiză."), code="not_in_review")
    procedure = all_procedures()[case.procedure]
    kind = procedure.templates.issue if outcome == "issue" else procedure.templates.refusal
    if not case.check_runs.filter(current=True).exists() and hasattr(case, "plot"):
        check_land(case=case, by=by)
    document = IssuedDocument.objects.create(
        authority=case.authority, case=case, kind=kind, title=procedure.title_ro if outcome == "issue" else f"Refuz – {procedure.title_ro}",
        outcome=outcome, fields=prefill(case, kind, outcome), book=procedure.register_book, drafted_by=by, drafted_at=clock.now(),
        verification_code=new_verification_code(), retention=procedure.retention,
    )
    case.drafted_by = by
    case.save(update_fields=["drafted_by"])
    record(case, "draft_document", actor=by, document=str(document.pk), kind=kind, outcome=outcome)
    return document


def fields_mark(document: IssuedDocument) -> str:
    """Return a short mark of what the draft says; another text has another mark."""
    return hashlib.sha256(json.dumps(document.fields, sort_keys=True).encode()).hexdigest()[:16]


@transaction.atomic
def edit_draft(*, document: IssuedDocument, fields: dict[str, Any], by: User, seen: str = "") -> IssuedDocument:
    """Save the inspector's changes. Only while it is a draft; keys the draft does not have are refused.

    `seen` is the `fields_mark` of the draft as the person had it on the screen: what somebody else has saved since is not overwritten unseen.
    """
    assert document.case is not None
    case = locked(document.case)
    require_role(by, case, REVIEWERS)
    document = IssuedDocument.objects.select_for_update().get(pk=document.pk)
    if document.state != IssuedDocument.State.DRAFT:
        raise Conflict(_("Proiectul a fost trimis la semnat și nu se mai poate schimba."), code="locked")
    if seen and seen != fields_mark(document):
        raise Conflict(_("Altcineva a salvat proiectul între timp. Ce ați scris este mai jos, lângă ce este salvat acum: comparați și salvați din nou."), code="changed_meanwhile")
    unknown = set(fields) - set(document.fields)
    if unknown:
        raise BadInput(_("Proiectul nu are câmpul cerut."), code="unknown_field")
    if document.changes_id is not None and "valid_months" in fields:
        raise BadInput(_("Actul îndreptat păstrează valabilitatea actului pe care îl înlocuiește; durata ei nu se schimbă."), code="months_kept", field="valid_months")
    document.fields = {**document.fields, **fields}
    document.save(update_fields=["fields"])
    # What was checked is not what it became: a changed draft is checked again.
    checks = [step.code for step in all_procedures()[case.procedure].steps if step.kind is StepKind.APPROVE_DRAFT and document.changes_id is None]
    WorkItem.objects.filter(case=case, step__in=checks, state=WorkItem.State.DONE).update(state=WorkItem.State.OPEN, done_at=None, done_by=None)
    record(case, "edit_draft", actor=by, document=str(document.pk), changed=sorted(fields))
    return document
