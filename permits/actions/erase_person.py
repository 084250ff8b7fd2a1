"""Closes a person's account and erases what archive law does not keep (GDPR art. 17); says what stays and why."""
from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.accounts.roles import works_anywhere
from gisapp.core.errors import Conflict
from permits.actions.empty_draft import empty_draft
from permits.actions.leave_house import end_sessions
from permits.actions.people_audit import audit
from permits.models import ApiToken, AreaSubscription, Case
from permits.rules.states import CaseState


@dataclass(frozen=True)
class Erased:
    """What went and what stays."""

    drafts: int
    subscriptions: int
    cases_kept: int


@transaction.atomic
def erase_person(*, person: User) -> Erased:
    """Erase drafts, subscriptions, sign-in and name; registered cases stay with what the archive keeps. Staff leave first."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if works_anywhere(person):
        raise Conflict(_("Lucrați într-o primărie: întâi administratorul ei încheie posturile dumneavoastră."), code="still_staff")
    if ApiToken.objects.filter(user=person, revoked_at=None).exclude(accepted_at=None).exists():
        raise Conflict(_("Un program lucrează în numele dumneavoastră. Opriți-l întâi, în „Integrările mele”."), code="token_alive")
    drafts = Case.objects.filter(owner=person, state=CaseState.DRAFT.value, registered_at=None)
    gone = drafts.count()
    authorities = {case.authority for case in Case.objects.filter(owner=person).select_related("authority")}
    for draft in drafts:
        empty_draft(case=draft)
    subscriptions = [row for row in AreaSubscription.objects.all() if row.email.lower() == person.email]
    for row in subscriptions:
        row.delete()
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    SocialAccount.objects.filter(user=person).delete()
    end_sessions(person)
    kept = Case.objects.filter(owner=person).count()
    person.email, person.first_name, person.last_name, person.is_active = f"inchis-{person.pk}@inchis.invalid", "", "", False
    person.set_unusable_password()
    person.save()
    for authority in authorities:
        audit(authority, "erased", actor=person, person=person, cases_kept=kept)
    return Erased(gone, len(subscriptions), kept)
