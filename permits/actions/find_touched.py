"""After a layer is published or a rule changes: asks again about every open case and keeps what differs."""
from __future__ import annotations

from django.db import transaction

from gisapp.accounts.models import Authority
from gisapp.core import clock, jobs
from gisapp.core.models import Job
from layers import api as layers
from permits.models import CheckRun, Touch
from permits.queries.touched import Touched, touched_cases
from permits.queries.watched import open_runs

JOB = "permits.find_touched"


def hear(change: layers.Change) -> None:
    """Plan the search for the day from which the change holds; nothing where no open case was ever checked."""
    if not CheckRun.objects.filter(case__authority=change.authority_id).exists():
        return
    day = change.since
    after = None if day <= clock.today() else clock.start_of(day)
    jobs.enqueue(JOB, after=after, authority=change.authority_id, because=change.name)


@jobs.job(JOB)
def find_touched(*, authority: int, because: str = "") -> None:
    """Keep what differs in each open case and forget what no longer does. A later job for the same town hall finds it all: then this one rests."""
    waiting = Job.objects.filter(name=JOB, ids__authority=authority, done_at=None, dead_at=None, run_after__lte=clock.now(), leased_until=None)
    if waiting.exists():
        return
    town = Authority.objects.get(pk=authority)
    found = touched_cases(town, open_runs(town))
    with transaction.atomic():
        Touch.objects.filter(run__in=open_runs(town)).exclude(run__in=[one.run.pk for one in found]).delete()
        for one in found:
            _keep(one)


def _keep(one: Touched) -> None:
    written = [[layers.finding_to_json(finding) for finding in findings] for findings in (one.changes.added, one.changes.gone)]
    Touch.objects.update_or_create(
        run=one.run,
        defaults={
            "found_at": clock.now(), "versions": [list(row) for row in one.versions], "added": written[0], "gone": written[1],
            "changed": [[layers.finding_to_json(before), layers.finding_to_json(after)] for before, after in one.changes.changed],
        },
    )
