"""The catalogue: how every layer stands, for keepers and, without what is restricted, for everybody."""
from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from gisapp.accounts.models import Authority
from gisapp.core import clock
from layers.extracts import LayerState, layer_states
from layers.keepers.guard import keepers
from layers.keepers.words import DELIVERY_TONES, STATES
from layers.models import Delivery, Probe, Restriction, RuleChange
from layers.tiles.views import audiences_of

WAITING = (Delivery.State.RECEIVED, Delivery.State.READING, Delivery.State.ASKING, Delivery.State.COMPARED)


@keepers
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """List all layers by group, with what waits for somebody: deliveries, changes of rules, failed probes."""
    authority = request.authority
    deliveries = Delivery.objects.filter(authority=authority, state__in=WAITING).select_related("layer", "received_by", "asked_by")
    rows = _rows(layer_states(authority))
    context = {
        "groups": _grouped(rows), "count": {name: sum(row["state"].state == name for row in rows) for name in STATES},
        "waiting": [{"row": one, "tone": DELIVERY_TONES[one.state]} for one in deliveries[:20]],
        "rule_changes": RuleChange.objects.filter(authority=authority, accepted=None).select_related("layer", "entered_by"),
        "failed_probes": Probe.objects.filter(authority=authority, last_ok=False, layer__active=True).select_related("layer"),
    }
    return render(request, "layers/keepers/home.html", context)


@require_GET
def public_catalogue(request: HttpRequest) -> HttpResponse:
    """Show everybody which data the town hall's answers rest on; restricted layers do not exist for those who may not see them."""
    authority: Authority = request.authority
    seen = audiences_of(request)
    today = clock.today()
    in_force = Restriction.objects.filter(authority=authority, valid_from__lte=today).exclude(valid_to__lt=today)
    rules = Counter(in_force.values_list("layer__code", flat=True))
    rows = [row | {"rules": rules[row["state"].code]} for row in _rows(layer_states(authority)) if row["state"].audience in seen]
    return render(request, "layers/keepers/public_catalogue.html", {"groups": _grouped(rows)})


def _rows(states: list[LayerState]) -> list[dict[str, Any]]:
    found = []
    for one in states:
        word, tone = STATES[one.state]
        declared = bool(one.feature_count == 0 and one.declared_empty_on)
        found.append({"state": one, "word": word, "tone": tone, "declared": declared})
    return found


def _grouped(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["state"].group, []).append(row)
    return [{"title": gettext(title) if title else "", "rows": some} for title, some in groups.items()]
