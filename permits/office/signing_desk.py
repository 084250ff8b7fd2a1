"""What waits for a signatory: preview, sign one or many with one authorisation, send back with a reason."""
from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from gisapp.accounts.guard import office
from gisapp.accounts.roles import acting_roles
from gisapp.accounts.second_factor import before_signing, demo_exempts, must_set_up
from gisapp.core import clock
from gisapp.core.errors import Refused
from gisapp.core.throttle import throttled
from permits.actions.sign_document import authorise_signatures, refuse_signature
from permits.models import Finding, IssuedDocument, SignatureStep
from permits.rules.procedure_files import all_procedures


def waiting_steps(request: HttpRequest) -> Any:
    """Return the signature steps whose turn has come and that the person may sign, acts of cases (oldest due first) before documents of the house."""
    earlier = SignatureStep.objects.filter(document=OuterRef("document"), order__lt=OuterRef("order")).exclude(state=SignatureStep.State.SIGNED)
    return (
        SignatureStep.objects.filter(
            document__authority=request.authority, role__in=list(acting_roles(request.user, request.authority)),
            state__in=[SignatureStep.State.WAITING, SignatureStep.State.REQUESTED],
        )
        .exclude(document__state=IssuedDocument.State.CANCELLED).exclude(Exists(earlier))
        .select_related("document__case__plot", "document__case__applicant", "document__entry", "document__drafted_by").order_by("document__case__legal_due", "pk")
    )


@office()
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """List what waits, with findings and report beside each; a fragment refreshes while signatures are being made."""
    rows = []
    for step in waiting_steps(request):
        case, own = step.document.case, step.document.drafted_by_id == request.user.pk
        signed = step.document.signatures.filter(state=SignatureStep.State.SIGNED).select_related("signer")
        if case is None:
            rows.append({"step": step, "own": own, "signed": signed})
            continue
        findings = Finding.objects.filter(run__case=case, run__current=True)
        rows.append(
            {
                "step": step, "procedure": all_procedures()[case.procedure], "own": own,
                "conflicts": sum(f.state == "conflict" and f.decision != "rejected" for f in findings), "unsettled": sum(f.state in ("unknown", "failed") for f in findings),
                "signed": signed,
                "late": case.legal_due is not None and case.legal_due < clock.today(),
            }
        )
    recent = SignatureStep.objects.filter(signer=request.user, state=SignatureStep.State.SIGNED, document__authority=request.authority).select_related("document__entry").order_by("-signed_at")[:8]
    context = {
        "rows": rows, "recent": recent, "busy": any(row["step"].state == SignatureStep.State.REQUESTED and not row["step"].waiting_reason for row in rows),
        "must_set_up": must_set_up(request.user), "demo_exempts": demo_exempts(request.user),
    }
    template = "permits/office/signing_rows.html" if request.headers.get("HX-Request") else "permits/office/signing_desk.html"
    return render(request, template, context)


@office()
@require_POST
@before_signing
@throttled("sign", per_minute=20)
def sign(request: HttpRequest) -> HttpResponse:
    """Sign the chosen documents: the password is asked again, once for the whole batch (ASVS 7.5.1)."""
    chosen = [step for step in waiting_steps(request) if str(step.pk) in request.POST.getlist("steps")]
    if not chosen:
        messages.error(request, _("Alegeți cel puțin un act."))
        return redirect("signing_desk")
    if authenticate(request, email=request.user.email, password=request.POST.get("password", "")) != request.user:
        messages.error(request, _("Parola nu este corectă; nu s-a semnat nimic."))
        return redirect("signing_desk")
    try:
        number = authorise_signatures(steps=chosen, by=request.user)
        messages.success(request, ngettext("%(n)s act a fost trimis la semnare.", "%(n)s acte au fost trimise la semnare.", number) % {"n": number})
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("signing_desk")


@office()
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the act back to its inspector with a reason."""
    step = get_object_or_404(waiting_steps(request), pk=pk)
    try:
        refuse_signature(step=step, reason=request.POST.get("reason", ""), by=request.user)
        messages.success(request, _("Actul a fost întors la redactare."))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("signing_desk")
