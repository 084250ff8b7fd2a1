"""Every night the probes are asked again; one that no longer holds raises an alarm with the keepers."""
from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q

from gisapp.accounts.models import Authority, Role
from gisapp.accounts.roles import holders
from gisapp.core import clock, jobs
from layers.imports.probes import ask, expected, keep
from layers.models import Probe

JOB, TELL = "layers.nightly_probes", "layers.tell_keepers"
NIGHT = dt.time(2)


@jobs.every_tick
def plan_the_night() -> None:
    """Ask each town hall's probes once a night, after two o'clock."""
    now = clock.now().astimezone(clock.TOWN_TIME)
    begins = dt.datetime.combine(now.date(), NIGHT, tzinfo=clock.TOWN_TIME)
    if now < begins:
        return
    due = Probe.objects.filter(Q(last_run_at=None) | Q(last_run_at__lt=begins)).order_by().values_list("authority_id", flat=True).distinct()
    for authority in due:
        jobs.enqueue(JOB, key=f"probes-{authority}-{now:%Y%m%d}", authority=authority)


@jobs.job(JOB)
def nightly_probes(*, authority: int) -> None:
    """Ask all probes of a town hall; tell its keepers of those that held before and do not now."""
    outcomes = ask(Probe.objects.filter(authority=authority, layer__active=True).select_related("layer", "authority"))
    broken = [one.probe.pk for one in outcomes if not one.ok and one.probe.last_ok is not False]
    keep(outcomes)
    if broken:
        jobs.enqueue(TELL, authority=authority, probes=broken)


@jobs.job(TELL)
def tell_keepers(*, authority: int, probes: list[int]) -> None:
    """Write to the keepers which probes fail. The catalogue shows the same for as long as it lasts."""
    town = Authority.objects.get(pk=authority)
    people = list(holders(town, Role.GIS_KEEPER).values_list("email", flat=True))
    failing = Probe.objects.filter(pk__in=probes, last_ok=False).select_related("layer")
    if not people or not failing:
        return
    lines = [f"– {one.layer.title_ro}: {one.title}. Așteptat: {expected(one)}. Găsit: {one.last_found}." for one in failing]
    body = "Probe care nu se mai confirmă:\n\n" + "\n".join(lines) + f"\n\n{settings.BASE_URL}/birou/straturi/\n"
    EmailMessage(f"Straturi: probe care nu se confirmă – {town.name}", body, to=people).send()
