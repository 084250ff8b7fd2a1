"""Pages that split a parcel and merge neighbours: the line or the neighbours, then areas and numbers, then it is done."""
from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import shapely
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from gisapp.core import clock
from gisapp.core.errors import BadInput, Conflict, Refused
from layers.editing.attribute_form import cadastral_key
from layers.editing.feature_page import current, reach_of, saved
from layers.editing.find import size_of
from layers.editing.maps import begins_at, collected, shown
from layers.editing.shape import as_shapely, from_drawing, from_text
from layers.editing.snapping import neighbours_of, snap_to_neighbours
from layers.editing.split_merge import GAP_M, merge_parcels, merged, pieces_of, split_parcel
from layers.keepers.guard import keepers, own_layer
from layers.models import Feature, Layer


class ActForm(forms.Form):
    """The act, and a number for each new parcel."""

    document = forms.CharField(label=gettext_lazy("Numărul actului"), max_length=120, help_text=gettext_lazy("Decizia, certificatul sau actul notarial prin care s-a făcut."))
    document_date = forms.DateField(label=gettext_lazy("Data actului"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, areas: Sequence[float], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document_date"].initial = clock.today()
        self.numbers = [f"key{place}" for place in range(len(areas))]
        for place, area in enumerate(areas):
            label = _("Numărul cadastral al bucății %(n)s (%(area)s m²)") if len(areas) > 1 else _("Numărul cadastral nou (%(area)s m²)")
            self.fields[f"key{place}"] = forms.CharField(label=label % {"n": place + 1, "area": f"{area:.2f}".replace(".", ",")}, max_length=30)
        self.order_fields([*self.numbers, "document", "document_date"])

    def clean(self) -> dict[str, Any]:
        """Numbers are such as people can search for."""
        told = super().clean() or {}
        for name in self.numbers:
            if told.get(name):
                try:
                    told[name] = cadastral_key(told[name])
                except forms.ValidationError as error:
                    self.add_error(name, error)
        return told

    @property
    def keys(self) -> list[str]:
        """The numbers, in the order of the pieces."""
        return [self.cleaned_data[name] for name in self.numbers]


@keepers
@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, code: str, identity: int) -> HttpResponse:
    """Split a parcel by a line."""
    layer, parcel = _parcel(request, code, identity)
    page: dict[str, Any] = {"layer": layer, "parcel": parcel, "identity": identity, "form": None, "size": size_of(parcel), "bounds": begins_at(layer, parcel), "drawn": request.POST.get("drawn", ""), "typed": request.POST.get("typed", "")}
    shape = as_shapely(parcel.geom)
    if request.method != "POST":
        return render(request, "layers/editing/split.html", {**page, "map": _split_map(parcel, [])})
    if request.POST.get("seen") not in ("", str(parcel.pk), None):
        page["conflict"] = _("Între timp parcela a fost modificată. Linia dumneavoastră a rămas: priviți parcela de acum și continuați.")
    try:
        pieces = pieces_of(shape, _lines(request, layer, parcel))
    except Refused as refusal:
        return render(request, "layers/editing/split.html", {**page, "refused": refusal.sentence, "map": _split_map(parcel, [])}, status=422)
    areas = [piece.area for piece in pieces]
    mark = hashlib.sha256(shapely.to_wkb(shapely.geometrycollections(pieces))).hexdigest()[:32]
    page |= {"map": _split_map(parcel, pieces), "areas": areas, "total": sum(areas), "token": mark, "before": shape.area}
    if request.POST.get("confirm") != mark or "conflict" in page:
        return render(request, "layers/editing/split.html", {**page, "form": ActForm(areas, initial=request.POST.dict())}, status=409 if "conflict" in page else 200)
    form = ActForm(areas, request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            split_parcel(layer=layer, parcel=parcel, pieces=pieces, keys=form.keys, document=told["document"], document_date=told["document_date"], by=request.user)
        except Conflict as conflict:
            return render(request, "layers/editing/split.html", {**page, "form": form, "conflict": conflict.sentence}, status=409)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            saved(request, layer, _("Parcela %(old)s este împărțită în %(new)s. Cine caută numărul vechi le găsește pe cele noi.") % {"old": parcel.key, "new": ", ".join(form.keys)})
            return redirect("editing_find", layer.code)
    return render(request, "layers/editing/split.html", {**page, "form": form}, status=422)


def _parcel(request: HttpRequest, code: str, identity: int) -> tuple[Layer, Feature]:
    layer = own_layer(request, code)
    parcel = current(layer, identity)
    if layer.role != Layer.Role.PARCELS or parcel is None:
        raise Http404("no such parcel")
    return layer, parcel


def _lines(request: HttpRequest, layer: Layer, parcel: Feature) -> list[shapely.Geometry]:
    """Read the lines, typed or drawn; their ends are caught by the outline and by neighbours."""
    typed, drawn = request.POST.get("typed", "").strip(), request.POST.get("drawn", "").strip()
    if not typed and not drawn:
        raise BadInput(_("Desenați linia de împărțire sau scrieți coordonatele ei."), code="no_line", field="typed")
    given = as_shapely(from_text(typed, "line") if typed else from_drawing(drawn, "line", None))
    lines = shapely.get_parts(snap_to_neighbours(given, layer, None, reach_of(request)).shape)
    return list(lines)


def _split_map(parcel: Feature, pieces: Sequence[shapely.Geometry]) -> dict[str, Any]:
    shape = as_shapely(parcel.geom)
    return collected([shown(shape, "plot", label=parcel.key), *(shown(piece, "finding", finding=f"p{place}", look="endorsement", label=str(place + 1)) for place, piece in enumerate(pieces))])


@keepers
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, code: str, identity: int) -> HttpResponse:
    """Merge a parcel with neighbours that share a side."""
    layer, parcel = _parcel(request, code, identity)
    beside = neighbours_beside(layer, parcel)
    # Names of rows, not of things: what somebody changed meanwhile is not merged unseen.
    chosen_rows = set(request.POST.getlist("others"))
    chosen = [row for row in beside if str(row.pk) in chosen_rows]
    parts = [parcel, *chosen]
    page: dict[str, Any] = {
        "layer": layer, "parcel": parcel, "identity": identity, "form": None, "size": size_of(parcel), "bounds": begins_at(layer, parcel), "beside": [{"row": row, "size": size_of(row), "chosen": row in chosen} for row in beside],
        "map": collected([shown(as_shapely(parcel.geom), "finding", finding="own", look="conflict", label=parcel.key), *(shown(as_shapely(row.geom), "finding", finding=f"n{row.pk}", look="endorsement" if row in chosen else "clear", label=row.key) for row in beside)]),
    }
    if request.method != "POST":
        return render(request, "layers/editing/merge.html", page)
    if len(chosen) != len(chosen_rows) or request.POST.get("seen") not in ("", str(parcel.pk), None):
        page["conflict"] = _("Între timp una dintre parcele a fost modificată. Nu s-a salvat nimic: priviți ce este acum și alegeți din nou.")
        return render(request, "layers/editing/merge.html", page, status=409)
    try:
        if not chosen:
            raise BadInput(_("Alegeți cel puțin o parcelă vecină."), code="nothing_to_merge", field="others")
        whole = merged([as_shapely(row.geom) for row in parts])
    except Refused as refusal:
        return render(request, "layers/editing/merge.html", {**page, "refused": refusal.sentence}, status=422)
    mark = hashlib.sha256(shapely.to_wkb(whole)).hexdigest()[:32]
    page |= {"total": sum(row.geom.area for row in parts), "after": whole.area, "token": mark, "differing": _differing(layer, parts)}
    if request.POST.get("confirm") != mark:
        return render(request, "layers/editing/merge.html", {**page, "form": ActForm([whole.area])})
    form = ActForm([whole.area], request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            thing = merge_parcels(layer=layer, parcels=parts, key=form.keys[0], document=told["document"], document_date=told["document_date"], by=request.user)
        except Conflict as conflict:
            return render(request, "layers/editing/merge.html", {**page, "form": form, "conflict": conflict.sentence}, status=409)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            saved(request, layer, _("Parcelele %(old)s sunt alipite în %(new)s. Cine caută un număr vechi îl găsește pe cel nou.") % {"old": ", ".join(row.key for row in parts), "new": form.keys[0]})
            return redirect("editing_feature", layer.code, thing)
    return render(request, "layers/editing/merge.html", {**page, "form": form}, status=422)


def neighbours_beside(layer: Layer, parcel: Feature) -> list[Feature]:
    """Return the parcels that share a side with this one, the longest side first; a common corner is not a side."""
    band = shapely.buffer(as_shapely(parcel.geom), GAP_M)
    rows = [(shapely.intersection(shapely.boundary(as_shapely(row.geom)), band).length, row) for row in neighbours_of(layer, as_shapely(parcel.geom), GAP_M, without=[parcel])]
    return [row for length, row in sorted(rows, key=lambda one: -one[0]) if length > 10 * GAP_M]


def _differing(layer: Layer, parts: Sequence[Feature]) -> list[tuple[str, str]]:
    """Return the attributes that are not the same on all; the largest parcel's are kept."""
    largest = max(parts, key=lambda one: one.geom.area)
    return [
        (row.get("title_ro") or row["name"], str(largest.attrs.get(row["name"], "–")))
        for row in layer.attribute_schema if len({str(part.attrs.get(row["name"])) for part in parts}) > 1
    ]
