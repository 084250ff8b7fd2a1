"""Celery tasks: only the three that carry the outbox."""
from __future__ import annotations

from celery import shared_task
from django.db.models import Q

from gisapp.core import clock, jobs
from gisapp.core.models import Job


@shared_task(name="gisapp.core.run")
def run(job_id: str) -> None:
    """Run one outbox row."""
    jobs.run_job(job_id)


@shared_task(name="gisapp.core.sweep")
def sweep() -> None:
    """Hand over rows whose hand-over or worker was lost."""
    moment = clock.now()
    waiting = Job.objects.filter(done_at=None, dead_at=None, run_after__lte=moment).filter(
        Q(leased_until=None) | Q(leased_until__lt=moment)
    )
    for job_id in waiting.order_by("run_after").values_list("id", flat=True)[:500]:
        run.delay(str(job_id))


@shared_task(name="gisapp.core.tick")
def tick() -> None:
    """Run the periodic work of every room."""
    jobs.tick()
