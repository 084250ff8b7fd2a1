"""Writes messages to people in the transaction of what they tell; a job delivers them."""
from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from gisapp.accounts.models import User
from gisapp.core import clock, jobs
from permits.models import Applicant, Case, Notice
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState


def notify_applicant(case: Case, kind: str) -> Notice | None:
    """Tell the applicant what happened, in their language, at the address they gave; None if they gave none."""
    applicant = Applicant.objects.filter(case=case).first()
    address = applicant.email if applicant and applicant.email else (case.owner.email if case.owner else "")
    if not address:
        return None
    return _write(case, kind, user=case.owner, address=address, language=case.owner.language if case.owner else "ro")


def notify_person(case: Case, kind: str, person: User) -> Notice:
    """Tell a member of staff about a case."""
    return _write(case, kind, user=person, address=person.email, language=person.language)


def _write(case: Case, kind: str, *, user: User | None, address: str, language: str) -> Notice:
    procedure = all_procedures()[case.procedure]
    with translation.override(language):
        state = CaseState(case.state)
        context = {
            "case": case, "kind": kind, "procedure_title": procedure.title(language), "authority": case.authority,
            "state": state.label_en if language == "en" else state.label_ro,
            "link": settings.BASE_URL + reverse("case", args=[case.pk]),
        }
        lines = render_to_string([f"permits/notices/{kind}.txt", "permits/notices/plain.txt"], context).strip().split("\n", 1)
    notice = Notice.objects.create(
        authority=case.authority, case=case, user=user, address=address, kind=kind, subject=lines[0][:200],
        body=lines[1].strip() if len(lines) > 1 else lines[0], created_at=clock.now(),
    )
    jobs.enqueue("permits.deliver_notice", key=f"notice:{notice.pk}", notice=notice.pk)
    return notice
