"""Letters of a case: acknowledgment, request for papers, refusal, receipt."""
from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.urls import reverse

from gisapp.core import clock
from permits.documents.compose import base
from permits.documents.compose.words import lei_in_words, lei_text
from permits.documents.fields import (
    Acknowledgment,
    ActChange,
    MissingPaper,
    Reason,
    Receipt,
    ReceiptLine,
    Reference,
    RefundNote,
    Refusal,
    RequestForPapers,
)
from permits.models import Case, IssuedDocument, Paper, PaperRequest, Payment, Refund
from permits.rules.procedure_files import all_procedures

MONTHS = ("ianuarie", "februarie", "martie", "aprilie", "mai", "iunie", "iulie", "august", "septembrie", "octombrie", "noiembrie", "decembrie")
CHANNELS = {"web": "pe site", "counter": "la ghișeu", "chat": "prin mesagerie", "api": "prin sistem informatic"}


def moment_in_words(moment: dt.datetime) -> str:
    """Return a date and hour in Romanian, local time: `24 noiembrie 2026, ora 10:05`."""
    local = moment.astimezone(clock.TOWN_TIME)
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}, ora {local:%H:%M}"


def compose_acknowledgment(document: IssuedDocument, draft: bool) -> Acknowledgment:
    """Return the proof of registration: number, papers received with their hashes, until when it is answered."""
    case = _case(document)
    procedure = all_procedures()[case.procedure]
    titles = {paper.code: paper.title_ro for paper in procedure.papers}
    papers = Paper.objects.filter(case=case, withdrawn_at=None, uploaded_at__lte=case.registered_at)
    assert case.registered_at is not None
    assert case.legal_due is not None
    return Acknowledgment(
        **base.common(document, draft), subject=procedure.title_ro, applicant=base.party(case), plot=base.plot(case),
        received_at=moment_in_words(case.registered_at), channel=CHANNELS[case.channel],
        papers=tuple((titles.get(paper.code, paper.code), f"SHA-256 {paper.sha256[:16]}…") for paper in papers),
        legal_due=case.legal_due, term=case.due_explanation.split(" de la ")[0], department=case.department.name if case.department else "",
        fee=base.fee(case), track_url=settings.BASE_URL + reverse("case", args=[case.pk]), legal_basis=procedure.legal_ref,
    )


def compose_request(document: IssuedDocument, draft: bool) -> RequestForPapers:
    """Return the request for missing papers, each with its reason and article."""
    case = _case(document)
    request = PaperRequest.objects.get(pk=document.fields["request"])
    return RequestForPapers(
        **base.common(document, draft), subject=f"pentru dosarul nr. {case.number}: {all_procedures()[case.procedure].title_ro.lower()}", request=base.request_reference(case), applicant=base.party(case),
        plot=base.plot(case), papers=tuple(MissingPaper(item.title, item.reason, legal_ref=item.legal_ref) for item in request.items.all()),
        answer_by=request.answer_by, paused_from=request.asked_at.astimezone(clock.TOWN_TIME).date(),
        due_if_answered="Termenul legal stă până la răspunsul dumneavoastră și curge mai departe din ziua următoare.",
        how_to_answer=("Încărcați actele în pagina dosarului dumneavoastră.", "Dacă nu puteți depune un act, scrieți acolo motivul."),
        legal_basis=all_procedures()[case.procedure].legal_ref,
    )


def compose_refusal(document: IssuedDocument, draft: bool) -> Refusal:
    """Return the refusal with its reasons in fact and in law, and how to contest it (Law 554/2004 art. 7)."""
    case, fields = _case(document), document.fields
    reasons = []
    for line in str(fields.get("reasons", "")).splitlines():
        text, _bar, rest = (part.strip() for part in line.partition("|"))
        legal_ref, _bar, remedy = (part.strip() for part in rest.partition("|"))
        if text:
            reasons.append(Reason(text, legal_ref, remedy))
    return Refusal(
        **base.common(document, draft), subject=document.title, request=base.request_reference(case), applicant=base.party(case), plot=base.plot(case),
        reasons=tuple(reasons), next_steps=tuple(line for line in str(fields.get("next_steps", "")).splitlines() if line.strip()),
        contest="Împotriva acestui răspuns puteți formula plângere prealabilă la primărie în 30 de zile de la comunicare (Legea 554/2004 art. 7), "
        "apoi acțiune la instanța de contencios administrativ.",
        fee=base.fee(case), findings=base.printed_findings(case),
    )


def compose_act_change(document: IssuedDocument, draft: bool) -> ActChange:
    """Return the disposition that revokes an act (OUG 57/2019 art. 196), and how it is contested (Law 554/2004 art. 7)."""
    case, act = _case(document), document.changes
    if act is None or act.entry is None:
        raise ValueError("a disposition of revocation names an issued act")
    return ActChange(
        **base.common(document, draft), title=document.title, applicant=base.party(case), act_title=act.title,
        act=Reference(f"{act.entry.number}/{act.entry.year}", act.entry.at.astimezone(clock.TOWN_TIME).date()), plot=base.plot(case),
        reason=str(document.fields["reason"]), legal_ref=str(document.fields["legal_ref"]),
        contest="Împotriva acestei dispoziții puteți formula plângere prealabilă la primărie în 30 de zile de la comunicare (Legea 554/2004 art. 7), "
        "apoi acțiune la instanța de contencios administrativ.",
    )


def compose_receipt(document: IssuedDocument, draft: bool) -> Receipt:
    """Return the receipt of one payment."""
    case = _case(document)
    payment = Payment.objects.select_related("charge").get(pk=document.fields["payment"])
    charge = payment.charge
    return Receipt(
        **base.common(document, draft), payer=base.party(case), case=base.request_reference(case),
        lines=tuple(ReceiptLine(line["text_ro"], line["legal_ref"], line.get("decision", ""), lei_text(line["amount"])) for line in charge.lines),
        total=lei_text(payment.amount), total_in_words=lei_in_words(payment.amount),
        paid_by={"transfer": "transfer bancar", "counter": "numerar sau card, la casierie", "online": "online"}[payment.method],
        paid_at=moment_in_words(payment.at), account=case.authority.iban,
    )


def compose_refund_note(document: IssuedDocument, draft: bool) -> RefundNote:
    """Return the note of money given back: why, by whose decision, on which receipt it had been paid. The account is printed by its end only."""
    case = _case(document)
    refund = Refund.objects.select_related("charge", "asked_by", "decided_by").get(payment=document.fields["payment"])
    assert refund.decided_at is not None
    entries = [payment.receipt.entry for payment in refund.charge.payments.filter(amount__gt=0, receipt__isnull=False).select_related("receipt__entry").order_by("at") if payment.receipt]
    iban = (refund.iban or "").replace(" ", "")
    return RefundNote(
        **base.common(document, draft), payee=base.party(case), case=base.request_reference(case), what=refund.charge.get_kind_display(), ground=refund.get_kind_display(), reason=refund.reason,
        receipts=tuple(Reference(f"{entry.number}/{entry.year}", entry.at.astimezone(clock.TOWN_TIME).date()) for entry in entries if entry),
        total=lei_text(refund.amount), total_in_words=lei_in_words(refund.amount), account=f"transfer în contul terminat în {iban[-4:]}" if len(iban) > 4 else "transfer bancar",
        proposed_by=refund.asked_by.full_name, approved_by=refund.decided_by.full_name if refund.decided_by else "", approved_at=moment_in_words(refund.decided_at),
    )


def _case(document: IssuedDocument) -> Case:
    if document.case is None:
        raise ValueError(f"a {document.kind} belongs to a case")
    return document.case

