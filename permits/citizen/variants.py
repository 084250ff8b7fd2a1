"""The page that asks in which form a procedure is wanted, each with its term and its fee."""
from __future__ import annotations

from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _

from permits.models import Case
from permits.queries.sheets import sheet_of
from permits.rules.procedure_files import all_procedures

# A form cannot post an empty choice and mean it.
PLAIN = "plain"


def variant_form(case: Case, data: Any = None) -> forms.Form:
    """Return a form with the variants of the procedure; the plain one is chosen until another is."""
    procedure, shown = all_procedures()[case.procedure], sheet_of(case.authority, case.procedure, translation.get_language() or "ro").forms
    codes = [PLAIN, *(variant.code for variant in procedure.variants)]
    titles = [_("Procedura obișnuită"), *(one.title for one in shown[1:])]
    choices = [
        (code, _("%(title)s – termen: %(term)s; taxă: %(fee)s") % {"title": title, "term": one.term, "fee": one.fee})
        for code, title, one in zip(codes, titles, shown, strict=True)
    ]
    form = forms.Form(data, initial={"variant": case.variant or PLAIN})
    form.fields["variant"] = forms.ChoiceField(
        label=_("În ce formă cereți?"), choices=choices, widget=forms.RadioSelect,
        help_text=_("Termenul curge de la documentația completă. Regimul de urgență se motivează în cerere."),
    )
    return form


def chosen_variant(form: forms.Form) -> str:
    """Return the code of the chosen variant; the plain procedure has none."""
    code: str = form.cleaned_data["variant"]
    return "" if code == PLAIN else code
