"""How the outbox stands: what waits, how long, what gave up."""
from __future__ import annotations

from django.db.models import Count, Min

from gisapp.core import clock
from gisapp.core.gauges import gauge
from gisapp.core.models import Job


@gauge("gisapp_jobs_waiting", "Jobs that are due and not done", label="job")
def waiting() -> dict[str, float]:
    """Return due jobs by name."""
    due = Job.objects.filter(done_at=None, dead_at=None, run_after__lte=clock.now())
    return {name: float(count) for name, count in due.values_list("name").annotate(Count("id")).order_by("name")}


@gauge("gisapp_jobs_oldest_seconds", "Age of the oldest due job, since it was due")
def oldest() -> dict[str, float]:
    """Return seconds, 0 where nothing waits."""
    first = Job.objects.filter(done_at=None, dead_at=None, run_after__lte=clock.now()).aggregate(at=Min("run_after"))["at"]
    return {"": (clock.now() - first).total_seconds() if first else 0.0}


@gauge("gisapp_jobs_postponed", "Jobs that failed at least once and will be tried again")
def postponed() -> dict[str, float]:
    """Return how many."""
    return {"": float(Job.objects.filter(done_at=None, dead_at=None, attempts__gt=0).count())}


@gauge("gisapp_jobs_dead", "Jobs that gave up; a person must look", label="job")
def dead() -> dict[str, float]:
    """Return given-up jobs by name."""
    given_up = Job.objects.filter(done_at=None).exclude(dead_at=None)
    return {name: float(count) for name, count in given_up.values_list("name").annotate(Count("id")).order_by("name")}
