"""The description of the API: OpenAPI as JSON, and a page that people read."""
from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from permits.rest.base import KEY, MOST_PER_PAGE, Api
from permits.rest.problems import MEDIA, titles
from permits.rest.shapes import Problem

INTRODUCTION = (
    "Tot ce fac paginile, pentru programe. Tokenul se cere administratorului primăriei (vedeți „Integrări”) și lucrează în numele unei persoane, cu drepturile ei. "
    "Fiecare POST poartă un antet Idempotency-Key: repetat, primește primul răspuns. Erorile sunt application/problem+json (RFC 9457). "
    "Everything the pages do, for programs. Errors are problem details; every POST carries an Idempotency-Key; lists have pages and a Link header; "
    "webhooks are signed (Standard Webhooks)."
)

# The parts of the API as people call them; the tags stay English for programs.
GROUPS = {
    "land": _("Terenuri"), "procedures": _("Proceduri"), "public": _("Registrul public și verificarea"), "cases": _("Cereri"), "papers": _("Acte depuse"), "documents": _("Documente emise"),
    "payments": _("Plăți"), "work": _("Sarcini"), "endorsements": _("Avize"), "registers": _("Registre"), "token": _("Tokenul"), "webhooks": _("Înștiințări pentru programe"),
}


class Described(AutoSchema):
    """Adds what all operations share: problems, the key of a POST, pages of lists, language."""

    def get_override_parameters(self) -> list[Any]:
        """Name the headers and the pages."""
        found: list[Any] = list(super().get_override_parameters())
        found.append(OpenApiParameter("Accept-Language", str, OpenApiParameter.HEADER, enum=["ro", "en"], description="Limba răspunsului"))
        if self.method == "POST" and not getattr(self.view, "repeatable", False):
            found.append(OpenApiParameter(
                KEY, {"type": "string", "minLength": 8, "maxLength": 80, "pattern": "^[A-Za-z0-9_-]+$"}, OpenApiParameter.HEADER, required=True, description="Nouă pentru fiecare acțiune",
            ))
        if self.method == "GET" and self._is_page():
            found.append(OpenApiParameter("page", {"type": "integer", "minimum": 1, "maximum": 1_000_000}))
            found.append(OpenApiParameter("per_page", {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE}))
        return found

    def _is_page(self) -> bool:
        return str(getattr(self.get_response_serializers(), "__name__", "")).endswith("Page")

    def _get_response_bodies(self, direction: str = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)  # type: ignore[no-untyped-call]
        public = (self.method or "") not in getattr(self.view, "scopes", {})
        codes = [400, 404, 405, 406, 415, 422, 429] + ([] if public else [401, 403]) + ([409, 413] if self.method in ("POST", "PUT", "PATCH", "DELETE") else []) + ([412] if self.method == "PATCH" else [])
        with translation.override("ro"):
            for code in sorted(codes):
                said = self._get_response_for_code(OpenApiResponse(Problem, description=titles()[code]), str(code), media_types=[MEDIA])  # type: ignore[no-untyped-call]
                bodies.setdefault(str(code), said)
        if self.method == "GET" and self.view.__class__.__name__ == "OneCase":
            bodies["304"] = {"description": "Neschimbat"}
        return bodies


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """Return the OpenAPI document of this version."""
    from permits.rest import urls

    generator = SchemaGenerator(patterns=urls.described, api_version="1.0.0")  # type: ignore[no-untyped-call]
    found: dict[str, Any] = generator.get_schema(request=None, public=True)
    return found


class Description(Api):
    """The OpenAPI document."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """Return the OpenAPI document; it changes only with the version of the service."""
        return Response(description(), headers={"Cache-Control": "public, max-age=300"})


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the API to people, from the same document: what each address does, what it takes, what it answers."""
    document = description()
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(operation["tags"][0], []).append(_told(document, path, method, operation))
    told = [(name, GROUPS.get(name, name), operations) for name, operations in groups.items()]
    return render(request, "permits/citizen/api.html", {"groups": told, "base": request.build_absolute_uri("/").rstrip("/")})


def _told(document: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    def named(content: dict[str, Any]) -> str:
        first: dict[str, Any] = next(iter(content.values()), {})
        schema = first.get("schema", {})
        return str(schema.get("$ref", "")).rsplit("/", 1)[-1]

    success = next((code for code in operation["responses"] if code.startswith("2")), "")
    shape = document["components"]["schemas"].get(named(operation.get("requestBody", {}).get("content", {})), {})
    fields = [{"name": name, "type": one.get("type", one.get("$ref", "").rsplit("/", 1)[-1]), "needed": name in shape.get("required", [])} for name, one in shape.get("properties", {}).items()]
    return {
        "method": method.upper(), "path": path, "parts": path.strip("/").split("/"), "id": operation["operationId"], "text": operation.get("description", ""), "fields": fields,
        "query": [one for one in operation.get("parameters", []) if one["in"] == "query"], "answer": named(operation["responses"].get(success, {}).get("content", {})),
        "open": operation.get("security") in (None, [], [{}]),
    }
