"""Setting a probe."""
from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gisapp.core.errors import BadInput
from layers import crs
from layers.models import Layer, Probe


class ProbeForm(forms.ModelForm):
    """A known answer: at a parcel or a place, a number of features, or an attribute."""

    east = forms.FloatField(label=gettext_lazy("Est (Stereo 70, m)"), required=False)
    north = forms.FloatField(label=gettext_lazy("Nord (Stereo 70, m)"), required=False)

    class Meta:
        model = Probe
        fields = ("title", "kind", "parcel", "east", "north", "expected_key", "attribute", "expected_value", "least", "most")
        labels = {
            "title": gettext_lazy("Ce se știe"), "kind": gettext_lazy("Felul probei"), "parcel": gettext_lazy("Parcela (nr. cadastral)"), "expected_key": gettext_lazy("Elementul așteptat (identificator)"),
            "attribute": gettext_lazy("Atributul"), "expected_value": gettext_lazy("Valoarea așteptată"), "least": gettext_lazy("Cel puțin"), "most": gettext_lazy("Cel mult"),
        }
        help_texts = {"title": gettext_lazy("De exemplu: parcela 50123 este în zona L1a."), "parcel": "", "least": "", "most": ""}

    def __init__(self, layer: Layer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.layer = layer

    def clean(self) -> dict[str, Any]:
        """Ask for what the kind needs."""
        told = super().clean() or {}
        kind = told.get("kind")
        if kind == Probe.Kind.COUNT:
            if told.get("least") is None and told.get("most") is None:
                self.add_error("least", _("Scrieți cel puțin una dintre limite."))
            elif told.get("least") is not None and told.get("most") is not None and told["least"] > told["most"]:
                self.add_error("most", _("Limita de sus este mai mică decât cea de jos."))
            return told
        if not told.get("expected_key"):
            self.add_error("expected_key", _("Scrieți identificatorul elementului."))
        if kind == Probe.Kind.ATTRIBUTE and told.get("attribute") not in {row["name"] for row in self.layer.attribute_schema}:
            self.add_error("attribute", _("Stratul nu are acest atribut. Atributele lui: %(names)s.") % {"names": ", ".join(row["name"] for row in self.layer.attribute_schema) or "–"})
        if kind == Probe.Kind.PLACE:
            self._place(told)
        return told

    def _place(self, told: dict[str, Any]) -> None:
        east, north = told.get("east"), told.get("north")
        if (east is None) != (north is None):
            self.add_error("north" if north is None else "east", _("Scrieți și estul, și nordul."))
        elif east is not None and north is not None:
            if not crs.in_stereo70_range(east, north):
                self.add_error("east", BadInput(_("Punctul este în afara României.")).sentence)
            else:
                self.instance.point = Point(east, north, srid=crs.STEREO70)
        elif not told.get("parcel"):
            self.add_error("parcel", _("Scrieți parcela sau coordonatele locului."))
