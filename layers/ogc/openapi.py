"""The service described as OpenAPI 3.0, for programs that write other programs."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority
from gisapp.core.errors import BadInput
from layers.models import Layer
from layers.ogc.items import DEFAULT_LIMIT, MOST
from layers.ogc.queryables import queryables
from layers.ogc.reference import OFFERED

_GEOJSON = {"application/geo+json": {"schema": {"type": "object", "required": ["type"], "properties": {"type": {"type": "string"}}}}, "text/html": {"schema": {"type": "string"}}}
_JSON = {"application/json": {"schema": {"type": "object"}}, "text/html": {"schema": {"type": "string"}}}


def check_filter_language(given: Mapping[str, str]) -> None:
    """Refuse a filter in a language that is not read."""
    if given.get("filter-lang", "cql2-text") != "cql2-text":
        raise BadInput(_("Filtrele se scriu în CQL2 text (filter-lang=cql2-text)."), code="filter_language", field="filter-lang")


def explained() -> list[dict[str, Any]]:
    """Return the parameters of items with their meaning, for the page and the document."""
    uris = [one.uri for one in OFFERED]
    return [
        {"name": "limit", "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT}, "description": _("Câte elemente pe pagină.")},
        {"name": "bbox", "schema": {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}, "description": _("Numai elementele din cadru."), "style": "form", "explode": False},
        {"name": "bbox-crs", "schema": {"type": "string", "enum": uris, "default": uris[0]}, "description": _("Sistemul de coordonate al cadrului.")},
        {"name": "datetime", "schema": {"type": "string"}, "description": _("Cum era stratul într-o zi, la un moment, sau ce a fost valabil într-un interval.")},
        {"name": "crs", "schema": {"type": "string", "enum": uris, "default": uris[0]}, "description": _("Sistemul de coordonate al răspunsului; axele sunt în ordinea definiției lui (la EPSG:3844 nord, est).")},
        {"name": "filter", "schema": {"type": "string"}, "description": _("Filtru CQL2, de exemplu: kind = 'distribution' AND diameter_mm >= 110.")},
        {"name": "filter-lang", "schema": {"type": "string", "enum": ["cql2-text"], "default": "cql2-text"}, "description": _("Limba filtrului.")},
        {"name": "filter-crs", "schema": {"type": "string", "enum": uris, "default": uris[0]}, "description": _("Sistemul de coordonate al geometriilor din filtru.")},
        {"name": "after", "schema": {"type": "integer"}, "description": _("Începe după acest element; îl dă legătura „next”.")},
        {"name": "f", "schema": {"type": "string", "enum": ["json", "html"]}, "description": _("Formatul răspunsului.")},
    ]


def document(authority: Authority, layers: list[Layer], root: str) -> dict[str, Any]:
    """Return the OpenAPI document with one path per layer."""
    base = root.rstrip("/")
    shared = {row["name"]: {"in": "query", "required": False, **row} for row in explained()}
    f_only = [{"$ref": "#/components/parameters/f"}]
    paths: dict[str, Any] = {
        "/": _get(_("Pagina de început"), f_only, _JSON, "getLandingPage"),
        "/conformance": _get(_("Clase de conformitate"), f_only, _JSON, "getConformance"),
        "/api": _get(_("Această descriere"), f_only, {"application/vnd.oai.openapi+json;version=3.0": {"schema": {"type": "object"}}}, "getApi"),
        "/collections": _get(_("Straturile"), f_only, _JSON, "getCollections"),
    }
    references = [{"$ref": f"#/components/parameters/{name}"} for name in shared]
    for layer in layers:
        here = f"/collections/{layer.code}"
        own = [{"name": one.name, "in": "query", "required": False, "description": one.title, "schema": _plain(one.schema())} for one in queryables(layer).values()]
        paths[here] = _get(layer.title, f_only, _JSON, f"describe_{layer.code}")
        paths[f"{here}/queryables"] = _get(layer.title, f_only, {"application/schema+json": {"schema": {"type": "object"}}}, f"queryables_{layer.code}")
        paths[f"{here}/items"] = _get(layer.title, [*references, *own], _GEOJSON, f"items_{layer.code}")
        feature_id = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "integer"}}
        paths[f"{here}/items/{{featureId}}"] = _get(layer.title, [feature_id, {"$ref": "#/components/parameters/crs"}, *f_only], _GEOJSON, f"item_{layer.code}")
    return {
        "openapi": "3.0.3",
        "info": {"title": _("Straturile hărții — %(place)s") % {"place": authority.name}, "version": "1.0.0"},
        "servers": [{"url": base}],
        "paths": paths,
        "components": {
            "parameters": shared,
            "responses": {"Problem": {"description": _("Cererea nu poate fi îndeplinită; propoziția spune de ce."), "content": {"application/problem+json": {"schema": {"type": "object"}}}}},
        },
    }


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name in ("type", "enum", "format")}


def _get(summary: str, parameters: list[dict[str, Any]], content: dict[str, Any], operation: str) -> dict[str, Any]:
    wrong = {"$ref": "#/components/responses/Problem"}
    return {"get": {"operationId": operation, "summary": summary, "parameters": parameters, "responses": {"200": {"description": summary, "content": content}, "400": wrong, "404": wrong, "503": wrong}}}
