"""Serving tiles and the style of the map."""
from __future__ import annotations

import gzip
import hashlib
import json
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from gisapp.accounts.models import Role
from gisapp.accounts.roles import roles_of
from layers.models import Layer, LayerVersion
from layers.tiles.query import LARGEST_ZOOM, make_tile
from layers.tiles.style import map_style

CACHE_SECONDS = 7 * 24 * 3600


def audiences_of(request: HttpRequest) -> frozenset[str]:
    """Return which layers the person may see: everybody the public ones, staff more, keepers all."""
    seen = {Layer.Audience.PUBLIC.value}
    if request.user.is_authenticated:
        roles = roles_of(request.user, request.authority)
        if roles - {Role.ENDORSER}:
            seen.add(Layer.Audience.STAFF.value)
        if Role.GIS_KEEPER in roles:
            seen.add(Layer.Audience.KEEPERS.value)
    return frozenset(seen)


@require_safe
def tile(request: HttpRequest, code: str, version: int, z: int, x: int, y: int) -> HttpResponse:
    """Return one tile of the published version of a layer of this authority.

    Restricted layers do not exist for those who may not see them. A tile of one version never changes: it may be kept for ever,
    publicly only where the layer is public.
    """
    if z > LARGEST_ZOOM or not (0 <= x < 2**z and 0 <= y < 2**z):
        raise Http404
    etag = f'"{request.authority.pk}-{code}-{version}-{z}-{x}-{y}"'
    facts = _facts(request.authority.pk, code)
    if facts is None or facts["audience"] not in audiences_of(request) or facts["version"] != version:
        raise Http404
    kept = "public" if facts["audience"] == Layer.Audience.PUBLIC else "private"
    headers = {"ETag": etag, "Cache-Control": f"{kept}, max-age=31536000, immutable", "Vary": "Accept-Encoding" if kept == "public" else "Accept-Encoding, Cookie"}
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers=headers)
    key = f"tile:{facts['id']}:{version}:{facts['edited']}:{z}:{x}:{y}"
    body = cache.get(key)
    if body is None:
        body = gzip.compress(make_tile(Layer.objects.get(pk=facts["id"]), z, x, y), 6, mtime=0)
        cache.set(key, body, CACHE_SECONDS)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(body, content_type="application/vnd.mapbox-vector-tile", headers={**headers, "Content-Encoding": "gzip"})
    return HttpResponse(gzip.decompress(body), content_type="application/vnd.mapbox-vector-tile", headers=headers)


def _facts(authority: int, code: str) -> dict[str, Any] | None:
    """Return what a tile request must know of its layer; one indexed row."""
    row = (
        LayerVersion.objects.filter(layer__authority_id=authority, layer__code=code, layer__active=True, state=LayerVersion.State.PUBLISHED)
        .values("layer_id", "layer__audience", "number", "published_at").first()
    )
    if row is None:
        return None
    return {"id": row["layer_id"], "audience": row["layer__audience"], "version": row["number"], "edited": int(row["published_at"].timestamp() * 1000)}


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Return the MapLibre style of this authority's map for the person and the language of the page."""
    body = json.dumps(map_style(request.authority, audiences_of(request)), ensure_ascii=False, separators=(",", ":")).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Cookie, Accept-Language"}
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(body, content_type="application/json", headers=headers)
