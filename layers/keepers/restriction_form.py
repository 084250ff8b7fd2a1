"""Restrictions: a new one holds at once; a change of one in force is a new dated row that a second person accepts."""
from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from gisapp.accounts.models import Institution
from gisapp.core import clock
from layers.keepers.distances import read_conditions, read_distances, say_attributes, write_conditions, write_distances
from layers.keepers.guard import keepers, own_layer
from layers.models import Layer, Restriction, RuleChange
from layers.touches import touched_by_rule

KEPT = ("title_ro", "title_en", "explanation_ro", "explanation_en", "effect", "tests", "endorser", "overlap_tolerance_m2", "legal_ref", "confidence", "overridden_by_plan")


class RestrictionForm(forms.ModelForm):
    """One dated row of a rule."""

    distances_text = forms.CharField(
        label=gettext_lazy("Distanțe (m)"), widget=forms.Textarea({"rows": 4}), initial="0",
        help_text=gettext_lazy("Un rând pentru fiecare caz, încercate în ordine. 12 singur este valabil mereu; 0 înseamnă numai ce se suprapune. După atribute: kind=distribution; pressure=low|reduced: 2 sau head_count=51..201: 100"),
    )
    only_text = forms.CharField(label=gettext_lazy("Numai pentru elementele cu"), required=False, help_text=gettext_lazy("De exemplu kind=cattle|pigs; gol înseamnă toate."))
    procedures_text = forms.CharField(label=gettext_lazy("Numai pentru procedurile"), required=False, help_text=gettext_lazy("Coduri separate prin virgulă; gol înseamnă toate."))
    uses_text = forms.CharField(label=gettext_lazy("Numai pentru folosințele"), required=False, help_text=gettext_lazy("Coduri separate prin virgulă; gol înseamnă toate."))
    endorser = forms.ChoiceField(label=gettext_lazy("Instituția care avizează"), required=False)

    class Meta:
        model = Restriction
        fields = ("code", "title_ro", "title_en", "explanation_ro", "explanation_en", "effect", "tests", "endorser", "overlap_tolerance_m2", "legal_ref", "confidence", "overridden_by_plan", "valid_from", "valid_to")
        labels = {
            "code": gettext_lazy("Codul regulii"), "title_ro": gettext_lazy("Titlul"), "title_en": gettext_lazy("Titlul în engleză"), "explanation_ro": gettext_lazy("Explicația"), "explanation_en": gettext_lazy("Explicația în engleză"),
            "effect": gettext_lazy("Efectul"), "tests": gettext_lazy("Ce se verifică"), "overlap_tolerance_m2": gettext_lazy("Toleranța suprapunerii (m²)"), "legal_ref": gettext_lazy("Temeiul legal"),
            "confidence": gettext_lazy("Cât de sigur este temeiul"), "overridden_by_plan": gettext_lazy("Zona desenată în planul urbanistic are prioritate"), "valid_from": gettext_lazy("Valabilă din"), "valid_to": gettext_lazy("Valabilă până la"),
        }
        help_texts = {"overridden_by_plan": "", "valid_to": gettext_lazy("Gol: fără sfârșit.")}
        widgets = {"valid_from": forms.DateInput({"type": "date"}, format="%Y-%m-%d"), "valid_to": forms.DateInput({"type": "date"}, format="%Y-%m-%d"), "explanation_ro": forms.Textarea({"rows": 2}), "explanation_en": forms.Textarea({"rows": 2})}

    def __init__(self, layer: Layer, present: Restriction | None, *args: Any, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"valid_from": clock.today()}
        if present is not None:
            initial = {name: getattr(present, name) for name in ("code", *KEPT)} | {"valid_from": clock.today() + dt.timedelta(days=1), "distances_text": write_distances(present.distances), "only_text": write_conditions(present.only), "procedures_text": ", ".join(present.procedures), "uses_text": ", ".join(present.uses)}
        super().__init__(*args, initial=initial, **kwargs)
        self.layer, self.present = layer, present
        field = self.fields["endorser"]
        assert isinstance(field, forms.ChoiceField)
        institutions = Institution.objects.filter(authority=layer.authority)
        field.choices = [("", _("– niciuna –")), *((one.code, f"{one.name} · {_('tăcerea înseamnă acord') if one.tacit else _('fără aprobare tacită')}") for one in institutions)]
        if present is not None:
            self.fields["code"].disabled = True
        self.order_fields(["code", "title_ro", "effect", "distances_text", "tests", "endorser", "legal_ref", "valid_from", "valid_to", "explanation_ro", "confidence", "only_text"])

    def clean_distances_text(self) -> list[dict[str, Any]]:
        """Read the rows."""
        return read_distances(self.cleaned_data["distances_text"], self.layer.attribute_schema)

    def clean_only_text(self) -> dict[str, Any]:
        """Read the conditions."""
        return read_conditions(self.cleaned_data["only_text"], self.layer.attribute_schema)

    def clean(self) -> dict[str, Any]:
        """Check what depends on more than one field."""
        told = super().clean() or {}
        if told.get("effect") == Restriction.Effect.ENDORSEMENT and not told.get("endorser"):
            self.add_error("endorser", _("Un aviz are nevoie de instituția care îl dă."))
        if told.get("valid_to") and told.get("valid_from") and told["valid_to"] < told["valid_from"]:
            self.add_error("valid_to", _("Ultima zi este înaintea primei."))
        if self.present is not None and told.get("valid_from") and told["valid_from"] <= self.present.valid_from:
            self.add_error("valid_from", _("Noua formă începe după cea de acum (%(day)s).") % {"day": f"{self.present.valid_from:%d.%m.%Y}"})
        if self.present is None and told.get("code") and Restriction.objects.filter(authority=self.layer.authority, code=told["code"]).exists():
            self.add_error("code", _("Există deja o regulă cu acest cod; schimbați-o pe aceea, din pagina stratului ei."))
        return told

    def values(self) -> dict[str, Any]:
        """Return the fields of the new row as JSON."""
        told = self.cleaned_data
        return {name: told[name] for name in KEPT} | {"distances": told["distances_text"], "only": told["only_text"], "procedures": _codes(told["procedures_text"]), "uses": _codes(told["uses_text"]), "valid_to": told["valid_to"].isoformat() if told["valid_to"] else None}


def _codes(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


@keepers
@require_http_methods(["GET", "POST"])
def restriction(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a restriction; with ?regula=CODE propose a new dated form of one, or its end."""
    layer = own_layer(request, code)
    present = None
    if request.GET.get("regula"):
        today = clock.today()
        present = Restriction.objects.filter(layer=layer, code=request.GET["regula"]).exclude(valid_to__lt=today).order_by("valid_from").first()
        if present is None:
            raise Http404("no such rule in force")
    if request.method == "POST" and present is not None and request.POST.get("ends"):
        return _propose_end(request, layer, present)
    form = RestrictionForm(layer, present, request.POST or None)
    if request.method == "POST" and form.is_valid() and _enter(request, layer, present, form):
        return redirect("keepers_layer", layer.code)
    touched = touched_by_rule(Restriction(authority=layer.authority, layer=layer, distances=present.distances)) if present is not None else None
    return render(request, "layers/keepers/restriction.html", {"form": form, "layer": layer, "present": present, "touched": touched, "attributes": say_attributes(layer.attribute_schema)}, status=422 if form.errors else 200)


def _propose_end(request: HttpRequest, layer: Layer, present: Restriction) -> HttpResponse:
    """Propose that the rule holds today for the last time."""
    try:
        with transaction.atomic():
            RuleChange.objects.create(authority=layer.authority, layer=layer, code=present.code, from_day=clock.today() + dt.timedelta(days=1), entered_by=request.user, entered_at=clock.now())
        messages.success(request, _("Încetarea așteaptă acordul altui deținător de straturi."))
    except IntegrityError:
        messages.error(request, _("O altă modificare a acestei reguli așteaptă deja acordul."))
    return redirect("keepers_layer", layer.code)


def _enter(request: HttpRequest, layer: Layer, present: Restriction | None, form: RestrictionForm) -> bool:
    values, day = form.values(), form.cleaned_data["valid_from"]
    try:
        with transaction.atomic():
            if present is None:
                _row(layer, form.cleaned_data["code"], day, values, request.user, None).save(force_insert=True)
                messages.success(request, _("Regula este introdusă și se verifică din %(day)s.") % {"day": f"{day:%d.%m.%Y}"})
            else:
                RuleChange.objects.create(authority=layer.authority, layer=layer, code=present.code, values=values, from_day=day, entered_by=request.user, entered_at=clock.now())
                messages.success(request, _("Modificarea așteaptă acordul altui deținător de straturi."))
    except IntegrityError:
        form.add_error(None, _("Există deja o regulă cu acest cod valabilă în perioada aleasă, sau o modificare a ei care așteaptă acordul."))
        return False
    return True


def _row(layer: Layer, code: str, day: dt.date, values: dict[str, Any], by: Any, approved_by: Any) -> Restriction:
    last = values.get("valid_to")
    return Restriction(
        authority=layer.authority, layer=layer, code=code, valid_from=day, valid_to=dt.date.fromisoformat(last) if last else None, entered_by=by, approved_by=approved_by,
        entered_at=clock.now(), **{name: value for name, value in values.items() if name != "valid_to"},
    )


@keepers
@require_POST
def decide(request: Any, pk: int) -> HttpResponse:
    """Accept or refuse the change of a rule; who proposed it may only withdraw it."""
    change = get_object_or_404(RuleChange.objects.select_related("layer", "entered_by"), pk=pk, authority=request.authority, accepted=None)
    accept = request.POST.get("decision") == "accept"
    if accept and change.entered_by_id == request.user.pk:
        messages.error(request, _("Modificarea o acceptă altă persoană decât cea care a propus-o."))
        return redirect("keepers_layer", change.layer.code)
    try:
        with transaction.atomic():
            if accept:
                change.result = _apply(change, request.user)
            change.accepted, change.decided_by, change.decided_at = accept, request.user, clock.now()
            change.save(update_fields=["accepted", "decided_by", "decided_at", "result"])
        messages.success(request, _("Modificarea este acceptată.") if accept else _("Modificarea a fost respinsă."))
    except (IntegrityError, ValidationError):
        messages.error(request, _("Modificarea nu se mai potrivește cu regula de acum. Respingeți-o și propuneți alta."))
    return redirect("keepers_layer", change.layer.code)


def _apply(change: RuleChange, by: Any) -> Restriction | None:
    """End the present row the day before and begin the new one; the past row is not changed otherwise."""
    eve = change.from_day - dt.timedelta(days=1)
    for row in Restriction.objects.select_for_update().filter(layer=change.layer, code=change.code, valid_from__lte=eve).exclude(valid_to__lte=eve):
        row.valid_to, row.ended_at = eve, clock.now()
        row.save(update_fields=["valid_to", "ended_at"])
    if not change.values:
        return None
    new = _row(change.layer, change.code, change.from_day, change.values, change.entered_by, by)
    new.save(force_insert=True)
    return new
