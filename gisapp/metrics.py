"""Numbers for Prometheus: requests (django-prometheus) and how the work stands (gisapp.core.gauges). Not for the outside."""
from __future__ import annotations

import os
from collections.abc import Iterator
from hmac import compare_digest

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily

from gisapp.core.gauges import all_gauges


class OwnGauges:
    """Asks every room's gauges when the metrics are read."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield a family for each gauge; one that cannot be read is missing, and `gisapp_gauges_failed` says how many are."""
        failed = 0
        for one in all_gauges():
            family = GaugeMetricFamily(one.name, one.meaning, labels=[one.label] if one.label else [])
            try:
                for value, number in one.read().items():
                    family.add_metric([value] if one.label else [], number)
            except DatabaseError:
                failed += 1
            else:
                yield family
        yield GaugeMetricFamily("gisapp_gauges_failed", "Gauges that could not be read", value=failed)


def metrics(request: HttpRequest) -> HttpResponse:
    """Answer whoever holds METRICS_TOKEN; without one set, only the machine itself and not through a proxy. Others get 404."""
    if not may_read(request):
        raise Http404
    requests = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        # Several web processes: each writes its counts to a file, and this adds them up.
        requests = CollectorRegistry()
        multiprocess.MultiProcessCollector(requests)
    own = CollectorRegistry(auto_describe=False)
    own.register(OwnGauges())
    return HttpResponse(generate_latest(requests) + generate_latest(own), content_type=CONTENT_TYPE_LATEST)


def may_read(request: HttpRequest) -> bool:
    """Tell whether the asker holds the token, or is the machine itself where no token is set."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    return request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1") and "HTTP_X_FORWARDED_FOR" not in request.META
