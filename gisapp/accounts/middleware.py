"""Which town hall a request is for, and whether staff have shown a second factor."""
from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from gisapp.accounts.models import Authority
from gisapp.accounts.roles import works_anywhere


class AuthorityMiddleware:
    """Set request.authority from the host name, else from the default authority."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith((settings.STATIC_URL, "/health/")):
            return self.get_response(request)
        host = request.get_host().rsplit(":", 1)[0]
        found = Authority.objects.filter(host=host).first() or Authority.objects.filter(slug=settings.DEFAULT_AUTHORITY).first()
        if found is None:
            raise Http404("no authority is set up for this host")
        request.authority = found
        return self.get_response(request)


class StaffSecondFactorMiddleware:
    """Send staff without a second factor to set one up; citizens are left alone."""

    EXEMPT = ("/cont/", "/static/", "/health/", "/limba/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if (
            settings.STAFF_SECOND_FACTOR
            and user.is_authenticated
            and not request.path.startswith(self.EXEMPT)
            and works_anywhere(user)
            and not is_mfa_enabled(user)
        ):
            return redirect("mfa_index")
        return self.get_response(request)
