"""Prepares a draft from what a person said in a chat, and gives it to who opens its link. Nothing here is ever submitted."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority, User
from gisapp.core.errors import BadInput
from layers.api import ParcelInfo
from permits.actions.choose_plot import choose_plot
from permits.actions.move import locked
from permits.actions.record import record
from permits.actions.save_answers import save_answers
from permits.actions.start_case import start_case
from permits.models import Case
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState


@transaction.atomic
def prepare_draft(*, authority: Authority, procedure: str, owner: User | None, parcels: Sequence[ParcelInfo] = (), answers: Mapping[str, Any] | None = None) -> Case:
    """Start a draft with land and answers; answers to questions that the procedure does not ask are left out."""
    case = start_case(authority=authority, procedure=procedure, owner=owner, channel="chat")
    if parcels:
        choose_plot(case=case, parcels=parcels, by=owner)
    known = {question.code for question in all_procedures()[procedure].questions}
    said = {code: value for code, value in (answers or {}).items() if code in known}
    return save_answers(case=case, answers=said) if said else case


@transaction.atomic
def take_over_draft(*, case: Case, by: User) -> Case:
    """Give a draft without owner to the person who opened its link. Raises BadInput where it is somebody else's or no draft any more."""
    case = locked(case)
    if case.owner_id == by.pk:
        return case
    if case.owner_id is not None or case.state != CaseState.DRAFT.value:
        raise BadInput(_("Ciorna nu mai este liberă: a fost preluată sau depusă. Porniți o cerere nouă."), code="draft_taken")
    case.owner = by
    case.save(update_fields=["owner"])
    record(case, "take_over", actor=by)
    return case
