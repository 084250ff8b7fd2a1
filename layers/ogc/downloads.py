"""Whole layers as files, per version: GeoPackage in Stereo 70 (`geopackage`), GeoJSON in WGS 84. Read in batches: memory stays flat.

A version is what held at the moment it was published; later publications and edits do not change that, so a file can be made again.
"""
from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gisapp.core.throttle import throttled
from layers.models import Layer, LayerVersion
from layers.ogc.geopackage import AT_ONCE, ask_for, batches, prepared, write
from layers.ogc.items import crs84_texts
from layers.tiles.views import audiences_of


def _version(request: HttpRequest, code: str, number: int) -> LayerVersion:
    found = LayerVersion.objects.select_related("layer", "layer__authority").filter(
        layer__authority=request.authority, layer__code=code, layer__active=True, layer__audience__in=list(audiences_of(request)), number=number,
    ).exclude(published_at=None).exclude(state__in=[LayerVersion.State.DRAFT, LayerVersion.State.FAILED]).first()
    if found is None:
        raise Http404(code)
    return found


def _file_name(version: LayerVersion, ending: str) -> str:
    return f"{version.layer.authority.slug}_{version.layer.code}_v{version.number}_{version.data_date.isoformat()}.{ending}"


def _headers(response: Any, version: LayerVersion) -> Any:
    public = version.layer.audience == Layer.Audience.PUBLIC
    response["Cache-Control"] = "public, max-age=86400" if public else "private, max-age=86400"
    response["Vary"] = "Accept-Encoding" if public else "Accept-Encoding, Cookie"
    response["ETag"] = _etag(version)
    return response


def _etag(version: LayerVersion) -> str:
    return f'W/"{version.pk}-{version.number}-{version.state}"'


@require_safe
@throttled("layer_file", per_minute=30)
def geojson(request: HttpRequest, code: str, number: int) -> HttpResponse | StreamingHttpResponse:
    """Stream the version as GeoJSON (RFC 7946), feature after feature."""
    version = _version(request, code, number)
    if request.headers.get("If-None-Match") == _etag(version):
        return HttpResponseNotModified(headers={"ETag": _etag(version)})
    response = StreamingHttpResponse(_lines(version), content_type="application/geo+json")
    response["Content-Disposition"] = f'attachment; filename="{_file_name(version, "geojson")}"'
    return _headers(response, version)


def _lines(version: LayerVersion) -> Iterator[str]:
    told = {"layer": version.layer.code, "title": version.layer.title_ro, "version": version.number, "data_date": version.data_date.isoformat(), "source": version.layer.source, "licence": version.layer.licence}
    yield f'{{"type":"FeatureCollection","name":{json.dumps(version.layer.code)},"about":{json.dumps(told, ensure_ascii=False)},"features":[\n'
    first = True
    for rows in batches(version):
        yield ("" if first else ",\n") + ",\n".join(crs84_texts(version.layer, rows))
        first = False
    yield "\n]}\n"


@require_safe
@throttled("layer_file", per_minute=30)
def geopackage(request: HttpRequest, code: str, number: int) -> HttpResponse | FileResponse:
    """Give the version as a GeoPackage 1.3 in EPSG:3844."""
    version = _version(request, code, number)
    if request.headers.get("If-None-Match") == _etag(version):
        return HttpResponseNotModified(headers={"ETag": _etag(version)})
    if version.feature_count > AT_ONCE:
        ready = prepared(version)
        if ready is None:
            done, everything = ask_for(version)
            page = {"version": version, "done": done, "everything": everything}
            # The page asks again by itself; a program waits as the header says.
            waiting = render(request, "layers/ogc/preparing.html", page, status=202)
            waiting["Retry-After"], waiting["Cache-Control"] = "5", "no-store"
            return waiting
        file = ready.open("rb")
    else:
        # The name goes at once, the file when the answer has been sent: nothing stays behind.
        with tempfile.NamedTemporaryFile(suffix=".gpkg") as made:
            write(Path(made.name), version)
            file = Path(made.name).open("rb")  # noqa: SIM115 - FileResponse closes it
    response = FileResponse(file, as_attachment=True, filename=_file_name(version, "gpkg"), content_type="application/geopackage+sqlite3")
    return _headers(response, version)
