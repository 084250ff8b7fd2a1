"""Tokens of programs: proposed by an administrator, accepted by the person in whose name the program acts, revoked by either."""
from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority, Role, User
from gisapp.accounts.roles import has_role
from gisapp.core import clock
from gisapp.core.errors import BadInput, Conflict, NotAllowed
from permits.models import ApiToken, WebhookEndpoint
from permits.rules.scopes import Scope

PREFIX = "gisp_"
LONGEST = dt.timedelta(days=366)


def digest_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def propose_token(*, authority: Authority, name: str, user: User, scopes: Iterable[str], expires_on: dt.date, by: User) -> ApiToken:
    """An administrator proposes a program for a person; nothing works until that person accepts."""
    if not has_role(by, authority, Role.AUTHORITY_ADMIN):
        raise NotAllowed(_("Numai administratorul primăriei poate propune o integrare."), code="not_admin")
    if not name.strip():
        raise BadInput(_("Scrieți numele programului care se conectează."), field="name")
    chosen = sorted({Scope.read(one).value for one in scopes if one in {scope.value for scope in Scope}})
    if not chosen:
        raise BadInput(_("Alegeți cel puțin un drept pentru program."), field="scopes")
    if not clock.today() < expires_on <= clock.today() + LONGEST:
        raise BadInput(_("Alegeți o dată de expirare de mâine până la cel mult un an de azi."), field="expires_on")
    return ApiToken.objects.create(
        authority=authority, name=name.strip()[:80], user=user, scopes=chosen, proposed_by=by, proposed_at=clock.now(), expires_on=expires_on,
    )


@transaction.atomic
def accept_token(*, token: ApiToken, by: User) -> str:
    """The person lets the program act in their name. Returns the secret, which is shown once and never kept."""
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.user_id != by.pk:
        raise NotAllowed(_("Numai persoana în numele căreia lucrează programul îl poate accepta."), code="not_yours")
    if token.accepted_at is not None or token.revoked_at is not None:
        raise Conflict(_("Propunerea a fost deja acceptată sau retrasă."), code="token_closed")
    secret = PREFIX + secrets.token_urlsafe(32)
    token.digest, token.hint, token.accepted_at = digest_of(secret), secret[-4:], clock.now()
    token.save(update_fields=["digest", "hint", "accepted_at"])
    return secret


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User) -> ApiToken:
    """End a token at once, with the addresses it registered; twice changes nothing."""
    token = ApiToken.objects.select_for_update(of=("self",)).select_related("authority").get(pk=token.pk)
    if token.user_id != by.pk and not has_role(by, token.authority, Role.AUTHORITY_ADMIN):
        raise NotAllowed(_("Numai administratorul sau persoana în numele căreia lucrează programul îl poate opri."), code="not_yours")
    if token.revoked_at is None:
        token.revoked_at, token.revoked_by = clock.now(), by
        token.save(update_fields=["revoked_at", "revoked_by"])
        WebhookEndpoint.objects.filter(token=token, removed_at=None).update(removed_at=clock.now())
    return token
