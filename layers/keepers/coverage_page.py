"""Where a layer is complete: seen on the map, drawn, typed, taken from a file or from the town hall's limit."""
from __future__ import annotations

from typing import Any

import shapely
from django import forms
from django.contrib import messages
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from gisapp.core.errors import BadInput, Refused
from layers.editing.maps import begins_at, bounds_of, collected, shown
from layers.imports.coverage import as_coverage, change_coverage, own_limit
from layers.imports.works_file import read_works_file
from layers.keepers.guard import keepers, own_layer
from layers.models import Layer, LayerVersion
from layers.typed_geometry import geometry_from_stereo70, polygon_from_geojson

# Outlines with more corners are shown, not edited: the town hall's own limit is one of them.
MOST_CORNERS = 400
WAYS = [("drawn", gettext_lazy("cum o desenez pe hartă")), ("typed", gettext_lazy("cum o scriu în coordonate")), ("file", gettext_lazy("cum este în fișier")), ("limit", gettext_lazy("în limita localității")), ("nowhere", gettext_lazy("nicăieri: verificările spun că nu se știe"))]


class CoverageForm(forms.Form):
    """How the coverage is given."""

    way = forms.ChoiceField(label=gettext_lazy("Zona în care stratul este complet"), choices=WAYS, widget=forms.RadioSelect)
    typed = forms.CharField(label=gettext_lazy("Coordonate Stereo 70"), required=False, max_length=100_000, help_text=gettext_lazy("Pe fiecare rând X (nord) și Y (est)."), widget=forms.Textarea({"rows": 4, "spellcheck": "false"}))
    file = forms.FileField(label=gettext_lazy("Fișierul"), required=False, help_text=gettext_lazy("Contururi în oricare dintre formatele care se pot aduce."))
    crs = forms.CharField(label=gettext_lazy("Sistemul de coordonate al fișierului"), required=False, max_length=5000, help_text=gettext_lazy("Cod EPSG sau WKT; gol dacă fișierul îl spune."))
    note = forms.CharField(label=gettext_lazy("De ce"), required=False, max_length=300)


@keepers
@require_http_methods(["GET", "POST"])
def coverage(request: HttpRequest, code: str) -> HttpResponse:
    """Show where the layer is complete, and take another coverage, which is published as a version."""
    layer = own_layer(request, code)
    form = CoverageForm(request.POST, request.FILES) if request.method == "POST" else CoverageForm(initial={"way": "drawn"})
    if request.method == "POST" and form.is_valid():
        try:
            wanted = _given(request, layer, form.cleaned_data)
            version = change_coverage(layer=layer, coverage=wanted, by=request.user, note=form.cleaned_data["note"])
            told = {"area": f"{wanted.area / 1e6:.3f}".replace(".", ",")} if wanted is not None else {"area": "0"}
            messages.success(request, (_("Stratul este complet pe %(area)s km², de acum; versiunea %(number)s.") % {**told, "number": version.number}) if version else _("Stratul va fi complet pe %(area)s km² de la prima publicare.") % told)
            return redirect("keepers_layer", code)
        except Refused as refusal:
            form.add_error("file" if form.cleaned_data["way"] == "file" else "typed" if form.cleaned_data["way"] == "typed" else "way", refusal.sentence)
    return render(request, "layers/keepers/coverage.html", {"layer": layer, "form": form, "drawn": request.POST.get("drawn", ""), **_map(layer)}, status=422 if form.errors else 200)


def _given(request: HttpRequest, layer: Layer, told: dict[str, Any]) -> MultiPolygon | None:
    match told["way"]:
        case "nowhere":
            return None
        case "limit":
            limit = own_limit(layer.authority)
            if limit is None:
                raise BadInput(_("Limita localității nu este publicată."), code="no_limit", field="way")
            return limit
        case "typed":
            return as_coverage(layer.authority, [geometry_from_stereo70(told["typed"], closed=True)])
        case "file":
            if told["file"] is None:
                raise BadInput(_("Alegeți fișierul."), code="no_file", field="file")
            return as_coverage(layer.authority, read_works_file(told["file"].name, told["file"].chunks(), crs_text=told["crs"].strip()))
        case _:
            drawn = request.POST.get("drawn", "")
            if not drawn:
                raise BadInput(_("Desenați zona pe hartă."), code="no_drawing", field="way")
            return as_coverage(layer.authority, [polygon_from_geojson(drawn)])


def _map(layer: Layer) -> dict[str, Any]:
    present = layer.versions.filter(state=LayerVersion.State.PUBLISHED).first()
    known: GEOSGeometry | None = (present.coverage if present else None) or layer.coverage
    features = []
    if known is not None:
        shape = shapely.from_wkb(bytes(known.wkb))
        one = shapely.get_parts(shape)[0] if shapely.get_num_geometries(shape) == 1 else shape
        editable = one.geom_type == "Polygon" and shapely.get_num_coordinates(one) <= MOST_CORNERS
        features = [shown(one if editable else shapely.simplify(shape, 1.0), "works" if editable else "plot")]
    limit = own_limit(layer.authority)
    begins = begins_at(layer)
    if not begins and limit is not None:
        features.append(shown(shapely.simplify(shapely.from_wkb(bytes(limit.wkb)), 1.0), "plot"))
        begins = bounds_of(*limit.extent)
    return {"present": present, "area_km2": known.area / 1e6 if known is not None else None, "map": collected(features), "bounds": begins}
