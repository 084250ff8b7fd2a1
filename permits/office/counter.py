"""A paper file at the counter enters the same flow as an online request, with its scan and a sketch of the place."""
from __future__ import annotations

import json
import secrets
from typing import Any

from django import forms
from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gisapp.accounts.models import Authority, User
from gisapp.core.errors import BadInput
from layers import api as layers
from permits.actions.attach_paper import attach_paper
from permits.actions.choose_plot import choose_plot
from permits.actions.choose_variant import choose_variant
from permits.actions.draw_works import save_drawn_works
from permits.actions.move import locked, move
from permits.actions.record import record
from permits.actions.register_case import register_case
from permits.actions.save_answers import save_answers, save_applicant
from permits.actions.start_case import start_case
from permits.actions.submit_case import store_charges
from permits.models import Case
from permits.queries.facts import fee_of
from permits.queries.titles import title_of
from permits.rules.fee_quote import MissingFact
from permits.rules.procedure_files import all_procedures
from permits.rules.states import Move

PLOT, WORKS, POINT = "plot", "works", "point"
# A place pointed at outside any parcel is kept as a circle of this radius, in metres.
POINTED_M = 5.0


class CounterForm(forms.Form):
    """What the clerk types from the paper request."""

    procedure = forms.ChoiceField(label=_("Ce se cere"))
    kind = forms.ChoiceField(label=_("Solicitant"), choices=[("person", _("persoană fizică")), ("company", _("persoană juridică"))])
    name = forms.CharField(label=_("Nume sau denumire"), max_length=160)
    identifier = forms.CharField(label=_("CNP sau CUI"), max_length=20)
    address = forms.CharField(label=_("Adresa"), max_length=300)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Telefon"), max_length=20, required=False)
    parcel = forms.CharField(label=_("Număr cadastral"), max_length=40, required=False)
    purpose = forms.CharField(label=_("Scopul cererii"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    scan = forms.FileField(label=_("Scanarea dosarului (PDF)"), required=False)
    means = forms.ChoiceField(
        label=_("Ce arată schița"), choices=[(PLOT, _("conturul terenului")), (WORKS, _("lucrările: contur sau traseu")), (POINT, _("locul, printr-un punct"))], initial=PLOT,
        widget=forms.RadioSelect, required=False,
    )
    coordinates = forms.CharField(
        label=_("Coordonate Stereo 70: pe fiecare rând X (nord) și Y (est)"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Trei colțuri sau mai multe fac un contur, două puncte un traseu, unul singur un loc. Se pot scrie în loc de desen."),
    )
    sketch = forms.CharField(required=False, max_length=200_000, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["procedure"].choices = [
            (f"{p.code}/{form}" if form else p.code, f"{title_of(p)} – {title}" if form else title_of(p))
            for p in all_procedures().values() for form, title in [("", ""), *((v.code, title_of(v)) for v in p.variants)]
        ]  # type: ignore[attr-defined]


@transaction.atomic
def enter_paper_file(*, authority: Authority, by: User, form: CounterForm) -> Case:
    """Register a paper request. Nothing may be refused at the counter for missing papers: they are asked for later (OG 7/2026)."""
    data = form.cleaned_data
    procedure_code, _slash, variant = data["procedure"].partition("/")
    case = start_case(authority=authority, procedure=procedure_code, owner=None, channel="counter", entered_by=by)
    if variant:
        choose_variant(case=case, variant=variant, by=by)
    save_applicant(case=case, kind=data["kind"], name=data["name"], identifier=data["identifier"], address=data["address"], phone=data["phone"], email=data["email"])
    save_answers(case=case, answers={"purpose": data["purpose"], "consent": True})
    _place(case, data, by)
    if data["scan"]:
        procedure = all_procedures()[case.procedure]
        attach_paper(case=case, code=procedure.papers[0].code, file_name=data["scan"].name, chunks=data["scan"].chunks(), size=data["scan"].size, by=by)
    case = locked(Case.objects.get(pk=case.pk))
    case.submit_key = secrets.token_hex(16)
    case.save(update_fields=["submit_key"])
    try:
        store_charges(case, fee_of(case))
    except MissingFact:
        # The fee is computed later, when the missing fact is asked for; registering may not wait for it.
        record(case, "fee_not_computed", actor=by)
    move(case, Move.SUBMIT, by=by)
    return register_case(case=case, by=by)


def _place(case: Case, data: dict[str, Any], by: User) -> None:
    """Put the file on the map: by its cadastral number, by a sketch, or both. Without either it is registered all the same."""
    parcel = layers.parcel_by_number(case.authority, data["parcel"]) if data["parcel"] else None
    if data["parcel"] and parcel is None:
        raise BadInput(str(_("Acest număr cadastral nu există în strat. Verificați-l, lăsați câmpul gol sau schițați terenul pe hartă.")), field="parcel")
    if parcel is not None:
        choose_plot(case=case, parcels=[parcel], by=by)
    drawn, typed = data["sketch"].strip(), data["coordinates"].strip()
    if not drawn and not typed:
        return
    rows = len([row for row in typed.splitlines() if row.strip()])
    means = data["means"] or PLOT
    pointed = _pointed(drawn)
    if pointed is not None or (not drawn and (means == POINT or rows == 1)):
        _point(case, pointed or layers.point_from_stereo70(typed), by, known=parcel is not None)
    elif means == WORKS or rows == 2:
        posted = {"works": drawn, "coordinates": "" if drawn else typed, "shape": "line" if rows == 2 else "polygon"}
        save_drawn_works(case, posted, by, surface_later=True)
    elif parcel is None:
        choose_plot(case=case, sketch=layers.polygon_from_geojson(drawn) if drawn else layers.geometry_from_stereo70(typed, closed=True), by=by)
    else:
        raise BadInput(str(_("Terenul are deja contur, după numărul cadastral. Ștergeți numărul sau spuneți că schița arată lucrările.")), field="means")


def _pointed(drawn: str) -> Point | None:
    """Return the place if the drawing is one point, in Stereo 70; None for outlines and routes."""
    try:
        given = json.loads(drawn)
        features = given["features"]
        geometry = features[0]["geometry"]
        if len(features) != 1 or geometry["type"] != "Point":
            return None
        lon, lat = (float(value) for value in geometry["coordinates"][:2])
    except (ValueError, TypeError, LookupError):
        # Not a point: whoever reads outlines says what is wrong with it.
        return None
    return layers.point_from_lonlat(lon, lat)


def _point(case: Case, point: Point, by: User, *, known: bool) -> None:
    parcel = layers.parcel_at(case.authority, point)
    if known:
        raise BadInput(str(_("Terenul este deja ales după numărul cadastral; ștergeți punctul.")), field="coordinates")
    if parcel is not None:
        choose_plot(case=case, parcels=[parcel], by=by)
        return
    around = point.buffer(POINTED_M)
    around.srid = point.srid
    choose_plot(case=case, sketch=around, by=by)
