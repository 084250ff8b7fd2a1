"""Limits how often one address may ask for something costly or guessable."""
from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

View = Callable[..., HttpResponse]


def throttled(name: str, *, per_minute: int) -> Callable[[View], View]:
    """Answer 429 with a sentence past the limit; counted in the shared cache, so that all processes agree."""

    def decorate(view: View) -> View:
        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            key = f"throttle:{name}:{client_address(request)}"
            cache.add(key, 0, timeout=60)
            try:
                count = cache.incr(key)
            except ValueError:
                # The minute ended between the two calls.
                count = 1
            if count > per_minute:
                response = render(request, "429.html", status=429)
                response["Retry-After"] = "60"
                return response
            return view(request, *args, **kwargs)

        return limited

    return decorate


def client_address(request: HttpRequest) -> str:
    """Return the client's address, believing only as many proxies as the settings name."""
    from django.conf import settings

    trusted: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if trusted and len(forwarded) >= trusted:
        return str(forwarded[-trusted])
    return str(request.META.get("REMOTE_ADDR", ""))
