"""What is asked of a keeper where a file does not say enough: layer, coordinates, axes, encoding, fields."""
from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from layers.imports.deliver import Mapping
from layers.imports.field_choice import choose_fields, from_json
from layers.keepers.upload import ENCODINGS, check_crs
from layers.models import Delivery

AXES = [("check", gettext_lazy("verificați din nou")), ("as_given", gettext_lazy("sunt bune cum sunt în fișier")), ("swapped", gettext_lazy("sunt inversate: schimbați-le între ele"))]


class QuestionForm(forms.Form):
    """Everything that can be said about a file; which fields are shown depends on what is in doubt."""

    source_layer = forms.ChoiceField(label=gettext_lazy("Stratul din fișier"), required=False)
    crs = forms.CharField(label=gettext_lazy("Sistemul de coordonate"), required=False, max_length=5000, help_text=gettext_lazy("Cod EPSG (3844 = Stereo 70, 4326 = WGS 84) sau WKT."))
    axes = forms.ChoiceField(label=gettext_lazy("Axele"), choices=AXES, required=False)
    encoding = forms.ChoiceField(label=gettext_lazy("Codificarea textului"), choices=ENCODINGS, required=False)

    def __init__(self, row: Delivery, *args: Any, **kwargs: Any) -> None:
        self.row = row
        told, look = row.report.get("answers", {}), row.report.get("look", {})
        initial = {"source_layer": told.get("source_layer") or look.get("layer", ""), "crs": told.get("crs", ""), "axes": told.get("axes", "check"), "encoding": told.get("encoding", "")}
        super().__init__(*args, initial=initial, **kwargs)
        layers = [(one["name"], f"{one['name']} ({one['count']})") for one in look.get("layers", [])]
        source = self.fields["source_layer"]
        assert isinstance(source, forms.ChoiceField)
        source.choices = layers
        kind = (row.question or {}).get("kind", "")
        if len(layers) < 2:
            del self.fields["source_layer"]
        if kind == "crs":
            self.fields["crs"].required = True
        # Fields belong to one layer of the file: they are asked once that is known.
        if kind != "layer":
            self._add_fields(told, look)

    def _add_fields(self, told: dict[str, Any], look: dict[str, Any]) -> None:
        names, values = look.get("fields", []), look.get("values", {})
        if not names:
            return
        mapping = from_json(told["mapping"]) if "mapping" in told else choose_fields(self.row.layer, names) or _by_name(self.row, names)
        choices = [("", _("– niciunul –")), *((one, _with_values(one, values.get(one, []))) for one in names)]
        self.fields["key"] = forms.ChoiceField(label=_("Câmpul care identifică elementul"), choices=choices, required=False, initial=mapping.key)
        self.fields["label"] = forms.ChoiceField(label=_("Câmpul cu numele afișat"), choices=choices, required=False, initial=mapping.label)
        self.fields["siruta"] = forms.ChoiceField(label=_("Câmpul cu codul SIRUTA"), choices=choices, required=False, initial=mapping.siruta)
        lower = {one.casefold(): one for one in names}
        for number, row in enumerate(self.row.layer.attribute_schema):
            start = mapping.fields.get(row["name"]) or lower.get(row["name"].casefold(), "")
            self.fields[f"attr{number}"] = forms.ChoiceField(label=_(row.get("title_ro", row["name"])), choices=choices, required=False, initial=start)

    def clean_crs(self) -> str:
        """Say at once that a code is unknown."""
        return check_crs(self.cleaned_data["crs"].strip())

    def answers(self) -> dict[str, Any]:
        """Return what to keep with the delivery."""
        told = {name: self.cleaned_data[name] for name in ("source_layer", "crs", "axes", "encoding") if self.cleaned_data.get(name)}
        if "key" in self.cleaned_data:
            fields = {row["name"]: self.cleaned_data[f"attr{n}"] for n, row in enumerate(self.row.layer.attribute_schema) if self.cleaned_data[f"attr{n}"]}
            told["mapping"] = {"key": self.cleaned_data["key"], "label": self.cleaned_data["label"], "siruta": self.cleaned_data["siruta"], "fields": fields}
        return told


def _with_values(name: str, some: list[str]) -> str:
    return f"{name} ({', '.join(some[:3])})"[:90] if some else name


def _by_name(row: Delivery, names: list[str]) -> Mapping:
    lower = {one.casefold(): one for one in names}
    return Mapping(key=lower.get(row.layer.key_attribute.casefold(), ""), label=lower.get(row.layer.label_attribute.casefold(), ""))


def question_form(row: Delivery, given: Any = None) -> QuestionForm:
    """Return the form of a delivery."""
    return QuestionForm(row, given)
