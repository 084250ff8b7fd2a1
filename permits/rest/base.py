"""What every view of the API shares: language, limits, idempotency, pages of lists, entity tags."""
from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.core.paginator import EmptyPage, Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser, JSONParser
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.utils.encoders import JSONEncoder
from rest_framework.views import APIView

from gisapp.core import clock, jobs
from gisapp.core.logging import mask
from gisapp.core.throttle import client_address
from permits.models import GivenAnswer
from permits.rest.auth import BearerToken, Scoped
from permits.rest.problems import Precondition, TooBig
from permits.rules.scopes import Scope

Method = TypeVar("Method", bound=Callable[..., Response])
KEY = "Idempotency-Key"
KEPT = dt.timedelta(hours=48)
MOST_PER_PAGE = 100


class Limit(SimpleRateThrottle):
    """So many requests a minute for a token, fewer for an address without one."""

    scope = "user"

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Choose the limit by who asks."""
        self.scope = "user" if request.auth is not None else "anon"
        self.rate = self.get_rate()
        self.num_requests, self.duration = self.parse_rate(self.rate)
        return super().allow_request(request, view)

    def get_cache_key(self, request: Request, view: APIView) -> str:
        """Count by token, else by address."""
        return f"api:{request.auth.pk if request.auth is not None else client_address(request._request)}"


class JsonAlways(DefaultContentNegotiation):
    """Answers are JSON whatever is preferred: a program that asks for HTML gets no page."""

    def select_renderer(self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None) -> tuple[BaseRenderer, str]:
        """Take the first renderer."""
        first = next(iter(renderers))
        return first, first.media_type or ""


class Api(APIView):
    """Base of all views. `scopes` says which scope each method needs (None: any token); methods left out are public."""

    authentication_classes = (BearerToken,)
    permission_classes = (Scoped,)
    throttle_classes = (Limit,)
    parser_classes: ClassVar[tuple[type[BaseParser], ...]] = (JSONParser,)  # type: ignore[assignment,misc]
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = JsonAlways
    scopes: ClassVar[dict[str, Scope | None]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Make every POST repeatable."""
        super().__init_subclass__(**kwargs)
        if "post" in cls.__dict__ and not getattr(cls, "repeatable", False):
            cls.post = once(cls.__dict__["post"])  # type: ignore[attr-defined]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Answer in the language of Accept-Language, Romanian if it is not English."""
        english = request.headers.get("Accept-Language", "").lower().startswith("en")
        translation.activate("en" if english else "ro")
        length = request.META.get("CONTENT_LENGTH") or "0"
        most = settings.UPLOAD_MAX_BYTES if (request.content_type or "").startswith("multipart/") else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if length.isdigit() and int(length) > most + 65_536:
            raise TooBig
        super().initial(request, *args, **kwargs)
        for name, values in request.query_params.lists():
            if any(mask(value) != value for value in values):
                raise ValidationError({name: [_("Nu puneți în adresă un CNP, un telefon sau un e-mail: adresele rămân în jurnale. Cereți după numărul dosarului sau al parcelei.")]})

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Say the language, and keep personal data out of shared caches."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer.headers["Content-Language"] = translation.get_language() or "ro"
        answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer


def once(method: Method) -> Method:
    """Run a POST once per Idempotency-Key: effect and answer are one transaction; a repeat gets the first answer back.

    Two at the same time meet at the unique row: the second waits for the first and repeats its answer. What was refused is
    not kept, so that it can be mended and sent again with the same key.
    """

    @functools.wraps(method)
    def repeatable(view: Api, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get(KEY, "")
        if not 8 <= len(key) <= 80 or not key.isascii() or not key.isprintable():
            raise ValidationError({KEY: [_("Trimiteți antetul Idempotency-Key, între 8 și 80 de semne, nou pentru fiecare acțiune.")]})
        fingerprint = _fingerprint(request)
        with transaction.atomic():
            row, made = GivenAnswer.objects.get_or_create(token=request.auth, key=key, defaults={"fingerprint": fingerprint, "at": clock.now()})
            if not made:
                if row.fingerprint != fingerprint:
                    raise Reused
                return Response(row.body, status=row.status, headers={**row.headers, "Idempotency-Replayed": "true"})
            response = method(view, request, *args, **kwargs)
            row.status, row.body = response.status_code, json.loads(json.dumps(response.data, cls=JSONEncoder))
            row.headers = {name: value for name, value in response.headers.items() if name in ("Location", "ETag")}
            row.save(update_fields=["status", "body", "headers"])
        return response

    return repeatable  # type: ignore[return-value]


class Reused(APIException):
    """The same key came with another request."""

    status_code = 409
    default_code = "key_reused"

    def __init__(self) -> None:
        super().__init__(_("Această cheie Idempotency-Key a fost folosită pentru altă cerere."))


def _fingerprint(request: Request) -> str:
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    data = request.data
    if request.FILES:
        for name, upload in sorted(request.FILES.items()):
            digest.update(f"{name}\0{upload.name}\0".encode())
            for chunk in upload.chunks():
                digest.update(chunk)
            upload.seek(0)
    fields = {name: data.getlist(name) for name in sorted(data) if name not in request.FILES} if hasattr(data, "getlist") else data
    digest.update(json.dumps(fields, sort_keys=True, cls=JSONEncoder).encode())
    return digest.hexdigest()


@jobs.every_tick
def forget_answers() -> None:
    """Forget answers that nobody will ask for again."""
    GivenAnswer.objects.filter(at__lt=clock.now() - KEPT).delete()


def read(serializer: type[Serializer], data: Any) -> dict[str, Any]:
    """Return what was sent, checked; raises ValidationError with every wrong field."""
    bound = serializer(data=data)
    bound.is_valid(raise_exception=True)
    return dict(bound.validated_data)


def listed(request: Request, rows: QuerySet[Any] | list[Any], write: Callable[[Any], dict[str, Any]]) -> Response:
    """Return one page of a list, with links to the others in the body and in the Link header (RFC 8288)."""
    number, size = _whole(request, "page", 1, 1_000_000), _whole(request, "per_page", 25, MOST_PER_PAGE)
    pages = Paginator(rows, size)
    try:
        page = pages.page(number)
    except EmptyPage as error:
        raise NotFound(_("Lista nu are atâtea pagini.")) from error
    links = {"self": _link(request, number), "first": _link(request, 1), "last": _link(request, pages.num_pages), "next": None, "prev": None}
    if page.has_next():
        links["next"] = _link(request, number + 1)
    if page.has_previous():
        links["prev"] = _link(request, number - 1)
    said = ", ".join(f'<{address}>; rel="{rel}"' for rel, address in links.items() if address and rel != "self")
    return Response({"count": pages.count, "items": [write(row) for row in page], "links": links}, headers={"Link": said})


def _whole(request: Request, name: str, default: int, most: int) -> int:
    given = request.query_params.get(name, "")
    if not given:
        return default
    if not (given.isascii() and given.isdigit() and 0 < int(given[:9]) <= most and len(given) < 9):
        raise ValidationError({name: [_("Scrieți un număr întreg între 1 și %(most)s.") % {"most": most}]})
    return int(given)


def _link(request: Request, number: int) -> str:
    asked = request.query_params.copy()
    asked["page"] = str(number)
    return request.build_absolute_uri(f"{request.path}?{asked.urlencode()}")


def tag_of(*parts: Any) -> str:
    """Return the entity tag of a state."""
    return '"' + hashlib.sha256("|".join(str(part) for part in parts).encode()).hexdigest()[:24] + '"'


def unchanged(request: Request, tag: str) -> bool:
    """Tell whether the caller already has this state (If-None-Match)."""
    return tag in [one.strip() for one in request.headers.get("If-None-Match", "").split(",")]


def match(request: Request, tag: str) -> None:
    """Refuse a change made upon another state than the present one (If-Match)."""
    wanted = request.headers.get("If-Match", "").strip()
    if wanted and wanted != "*" and tag not in [one.strip() for one in wanted.split(",")]:
        raise Precondition
