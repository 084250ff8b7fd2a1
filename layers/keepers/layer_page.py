"""One layer: how it stands, versions, restrictions, probes, topology, declared emptiness."""
from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gisapp.accounts.models import Institution
from gisapp.core import clock
from gisapp.core.errors import BadInput, Refused
from layers.extracts import layer_states
from layers.imports.coverage import own_limit
from layers.imports.declare import declare_empty, withdraw_declaration
from layers.imports.probes import ask, expected, keep, probes_of
from layers.imports.topology import ask_topology
from layers.keepers.distances import say_distances
from layers.keepers.guard import keepers, own_layer
from layers.keepers.probe_form import ProbeForm
from layers.keepers.shapes import collection
from layers.keepers.words import CHANGES, STATES, TOPOLOGY
from layers.models import Layer, LayerVersion, Probe, TopologyReport


@keepers
@require_GET
def layer(request: HttpRequest, code: str) -> HttpResponse:
    """Show everything about a layer."""
    return render(request, "layers/keepers/layer.html", page_of(request, own_layer(request, code)))


def page_of(request: HttpRequest, found: Layer, probe_form: ProbeForm | None = None) -> dict[str, Any]:
    """Return what the layer's page shows."""
    state = next(one for one in layer_states(request.authority) if one.code == found.code)
    word, tone = STATES[state.state]
    versions = list(found.versions.exclude(state=LayerVersion.State.DRAFT).select_related("published_by", "seconded_by")[:30])
    present = next((one for one in versions if one.state == LayerVersion.State.PUBLISHED), None)
    coverage = (present.coverage if present else None) or found.coverage
    today = clock.today()
    institutions = dict(Institution.objects.filter(authority=found.authority).values_list("code", "name"))
    report = found.topology_reports.first()
    return {
        "layer": found, "state": state, "word": word, "tone": tone, "present": present, "coverage_km2": coverage.area / 1e6 if coverage else None,
        "versions": [{"row": one, "counts": [(CHANGES[name], one.counts[name]) for name in CHANGES if name in one.counts]} for one in versions],
        "may_undo": len(versions) > 1 and present is not None, "deliveries": found.deliveries.exclude(file_name="")[:10],
        "rules": [{"row": rule, "endorser": institutions.get(rule.endorser, rule.endorser), "distances": say_distances(rule.distances, found.attribute_schema), "in_force": rule.valid_from <= today and (rule.valid_to is None or rule.valid_to >= today)} for rule in found.restrictions.select_related("entered_by", "approved_by")],
        "waiting": [{"row": one, "mine": one.entered_by_id == request.user.pk, "distances": say_distances(one.values.get("distances", []), found.attribute_schema)} for one in found.rule_changes.filter(accepted=None).select_related("entered_by")],
        "probes": [{"row": one, "expected": expected(one)} for one in found.probes.all()], "probe_form": probe_form or ProbeForm(found),
        "report": report, "topology": [(TOPOLOGY[kind], told["count"], told["area_m2"]) for kind, told in (report.counts if report else {}).items()],
        "problems": report.problems.all()[:100] if report else [], "today": today, "may_declare": present is None or present.feature_count == 0,
    }


@keepers
@require_POST
def declare(request: HttpRequest, code: str) -> HttpResponse:
    """Answer for the layer being empty on a day, or take that back."""
    found = own_layer(request, code)
    try:
        if request.POST.get("withdraw"):
            withdraw_declaration(layer=found, by=request.user)
            messages.success(request, _("Declarația a fost retrasă: verificările spun din nou că nu se știe."))
        else:
            declare_empty(layer=found, by=request.user, on=_day(request.POST.get("on", "")), coverage=found.coverage or own_limit(request.authority))
            messages.success(request, _("Stratul este declarat gol: în zona acoperită verificările spun „liber”, cât timp declarația nu este depășită."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("keepers_layer", code)


def _day(text: str) -> Any:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise BadInput(_("Scrieți ziua declarației."), code="no_day", field="on")
    return day


@keepers
@require_POST
def add_probe(request: HttpRequest, code: str) -> HttpResponse:
    """Set a probe and ask it at once."""
    found = own_layer(request, code)
    form = ProbeForm(found, request.POST)
    if not form.is_valid():
        return render(request, "layers/keepers/layer.html", page_of(request, found, form), status=422)
    probe = form.save(commit=False)
    probe.authority, probe.layer, probe.created_by = request.authority, found, request.user
    try:
        probe.full_clean()
    except ValidationError as error:
        form.add_error(None, error)
        return render(request, "layers/keepers/layer.html", page_of(request, found, form), status=422)
    probe.save()
    keep(ask([probe]))
    messages.success(request, _("Proba este pusă. Se verifică la fiecare publicare și în fiecare noapte."))
    return redirect("keepers_layer", code)


@keepers
@require_POST
def drop_probe(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take a probe away."""
    get_object_or_404(Probe, pk=pk, layer=own_layer(request, code)).delete()
    return redirect("keepers_layer", code)


@keepers
@require_POST
def run_probes(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the probes of a layer now."""
    outcomes = ask(probes_of(own_layer(request, code)))
    keep(outcomes)
    wrong = sum(not one.ok for one in outcomes)
    if wrong:
        messages.error(request, _("Probe care nu se confirmă: %(wrong)s din %(all)s.") % {"wrong": wrong, "all": len(outcomes)})
    else:
        messages.success(request, _("Toate probele se confirmă."))
    return redirect("keepers_layer", code)


@keepers
@require_POST
def topology(request: HttpRequest, code: str) -> HttpResponse:
    """Start a topology report."""
    try:
        ask_topology(own_layer(request, code), by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("keepers_layer", code)


@keepers
@require_GET
def topology_map(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Return the problems of a report (WGS 84)."""
    report = get_object_or_404(TopologyReport, pk=pk, layer=own_layer(request, code))
    looks = {"overlap": "conflict", "gap": "endorsement", "strip": "endorsement", "outside": "unknown", "twice": "note"}
    return collection((f"t{one.pk}", looks[one.kind], "", one.geom.wkb) for one in report.problems.all())
