"""How many layers can answer: the operator's numbers about the land."""
from __future__ import annotations

from collections import Counter

from gisapp.accounts.models import Authority
from gisapp.core.gauges import gauge
from layers.extracts import layer_states


@gauge("gisapp_layers", "Active layers of all town halls by state; stale, failed and empty ones answer unknown", label="state")
def layers_by_state() -> dict[str, float]:
    """Return layers by state; the four states are always there, so that an alert can wait for one."""
    counted = Counter(one.state for authority in Authority.objects.all() for one in layer_states(authority))
    return {state: float(counted[state]) for state in ("fresh", "stale", "failed", "empty")}
