"""A layer's card in the pages: a new layer without a developer, and the card of one that is there."""
from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from gisapp.accounts.models import Authority, Department
from layers.imports.coverage import own_limit
from layers.keepers.card_file import card_text
from layers.keepers.guard import keepers, own_layer
from layers.models import Layer, LayerVersion
from layers.qgis.refresh import refresh_views

SEVERAL = frozenset({Layer.Role.THEME, Layer.Role.NETWORK, Layer.Role.PUBLIC_DOMAIN, Layer.Role.EVENTS})
TYPES = {"text": "text", "număr": "number", "numar": "number", "întreg": "integer", "intreg": "integer", "da/nu": "boolean", "data": "date", "alegere": "choice", "number": "number", "integer": "integer", "boolean": "boolean", "date": "date", "choice": "choice"}
TYPE_WORDS = {"text": "text", "number": "număr", "integer": "întreg", "boolean": "da/nu", "date": "data", "choice": "alegere"}
DASHES = [("", gettext_lazy("continuă")), ("2 1", gettext_lazy("întreruptă")), ("0.4 0.8", gettext_lazy("punctată")), ("3 0.8 0.4 0.8", gettext_lazy("linie-punct"))]
CODE_RULE = gettext_lazy("Codul are litere mici fără diacritice, cifre și _, și începe cu o literă.")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class LayerForm(forms.ModelForm):
    """What a card says, on one page."""

    colour = forms.CharField(label=gettext_lazy("Culoarea liniei"), widget=forms.TextInput({"type": "color"}), initial="#7a4d00")
    fill = forms.CharField(label=gettext_lazy("Culoarea umpluturii"), widget=forms.TextInput({"type": "color"}), initial="#f0d9a8", required=False)
    filled = forms.BooleanField(label=gettext_lazy("Cu umplutură"), required=False, initial=True)
    opacity = forms.FloatField(label=gettext_lazy("Opacitatea umpluturii (0–1)"), min_value=0, max_value=1, initial=0.35)
    width_mm = forms.FloatField(label=gettext_lazy("Grosimea liniei (mm)"), min_value=0.05, max_value=5, initial=0.35)
    dash = forms.ChoiceField(label=gettext_lazy("Linia"), choices=DASHES, required=False)
    label = forms.BooleanField(label=gettext_lazy("Numele se scrie pe hartă"), required=False)
    attributes_text = forms.CharField(
        label=gettext_lazy("Atributele elementelor"), required=False, widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("Unul pe rând: nume; titlu; fel (text, număr, întreg, da/nu, data, alegere); valori separate prin |; obligatoriu. De exemplu: kind; Felul; alegere; fântână|izvor; obligatoriu"),
    )
    coverage_choice = forms.ChoiceField(label=gettext_lazy("Unde este complet"), choices=[("limit", gettext_lazy("în limita localității")), ("nowhere", gettext_lazy("nicăieri încă")), ("keep", gettext_lazy("cum este acum"))])

    class Meta:
        model = Layer
        fields = (
            "code", "title_ro", "title_en", "description_ro", "group", "role", "geometry", "audience", "keeper", "source", "licence", "accuracy_m", "refresh_days",
            "key_attribute", "label_attribute", "minzoom", "on_map", "on_by_default", "most_deleted_share",
        )
        labels = {
            "code": gettext_lazy("Codul stratului"), "title_ro": gettext_lazy("Titlul"), "title_en": gettext_lazy("Titlul în engleză"), "description_ro": gettext_lazy("Descrierea"), "group": gettext_lazy("Grupa din legendă"),
            "role": gettext_lazy("Rolul"), "geometry": gettext_lazy("Felul geometriei"), "audience": gettext_lazy("Cine îl vede"), "keeper": gettext_lazy("Deținătorul"), "source": gettext_lazy("Sursa"), "licence": gettext_lazy("Licența"),
            "accuracy_m": gettext_lazy("Precizia pozițiilor (m)"), "refresh_days": gettext_lazy("Se reînnoiește la cel mult (zile)"), "key_attribute": gettext_lazy("Câmpul care identifică elementul"),
            "label_attribute": gettext_lazy("Câmpul cu numele afișat"), "minzoom": gettext_lazy("Se vede de la nivelul de apropiere"), "on_map": gettext_lazy("Apare pe hartă"), "on_by_default": gettext_lazy("Aprins de la început"),
            "most_deleted_share": gettext_lazy("Partea care se poate șterge fără a doua persoană (0–1)"),
        }
        help_texts = {"code": gettext_lazy("Litere mici fără diacritice, cifre și _; nu se mai schimbă."), "group": "", "refresh_days": gettext_lazy("Gol: nu se învechește."), "key_attribute": "", "most_deleted_share": ""}
        widgets = {"description_ro": forms.Textarea({"rows": 2})}

    def __init__(self, authority: Authority, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authority = authority
        self.fields["code"].error_messages["invalid"] = CODE_RULE
        keeper = self.fields["keeper"]
        assert isinstance(keeper, forms.ModelChoiceField)
        keeper.queryset = Department.objects.filter(authority=authority)
        layer = self.instance
        if layer.pk and layer.versions.filter(state=LayerVersion.State.PUBLISHED).exists():
            # Once published, the coverage is the version's: it is changed on its own page, as a version.
            del self.fields["coverage_choice"]
        if layer.pk:
            self.fields["code"].disabled = self.fields["geometry"].disabled = self.fields["role"].disabled = True
            style = layer.style
            dash = " ".join(f"{part:g}" for part in style.get("dash", []))
            choices = self.fields["dash"]
            assert isinstance(choices, forms.ChoiceField)
            if dash and dash not in dict(DASHES):
                choices.choices = [*DASHES, (dash, dash)]
            fill = style.get("fill", "none")
            self.initial.update({
                "colour": style.get("colour", "#555555"), "filled": fill != "none", "fill": fill if COLOUR.fullmatch(fill) else "#ffffff", "opacity": style.get("opacity", 0.4),
                "width_mm": style.get("width_mm", 0.25), "dash": dash, "label": bool(style.get("label")), "coverage_choice": "keep", "attributes_text": write_attributes(layer.attribute_schema),
            })
        else:
            self.initial.update({"minzoom": 12, "on_by_default": True, "licence": "Date ale primăriei, uz intern și public", "key_attribute": "key", "label_attribute": "label", "keeper": Department.objects.filter(authority=authority, code="gis").first()})

    def clean_code(self) -> str:
        """One code, one layer; and a code that an address can carry."""
        code: str = self.cleaned_data["code"]
        if not self.instance.pk:
            if not re.fullmatch(r"[a-z][a-z0-9_]{1,59}", code) or code in ("nou", "livrare", "modificare"):
                raise ValidationError(CODE_RULE)
            if Layer.objects.filter(authority=self.authority, code=code).exists():
                raise ValidationError(_("Există deja un strat cu acest cod."))
        return code

    def clean_role(self) -> str:
        """The program looks for one layer of parcels, of zones and so on."""
        role: str = self.cleaned_data["role"]
        if not self.instance.pk and role not in SEVERAL and Layer.objects.filter(authority=self.authority, role=role, active=True).exists():
            raise ValidationError(_("Există deja un strat cu acest rol; alegeți „temă” sau „rețea edilitară”."))
        return role

    def clean_attributes_text(self) -> list[dict[str, Any]]:
        """Read the rows."""
        return read_attributes(self.cleaned_data["attributes_text"], self.instance.attribute_schema if self.instance.pk else [])

    def clean_most_deleted_share(self) -> float:
        """A share lies between nothing and all."""
        share: float = self.cleaned_data["most_deleted_share"]
        if not 0 <= share <= 1:
            raise ValidationError(_("Partea este un număr între 0 și 1."))
        return share

    def clean(self) -> dict[str, Any]:
        """Colours go into the map's style: nothing but a colour may."""
        told = super().clean() or {}
        for name in ("colour", "fill"):
            if told.get(name) and not COLOUR.fullmatch(told[name]):
                self.add_error(name, _("Culoarea se scrie #rrggbb."))
        return told

    def keep(self) -> Layer:
        """Save the card."""
        layer, told = self.save(commit=False), self.cleaned_data
        layer.authority = self.authority
        style = {**layer.style, "colour": told["colour"], "width_mm": told["width_mm"], "opacity": told["opacity"]}
        if not isinstance(layer.style.get("fill"), str) or COLOUR.fullmatch(layer.style["fill"]) or not told["filled"]:
            style["fill"] = told["fill"] if told["filled"] and told["fill"] else "none"
        style["dash"] = [float(part) for part in told["dash"].split()]
        style["label"] = told["label"]
        layer.style = {name: value for name, value in style.items() if value not in ([], False)}
        layer.attribute_schema = told["attributes_text"]
        if told.get("coverage_choice", "keep") != "keep":
            layer.coverage = own_limit(self.authority) if told["coverage_choice"] == "limit" else None
        layer.save()
        refresh_views(self.authority)
        return layer


def write_attributes(schema: list[dict[str, Any]]) -> str:
    """Return the schema as lines."""
    lines = []
    for row in schema:
        parts = [row["name"], row.get("title_ro", row["name"]), TYPE_WORDS[row["type"]], "|".join(map(str, row.get("values", []))), "obligatoriu" if row.get("required") else ""]
        lines.append("; ".join(parts).rstrip("; "))
    return "\n".join(lines)


def read_attributes(text: str, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the schema that lines describe; what a line cannot say (defaults) stays as it was."""
    defaults = {row["name"]: row["default"] for row in before if "default" in row}
    found: list[dict[str, Any]] = []
    for line in (one.strip() for one in text.splitlines() if one.strip()):
        name, title, kind, values, required, *_rest = [*(one.strip() for one in line.split(";")), "", "", "", "", ""]
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", name) or name in {row["name"] for row in found} or name in ("key", "label"):
            raise ValidationError(_("Atributul „%(name)s” nu se poate numi așa: litere mici fără diacritice, cifre și _, o singură dată, nu key sau label.") % {"name": name[:60]})
        if kind.casefold() not in TYPES and kind:
            raise ValidationError(_("Felul „%(kind)s” nu există: text, număr, întreg, da/nu, data, alegere.") % {"kind": kind[:40]})
        row: dict[str, Any] = {"name": name, "title_ro": title or name, "type": TYPES.get(kind.casefold(), "text")}
        choices = [one.strip() for one in values.split("|") if one.strip()]
        if (row["type"] == "choice") != bool(choices):
            raise ValidationError(_("Atributul „%(name)s”: felul alegere are valori, celelalte nu au.") % {"name": name})
        row |= ({"values": choices} if choices else {}) | ({"required": True} if required else {}) | ({"default": defaults[name]} if name in defaults else {})
        found.append(row)
    return found


@keepers
@require_http_methods(["GET", "POST"])
def new_layer(request: HttpRequest) -> HttpResponse:
    """Make a layer."""
    form = LayerForm(request.authority, request.POST or None)
    if request.method == "POST" and form.is_valid():
        layer = form.keep()
        messages.success(request, _("Stratul există. Aduceți-i datele și, dacă impune ceva, regula lui."))
        return redirect("keepers_layer", layer.code)
    return render(request, "layers/keepers/layer_form.html", {"form": form, "layer": None}, status=422 if form.errors else 200)


@keepers
@require_http_methods(["GET", "POST"])
def edit_layer(request: HttpRequest, code: str) -> HttpResponse:
    """Change the card of a layer. Published answers keep what the card said then (LayerVersion.card)."""
    layer = own_layer(request, code)
    form = LayerForm(request.authority, request.POST or None, instance=layer)
    if request.method == "POST" and form.is_valid():
        form.keep()
        messages.success(request, _("Fișa stratului este salvată; precizia, sursa și reînnoirea contează de la următoarea publicare."))
        return redirect("keepers_layer", code)
    return render(request, "layers/keepers/layer_form.html", {"form": form, "layer": own_layer(request, code)}, status=422 if form.errors else 200)


@keepers
@require_GET
def card(request: HttpRequest, code: str) -> HttpResponse:
    """Give the layer back as a card of the catalogue (TOML)."""
    layer = own_layer(request, code)
    return HttpResponse(card_text(layer), content_type="application/toml", headers={"Content-Disposition": f'attachment; filename="{layer.code}.toml"'})
