"""The addresses under /ogc/. Layers that somebody may not see do not exist for them."""
from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import numpy as np
import shapely
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from layers.models import Layer, LayerVersion
from layers.ogc import describe, items, openapi
from layers.ogc.answers import kept, ogc, only, told, unchanged, wants_html
from layers.ogc.queryables import queryables
from layers.ogc.reference import CRS84, Reference, leave, reference_of
from layers.tiles.views import audiences_of

PARAMETERS = ("limit", "after", "bbox", "bbox-crs", "crs", "datetime", "filter", "filter-lang", "filter-crs")


def _layer(request: HttpRequest, code: str) -> Layer:
    for layer in describe.visible(request.authority, audiences_of(request)):
        if layer.code == code:
            return layer
    raise Http404(code)


def _state(layer: Layer) -> list[Any]:
    """Return what an answer about a layer depends on besides its address."""
    version: LayerVersion = layer.now[0]  # type: ignore[attr-defined]
    return [layer.pk, version.number, version.published_at, layer.title_ro, layer.description_ro, layer.attribute_schema, layer.accuracy_m, layer.audience, get_language()]


@ogc
def landing(request: HttpRequest) -> HttpResponse:
    """Show what the service is."""
    only(request, ())
    body = describe.landing(request.authority, request.build_absolute_uri)
    if wants_html(request):
        return kept(render(request, "layers/ogc/landing.html", {"body": body}), "", False)
    return told(body, content_type=describe.JSON, links=body["links"])


@ogc
def conformance(request: HttpRequest) -> HttpResponse:
    """Show which parts of the standards are kept."""
    only(request, ())
    if wants_html(request):
        return kept(render(request, "layers/ogc/conformance.html", {"classes": describe.CONFORMANCE}), "", False)
    return told({"conformsTo": list(describe.CONFORMANCE)}, content_type=describe.JSON)


@ogc
def api(request: HttpRequest) -> HttpResponse:
    """Show the OpenAPI description, or the same as a page."""
    only(request, ())
    layers = describe.visible(request.authority, audiences_of(request))
    if wants_html(request):
        return kept(render(request, "layers/ogc/api.html", {"layers": layers, "parameters": openapi.explained()}), "", False)
    return told(openapi.document(request.authority, layers, request.build_absolute_uri(reverse("ogc"))), content_type=describe.OPENAPI)


@ogc
def collections(request: HttpRequest) -> HttpResponse:
    """List the layers."""
    only(request, ())
    layers = describe.visible(request.authority, audiences_of(request))
    if wants_html(request):
        return kept(render(request, "layers/ogc/collections.html", {"layers": layers}), "", False)
    here = request.build_absolute_uri(reverse("ogc_collections"))
    links = [{"rel": "self", "type": describe.JSON, "href": here}, {"rel": "alternate", "type": describe.HTML, "href": f"{here}?f=html"}]
    body = {
        "links": links, "crs": [one.uri for one in describe.OFFERED],
        "collections": [describe.collection(layer, request.build_absolute_uri, describe.extent_of(layer)) for layer in layers],
    }
    return told(body, content_type=describe.JSON, links=links)


@ogc
def collection(request: HttpRequest, code: str) -> HttpResponse:
    """Describe one layer."""
    only(request, ())
    layer = _layer(request, code)
    body = describe.collection(layer, request.build_absolute_uri, describe.extent_of(layer))
    if wants_html(request):
        context = {"layer": layer, "version": layer.now[0], "body": body, "queryables": queryables(layer).values()}  # type: ignore[attr-defined]
        return kept(render(request, "layers/ogc/collection.html", context), "", False)
    etag, same = unchanged(request, *_state(layer))
    return same or told(body, content_type=describe.JSON, etag=etag, public=layer.audience == Layer.Audience.PUBLIC, links=body["links"])


@ogc
def queryables_of(request: HttpRequest, code: str) -> HttpResponse:
    """Show what can be asked about."""
    only(request, ())
    layer = _layer(request, code)
    body = describe.queryables_schema(layer, request.build_absolute_uri(reverse("ogc_queryables", args=[code])))
    if wants_html(request):
        return kept(render(request, "layers/ogc/queryables.html", {"layer": layer, "queryables": queryables(layer).values()}), "", False)
    return told(body, content_type=describe.SCHEMA)


@ogc
def features(request: HttpRequest, code: str) -> HttpResponse:
    """Show the features of a layer, page by page."""
    layer = _layer(request, code)
    version: LayerVersion = layer.now[0]  # type: ignore[attr-defined]
    given = only(request, [*PARAMETERS, *queryables(layer)])
    etag, same = unchanged(request, *_state(layer))
    if same and not wants_html(request):
        return same
    openapi.check_filter_language(given)
    reference = _reference(given, "crs")
    asked = items.ask(layer, version, given, reference, _reference(given, "bbox-crs"), _reference(given, "filter-crs"))
    page = items.page_of(asked, version)
    links = _links(request, given, asked, page)
    if wants_html(request):
        return _people(request, layer, asked, page, links)
    head = json.dumps({"type": "FeatureCollection", "numberMatched": page.matched, "numberReturned": len(page.rows), "links": links}, ensure_ascii=False)
    body = f'{head[:-1]},"features":[{",".join(items.feature_texts(layer, page.rows, page.shapes))}]}}'
    response = told(body, content_type=describe.GEOJSON, etag=etag, public=layer.audience == Layer.Audience.PUBLIC, links=links)
    response["Content-Crs"] = f"<{reference.uri}>"
    return response


@ogc
def feature(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show one feature, of today or of the past."""
    layer = _layer(request, code)
    given = only(request, ("crs",))
    reference = _reference(given, "crs")
    row = items.one_row(layer, pk)
    if row is None:
        raise Http404(pk)
    etag, same = unchanged(request, *_state(layer), row[6])
    if same and not wants_html(request):
        return same
    here = request.build_absolute_uri(reverse("ogc_item", args=[code, pk]))
    shape = shapely.from_wkb(np.array([bytes(row[7])], dtype=object))
    if wants_html(request):
        (drawn,) = leave(shape, CRS84)
        told_ = items.properties(layer, row)
        collection_ = {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": drawn.__geo_interface__, "properties": {"kind": "plot", "label": told_.get("label") or told_["key"]}}]}
        context = {"layer": layer, "pk": pk, "properties": _titled(layer, told_), "drawn": collection_, "name": told_.get("label") or told_["key"] or pk, "past": row[6] is not None}
        return kept(render(request, "layers/ogc/item.html", context), "", False)
    (text,) = items.feature_texts(layer, [row], leave(shape, reference))
    links = [
        {"rel": "self", "type": describe.GEOJSON, "href": here}, {"rel": "alternate", "type": describe.HTML, "href": f"{here}?f=html"},
        {"rel": "collection", "type": describe.JSON, "title": layer.title, "href": request.build_absolute_uri(reverse("ogc_collection", args=[code]))},
    ]
    response = told(f'{text[:-1]},"links":{json.dumps(links, ensure_ascii=False)}}}', content_type=describe.GEOJSON, etag=etag, public=layer.audience == Layer.Audience.PUBLIC, links=links)
    response["Content-Crs"] = f"<{reference.uri}>"
    return response


def _reference(given: dict[str, str], name: str) -> Reference:
    return reference_of(given[name], name) if given.get(name) else CRS84


def _links(request: HttpRequest, given: dict[str, str], asked: items.Asked, page: items.Page) -> list[dict[str, Any]]:
    here = request.build_absolute_uri(reverse("ogc_items", args=[asked.layer.code]))
    kept_ = {name: value for name, value in given.items() if name != "f"}
    links = [
        {"rel": "self", "type": describe.GEOJSON, "href": _with(here, kept_)},
        {"rel": "alternate", "type": describe.HTML, "href": _with(here, {**kept_, "f": "html"})},
        {"rel": "collection", "type": describe.JSON, "title": asked.layer.title, "href": request.build_absolute_uri(reverse("ogc_collection", args=[asked.layer.code]))},
    ]
    if page.more:
        # Pages of one walk speak of one moment: a publication in between does not mix two versions.
        moment = {"datetime": asked.at.isoformat().replace("+00:00", "Z")} if asked.at and "datetime" not in kept_ else {}
        links.append({"rel": "next", "type": describe.GEOJSON, "href": _with(here, {**kept_, **moment, "after": page.rows[-1][0]})})
    return links


def _with(address: str, values: dict[str, Any]) -> str:
    return f"{address}?{urlencode(values)}" if values else address


def _titled(layer: Layer, told_: dict[str, Any]) -> list[dict[str, Any]]:
    known = queryables(layer)
    return [{"label": known[name].title if name in known else name, "value": value} for name, value in told_.items() if value not in (None, "")]


def _people(request: HttpRequest, layer: Layer, asked: items.Asked, page: items.Page, links: list[dict[str, Any]]) -> HttpResponse:
    following = next((one["href"] for one in links if one["rel"] == "next"), "")
    columns = [one for one in queryables(layer).values() if one.name not in ("siruta", "valid_from", "valid_to")][:7]
    rows = []
    for row in page.rows:
        told_ = items.properties(layer, row)
        rows.append({"pk": row[0], "name": told_["key"] or told_.get("label") or row[0], "cells": [told_.get(one.name) for one in columns[1:]]})
    context = {"layer": layer, "columns": columns[1:], "rows": rows, "matched": page.matched, "next": f"{following}&f=html" if following else "", "json": links[0]["href"]}
    return kept(render(request, "layers/ogc/items.html", context), "", False)
