"""An issued act on the desk of who watches over it: its status in the register, and how it is revoked, corrected or superseded."""
from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gisapp.accounts.guard import office
from gisapp.core.errors import BadInput, Refused
from permits.actions.change_act import PROPOSERS, propose_correction, propose_revocation, supersede
from permits.models import IssuedDocument
from permits.queries.access import acting_role, cases_of_office
from permits.rules.lifecycle import REVIEWERS, TABLE
from permits.rules.states import Move

SUPERSEDERS = frozenset(role.value for row in TABLE if row.move is Move.SUPERSEDE for role in row.roles)
IN_FORCE = (IssuedDocument.Status.VALID, IssuedDocument.Status.EXTENDED)


@office()
@require_http_methods(["GET", "POST"])
def act_status(request: HttpRequest, pk: Any) -> HttpResponse:
    """Show where the act stands; on POST propose its revocation or correction, or record what supersedes it."""
    acts = IssuedDocument.objects.filter(case__in=cases_of_office(request.user, request.authority), state=IssuedDocument.State.ISSUED, outcome="issue")
    act = get_object_or_404(acts.select_related("case", "entry", "replaced_by__entry"), pk=pk)
    typed = {name: request.POST.get(name, "").strip() for name in ("reason", "legal_ref", "number")}
    sentence = ""
    if request.method == "POST":
        try:
            return _carry_out(request, act, typed)
        except Refused as refused:
            sentence = refused.sentence
    open_change = act.changed_by.exclude(state__in=[IssuedDocument.State.CANCELLED, IssuedDocument.State.ISSUED]).first()
    roles = {name: acting_role(request.user, act.case, frozenset(wanted)) is not None for name, wanted in (
        ("may_revoke", (role.value for role in PROPOSERS)), ("may_correct", (role.value for role in REVIEWERS)), ("may_supersede", SUPERSEDERS),
    )}
    context = {
        "act": act, "case": act.case, "typed": typed, "sentence": sentence, "chosen": request.POST.get("do", ""), "in_force": act.status in IN_FORCE, "open_change": open_change,
        "changes": act.changed_by.exclude(state=IssuedDocument.State.DRAFT).select_related("entry", "drafted_by").order_by("-drafted_at"), **roles,
    }
    return render(request, "permits/office/act_status.html", context, status=422 if sentence else 200)


def _carry_out(request: HttpRequest, act: IssuedDocument, typed: dict[str, str]) -> HttpResponse:
    match request.POST.get("do", ""):
        case "revoke":
            propose_revocation(act=act, reason=typed["reason"], legal_ref=typed["legal_ref"], by=request.user)
            messages.success(request, _("Propunerea de revocare așteaptă semnăturile secretarului general și primarului. Până atunci actul rămâne în vigoare."))
        case "correct":
            document = propose_correction(act=act, reason=typed["reason"], legal_ref=typed["legal_ref"], by=request.user)
            messages.success(request, _("Corectați textul, apoi trimiteți-l la semnat. Până la ultima semnătură rămâne în vigoare actul de acum."))
            return redirect("draft", document.pk)
        case "supersede":
            supersede(act=act, number=typed["number"], reason=typed["reason"], by=request.user)
            messages.success(request, _("Registrul arată actul ca înlocuit."))
        case _:
            raise BadInput(_("Alegeți ce se schimbă: revocare, îndreptare sau înlocuire."), code="nothing_chosen")
    return redirect("act_status", act.pk)
