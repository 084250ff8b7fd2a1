"""Pages of the office are for those who work in this town hall; anybody else finds nothing."""
from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from gisapp.accounts.models import Role
from gisapp.accounts.roles import acting_roles

View = Callable[..., HttpResponse]


def office(*roles: str) -> Callable[[View], View]:
    """Let in staff of the request's authority who hold one of the roles (none named: all staff); 404 for the rest."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            held = set(acting_roles(request.user, request.authority)) - {Role.ENDORSER.value}
            if not held or (roles and not held & set(roles)):
                raise Http404("no such page")
            return view(request, *args, **kwargs)

        return guarded

    return decorate
