"""What the case handler and the cashier do with a case: decide findings, ask endorsements and papers, draft, send to sign, take money."""
from __future__ import annotations

import uuid
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from permits.actions.ask_endorsements import ask_endorsements
from permits.actions.decide_finding import decide_finding
from permits.actions.draft_document import draft_document, edit_draft, fields_mark
from permits.actions.pay import confirm_payment, reject_payment, take_at_counter
from permits.actions.request_papers import request_papers
from permits.actions.send_to_sign import send_to_sign
from permits.models import Charge, Finding, IssuedDocument, Payment
from permits.queries.access import cases_of_office
from permits.queries.blocking import why_not_issue
from permits.rest import shapes, write
from permits.rest.base import Api, listed, match, read
from permits.rest.reach import file_case, office_case
from permits.rules.scopes import Scope

MOST_MONTHS = 120


class Decided(s.Serializer[Any]):
    """The planner's decision; rejecting, and any decision on what could not be checked, needs a reason."""

    decision = s.ChoiceField(["accepted", "rejected"])
    reason = s.CharField(max_length=4000, required=False, default="", allow_blank=True)


class Institutions(s.Serializer[Any]):
    """Codes of the institutions to ask, as the findings of the case name them."""

    institutions = s.ListField(child=s.CharField(max_length=40), min_length=1, max_length=40)


class AskedPapers(s.Serializer[Any]):
    """Code of each paper and why it is asked for, and a word to the applicant."""

    reasons = s.DictField(child=s.CharField(max_length=2000))
    message = s.CharField(max_length=4000, required=False, default="", allow_blank=True)


class Outcome(s.Serializer[Any]):
    """Which answer is drafted."""

    outcome = s.ChoiceField(["issue", "refusal"])


class Sections(s.Serializer[Any]):
    """Sections of a draft that change; what is left out stays. `mark` of the draft as it was read keeps another's changes from being lost."""

    sections = s.DictField(child=s.JSONField())
    mark = s.CharField(max_length=64, required=False, default="", allow_blank=True)


class Reference(s.Serializer[Any]):
    """What the cashier writes beside the money."""

    reference = s.CharField(max_length=80, required=False, default="", allow_blank=True)


class Refusal(s.Serializer[Any]):
    """Why a payment is not confirmed; the applicant reads it."""

    reason = s.CharField(max_length=2000)


class DecideFinding(Api):
    """The decision on one finding."""

    scopes = {"POST": Scope.DESK_WRITE}

    @extend_schema(operation_id="decide_finding", tags=["cases"], request=Decided, responses=shapes.FindingShape)
    def post(self, request: Request, pk: int) -> Response:
        """Accept or reject a finding of the land of a case."""
        rows = Finding.objects.filter(run__case__in=cases_of_office(request.user, request.authority)).select_related("run__case")
        found = decide_finding(finding=get_object_or_404(rows, pk=pk), by=request.user, **read(Decided, request.data))
        return Response(write.case_finding(found))


class CaseEndorsements(Api):
    """The endorsements of a case."""

    scopes = {"GET": Scope.CASES_READ, "POST": Scope.DESK_WRITE}

    @extend_schema(operation_id="case_endorsements", tags=["endorsements"], responses=shapes.page_of(shapes.EndorsementShape))
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """List the endorsements asked for in a case and what was answered."""
        return listed(request, file_case(request, pk).endorsements.select_related("case", "institution").order_by("asked_at", "pk"), write.endorsement)

    @extend_schema(operation_id="ask_endorsements", tags=["endorsements"], request=Institutions, responses={201: shapes.Asked})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Ask institutions for their endorsement, each once; their terms begin today."""
        asked = ask_endorsements(case=office_case(request, pk), institutions=read(Institutions, request.data)["institutions"], by=request.user)
        return Response({"asked": [write.endorsement(one) for one in asked]}, status=201)


class AskPapers(Api):
    """A request for papers to the applicant."""

    scopes = {"POST": Scope.DESK_WRITE}

    @extend_schema(operation_id="ask_papers", tags=["papers"], request=AskedPapers, responses={201: shapes.PaperRequestShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Ask the applicant for papers of the procedure, each with its reason; the term stands until the answer."""
        made = request_papers(case=office_case(request, pk), by=request.user, **read(AskedPapers, request.data))
        return Response(write.paper_request(made), status=201)


def drafts_of(request: Request) -> QuerySet[IssuedDocument]:
    """Return the answers, drafted or later, of the cases that staff may see."""
    rows = IssuedDocument.objects.filter(case__in=cases_of_office(request.user, request.authority), outcome__in=["issue", "refusal"])
    return rows.select_related("case", "entry")


def written(document: IssuedDocument) -> dict[str, Any]:
    """Write a draft: its sections, what keeps it from being sent, who signs."""
    assert document.case is not None
    drafted = document.state == IssuedDocument.State.DRAFT
    return {
        "id": str(document.pk), "case": str(document.case_id), "outcome": document.outcome, "title": document.title, "state": document.state, "sections": document.fields,
        "mark": fields_mark(document), "blocking": why_not_issue(document.case, document.outcome) if drafted else [],
        "signatures": [
            {"order": step.order, "role": step.role, "state": step.state, "signer": step.signer.full_name if step.signer else "", "signed_at": step.signed_at}
            for step in document.signatures.select_related("signer").order_by("order")
        ],
    }


class StartDraft(Api):
    """The answer to a case, as a draft."""

    scopes = {"POST": Scope.DESK_WRITE}

    @extend_schema(operation_id="start_draft", tags=["documents"], request=Outcome, responses={201: shapes.DraftShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Start the answer of a case, an act or a refusal; its sections are filled from the layers."""
        document = draft_document(case=office_case(request, pk), outcome=read(Outcome, request.data)["outcome"], by=request.user)
        where = request.build_absolute_uri(reverse("api:draft", args=[document.pk]))
        return Response(written(document), status=201, headers={"Location": where, "ETag": f'"{fields_mark(document)}"'})


class OneDraft(Api):
    """One answer, from its draft to its last signature."""

    scopes = {"GET": Scope.DOCUMENTS_READ, "PATCH": Scope.DESK_WRITE}

    @extend_schema(operation_id="draft", tags=["documents"], responses=shapes.DraftShape)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Return the answer: its sections, what still blocks it, who has signed and who is waited for."""
        document = get_object_or_404(drafts_of(request), pk=pk)
        return Response(written(document), headers={"ETag": f'"{fields_mark(document)}"'})

    @extend_schema(operation_id="edit_draft", tags=["documents"], request=Sections, responses=shapes.DraftShape)
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        """Change sections of a draft. With If-Match or `mark`, only if nobody changed it meanwhile."""
        document = get_object_or_404(drafts_of(request), pk=pk)
        match(request, f'"{fields_mark(document)}"')
        asked = read(Sections, request.data)
        document = edit_draft(document=document, fields=checked_sections(document, asked["sections"]), by=request.user, seen=asked["mark"])
        return Response(written(document), headers={"ETag": f'"{fields_mark(document)}"'})


def checked_sections(document: IssuedDocument, given: dict[str, Any]) -> dict[str, Any]:
    """Return the sections as the page would keep them: text, a number of months, or yes and no; each wrong one is named."""
    errors: dict[str, list[str]] = {}
    kept: dict[str, Any] = {}
    for name, value in given.items():
        saved = document.fields.get(name, "")
        if isinstance(saved, bool):
            right = isinstance(value, bool)
        elif isinstance(saved, int):
            right = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST_MONTHS
        else:
            right = isinstance(value, str) and len(value) <= 50_000
        if name not in document.fields:
            errors[name] = [_("Proiectul nu are câmpul cerut.")]
        elif not right:
            errors[name] = [_("Valoarea nu are felul acestui câmp: text, număr întreg ori da sau nu.")]
        elif isinstance(value, str):
            try:
                # The field of text refuses signs that the database cannot keep.
                kept[name] = s.CharField(allow_blank=True).run_validation(value.replace("\r\n", "\n"))
            except ValidationError as error:
                errors[name] = [str(one) for one in error.detail]
        else:
            kept[name] = value
    if errors:
        raise ValidationError({"sections": errors})
    return kept


class SendToSign(Api):
    """The end of drafting."""

    scopes = {"POST": Scope.DESK_WRITE}

    @extend_schema(operation_id="send_to_sign", tags=["documents"], request=None, responses=shapes.DraftShape)
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Send a draft to its signatories, who sign on their page; where a second person checks it first, it waits for them."""
        return Response(written(send_to_sign(document=get_object_or_404(drafts_of(request), pk=pk), by=request.user)))


class TakeCharge(Api):
    """Money at the counter."""

    scopes = {"POST": Scope.PAYMENTS_WRITE}

    @extend_schema(operation_id="take_charge", tags=["payments"], request=Reference, responses={201: shapes.PaymentShape})
    def post(self, request: Request, pk: int) -> Response:
        """Record that the cashier took what is owed; a receipt is prepared."""
        charge = get_object_or_404(Charge.objects.filter(case__in=cases_of_office(request.user, request.authority), cancelled_at=None).select_related("case"), pk=pk)
        return Response(write.payment(take_at_counter(case=charge.case, charge=charge, by=request.user, **read(Reference, request.data))), status=201)


def payment_of(request: Request, pk: int) -> Payment:
    """Return a payment of a case that staff may see."""
    return get_object_or_404(Payment.objects.filter(charge__case__in=cases_of_office(request.user, request.authority)).select_related("charge__case"), pk=pk)


class ConfirmPayment(Api):
    """A declared payment that was found."""

    scopes = {"POST": Scope.PAYMENTS_WRITE}

    @extend_schema(operation_id="confirm_payment", tags=["payments"], request=None, responses=shapes.PaymentShape)
    def post(self, request: Request, pk: int) -> Response:
        """Confirm a declared payment against the statement; a receipt is prepared."""
        return Response(write.payment(confirm_payment(payment=payment_of(request, pk), by=request.user)))


class RejectPayment(Api):
    """A declared payment that was not found."""

    scopes = {"POST": Scope.PAYMENTS_WRITE}

    @extend_schema(operation_id="reject_payment", tags=["payments"], request=Refusal, responses=shapes.PaymentShape)
    def post(self, request: Request, pk: int) -> Response:
        """Say that a declared payment was not found, and why."""
        return Response(write.payment(reject_payment(payment=payment_of(request, pk), by=request.user, **read(Refusal, request.data))))
