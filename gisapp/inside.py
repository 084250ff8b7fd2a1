"""Probes and metrics, answered before host names are checked and sessions read: they are asked by address, from the inside."""
from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from gisapp import health, metrics


class InsideMiddleware:
    """Answer /health/ and, to who may read them, /metrics; everything else goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/health/live":
            return health.live(request)
        if request.path == "/health/ready":
            return health.ready(request)
        if request.path == "/metrics" and metrics.may_read(request):
            return metrics.metrics(request)
        return self.get_response(request)
