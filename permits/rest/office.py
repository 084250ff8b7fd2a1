"""Work of the office and of institutions: work items, endorsements, register books."""
from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as s
from rest_framework.exceptions import NotFound
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from gisapp.accounts.models import Role, User
from gisapp.accounts.roles import acting_roles, holders
from permits.actions.answer_endorsement import ANSWERS, DESK, answer_endorsement
from permits.actions.answer_endorsement import Upload as AnswerFile
from permits.actions.complete_work_item import complete_work_item, reassign_work_item
from permits.models import Endorsement, RegisterEntry, WorkItem
from permits.queries.access import cases_of_office
from permits.queries.endorsements import requests_of
from permits.queries.work import open_work_of, open_work_of_departments
from permits.rest import shapes, write
from permits.rest.base import Api, listed, read
from permits.rules.scopes import Scope


class Completed(s.Serializer[Any]):
    """How a step ended. The step that assigns a case names the inspector by e-mail."""

    note = s.CharField(max_length=4000, required=False, default="", allow_blank=True)
    outcome = s.CharField(max_length=40, required=False, default="", allow_blank=True)
    inspector = s.EmailField(required=False)


class Reassigned(s.Serializer[Any]):
    """To whom, by e-mail, and why."""

    to = s.EmailField()
    reason = s.CharField(max_length=2000)


class Answered(s.Serializer[Any]):
    """The answer of an institution; conditions, reasons or what is missing in `text`."""

    state = s.ChoiceField([str(one.value) for one in ANSWERS])
    text = s.CharField(max_length=20_000, required=False, default="", allow_blank=True)
    number = s.CharField(max_length=60, required=False, default="", allow_blank=True)
    file = s.FileField(max_length=255, required=False)


class WorkItems(Api):
    """Open work."""

    scopes = {"GET": Scope.WORK_READ}

    @extend_schema(operation_id="work_items", tags=["work"], responses=shapes.page_of(shapes.WorkItemShape), parameters=[OpenApiParameter("scope", str, enum=["mine", "department"])])
    def get(self, request: Request) -> Response:
        """List open work items, due first: of the person, or of their departments."""
        chosen = open_work_of_departments if request.query_params.get("scope") == "department" else open_work_of
        rows = chosen(request.user, request.authority).filter(case__in=cases_of_office(request.user, request.authority))
        return listed(request, rows.select_related("case", "department", "assignee").order_by("due", "case__legal_due", "pk"), write.work_item)


def item_of(request: Request, pk: int) -> WorkItem:
    """Return a work item of a case that staff may see."""
    rows = WorkItem.objects.filter(case__in=cases_of_office(request.user, request.authority)).select_related("case", "department", "assignee")
    return get_object_or_404(rows, pk=pk)


class OneWorkItem(Api):
    """One work item."""

    scopes = {"GET": Scope.WORK_READ}

    @extend_schema(operation_id="work_item", tags=["work"], responses=shapes.WorkItemShape)
    def get(self, request: Request, pk: int) -> Response:
        """Return a work item."""
        return Response(write.work_item(item_of(request, pk)))


class CompleteWorkItem(Api):
    """The end of a step."""

    scopes = {"POST": Scope.WORK_WRITE}

    @extend_schema(operation_id="complete_work_item", tags=["work"], request=Completed, responses=shapes.WorkItemShape)
    def post(self, request: Request, pk: int) -> Response:
        """Complete a step, as its person would on the page."""
        item = item_of(request, pk)
        asked = read(Completed, request.data)
        inspector = None
        if "inspector" in asked:
            inspector = _colleague(request, User.objects.filter(memberships__authority=request.authority, memberships__until=None).exclude(memberships__role=Role.ENDORSER), asked["inspector"])
        complete_work_item(item=item, by=request.user, note=asked["note"], outcome=asked["outcome"], inspector=inspector)
        return Response(write.work_item(item_of(request, pk)))


class ReassignWorkItem(Api):
    """A step given to somebody else."""

    scopes = {"POST": Scope.WORK_WRITE}

    @extend_schema(operation_id="reassign_work_item", tags=["work"], request=Reassigned, responses=shapes.WorkItemShape)
    def post(self, request: Request, pk: int) -> Response:
        """Give an open step to another person who holds its role, with a reason."""
        item = item_of(request, pk)
        asked = read(Reassigned, request.data)
        reassign_work_item(item=item, to=_colleague(request, holders(request.authority, item.role), asked["to"]), by=request.user, reason=asked["reason"])
        return Response(write.work_item(item_of(request, pk)))


def _colleague(request: Request, among: Any, email: str) -> User:
    found: User | None = among.filter(email=email.lower(), is_active=True).distinct().first()
    if found is None:
        raise s.ValidationError({"email": [_("Nimeni cu această adresă nu are rolul potrivit.")]})
    return found


class Endorsements(Api):
    """Requests for endorsement addressed to the person's institutions."""

    scopes = {"GET": Scope.ENDORSEMENTS_READ}

    @extend_schema(
        operation_id="endorsements", tags=["endorsements"], responses=shapes.page_of(shapes.EndorsementShape),
        parameters=[OpenApiParameter("state", str, enum=[str(state) for state in Endorsement.State.values])],
    )
    def get(self, request: Request) -> Response:
        """List the requests, due first."""
        rows = requests_of(request.user, request.authority).select_related("case", "institution").order_by("due", "pk")
        state = request.query_params.get("state", "")
        if state:
            rows = rows.filter(state=state) if state in Endorsement.State.values else rows.none()
        return listed(request, rows, write.endorsement)


class OneEndorsement(Api):
    """One request for endorsement."""

    scopes = {"GET": Scope.ENDORSEMENTS_READ}

    @extend_schema(operation_id="endorsement", tags=["endorsements"], responses=shapes.EndorsementShape)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Return a request. Its land and works are at its case, without what is personal."""
        return Response(write.endorsement(get_object_or_404(requests_of(request.user, request.authority).select_related("case", "institution"), pk=pk)))


class AnswerEndorsement(Api):
    """The answer of an institution."""

    parser_classes = (MultiPartParser,)
    scopes = {"POST": Scope.ENDORSEMENTS_WRITE}

    @extend_schema(operation_id="answer_endorsement", tags=["endorsements"], request={"multipart/form-data": Answered}, responses=shapes.EndorsementShape)
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Answer a request: favourable, with conditions, against, or (once) what is missing; with the signed file."""
        row = get_object_or_404(requests_of(request.user, request.authority), pk=pk)
        asked = read(Answered, request.data)
        file = asked.get("file")
        upload = AnswerFile(file.name or "", file.size or 0, file.chunks()) if file is not None else None
        done = answer_endorsement(endorsement=row, state=asked["state"], by=request.user, channel=DESK, text=asked["text"], number=asked["number"], upload=upload)
        return Response(write.endorsement(done))


def only_staff(request: Request) -> None:
    """Let in those who work in the town hall; the others find nothing."""
    if not set(acting_roles(request.user, request.authority)) - {Role.ENDORSER.value}:
        raise NotFound


class Registers(Api):
    """The register books."""

    scopes = {"GET": Scope.REGISTERS_READ}

    @extend_schema(operation_id="registers", tags=["registers"], responses=shapes.page_of(shapes.Book))
    def get(self, request: Request) -> Response:
        """List the books and years that have entries."""
        only_staff(request)
        rows = RegisterEntry.objects.filter(authority=request.authority).order_by("book", "-year").values("book", "year").annotate(entries=Count("pk"))
        return listed(request, rows, dict)


class RegisterBook(Api):
    """One register book of one year."""

    scopes = {"GET": Scope.REGISTERS_READ}

    @extend_schema(operation_id="register_book", tags=["registers"], responses=shapes.page_of(shapes.EntryShape))
    def get(self, request: Request, book: str, year: int) -> Response:
        """List the entries of a book in a year, by number."""
        only_staff(request)
        rows = RegisterEntry.objects.filter(authority=request.authority, book=book, year=min(year, 9999)).order_by("number")
        return listed(request, rows, write.entry)
