"""Deletes, every night or so, what the table of personal data says is kept no longer."""
from __future__ import annotations

import datetime as dt

from django.db import transaction

from gisapp.accounts.models import Invitation
from gisapp.core import clock, jobs
from permits.actions.empty_draft import empty_draft
from permits.models import Case
from permits.rules.personal_data import kept_days
from permits.rules.states import CaseState


@jobs.every_tick
def keep_no_longer() -> None:
    """Empty old drafts that never became a case and delete invitations nobody accepted; repeatable."""
    forget()


@transaction.atomic
def forget(*, dry_run: bool = False) -> dict[str, int]:
    """Delete (or only count) by the days of permits/rules/personal_data.toml; return how many of each kind."""
    now = clock.now()
    drafts = Case.objects.filter(state=CaseState.DRAFT.value, registered_at=None, submitted_at=None, owner__isnull=False, updated_at__lt=now - dt.timedelta(days=kept_days("draft")))
    invitations = Invitation.objects.filter(accepted_at=None, expires_at__lt=now - dt.timedelta(days=kept_days("staff")))
    found = {"draft": drafts.count(), "staff": invitations.count()}
    if not dry_run:
        for draft in drafts:
            empty_draft(case=draft)
        invitations.delete()
    return found
