"""Turns a Refused into a page (or problem document) with its sentence instead of a stack trace."""
from __future__ import annotations

import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _
from django.views.defaults import server_error
from redis.exceptions import ConnectionError as CacheAway

from gisapp.core.errors import Conflict, NotAllowed, Refused

STATUS: dict[type[Refused], int] = {NotAllowed: 403, Conflict: 409}


class RefusalMiddleware:
    """Answer every uncaught Refused with its sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code == 405 and "text/html" in request.headers.get("Accept", "") and "HX-Request" not in request.headers:
            # Where only a form leads (a bookmark, the way back after signing in) a browser would show a page without a word.
            told = render(request, "405.html", status=405)
            told["Allow"] = answer.get("Allow", "")
            return told
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Render the sentence; let any other exception pass."""
        if not isinstance(exception, Refused):
            return None
        status = STATUS.get(type(exception), 400)
        if request.headers.get("Accept", "").startswith("application/json"):
            body = {"type": exception.code, "title": exception.sentence, "status": status}
            return JsonResponse(body, status=status, content_type="application/problem+json")
        return render(request, "refused.html", {"sentence": exception.sentence}, status=status)


# The database or the cache went away in the middle of a request (a restart, a cut cable): it comes back by itself.
COMES_BACK = (OperationalError, InterfaceError, CacheAway)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer an error that nothing else caught: 503 with what to do when a server behind us was away, else the page for our own faults."""
    if not isinstance(sys.exc_info()[1], COMES_BACK):
        return server_error(request)
    if request.headers.get("Accept", "").startswith("application/json"):
        body = {"type": "unavailable", "title": _("Serviciul revine imediat"), "status": 503}
        response: HttpResponse = JsonResponse(body, status=503, content_type="application/problem+json")
    else:
        # No request context: it would ask the database who this is.
        response = HttpResponse(loader.render_to_string("503.html"), status=503)
    response["Retry-After"] = "60"
    return response
