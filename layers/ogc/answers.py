"""How an answer leaves: as JSON or as a page by what was asked for, errors as problem documents, kept and shared rightly."""
from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.db import OperationalError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotModified
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from gisapp.core.errors import BadInput, Refused
from gisapp.core.refusals import STATUS
from gisapp.core.throttle import throttled

View = Callable[..., HttpResponse]
JSON_TYPES = ("application/json", "application/geo+json", "application/schema+json", "application/vnd.oai.openapi+json", "application/problem+json")
# What a stranger's question may cost the database.
MOST_MILLISECONDS = 15_000
KEPT_SECONDS = 300


def wants_html(request: HttpRequest) -> bool:
    """Tell a person from a program: `f` decides, else what is accepted; a program that says nothing gets JSON."""
    asked = request.GET.get("f", "")
    if asked:
        if asked not in ("json", "geojson", "html"):
            raise BadInput(_("Formatul (f) este json sau html."), code="bad_format", field="f")
        return asked == "html"
    return request.get_preferred_type([*JSON_TYPES, "text/html"]) == "text/html"


def only(request: HttpRequest, names: Iterable[str]) -> dict[str, str]:
    """Return the parameters; a name that the address does not know, or one given twice, is refused as the standard asks."""
    allowed = {"f", *names}
    for name in request.GET:
        if name not in allowed:
            raise BadInput(_("Parametrul „%(name)s” nu este cunoscut aici. Parametri: %(known)s.") % {"name": name[:60], "known": ", ".join(sorted(allowed))}, code="unknown_parameter", field=name[:60])
        if len(request.GET.getlist(name)) > 1:
            raise BadInput(_("Parametrul „%(name)s” apare de două ori.") % {"name": name}, code="parameter_twice", field=name)
    return {name: request.GET[name] for name in request.GET}


def ogc(view: View) -> View:
    """Wrap a view of this service: reading only, from any site, with a limit on time, every refusal as a problem document."""

    @csrf_exempt
    @throttled("ogc", per_minute=1200)
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
            response["Access-Control-Allow-Methods"] = response["Allow"] = "GET, HEAD, OPTIONS"
            response["Access-Control-Allow-Headers"] = "Accept, Accept-Language, If-None-Match"
        elif request.method not in ("GET", "HEAD"):
            response = HttpResponseNotAllowed(["GET", "HEAD", "OPTIONS"])
        else:
            response = _guarded(view, request, *args, **kwargs)
        # No credentials: another site reads with it only what everybody may read.
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "Content-Crs, ETag, Link"
        return response

    return answered


def _guarded(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {MOST_MILLISECONDS}")
            response = view(request, *args, **kwargs)
            with connection.cursor() as cursor:
                # A transaction around this one (tests) keeps its own limit.
                cursor.execute("SET LOCAL statement_timeout = DEFAULT")
            return response
    except Http404:
        return problem(request, 404, "not_found", _("Nu există un strat, sau un element, cu acest nume la această adresă."))
    except Refused as refused:
        return problem(request, STATUS.get(type(refused), 400), refused.code, refused.sentence, refused.field)
    except OperationalError:
        return problem(request, 503, "too_costly", _("Întrebarea cere prea mult timp. Restrângeți cadrul sau filtrul."))


def problem(request: HttpRequest, status: int, code: str, sentence: str, field: str = "") -> HttpResponse:
    """Return a problem document (RFC 9457), or its page for a person."""
    if request.GET.get("f") == "html" or (not request.GET.get("f") and request.get_preferred_type([*JSON_TYPES, "text/html"]) == "text/html"):
        return render(request, "404.html" if status == 404 else "refused.html", {"sentence": sentence}, status=status)
    body = {"type": f"urn:gisapp:ogc:{code}", "title": sentence, "status": status, "detail": sentence, **({"parameter": field} if field else {})}
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type="application/problem+json")


def unchanged(request: HttpRequest, *parts: object) -> tuple[str, HttpResponse | None]:
    """Return the ETag of an answer made of these parts and this address, and the 304 where the other side has it already."""
    text = json.dumps([request.get_full_path(), request.get_host(), wants_html(request), *map(str, parts)])
    etag = f'W/"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'
    if etag in [one.strip() for one in request.headers.get("If-None-Match", "").split(",")]:
        return etag, HttpResponseNotModified(headers={"ETag": etag})
    return etag, None


def told(body: dict[str, Any] | str, *, content_type: str, etag: str = "", public: bool = True, links: Iterable[dict[str, Any]] = ()) -> HttpResponse:
    """Return a JSON answer with its links as headers too."""
    response = HttpResponse(body if isinstance(body, str) else json.dumps(body, ensure_ascii=False), content_type=content_type)
    kept(response, etag, public)
    shown = ", ".join(f'<{one["href"]}>; rel="{one["rel"]}"; type="{one["type"]}"' for one in links)
    if shown:
        response["Link"] = shown
    return response


def kept(response: HttpResponse, etag: str, public: bool) -> HttpResponse:
    """Say how long the answer may be kept, and by whom: what only some may see never by a shared cache."""
    response["Cache-Control"] = f"{'public' if public else 'private'}, max-age={KEPT_SECONDS}" if etag else "no-cache"
    response["Vary"] = "Accept, Accept-Language" if public else "Accept, Accept-Language, Cookie"
    if etag:
        response["ETag"] = etag
    return response
