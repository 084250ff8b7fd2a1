"""What anybody may read: the register of issued acts, verification, and who the token is."""
from __future__ import annotations

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from gisapp.accounts.roles import acting_roles
from permits.models import IssuedDocument
from permits.queries.open_acts import issued_acts
from permits.queries.versions import newest_sha256
from permits.rest import shapes, write
from permits.rest.base import Api, listed
from permits.rules.scopes import Scope


class Acts(Api):
    """The public register."""

    @extend_schema(
        operation_id="acts", tags=["public"], responses=shapes.page_of(shapes.ActShape), auth=[],
        parameters=[OpenApiParameter("book", str), OpenApiParameter("procedure", str), OpenApiParameter("year", int), OpenApiParameter("q", str, description="Number, kind or cadastral number")],
    )
    def get(self, request: Request) -> Response:
        """List issued acts, newest first, without anything personal (Law 50/1991 art. 6: the list is public)."""
        asked = {name: request.query_params.get(name, "") for name in ("book", "procedure", "year", "q")}
        return listed(request, issued_acts(request.authority, **asked), write.act)


class Verify(Api):
    """Verification by code."""

    @extend_schema(operation_id="verify", tags=["public"], responses=shapes.Verified, auth=[])
    def get(self, request: Request, code: str) -> Response:
        """Return what the register says of the code printed on a document: number, date, status, SHA-256."""
        rows = IssuedDocument.objects.filter(verification_code=code.upper().replace("-", "")[:32], state=IssuedDocument.State.ISSUED).exclude(case=None).select_related("entry", "authority", "case__plot")
        found = rows.first() if "\x00" not in code else None
        if found is None:
            raise NotFound(_("Nu există un document emis cu acest cod."))
        return Response({**write.act(found), "authority": found.authority.name, "sha256": newest_sha256(found), "issued_sha256": found.sha256})


class Me(Api):
    """The token itself."""

    scopes: dict[str, Scope | None] = {"GET": None}  # type: ignore[misc]

    @extend_schema(operation_id="me", tags=["token"], responses=shapes.Me)
    def get(self, request: Request) -> Response:
        """Return for whom the token acts, what it may do and until when."""
        token = request.auth
        return Response({
            "name": token.name, "person": request.user.full_name, "authority": request.authority.name, "siruta": request.authority.siruta, "scopes": token.scopes,
            "roles": sorted(acting_roles(request.user, request.authority)), "expires_on": token.expires_on,
        })
