"""How the messengers' outbox stands."""

from __future__ import annotations

from django.db.models import Count, Min

from chatbot.models import Outbound
from gisapp.core import clock
from gisapp.core.gauges import gauge


@gauge("gisapp_chat_outbox_waiting", "Messages to people that wait for their channel", label="channel")
def waiting() -> dict[str, float]:
    """Return waiting messages by channel."""
    rows = Outbound.objects.filter(state=Outbound.State.WAITING)
    return {channel: float(count) for channel, count in rows.values_list("conversation__channel").annotate(Count("id")).order_by("conversation__channel")}


@gauge("gisapp_chat_outbox_oldest_seconds", "Age of the oldest waiting message")
def oldest() -> dict[str, float]:
    """Return seconds, 0 where nothing waits."""
    first = Outbound.objects.filter(state=Outbound.State.WAITING).aggregate(at=Min("created_at"))["at"]
    return {"": (clock.now() - first).total_seconds() if first else 0.0}
