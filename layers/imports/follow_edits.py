"""After an edit, from a page or from QGIS, what follows a publication: open cases are looked at again, and the layer's probes are asked.

The database makes the version of an edit, so no signal tells of it: pages ask for this job at once, and each tick looks for edits from QGIS.
An edit is not stopped by a probe (what is saved in QGIS cannot be taken back for it); a probe that breaks is told to the keepers.
"""
from __future__ import annotations

from django.db import transaction

from gisapp.core import jobs
from layers.imports.nightly import TELL
from layers.imports.probes import ask, keep, probes_of
from layers.models import LayerVersion
from layers.touches import tell

JOB = "layers.follow_edits"


def follow_later(version: int) -> None:
    """Ask for the job of a version, once."""
    jobs.enqueue(JOB, key=f"follow-edits-{version}", version=version)


@jobs.every_tick
def look_for_edits() -> None:
    """Find present versions made by edits that nobody has followed yet; older ones are covered by the present one."""
    found = LayerVersion.objects.filter(state=LayerVersion.State.PUBLISHED, counts__has_key="transaction").exclude(counts__has_key="followed")
    for version in found.values_list("pk", flat=True):
        follow_later(version)


@jobs.job(JOB)
@transaction.atomic
def follow_edits(*, version: int) -> None:
    """Tell those who watch this land, ask the probes, and alarm the keepers of those that held before and do not now."""
    row = LayerVersion.objects.select_for_update(of=("self",)).select_related("layer", "layer__authority").get(pk=version)
    if "followed" in row.counts:
        return
    tell(row)
    outcomes = ask(probes_of(row.layer))
    broken = [one.probe.pk for one in outcomes if not one.ok and one.probe.last_ok is not False]
    keep(outcomes)
    if broken:
        jobs.enqueue(TELL, authority=row.layer.authority_id, probes=broken)
    # Not save(): that would tell of the version a second time.
    LayerVersion.objects.filter(pk=row.pk).update(counts={**row.counts, "followed": True})
