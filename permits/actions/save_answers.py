"""Saves what the applicant typed in a draft; nothing typed is ever lost."""
from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.core import clock
from gisapp.core.errors import BadInput
from permits.actions.move import locked
from permits.actions.who_asks import check_represented, known_identifier, written_name
from permits.models import Applicant, Case
from permits.rules.states import CaseState


@transaction.atomic
def save_answers(*, case: Case, answers: dict[str, Any], step: str = "") -> Case:
    """Merge answers into the draft and remember where the applicant is in the form."""
    case = locked(case)
    _still_draft(case)
    case.answers = {**case.answers, **{code: _storable(answer) for code, answer in answers.items()}}
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
    name, parsed = written_name(name), known_identifier(kind, identifier)
    if case.channel != "counter":
        # At the counter nothing is refused: who represents a minor is asked for later.
        check_represented(kind, parsed, represented_by, clock.today())
    applicant, _made = Applicant.objects.update_or_create(
        case=case,
        defaults={
            "kind": kind, "name": name, "identifier": parsed, "address": address.strip(), "phone": phone.strip(),
            "email": email.strip().lower(), "represented_by": written_name(represented_by, field="represented_by") if represented_by.strip() else "",
        },
    )
    Case.objects.filter(pk=case.pk).update(updated_at=clock.now())
    return applicant


def _storable(answer: Any) -> Any:
    """What was typed, without the one sign that the database cannot keep."""
    if isinstance(answer, list):
        return [_storable(one) for one in answer]
    return answer.replace("\x00", "") if isinstance(answer, str) else answer


def _still_draft(case: Case) -> None:
    if case.state != CaseState.DRAFT.value:
        raise BadInput(_("Cererea a fost deja depusă; nu se mai poate schimba de aici."), code="not_a_draft")
