"""The trace of what is done to people's rights, and the one rule on who may do it."""
from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority, PersonEvent, Role, User
from gisapp.accounts.roles import has_role
from gisapp.core import clock
from gisapp.core.errors import NotAllowed


def audit(authority: Authority, kind: str, /, *, actor: User | None, person: User | None = None, **data: Any) -> PersonEvent:
    """Add one row in the caller's transaction. `data` holds codes and numbers, never names or addresses."""
    return PersonEvent.objects.create(authority=authority, person=person, actor=actor, at=clock.now(), kind=kind, data=data)


def require_admin(by: User, authority: Authority) -> None:
    """Raise NotAllowed unless the person administers this town hall's people."""
    if not has_role(by, authority, Role.AUTHORITY_ADMIN):
        raise NotAllowed(_("Numai administratorul primăriei lucrează cu conturile oamenilor."), code="not_admin")


def require_other(by: User, person: User) -> None:
    """Nobody gives themselves rights."""
    if by.pk == person.pk:
        raise NotAllowed(_("Nimeni nu își schimbă singur drepturile. Cereți altui administrator."), code="own_rights")
