"""The exemption of a case from its fee: the ground, the proof, and the fee computed anew."""
from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from gisapp.accounts.guard import office
from gisapp.accounts.models import Role
from gisapp.core.errors import Refused
from permits.actions.exempt_fee import exempt_fee
from permits.office.case_page import office_case
from permits.rules.fee_quote import Exemption


class ExemptionForm(forms.Form):
    """On what ground, and what proves it."""

    ground = forms.ChoiceField(label=gettext_lazy("Temeiul scutirii"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Actul care dovedește scutirea"), help_text=gettext_lazy("Ce este, de la cine, numărul și data. Solicitantul vede."), max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        english = (translation.get_language() or "ro").startswith("en")
        self.fields["ground"].choices = [(one.value, one.label_en if english else one.label_ro) for one in Exemption]  # type: ignore[attr-defined]


@office(Role.TAX_OFFICER, Role.FINANCE_OFFICER)
@require_http_methods(["GET", "POST"])
def exemption(request: HttpRequest, pk: Any) -> HttpResponse:
    """Ask for the ground and the proof; on POST compute the fee anew."""
    case = office_case(request, pk)
    form = ExemptionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            charge = exempt_fee(case=case, ground=form.cleaned_data["ground"], reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("Scutirea este trecută la dosar. Taxa de plată este acum de %(lei)s lei.") % {"lei": f"{charge.amount:.2f}".replace(".", ",")})
            return redirect("office_case", case.pk)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
    return render(request, "permits/office/exemption.html", {"case": case, "form": form, "charges": case.charges.filter(kind="fee", cancelled_at=None)}, status=422 if form.errors else 200)
