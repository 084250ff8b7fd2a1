"""Who a program is: a bearer token of one town hall, one person and some scopes."""
from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from gisapp.accounts.models import User
from gisapp.core import clock
from permits.actions.integrate import digest_of
from permits.models import ApiToken
from permits.rules.scopes import Scope

# The time of last use is for people who look for forgotten tokens: a write per request would be too dear.
USE_GRAIN = dt.timedelta(minutes=5)


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer gisp_...`. Every reason to refuse is said in the same words."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Return the person and the token, or None when no token was sent."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        if len(parts) != 2 or len(parts[1]) > 200:
            raise AuthenticationFailed(_("Antetul Authorization trebuie să fie „Bearer” urmat de token."))
        token = (
            ApiToken.objects.select_related("user", "authority")
            .filter(digest=digest_of(parts[1].decode("latin-1")), authority=request.authority, revoked_at=None, expires_on__gte=clock.today(), user__is_active=True)
            .first()
        )
        if token is None:
            raise AuthenticationFailed(_("Tokenul nu este valabil la această primărie: greșit, expirat sau oprit. Cereți administratorului unul nou."))
        moment = clock.now()
        if token.last_used_at is None or moment - token.last_used_at > USE_GRAIN:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=moment)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Say how to sign in (RFC 6750)."""
        return 'Bearer realm="api"'


class Scoped(BasePermission):
    """The token holds the scope that the view names for the method; a view without scopes is public."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Refuse with the name of the missing scope."""
        scopes: dict[str, Scope | None] = getattr(view, "scopes", {})
        if (request.method or "") not in scopes:
            return True
        if request.auth is None:
            return False
        wanted = scopes[request.method or ""]
        if wanted is not None and wanted.value not in request.auth.scopes:
            raise PermissionDenied(_("Tokenul nu are dreptul „%(scope)s”.") % {"scope": wanted.value}, code="insufficient_scope")
        return True


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the token is written in OpenAPI."""

    target_class = "permits.rest.auth.BearerToken"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the security scheme."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "gisp_…"}
