"""Refuses a person who may not act on a case in this way."""
from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority, User
from gisapp.accounts.roles import acting_roles
from gisapp.core.errors import NotAllowed
from permits.models import Case
from permits.queries.access import acting_role
from permits.rules.people import Role


def require_role(user: User, case: Case, roles: Iterable[Role]) -> tuple[Role, User]:
    """Return the role in which the person acts and whom they stand in for; else NotAllowed with who may."""
    wanted = list(roles)
    found = acting_role(user, case, frozenset(role.value for role in wanted))
    if found is None:
        raise NotAllowed(_("Numai %(roles)s poate face aceasta.") % {"roles": ", ".join(sorted(role.label_ro for role in wanted))}, code="not_your_role")
    return Role(found[0]), found[1]


def require_house_role(user: User, authority: Authority, role: Role) -> tuple[Role, User]:
    """Return the role and whom the person stands in for, for a document of the house that belongs to no case; else NotAllowed."""
    holder = acting_roles(user, authority).get(role.value)
    if holder is None:
        raise NotAllowed(_("Documentul îl semnează: %(label_ro)s.") % {"label_ro": role.label_ro}, code="not_your_role")
    return role, holder
