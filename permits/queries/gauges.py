"""How the town halls' work stands, as numbers for the operator: no case, no person."""
from __future__ import annotations

from django.db.models import Count, Q

from gisapp.core import clock
from gisapp.core.gauges import gauge
from permits.models import Case, Notice, WebhookDelivery, WorkItem


@gauge("gisapp_work_without_person", "Open steps of cases that nobody has", label="authority")
def without_person() -> dict[str, float]:
    """Return open work items without a person by town hall; practice left out."""
    rows = WorkItem.objects.filter(state=WorkItem.State.OPEN, assignee=None, case__practice=False)
    return {slug: float(count) for slug, count in rows.values_list("case__authority__slug").annotate(Count("id")).order_by("case__authority__slug")}


@gauge("gisapp_cases_past_due", "Open cases past their legal term", label="authority")
def past_due() -> dict[str, float]:
    """Return cases whose legal day has passed undecided, by town hall."""
    rows = Case.objects.filter(Q(legal_due__lt=clock.today()), decided_at=None, closed_at=None, practice=False).exclude(registered_at=None)
    return {slug: float(count) for slug, count in rows.values_list("authority__slug").annotate(Count("id")).order_by("authority__slug")}


@gauge("gisapp_notices_unsent", "E-mail notices written and not yet sent")
def unsent() -> dict[str, float]:
    """Return how many."""
    return {"": float(Notice.objects.filter(channel=Notice.Channel.EMAIL, sent_at=None).count())}


@gauge("gisapp_webhooks_waiting", "Messages to other programs neither delivered nor given up")
def webhooks() -> dict[str, float]:
    """Return how many."""
    return {"": float(WebhookDelivery.objects.filter(delivered_at=None, gave_up_at=None).count())}
