"""Papers and issued documents: upload, list, download; answers to requests for papers."""
from __future__ import annotations

import uuid
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as s
from rest_framework.exceptions import NotFound
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from permits.actions.attach_paper import attach_paper, withdraw_paper
from permits.actions.request_papers import answer_papers
from permits.citizen.downloads import file_name, send
from permits.models import IssuedDocument, PaperRequest
from permits.queries.versions import newest_sha256
from permits.rest import shapes, write
from permits.rest.base import Api, listed, read
from permits.rest.cases import whole
from permits.rest.reach import any_case, file_case, note_read, own_case, readable_papers, whole_files
from permits.rules.scopes import Scope

FILE = {(200, "application/octet-stream"): OpenApiTypes.BINARY}
PDF = {(200, "application/pdf"): OpenApiTypes.BINARY}
VERSION = OpenApiParameter("version", enum=["newest", "issued"], description="newest (the default) or as it was issued")


class Upload(s.Serializer[Any]):
    """One file and which paper of the procedure it is."""

    code = s.CharField(max_length=60)
    file = s.FileField(max_length=255)


class Explanations(s.Serializer[Any]):
    """For papers that cannot be brought: code and why."""

    texts = s.DictField(child=s.CharField(max_length=4000, allow_blank=True), required=False, default=dict)


class CasePapers(Api):
    """The papers of a case."""

    parser_classes = (MultiPartParser,)
    scopes = {"GET": Scope.CASES_READ, "POST": Scope.PAPERS_WRITE}

    @extend_schema(operation_id="papers", tags=["papers"], responses=shapes.page_of(shapes.PaperShape))
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """List the papers the person may read."""
        case = any_case(request, pk)
        return listed(request, readable_papers(request).filter(case=case, withdrawn_at=None).order_by("code", "version"), write.paper)

    @extend_schema(operation_id="upload_paper", tags=["papers"], request={"multipart/form-data": Upload}, responses={201: shapes.PaperShape})
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Upload a file as the next version of a paper of the procedure."""
        case = own_case(request, pk)
        asked = read(Upload, request.data)
        upload = asked["file"]
        paper = attach_paper(case=case, code=asked["code"], file_name=upload.name or "", chunks=upload.chunks(), size=upload.size or 0, by=request.user)
        return Response(write.paper(paper), status=201, headers={"Location": request.build_absolute_uri(reverse("api:paper", args=[paper.pk]))})


class OnePaper(Api):
    """One paper."""

    scopes = {"GET": Scope.CASES_READ, "DELETE": Scope.PAPERS_WRITE}

    @extend_schema(operation_id="paper", tags=["papers"], responses=shapes.PaperShape)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Return what is known of a paper."""
        return Response(write.paper(get_object_or_404(readable_papers(request), pk=pk)))

    @extend_schema(operation_id="withdraw_paper", tags=["papers"], responses={204: None})
    def delete(self, request: Request, pk: uuid.UUID) -> Response:
        """Take back a paper of a draft; its bytes stay, it no longer counts."""
        paper = get_object_or_404(readable_papers(request).filter(case__owner=request.user), pk=pk)
        withdraw_paper(paper=paper, by=request.user)
        return Response(status=204)


class PaperContent(Api):
    """The bytes of a paper."""

    scopes = {"GET": Scope.PAPERS_READ}

    @extend_schema(operation_id="paper_content", tags=["papers"], responses=FILE)
    def get(self, request: Request, pk: uuid.UUID) -> HttpResponseBase:
        """Download a paper. A read by staff is logged."""
        paper = get_object_or_404(readable_papers(request), pk=pk)
        if paper.withheld:
            raise NotFound
        note_read(request, paper.case, "papers")
        return send(paper.sha256, paper.file_name, "application/octet-stream")


class OpenPaperRequest(Api):
    """The open request for papers of a case."""

    scopes = {"GET": Scope.CASES_READ, "POST": Scope.PAPERS_WRITE}

    @extend_schema(operation_id="paper_request", tags=["papers"], responses=shapes.PaperRequestShape)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Return what the town hall asks for; 404 when nothing is asked."""
        asked = PaperRequest.objects.filter(case=file_case(request, pk), answered_at=None).prefetch_related("items").first()
        if asked is None:
            raise NotFound
        return Response(write.paper_request(asked))

    @extend_schema(operation_id="answer_paper_request", tags=["papers"], request=Explanations, responses=shapes.CaseFull)
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Answer the request: papers uploaded since, or why one cannot be brought. The term runs again."""
        case = own_case(request, pk)
        answer_papers(case=case, by=request.user, texts=read(Explanations, request.data)["texts"])
        return whole(request, case)


class CaseDocuments(Api):
    """Documents issued in a case."""

    scopes = {"GET": Scope.CASES_READ}

    @extend_schema(operation_id="documents", tags=["documents"], responses=shapes.page_of(shapes.DocumentShape))
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """List what the town hall issued in a case: confirmation, requests, receipts, the answer."""
        rows = IssuedDocument.objects.filter(case=file_case(request, pk), state=IssuedDocument.State.ISSUED).select_related("entry").order_by("issued_at")
        return listed(request, rows, write.document)


class DocumentContent(Api):
    """The bytes of an issued document."""

    scopes = {"GET": Scope.DOCUMENTS_READ}

    @extend_schema(operation_id="document_content", tags=["documents"], responses=PDF, parameters=[VERSION])
    def get(self, request: Request, pk: uuid.UUID) -> HttpResponseBase:
        """Download an issued document, signed: its newest version, or the one of the day of issue with `?version=issued`."""
        rows = IssuedDocument.objects.filter(case__in=whole_files(request), state=IssuedDocument.State.ISSUED).select_related("entry")
        found = get_object_or_404(rows, pk=pk)
        sha256 = found.sha256 if request.query_params.get("version") == "issued" else newest_sha256(found)
        return send(sha256, file_name(found), "application/pdf")


