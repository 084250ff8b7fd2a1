"""Invites somebody to a post by a signed link in an e-mail; the link ends when it is used, sent again, withdrawn or seven days old."""
from __future__ import annotations

import datetime as dt
import secrets

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority, Department, Institution, Invitation, Membership, Role, User
from gisapp.core import clock, jobs
from gisapp.core.errors import BadInput, Conflict, Refused
from permits.actions.people_audit import audit, require_admin
from permits.models import Notice

VALID = dt.timedelta(days=7)
_SALT = "gisapp.invitation"


@transaction.atomic
def invite_person(
    *, authority: Authority, email: str, role: str, by: User, department: Department | None = None, institution: Institution | None = None
) -> Invitation:
    """Write the invitation and the message with its link. Raises Refused with a sentence."""
    require_admin(by, authority)
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise BadInput(_("Scrieți o adresă de e-mail întreagă, ca nume@primarie.ro."), field="email") from error
    if role not in Role.values:
        raise BadInput(_("Alegeți rolul."), field="role")
    if (role == Role.ENDORSER) != (institution is not None):
        raise BadInput(_("Reprezentantul unui avizator are o instituție; ceilalți, un compartiment."), field="role")
    moment = clock.now()
    Invitation.objects.filter(authority=authority, email=address, role=role, accepted_at=None, withdrawn_at=None).update(withdrawn_at=moment)
    row = Invitation.objects.create(
        authority=authority, email=address, role=role, department=None if institution else department, institution=institution, stamp=secrets.token_hex(16),
        invited_by=by, invited_at=moment, expires_at=moment + VALID,
    )
    audit(authority, "invited", actor=by, invitation=row.pk, role=role)
    _send(row)
    return row


def link_of(invitation: Invitation) -> str:
    """Return the token of the link: signed, and worth nothing once the row says so."""
    return signing.dumps([invitation.pk, invitation.stamp], salt=_SALT)


def invitation_of(token: str, authority: Authority) -> Invitation:
    """Return the open invitation of a link. Raises Refused when it is forged, used, withdrawn or too old; the sentence is the same."""
    closed = Refused(_("Invitația nu mai este valabilă. Cereți administratorului primăriei alta nouă."), code="invitation_closed")
    try:
        pk, stamp = signing.loads(token, salt=_SALT, max_age=VALID)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise closed from error
    row = Invitation.objects.filter(pk=pk, stamp=stamp, authority=authority, accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now()).first()
    if row is None:
        raise closed
    return row


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: User | None, first_name: str = "", last_name: str = "", password: str = "") -> User:
    """Give the post to the account of the invited address, made here if there is none. The link proves the address."""
    row = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if row.accepted_at is not None or row.withdrawn_at is not None:
        raise Conflict(_("Invitația nu mai este valabilă. Cereți administratorului primăriei alta nouă."), code="invitation_closed")
    known = User.objects.filter(email=row.email).first()
    if known is not None and (user is None or user.pk != known.pk):
        raise Refused(_("Există deja un cont cu această adresă. Intrați în el, apoi deschideți din nou legătura din mesaj."), code="sign_in_first")
    person = known or _new_account(row.email, first_name, last_name, password)
    EmailAddress.objects.update_or_create(user=person, email=row.email, defaults={"verified": True, "primary": True})
    Membership.objects.update_or_create(
        authority=row.authority, user=person, role=row.role, department=row.department, institution=row.institution, defaults={"since": clock.today(), "until": None},
    )
    row.accepted_at, row.accepted_by = clock.now(), person
    row.save(update_fields=["accepted_at", "accepted_by"])
    audit(row.authority, "accepted", actor=person, person=person, invitation=row.pk, role=row.role)
    return person


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User) -> None:
    """End the link before it is used."""
    require_admin(by, invitation.authority)
    if Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None).update(withdrawn_at=clock.now()):
        audit(invitation.authority, "invitation_withdrawn", actor=by, invitation=invitation.pk)


def _new_account(email: str, first_name: str, last_name: str, password: str) -> User:
    if not first_name.strip() or not last_name.strip():
        raise BadInput(_("Scrieți prenumele și numele, așa cum apar pe acte."), field="last_name")
    person = User(email=email, first_name=first_name.strip()[:80], last_name=last_name.strip()[:80])
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise BadInput(" ".join(error.messages), field="password") from error
    return User.objects.create_user(email, password, first_name=person.first_name, last_name=person.last_name)


def _send(row: Invitation) -> None:
    address = settings.BASE_URL + reverse("invitation", args=[link_of(row)])
    role = Role(row.role).label
    notice = Notice.objects.create(
        authority=row.authority, address=row.email, kind="invitation", subject=_("Invitație: %(authority)s") % {"authority": row.authority.name}, created_at=clock.now(),
        body=_("Bună ziua,\n\n%(authority)s vă invită să lucrați în serviciul său de urbanism ca %(role)s.\nDeschideți legătura de mai jos în cel mult 7 zile:\n\n%(link)s\n\nDacă nu vă așteptați la acest mesaj, nu faceți nimic.")
        % {"authority": row.authority.name, "role": role, "link": address},
    )
    jobs.enqueue("permits.deliver_notice", key=f"notice:{notice.pk}", notice=notice.pk)
    row.sent_at = clock.now()
    row.save(update_fields=["sent_at"])
