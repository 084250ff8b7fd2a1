"""Erases what an unfinished request holds. Its history stays, for it cannot be rewritten, and names nothing and nobody."""
from __future__ import annotations

from django.db import transaction

from permits.models import Applicant, Case, Paper, Plot, Works
from permits.rules.states import CaseState


@transaction.atomic
def empty_draft(*, case: Case) -> None:
    """Delete applicant, papers, land, works and answers of a draft that was never sent; a registered case is left alone."""
    row = Case.objects.select_for_update(of=("self",)).filter(pk=case.pk, state=CaseState.DRAFT.value, registered_at=None, submitted_at=None).first()
    if row is None:
        return
    for model in (Applicant, Paper, Works, Plot):
        model.objects.filter(case=row).delete()
    Case.objects.filter(pk=row.pk).update(owner=None, answers={}, purpose="", step="")
