"""A paper file at the counter enters the same flow as an online request."""
from __future__ import annotations

import secrets

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gisapp.accounts.models import Authority, User
from gisapp.core.errors import BadInput
from layers import api as layers
from permits.actions.attach_paper import attach_paper
from permits.actions.choose_plot import choose_plot
from permits.actions.choose_variant import choose_variant
from permits.actions.move import locked, move
from permits.actions.record import record
from permits.actions.register_case import register_case
from permits.actions.save_answers import save_answers, save_applicant
from permits.actions.start_case import start_case
from permits.actions.submit_case import store_charges
from permits.models import Case
from permits.queries.facts import fee_of
from permits.rules.fee_quote import MissingFact
from permits.rules.procedure_files import all_procedures
from permits.rules.states import Move


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

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["procedure"].choices = [
            (f"{p.code}/{form}" if form else p.code, f"{p.title_ro} – {title}" if form else p.title_ro)
            for p in all_procedures().values() for form, title in [("", ""), *((v.code, v.title_ro) for v in p.variants)]
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
    if data["parcel"]:
        parcel = layers.parcel_by_number(authority, data["parcel"])
        if parcel is None:
            raise BadInput(str(_("Acest număr cadastral nu există în strat. Verificați-l sau lăsați câmpul gol.")), field="parcel")
        choose_plot(case=case, parcels=[parcel], by=by)
    if data["scan"]:
        procedure = all_procedures()[case.procedure]
        attach_paper(case=case, code=procedure.papers[0].code, file_name=data["scan"].name, chunks=data["scan"].chunks(), size=data["scan"].size, by=by)
    case = locked(case)
    case.submit_key = secrets.token_hex(16)
    case.save(update_fields=["submit_key"])
    try:
        store_charges(case, fee_of(case))
    except MissingFact:
        # The fee is computed later, when the missing fact is asked for; registering may not wait for it.
        record(case, "fee_not_computed", actor=by)
    move(case, Move.SUBMIT, by=by)
    return register_case(case=case, by=by)
