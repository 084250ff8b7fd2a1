"""What waits for a signatory: preview beside findings and report, sign one or many with one authorisation, send back with a reason."""
from __future__ import annotations

import io
from typing import Any

import pikepdf
from django.contrib import messages
from django.contrib.auth import authenticate
from django.core.cache import cache
from django.db.models import Exists, F, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from gisapp.accounts.guard import office
from gisapp.accounts.roles import acting_roles
from gisapp.accounts.second_factor import before_signing, demo_exempts, must_set_up
from gisapp.core import clock, files
from gisapp.core.errors import Refused
from gisapp.core.throttle import throttled
from permits.actions.log_read import log_opening
from permits.actions.sign_document import authorise_signatures, refuse_signature, sign_with_secrets
from permits.documents.compose import compose
from permits.documents.papers import NoPicture, page_picture
from permits.documents.render import render as render_pdf
from permits.documents.signers import asked_secrets
from permits.models import Finding, IssuedDocument, Payment, SignatureStep
from permits.queries.cards import endorser_names, stored_cards
from permits.queries.case_report import case_report
from permits.rules.procedure_files import all_procedures

# A signatory turns the pages of one document for about so long; what is signed is composed and fixed when the number is given.
PREVIEW_SECONDS = 60
# A cash desk may find hundreds of receipts in the morning; more than these come up when these are signed.
MOST_ROWS = 100


def waiting_steps(request: HttpRequest) -> Any:
    """Return the signature steps whose turn has come and that the person may sign, acts of cases (oldest due first) before documents of the house."""
    earlier = SignatureStep.objects.filter(document=OuterRef("document"), order__lt=OuterRef("order")).exclude(state=SignatureStep.State.SIGNED)
    return (
        SignatureStep.objects.filter(
            document__authority=request.authority, role__in=list(acting_roles(request.user, request.authority)),
            state__in=[SignatureStep.State.WAITING, SignatureStep.State.REQUESTED],
        )
        .exclude(document__state=IssuedDocument.State.CANCELLED).exclude(Exists(earlier))
        .select_related("document__case__plot", "document__case__applicant", "document__entry", "document__drafted_by")
        .order_by(F("document__case__legal_due").asc(nulls_last=True), "pk")
    )


def _rows(request: HttpRequest) -> list[dict[str, Any]]:
    stands_for = acting_roles(request.user, request.authority)
    rows = []
    waiting = list(waiting_steps(request)[:MOST_ROWS])
    paid_by = {payment.receipt_id: payment for payment in Payment.objects.filter(receipt__in=[step.document_id for step in waiting])}
    for step in waiting:
        case = step.document.case
        row = {
            "step": step, "own": step.document.drafted_by_id == request.user.pk, "busy": step.state == SignatureStep.State.REQUESTED and not step.waiting_reason,
            "signed": step.document.signatures.filter(state=SignatureStep.State.SIGNED).select_related("signer"),
            "instead_of": stands_for[step.role] if stands_for[step.role] != request.user else None,
        }
        if case is not None and not step.document.outcome:
            row["payment"] = paid_by.get(step.document_id)
        elif case is not None:
            findings = Finding.objects.filter(run__case=case, run__current=True)
            row |= {
                "procedure": all_procedures()[case.procedure], "late": case.legal_due is not None and case.legal_due < clock.today(),
                "conflicts": sum(f.state == "conflict" and f.decision != "rejected" for f in findings), "unsettled": sum(f.state in ("unknown", "failed") for f in findings),
            }
        rows.append(row)
    return rows


@office()
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """List what waits; a fragment refreshes while signatures are being made."""
    rows = _rows(request)
    recent = SignatureStep.objects.filter(signer=request.user, state=SignatureStep.State.SIGNED, document__authority=request.authority).select_related("document__entry").order_by("-signed_at")[:8]
    context = {
        "rows": rows, "acts": any("procedure" in row for row in rows), "more": max(waiting_steps(request).count() - len(rows), 0), "recent": recent, "busy": any(row["busy"] for row in rows), "ready": sum(not (row["busy"] or row["own"]) for row in rows),
        "must_set_up": must_set_up(request.user), "demo_exempts": demo_exempts(request.user), "secrets": asked_secrets(request.user, request.authority),
    }
    template = "permits/office/signing_rows.html" if request.headers.get("HX-Request") else "permits/office/signing_desk.html"
    return render(request, template, context)


@office()
@require_GET
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one act whole: its pages beside the findings and the inspector's report, to be signed or sent back from there."""
    rows = _rows(request)
    place = next((number for number, row in enumerate(rows) if row["step"].pk == pk), None)
    if place is None:
        raise Http404("not waiting for this person")
    document = rows[place]["step"].document
    context: dict[str, Any] = {
        "row": rows[place], "document": document, "case": document.case, "place": place + 1, "of": len(rows), "pages": range(1, _pages(_preview(document)) + 1),
        "before": rows[place - 1]["step"] if place else None, "after": rows[place + 1]["step"] if place + 1 < len(rows) else None,
        "must_set_up": must_set_up(request.user), "secrets": asked_secrets(request.user, request.authority),
    }
    if document.case is not None:
        log_opening(case=document.case, reader=request.user)
    if document.case is not None and document.outcome:
        report = case_report(document.case)
        names = endorser_names(request.authority)
        context |= {"report": report, "cards": stored_cards(report.conflicts, names), "unsettled_cards": stored_cards(report.unsettled, names)}
    return render(request, "permits/office/signing_look.html", context)


@office()
@require_GET
def page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Send one page of an act that waits for the person as a picture: phones show no PDF inside a page."""
    step = get_object_or_404(waiting_steps(request), pk=pk)
    pdf = _preview(step.document)
    if not 1 <= number <= _pages(pdf):
        raise Http404("no such page")
    try:
        response = HttpResponse(page_picture(pdf, number), content_type="image/png")
    except NoPicture as error:
        raise Http404("no picture") from error
    response["Cache-Control"] = "private, no-store"
    return response


def _preview(document: IssuedDocument) -> bytes:
    """Return the bytes signed so far, or the act as it will be."""
    if document.working_sha256:
        return files.read(document.working_sha256)
    held: bytes | None = cache.get(f"to-sign:{document.pk}")
    if held is None:
        held = render_pdf(compose(document, draft=True)).pdf
        cache.set(f"to-sign:{document.pk}", held, PREVIEW_SECONDS)
    return held


def _pages(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


@office()
@require_POST
@before_signing
@throttled("sign", per_minute=20)
def sign(request: HttpRequest) -> HttpResponse:
    """Sign the chosen documents: the password, and what the key asks (PIN, code), are typed once for the whole batch (ASVS 7.5.1)."""
    chosen = [step for step in waiting_steps(request) if str(step.pk) in request.POST.getlist("steps")]
    after = _after(request)
    if not chosen:
        messages.error(request, _("Alegeți cel puțin un act."))
        return after
    if authenticate(request, email=request.user.email, password=request.POST.get("password", "")) != request.user:
        messages.error(request, _("Parola nu este corectă; nu s-a semnat nimic."))
        return after
    names = asked_secrets(request.user, request.authority)
    secrets = {name: request.POST.get(f"secret_{name}", "").strip() for name in names}
    if not all(secrets.values()):
        messages.error(request, _("Scrieți și %(names)s, cerute de cheia dumneavoastră; nu s-a semnat nimic.") % {"names": ", ".join(names)})
        return after
    try:
        if secrets:
            _tell(request, sign_with_secrets(steps=chosen, by=request.user, secrets=secrets), len(chosen))
        else:
            number = authorise_signatures(steps=chosen, by=request.user)
            messages.success(request, ngettext("%(n)s act a fost trimis la semnare.", "%(n)s acte au fost trimise la semnare.", number) % {"n": number})
    except Refused as refused:
        messages.error(request, refused.sentence)
    return after


def _tell(request: HttpRequest, signed: int, chosen: int) -> None:
    if signed:
        messages.success(request, ngettext("%(n)s act a fost semnat.", "%(n)s acte au fost semnate.", signed) % {"n": signed})
    if signed < chosen:
        messages.error(request, _("Nu s-au semnat toate actele alese: motivul stă la fiecare. Autorizați din nou când este înlăturat."))


def _after(request: HttpRequest) -> HttpResponse:
    """From the page of one act go to the next one that waits; from the list, back to it."""
    following = request.POST.get("after", "")
    return redirect("sign_look", int(following)) if following.isdecimal() and waiting_steps(request).filter(pk=int(following)).exists() else redirect("signing_desk")


@office()
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the act back to its inspector with a reason."""
    step = get_object_or_404(waiting_steps(request), pk=pk)
    letter = step.document.case is not None and not step.document.outcome
    try:
        refuse_signature(step=step, reason=request.POST.get("reason", ""), by=request.user)
        messages.success(request, _("Documentul a fost anulat; se pregătește din nou de la „Taxe”.") if letter else _("Actul a fost întors la redactare."))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("signing_desk")
