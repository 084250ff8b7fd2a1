"""Errors as problem details (RFC 9457), in Romanian or English."""
from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.csrf import csrf_exempt
from drf_standardized_errors.handler import ExceptionHandler
from rest_framework import status
from rest_framework.exceptions import APIException, NotFound, ParseError, ValidationError
from rest_framework.response import Response

from gisapp.core.errors import Conflict, NotAllowed, Refused

MEDIA = "application/problem+json"


class RefusedHere(APIException):
    """A refusal of the house as an error of the API."""

    def __init__(self, refused: Refused) -> None:
        self.status_code = 403 if isinstance(refused, NotAllowed) else 409 if isinstance(refused, Conflict) else 422
        self.field = refused.field
        super().__init__(refused.sentence, refused.code)


class Precondition(APIException):
    """If-Match names another state than the present one."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "changed_meanwhile"

    def __init__(self) -> None:
        super().__init__(_("Resursa s-a schimbat între timp. Citiți-o din nou și reluați schimbarea."))


class TooBig(APIException):
    """More was sent than is taken at once."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_big"
    default_detail = _lazy("Ați trimis mai mult decât primește serviciul odată.")


def titles() -> dict[int, str]:
    """Return the short name of each status in the language asked for."""
    return {
        400: _("Cerere care nu se poate citi"), 401: _("Lipsește un token valabil"), 403: _("Nu este permis"), 404: _("Nu există"), 405: _("Metodă nepermisă"),
        406: _("Format cerut necunoscut"), 409: _("Nu se potrivește cu starea de acum"), 412: _("Schimbat între timp"), 413: _("Prea mare"), 415: _("Format trimis necunoscut"),
        422: _("Date greșite"), 429: _("Prea multe cereri"), 500: _("Eroare a serviciului"),
    }


class Problems(ExceptionHandler):
    """Writes every error of the API in one shape."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        """Turn a refusal of the house into an answer with its sentence."""
        if isinstance(exc, Refused):
            return RefusedHere(exc)
        if isinstance(exc, RequestDataTooBig):
            return TooBig()
        if isinstance(exc, SuspiciousOperation | UnreadablePostError | MultiPartParserError):
            return ParseError()
        return super().convert_known_exceptions(exc)

    def format_exception(self, exc: APIException) -> dict[str, Any]:
        """Return the problem document."""
        code = exc.status_code
        problem: dict[str, Any] = {"type": "about:blank", "title": titles().get(code, _("Eroare")), "status": code}
        if isinstance(exc, ValidationError):
            problem["code"] = "invalid"
            problem["detail"] = _("Unele câmpuri lipsesc sau sunt greșite.")
            problem["errors"] = list(_flat(exc.get_full_details()))
        elif code >= 500:
            problem["code"], problem["detail"] = "error", _("Serviciul nu a putut răspunde. Încercați din nou mai târziu.")
        else:
            problem["code"], problem["detail"] = str(getattr(exc.detail, "code", exc.default_code)), str(exc.detail)
            if isinstance(exc, NotFound) and exc.detail == str(NotFound.default_detail):
                problem["detail"] = _("Nu există, sau tokenul nu are acces la el.")
            if getattr(exc, "field", ""):
                problem["errors"] = [{"field": exc.field, "code": problem["code"], "detail": problem["detail"]}]  # type: ignore[attr-defined]
        problem["instance"] = self.context["request"].path
        return problem

    def get_response(self, exc: APIException, data: dict[str, Any]) -> Response:
        """Send it as application/problem+json."""
        response: Response = super().get_response(exc, data)
        response.content_type = MEDIA
        return response


def _flat(details: Any, path: str = "") -> Any:
    if isinstance(details, dict) and {"message", "code"} <= set(details) and not isinstance(details["message"], dict | list):
        yield {"field": path, "code": details["code"], "detail": str(details["message"])}
    elif isinstance(details, dict):
        for name, inner in details.items():
            yield from _flat(inner, path if name == "non_field_errors" else f"{path}.{name}" if path else str(name))
    elif isinstance(details, list):
        for number, inner in enumerate(details):
            leaf = isinstance(inner, dict) and {"message", "code"} <= set(inner)
            yield from _flat(inner, path if leaf else f"{path}[{number}]")


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an exception of a view; None lets the server answer 500."""
    return Problems(exc, context).run()


@csrf_exempt
def not_found(request: HttpRequest) -> JsonResponse:
    """Answer an address of the API that does not exist."""
    problem = {"type": "about:blank", "title": _("Nu există"), "status": 404, "code": "not_found", "detail": _("Adresa nu există în API."), "instance": request.path}
    return JsonResponse(problem, status=404, content_type=MEDIA)
