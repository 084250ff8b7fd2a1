"""A small picture of a parcel among its neighbours, and documents that a conversation sent."""

from __future__ import annotations

import io

from django.core import signing
from django.core.cache import cache
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET
from PIL import Image, ImageDraw

from chatbot.postman import DOCUMENT_SALT
from gisapp.accounts.models import Authority
from gisapp.core import files
from gisapp.core.throttle import throttled
from layers import api as layers

_WIDE, _HIGH = 600, 360
_DAY = 24 * 3600


@require_GET
@throttled("chat_picture", per_minute=60)
def parcel_picture(request: HttpRequest, number: str) -> HttpResponse:
    """PNG of a parcel, north up. Only boundaries, which the public map shows too."""
    key = f"chat-picture:{request.authority.pk}:{number[:40]}"
    content = cache.get(key)
    if content is None:
        content = draw(request.authority, number[:40])
        cache.set(key, content, 3600)
    answer = HttpResponse(content, content_type="image/png")
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


def draw(authority: Authority, number: str) -> bytes:
    """Draw the parcel with two thirds of the picture to itself; 404 where there is none."""
    parcel = layers.parcel_by_number(authority, number)
    if parcel is None:
        raise Http404("no such parcel")
    west, south, east, north = parcel.geom.extent
    scale = min(_WIDE / max(east - west, 1.0), _HIGH / max(north - south, 1.0)) * 0.6
    mid_x, mid_y = (west + east) / 2, (south + north) / 2
    window = parcel.geom.envelope.buffer(max(_WIDE, _HIGH) / scale / 2)
    picture = Image.new("RGB", (_WIDE, _HIGH), "#f4f1ea")
    pen = ImageDraw.Draw(picture, "RGBA")

    def spots(ring: object) -> list[tuple[float, float]]:
        return [(_WIDE / 2 + (x - mid_x) * scale, _HIGH / 2 - (y - mid_y) * scale) for x, y, *_z in ring]  # type: ignore[attr-defined]

    for other in layers.parcels_in(authority, window)[:400]:
        for ring in _rings(other.geom):
            pen.line(spots(ring), fill="#9a927f", width=1)
    for ring in _rings(parcel.geom):
        pen.polygon(spots(ring), fill=(22, 58, 107, 60))
        pen.line(spots(ring), fill="#163a6b", width=4)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _rings(geometry: object) -> list[object]:
    parts = geometry if geometry.geom_type == "MultiPolygon" else [geometry]  # type: ignore[attr-defined]
    return [ring for part in parts for ring in part.coords]  # type: ignore[attr-defined]


@require_GET
def document(request: HttpRequest, token: str) -> FileResponse:
    """A document of a conversation, for a day, to who holds the link that was sent there."""
    try:
        sha256, name, mime = signing.loads(token, salt=DOCUMENT_SALT, max_age=_DAY)
        return FileResponse(files.open_blob(sha256), as_attachment=True, filename=name, content_type=mime)
    except (signing.BadSignature, ValueError, FileNotFoundError) as error:
        raise Http404("no such document") from error
