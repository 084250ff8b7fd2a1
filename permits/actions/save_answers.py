"""Saves what the applicant typed in a draft; nothing typed is ever lost."""
from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.core import clock
from gisapp.core.errors import BadInput
from gisapp.core.refs import parse_cnp, parse_cui
from permits.actions.move import locked
from permits.models import Applicant, Case
from permits.rules.states import CaseState


@transaction.atomic
def save_answers(*, case: Case, answers: dict[str, Any], step: str = "") -> Case:
    """Merge answers into the draft and remember where the applicant is in the form."""
    case = locked(case)
    _still_draft(case)
    case.answers = {**case.answers, **answers}
    case.purpose = str(case.answers.get("purpose", ""))
    case.step = step or case.step
    case.updated_at = clock.now()
    case.save(update_fields=["answers", "purpose", "step", "updated_at"])
    return case


@transaction.atomic
def save_applicant(
    *, case: Case, kind: str, name: str, identifier: str, address: str, phone: str = "", email: str = "", represented_by: str = ""
) -> Applicant:
    """Store who asks, after checking the CNP (persons) or CUI (companies). Raises BadInput naming the field."""
    case = locked(case)
    _still_draft(case)
    if not name.strip():
        raise BadInput(_("Scrieți numele solicitantului, ca în actul de identitate."), field="name")
    parsed = parse_cnp(identifier).digits if kind == Applicant.Kind.PERSON else parse_cui(identifier).digits
    applicant, _made = Applicant.objects.update_or_create(
        case=case,
        defaults={
            "kind": kind, "name": name.strip(), "identifier": parsed, "address": address.strip(), "phone": phone.strip(),
            "email": email.strip().lower(), "represented_by": represented_by.strip(),
        },
    )
    Case.objects.filter(pk=case.pk).update(updated_at=clock.now())
    return applicant


def _still_draft(case: Case) -> None:
    if case.state != CaseState.DRAFT.value:
        raise BadInput(_("Cererea a fost deja depusă; nu se mai poate schimba de aici."), code="not_a_draft")
