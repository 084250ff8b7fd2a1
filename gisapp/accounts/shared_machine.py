"""What a browser may keep of the pages of somebody who is signed in: nothing, for the next person may sit at the same machine (ASVS 14.3.1, 14.3.2)."""
from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase


class SharedMachineMiddleware:
    """Answers to a signed-in person are not stored, unless their page says otherwise; signing out empties what was stored."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Without the cookie nobody is signed in, and public answers stay free of `Vary: Cookie`.
        known = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
        answer = self.get_response(request)
        if known and not answer.has_header("Cache-Control"):
            answer["Cache-Control"] = "private, no-store"
        if known and request.method == "POST" and not request.user.is_authenticated:
            answer["Clear-Site-Data"] = '"cache", "storage"'
        return answer
