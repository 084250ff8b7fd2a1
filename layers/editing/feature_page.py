"""One feature: its shape and attributes changed, a new one made, one removed with a reason; and its history."""
from __future__ import annotations

import hashlib
from typing import Any

import shapely
from django.contrib import messages
from django.contrib.gis.geos import GEOSGeometry
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gisapp.core.errors import Conflict, Refused
from layers.editing.attribute_form import AttributeForm
from layers.editing.find import size_of, touched
from layers.editing.history import history_of
from layers.editing.maps import begins_at, drawable, editing_map
from layers.editing.save import Step, broken_probes, edit, identity_of
from layers.editing.shape import Given, as_shapely, corners_text, given_shape, rows_of
from layers.editing.snapping import REACHES_M, neighbours_of
from layers.imports.probes import expected
from layers.keepers.guard import keepers, own_layer
from layers.models import Feature, Layer
from layers.places.lineage import successors

OVERLAP_M2 = 0.05


@keepers
@require_http_methods(["GET", "POST"])
def new_feature(request: HttpRequest, code: str) -> HttpResponse:
    """Draw a new feature."""
    return _page(request, own_layer(request, code), None, None)


@keepers
@require_http_methods(["GET", "POST"])
def feature(request: HttpRequest, code: str, identity: int) -> HttpResponse:
    """Change or remove a feature; of one that is gone only the history is shown."""
    layer = own_layer(request, code)
    now = current(layer, identity)
    seen = _seen(request, layer, identity) if request.method == "POST" else now
    if now is None and seen is None:
        return _gone(request, layer, identity)
    return _page(request, layer, seen or now, now)


def current(layer: Layer, identity: int) -> Feature | None:
    """Return the row that describes a thing now."""
    rows = Feature.objects.filter(layer=layer, until=None)
    return rows.filter(identity=identity).first() or rows.filter(identity=None, pk=identity).first()


def _seen(request: HttpRequest, layer: Layer, identity: int) -> Feature | None:
    """Return the row that the person had before them when they began."""
    row = Feature.objects.filter(layer=layer, pk=_number(request.POST.get("seen", ""))).first()
    return row if row is not None and identity_of(row) == identity else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _gone(request: HttpRequest, layer: Layer, identity: int) -> HttpResponse:
    rows = history_of(layer, identity)
    if not rows:
        raise Http404("no such thing")
    last = rows[0]["row"].before or {}
    became = successors(request.authority, last.get("key", ""), last.get("siruta", "")) if layer.role == Layer.Role.PARCELS else []
    return render(request, "layers/editing/gone.html", {"layer": layer, "history": rows, "key": last.get("key", ""), "became": became})


def _page(request: HttpRequest, layer: Layer, seen: Feature | None, now: Feature | None) -> HttpResponse:
    form = AttributeForm(layer, seen, request.POST or None)
    if request.method != "POST":
        return _shown(request, layer, now, form)
    if "remove" in request.POST and seen is not None:
        return _remove(request, layer, seen, now, form)
    if not form.is_valid():
        return _shown(request, layer, seen, form, status=422)
    try:
        given = given_shape(layer, seen, drawn=request.POST.get("drawn", ""), typed=request.POST.get("typed", ""), reach_m=reach_of(request))
        if given is not None and request.POST.get("confirm") != token(given.geom):
            return _shown(request, layer, seen, form, preview=_preview(layer, seen, given))
        geom = given.geom if given is not None else seen.geom  # type: ignore[union-attr]
        told = form.cleaned_data
        step = Step(
            "update" if seen else "insert", identity_of(seen) if seen else None, told["key"], seen.siruta if seen else "", told.get("label", seen.label if seen else ""), form.attrs(), geom,
        )
        _version, things = edit(layer=layer, seen=[seen] if seen else [], steps=[step], by=request.user, reason=told["reason"])
    except Conflict as conflict:
        return _after_conflict(request, layer, seen, now, form, conflict)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return _shown(request, layer, seen, form, status=422)
    saved(request, layer, _("Modificarea este salvată și se vede peste tot.") if seen else _("Elementul este adăugat și se vede peste tot."))
    return redirect("editing_feature", layer.code, things[0])


def _remove(request: HttpRequest, layer: Layer, seen: Feature, now: Feature | None, form: AttributeForm) -> HttpResponse:
    reason = request.POST.get("reason", "").strip()[:300]
    if not reason:
        form.is_valid()
        form.errors.clear()
        form.add_error("reason", _("Scrieți de ce se șterge elementul: motivul rămâne în istoric."))
        return _shown(request, layer, seen, form, status=422)
    try:
        edit(layer=layer, seen=[seen], steps=[Step("delete", identity_of(seen))], by=request.user, reason=reason)
    except Conflict as conflict:
        return _after_conflict(request, layer, seen, now, form, conflict)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return _shown(request, layer, seen, form, status=422)
    saved(request, layer, _("Elementul este șters; rămâne în istoric și în răspunsurile de până acum."))
    return redirect("editing_find", layer.code)


def saved(request: HttpRequest, layer: Layer, sentence: str) -> None:
    """Say that it is done, and which known answers no longer hold."""
    messages.success(request, sentence)
    for one in broken_probes(layer):
        messages.warning(request, _("Proba „%(title)s” nu se mai confirmă: așteptat %(expected)s, găsit %(found)s. Verificați modificarea sau proba.") % {"title": one.probe.title, "expected": expected(one.probe), "found": one.found})


def _after_conflict(request: HttpRequest, layer: Layer, seen: Feature | None, now: Feature | None, form: AttributeForm, conflict: Conflict) -> HttpResponse:
    """Show what is now beside what the person wrote: their own changes stay, the rest is as the other one left it."""
    fresh = AttributeForm(layer, now)
    # Of what was deleted meanwhile everything the person sees is kept: it may be saved as a new feature.
    kept = [name for name in (form.changed_data if now else form.fields) if name in fresh.fields]
    others = [fresh.fields[name].label for name in fresh.fields if form.initial.get(name) != fresh.initial.get(name)] if now else []
    fresh.initial.update({name: form.data.get(name, "") for name in kept})
    typed, drawn = request.POST.get("typed", ""), request.POST.get("drawn", "")
    by_text = rows_of(typed) != rows_of(corners_text(seen.geom if seen else None))
    redrawn = "confirm" in request.POST and not by_text and layer.geometry != Layer.Geometry.POINT
    if redrawn:
        typed = corners_text(now.geom if now else None)
    else:
        drawn = ""
        # Where the shape was not changed here, the other one's holds.
        typed = typed if by_text or now is None else corners_text(now.geom)
    return _shown(request, layer, now, fresh, status=409, conflict=conflict.sentence, others=others, typed=typed, drawn=drawn)


def token(geom: GEOSGeometry) -> str:
    """Return what stands for a shape that the person has seen measured."""
    return hashlib.sha256(bytes(geom.wkb)).hexdigest()[:32]


def reach_of(request: HttpRequest) -> float:
    """Return how far neighbours catch corners, metres."""
    reach = request.POST.get("reach", "0.1")
    return float(reach) if reach in REACHES_M else 0.1


def _preview(layer: Layer, seen: Feature | None, given: Given) -> dict[str, Any]:
    after = as_shapely(given.geom)
    told: dict[str, Any] = {"token": token(given.geom), "caught": given.caught, "furthest": given.furthest_m, "after": size_of(Feature(geom=given.geom))}
    if seen is not None:
        told["before"] = size_of(seen)
        told["difference"] = given.geom.area - seen.geom.area if given.geom.dims == 2 else None
    if layer.role == Layer.Role.PARCELS:
        told["overlaps"] = overlaps(layer, after, without=[seen] if seen else [])
    return told


def overlaps(layer: Layer, shape: shapely.Geometry, *, without: list[Feature]) -> list[tuple[str, float]]:
    """Return the neighbours that a shape would lie over, with m²; what is under 0.05 m² is the blur of drawings."""
    if not shape.is_valid:
        return []
    rows = ((row.key, shapely.intersection(shape, as_shapely(row.geom)).area) for row in neighbours_of(layer, shape, 0.0, without=without))
    return sorted(((key, area) for key, area in rows if area > OVERLAP_M2), key=lambda one: -one[1])


def _shown(request: HttpRequest, layer: Layer, seen: Feature | None, form: AttributeForm, *, status: int = 200, **more: Any) -> HttpResponse:
    keep = request.method == "POST"
    return render(request, "layers/editing/feature.html", {
        "layer": layer, "seen": seen, "identity": identity_of(seen) if seen else None, "form": form, "map": editing_map(layer, seen), "bounds": begins_at(layer, seen),
        "drawable": seen is None or drawable(seen), "typed": request.POST.get("typed", "") if keep else corners_text(seen.geom if seen else None),
        "drawn": request.POST.get("drawn", "") if keep else "", "reach": f"{reach_of(request):g}" if keep else "0.1", "reaches": REACHES_M,
        "size": size_of(seen) if seen else "", "history": history_of(layer, identity_of(seen)) if seen else [], "is_parcel": layer.role == Layer.Role.PARCELS, **more,
    }, status=status)


@keepers
@require_GET
def point_text(request: HttpRequest, code: str) -> HttpResponse:
    """Return the coordinates of a touched place as text for the form (a fragment): points are placed so."""
    own_layer(request, code)
    return render(request, "layers/editing/typed.html", {"typed": corners_text(touched(request)), "point": True})
