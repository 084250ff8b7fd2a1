"""Writes messages to people in the transaction of what they tell; a job delivers them."""
from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from gisapp.accounts.models import Role as Post
from gisapp.accounts.models import User
from gisapp.accounts.roles import absent, holders
from gisapp.core import clock, jobs
from permits.models import Applicant, Case, Endorsement, Notice, Payment
from permits.queries.endorser_link import link_of
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState


def notify_applicant(case: Case, kind: str, *, payment: Payment | None = None) -> Notice | None:
    """Tell the applicant what happened, in their language, at the address they gave; None if they gave none."""
    applicant = Applicant.objects.filter(case=case).first()
    address = applicant.email if applicant and applicant.email else (case.owner.email if case.owner else "")
    if not address:
        return None
    return _write(case, kind, user=case.owner, address=address, language=case.owner.language if case.owner else "ro", payment=payment)


def notify_person(case: Case, kind: str, person: User, *, endorsement: Endorsement | None = None) -> Notice:
    """Tell a member of staff about a case."""
    return _write(case, kind, user=person, address=person.email, language=person.language, endorsement=endorsement)


def notify_handler(case: Case, kind: str, endorsement: Endorsement | None = None) -> list[Notice]:
    """Tell who works on the case: its inspector, or their delegate while they are away; else the heads of its department."""
    people = [case.inspector] if case.inspector is not None else list(holders(case.authority, Post.HEAD))
    found = []
    for person in people:
        away = absent(person, case.authority)
        found.append(notify_person(case, kind, away.delegate if away is not None and away.delegate is not None else person, endorsement=endorsement))
    return found


def notify_institution(endorsement: Endorsement, kind: str) -> list[Notice]:
    """Write to the institution, with the link of this one request; without an address of its own, to each of its people."""
    institution = endorsement.institution
    people = [] if institution.email else [post.user for post in institution.memberships.filter(until=None, user__is_active=True).select_related("user")]
    addresses: list[tuple[User | None, str]] = [(None, institution.email)] if institution.email else [(person, person.email) for person in people]
    return [
        _write(endorsement.case, kind, user=person, address=address, language=person.language if person else "ro", link=link_of(endorsement), endorsement=endorsement)
        for person, address in addresses
    ]


def _write(case: Case, kind: str, *, user: User | None, address: str, language: str, link: str = "", endorsement: Endorsement | None = None, payment: Payment | None = None) -> Notice:
    procedure = all_procedures()[case.procedure]
    with translation.override(language):
        state = CaseState(case.state)
        context = {
            "case": case, "kind": kind, "procedure_title": procedure.title(language), "authority": case.authority,
            "state": state.label_en if language == "en" else state.label_ro,
            "link": link or settings.BASE_URL + reverse("case", args=[case.pk]), "endorsement": endorsement, "payment": payment,
        }
        lines = render_to_string([f"permits/notices/{kind}.txt", "permits/notices/plain.txt"], context).strip().split("\n", 1)
    notice = Notice.objects.create(
        authority=case.authority, case=case, user=user, address=address, kind=kind, subject=lines[0][:200],
        body=lines[1].strip() if len(lines) > 1 else lines[0], created_at=clock.now(),
    )
    jobs.enqueue("permits.deliver_notice", key=f"notice:{notice.pk}", notice=notice.pk)
    return notice
