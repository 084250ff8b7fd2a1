"""Turns a Refused into a page (or problem document) with its sentence instead of a stack trace."""
from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from gisapp.core.errors import Conflict, NotAllowed, Refused

STATUS: dict[type[Refused], int] = {NotAllowed: 403, Conflict: 409}


class RefusalMiddleware:
    """Answer every uncaught Refused with its sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Render the sentence; let any other exception pass."""
        if not isinstance(exception, Refused):
            return None
        status = STATUS.get(type(exception), 400)
        if request.headers.get("Accept", "").startswith("application/json"):
            body = {"type": exception.code, "title": exception.sentence, "status": status}
            return JsonResponse(body, status=status, content_type="application/problem+json")
        return render(request, "refused.html", {"sentence": exception.sentence}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain an expired or missing form token: the usual cause is a session that ended."""
    from django.utils.translation import gettext as _

    sentence = _(
        "Formularul a expirat sau a fost trimis din altă pagină. Mergeți înapoi, reîncărcați pagina și trimiteți din nou; "
        "ce ați salvat în ciornă nu s-a pierdut."
    )
    return render(request, "refused.html", {"sentence": sentence}, status=403)
