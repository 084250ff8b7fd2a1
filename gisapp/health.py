"""Whether this process lives, and whether it can serve."""
from __future__ import annotations

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse


def live(request: HttpRequest) -> JsonResponse:
    """Answer without touching anything."""
    return JsonResponse({"live": True})


def ready(request: HttpRequest) -> JsonResponse:
    """Check database, migrations and cache; 503 names what is missing."""
    problems = []
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            problems.append("migrations")
    except DatabaseError:
        problems.append("database")
    try:
        cache.set("health", 1, 5)
    except (ConnectionError, OSError):
        problems.append("cache")
    return JsonResponse({"ready": not problems, "missing": problems}, status=503 if problems else 200)
