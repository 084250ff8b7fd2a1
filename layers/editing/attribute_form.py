"""The form of a feature: key, label, and a field for each attribute that the layer's card declares."""
from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gisapp.core.cadastral import parse_cadastral_number
from gisapp.core.errors import BadInput
from layers.catalog.words import VALUES
from layers.models import Feature, Layer


class NumberField(forms.FloatField):
    """A number with a decimal comma or point; `whole` refuses parts."""

    def __init__(self, *, whole: bool = False, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput({"inputmode": "numeric" if whole else "decimal", "class": "w-10"}), **kwargs)
        self.whole = whole

    def to_python(self, value: Any) -> float | int | None:  # type: ignore[override]
        """Read it."""
        number = super().to_python(value.replace(" ", "").replace(",", ".") if isinstance(value, str) else value)
        if number is None:
            return None
        if self.whole and number % 1:
            raise ValidationError(_("Scrieți un număr întreg."))
        return int(number) if float(number).is_integer() else number

    def prepare_value(self, value: Any) -> Any:
        """Show it as it is written in Romanian."""
        return f"{value:.10g}".replace(".", ",") if isinstance(value, float) else value


class AttributeForm(forms.Form):
    """What a feature says besides its shape. `now` is the row as the person saw it; None for a new one."""

    key = forms.CharField(label=gettext_lazy("Identificatorul"), required=False, max_length=120)
    label = forms.CharField(label=gettext_lazy("Numele afișat"), required=False, max_length=200)
    reason = forms.CharField(label=gettext_lazy("Motivul modificării"), max_length=300, help_text=gettext_lazy("Rămâne în istoric, cu numele dumneavoastră. De exemplu: măsurătoare din teren, decizia 45/2026."))

    def __init__(self, layer: Layer, now: Feature | None, *args: Any, **kwargs: Any) -> None:
        initial = {"key": now.key, "label": now.label, **{f"a_{name}": value for name, value in now.attrs.items()}} if now else {f"a_{row['name']}": row["default"] for row in layer.attribute_schema if row.get("default") is not None}
        for row in layer.attribute_schema:
            if row.get("type") == "boolean" and isinstance(initial.get(f"a_{row['name']}"), bool):
                initial[f"a_{row['name']}"] = "true" if initial[f"a_{row['name']}"] else "false"
        super().__init__(*args, initial=initial, **kwargs)
        self.layer = layer
        if layer.role == Layer.Role.PARCELS:
            self.fields["key"].label = _("Numărul cadastral")
            self.fields["key"].required = True
            del self.fields["label"]
        for row in layer.attribute_schema:
            self.fields[f"a_{row['name']}"] = _field(row)
        self.order_fields(["key", "label", *(f"a_{row['name']}" for row in layer.attribute_schema), "reason"])

    def clean_key(self) -> str:
        """A parcel's number is one that people can search for."""
        key: str = self.cleaned_data["key"].strip()
        return cadastral_key(key) if self.layer.role == Layer.Role.PARCELS else key

    def attrs(self) -> dict[str, Any]:
        """Return the declared attributes; None where the person left one empty. What was not touched stays as it is."""
        told: dict[str, Any] = {}
        for row in self.layer.attribute_schema:
            name = f"a_{row['name']}"
            if name not in self.changed_data and self.initial.get(name) is not None:
                continue
            value = self.cleaned_data.get(name)
            if row.get("type") == "boolean":
                value = {"true": True, "false": False}.get(str(value))
            elif row.get("type") == "date" and value:
                value = value.isoformat()
            elif row.get("type") == "choice":
                value = next((one for one in row["values"] if str(one) == value), None)
            told[row["name"]] = None if value == "" else value
        return told


def cadastral_key(text: str) -> str:
    """Return a parcel's number the one way it is stored. Raises ValidationError where it cannot be read, or names a building or a flat."""
    try:
        number = parse_cadastral_number(text)
    except BadInput as refusal:
        raise ValidationError(refusal.sentence) from refusal
    if number.land_key != text.strip():
        raise ValidationError(_("Scrieți numai numărul terenului, de exemplu %(number)s.") % {"number": number.land_key})
    return number.land_key


def _field(row: dict[str, Any]) -> forms.Field:
    given: dict[str, Any] = {"label": _(row.get("title_ro") or row["name"]), "required": bool(row.get("required")) and row.get("default") is None}
    match row.get("type"):
        case "number" | "integer":
            return NumberField(whole=row["type"] == "integer", **given)
        case "boolean":
            return forms.ChoiceField(choices=[("", "–"), ("true", _("da")), ("false", _("nu"))], **given)
        case "date":
            return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **given)
        case "choice":
            return forms.ChoiceField(choices=[("", "–"), *((str(one), _(VALUES.get(str(one), str(one)))) for one in row["values"])], **given)
    return forms.CharField(max_length=2000, **given)
