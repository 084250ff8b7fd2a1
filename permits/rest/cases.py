"""Cases: start, fill, submit, follow, withdraw."""
from __future__ import annotations

import json
import re
import uuid
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as s
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from gisapp.core.errors import BadInput
from layers import api as layers
from permits.actions.choose_plot import choose_plot
from permits.actions.choose_variant import choose_variant
from permits.actions.draw_works import save_drawn_works
from permits.actions.save_answers import save_answers, save_applicant
from permits.actions.start_case import start_case
from permits.actions.submit_case import submit_case
from permits.actions.withdraw_case import withdraw_case
from permits.citizen.forms import as_answer, question_form
from permits.models import Case
from permits.queries.completeness import missing_of
from permits.queries.facts import fee_of
from permits.queries.openings import KINDS
from permits.rest import shapes, write
from permits.rest.base import Api, listed, match, read, tag_of, unchanged
from permits.rest.land import known_procedure
from permits.rest.reach import any_case, file_case, note_read, own_case, reads_whole, visible
from permits.rules.fee_quote import MissingFact
from permits.rules.procedure import Question, QuestionKind
from permits.rules.procedure_files import all_procedures
from permits.rules.scopes import Scope
from permits.rules.states import CaseState

_DECIMAL = re.compile(r"\d+\.\d+")


class Start(s.Serializer[Any]):
    """A new request. Parcels may be chosen at once, or later with the plot."""

    procedure = s.CharField(max_length=60)
    parcels = s.ListField(child=s.CharField(max_length=30), max_length=20, required=False)
    variant = s.CharField(max_length=40, required=False, default="", allow_blank=True, help_text="Code of a variant of the procedure, e.g. urgent; nothing for the plain one")


class Applicant(s.Serializer[Any]):
    """Who asks."""

    kind = s.ChoiceField(["person", "company"])
    name = s.CharField(max_length=160)
    identifier = s.CharField(max_length=20, help_text="CNP of a person, CUI of a company")
    address = s.CharField(max_length=300)
    email = s.EmailField(required=False, default="", allow_blank=True)
    phone = s.CharField(max_length=20, required=False, default="", allow_blank=True)
    represented_by = s.CharField(max_length=160, required=False, default="", allow_blank=True)


class Fill(s.Serializer[Any]):
    """What changes in a draft; what is left out stays. `consent` is the declaration at the end of the form."""

    answers = s.DictField(child=s.JSONField(allow_null=True), required=False)
    applicant = Applicant(required=False)
    consent = s.BooleanField(required=False)
    variant = s.CharField(max_length=40, required=False, allow_blank=True, help_text="Code of a variant of the procedure, e.g. urgent; nothing for the plain one")


class PlotGiven(s.Serializer[Any]):
    """The land: registered parcels, or an outline where there are none."""

    parcels = s.ListField(child=s.CharField(max_length=30), max_length=20, required=False)
    geometry = shapes.Geometry(required=False)


class WorksGiven(s.Serializer[Any]):
    """The drawn works: outlines of buildings or axes of trenches, and what is built."""

    geometries = s.ListField(child=shapes.Geometry(), min_length=1, max_length=20)
    use = s.CharField(max_length=40, required=False, default="", allow_blank=True)
    levels = s.IntegerField(min_value=1, max_value=99, required=False)
    height_m = s.FloatField(min_value=0.1, max_value=999, required=False)
    width_m = s.FloatField(min_value=0.05, max_value=100, required=False)
    basement = s.BooleanField(required=False, default=False)
    surface = s.ChoiceField(sorted(KINDS), required=False, help_text="What a trench opens, where the map knows no street surface under it")


class Reason(s.Serializer[Any]):
    """Nothing, or a reason."""

    reason = s.CharField(max_length=2000, required=False, default="", allow_blank=True)


def tag(case: Case) -> str:
    """Return the entity tag of a case: it changes with every save and every event."""
    last = case.events.order_by("-seq").values_list("seq", flat=True).first()
    return tag_of(case.pk, case.updated_at, case.state, last, translation.get_language())


def parcels_of(request: Request, numbers: list[str]) -> list[layers.ParcelInfo]:
    """Return the parcels by number; a wrong one is named."""
    found = []
    for number in numbers:
        parcel = layers.parcel_by_number(request.authority, number)
        if parcel is None:
            raise ValidationError({"parcels": [_("Nu am găsit numărul cadastral %(number)s.") % {"number": number}]})
        found.append(parcel)
    return found


def whole(request: Request, case: Case, status: int = 200) -> Response:
    """Answer with the whole case and its tag."""
    case = Case.objects.select_related("authority", "owner").get(pk=case.pk)
    personal = reads_whole(request, case)
    if personal:
        note_read(request, case, "identity")
    headers = {"ETag": tag(case)}
    if status == 201:
        headers["Location"] = request.build_absolute_uri(reverse("api:case", args=[case.pk]))
    return Response(write.case_full(case, personal=personal), status=status, headers=headers)


class Cases(Api):
    """Cases the person may see, and new ones."""

    scopes = {"GET": Scope.CASES_READ, "POST": Scope.CASES_WRITE}

    @extend_schema(
        operation_id="cases", tags=["cases"], responses=shapes.page_of(shapes.CaseShape),
        parameters=[
            OpenApiParameter("state", str, enum=[state.value for state in CaseState]), OpenApiParameter("procedure", str),
            OpenApiParameter("number", str, description="Registry number, with or without its date"), OpenApiParameter("parcel", str),
        ],
    )
    def get(self, request: Request) -> Response:
        """List the cases the person may see: their own, those of the office, those on which their institution was asked."""
        rows = visible(request).order_by("-created_at", "pk")
        asked = {name: request.query_params.get(name, "") for name in ("state", "procedure", "number", "parcel")}
        if any("\x00" in value for value in asked.values()):
            raise ValidationError({"q": [_("Textul are un semn care nu se poate citi.")]})
        if asked["state"]:
            rows = rows.filter(state=asked["state"])
        if asked["procedure"]:
            rows = rows.filter(procedure=asked["procedure"])
        if asked["parcel"]:
            rows = rows.filter(plot__parcels__contains=[{"cadastral_number": asked["parcel"]}])
        number, _slash, rest = asked["number"].partition("/")
        if asked["number"]:
            rows = rows.filter(registry_number=int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else rows.none()
            if rest[-4:].isdigit() and rest[-4:].isascii():
                rows = rows.filter(registry_year=int(rest[-4:]))
        return listed(request, rows, write.case)

    @extend_schema(operation_id="start_case", tags=["cases"], request=Start, responses={201: shapes.CaseFull})
    def post(self, request: Request) -> Response:
        """Start a draft in the name of the token's person."""
        asked = read(Start, request.data)
        known_procedure(asked["procedure"])
        parcels = parcels_of(request, asked.get("parcels", []))
        with transaction.atomic():
            case = start_case(authority=request.authority, procedure=asked["procedure"], owner=request.user, channel="api")
            if asked["variant"]:
                choose_variant(case=case, variant=asked["variant"], by=request.user)
            if parcels:
                choose_plot(case=case, parcels=parcels, by=request.user)
        return whole(request, case, 201)


class OneCase(Api):
    """One case."""

    scopes = {"GET": Scope.CASES_READ, "PATCH": Scope.CASES_WRITE}

    @extend_schema(operation_id="case", tags=["cases"], responses=shapes.CaseFull)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Return a case. Send its ETag back as If-None-Match to be told only of changes."""
        case = any_case(request, pk)
        if unchanged(request, tag(case)):
            return Response(status=304, headers={"ETag": tag(case)})
        return whole(request, case)

    @extend_schema(operation_id="fill_case", tags=["cases"], request=Fill, responses=shapes.CaseFull)
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        """Change answers or the applicant of a draft; what is left out stays. With If-Match, only if nothing changed meanwhile."""
        case = own_case(request, pk)
        match(request, tag(case))
        asked = read(Fill, request.data)
        answers = checked_answers(case, asked.get("answers", {}))
        if "consent" in asked:
            answers["consent"] = asked["consent"]
        with transaction.atomic():
            if "variant" in asked:
                choose_variant(case=case, variant=asked["variant"], by=request.user)
            if "applicant" in asked:
                save_applicant(case=case, **asked["applicant"])
            save_answers(case=case, answers=answers)
        return whole(request, case)


def checked_answers(case: Case, given: dict[str, Any]) -> dict[str, Any]:
    """Return the answers as the form would keep them; raises ValidationError naming each wrong one."""
    questions = {question.code: question for question in all_procedures()[case.procedure].questions}
    errors: dict[str, Any] = {}
    kept: dict[str, Any] = {}
    for code, value in given.items():
        if code not in questions:
            errors[code] = [_("Procedura nu pune această întrebare.")]
        elif value is None:
            kept[code] = None
        else:
            text = ("yes" if value else "no") if isinstance(value, bool) else value
            bound = question_form(questions[code], case, _as_typed(questions[code], text))
            if bound.is_valid():
                kept[code] = as_answer(bound.cleaned_data[code])
            else:
                errors[code] = [str(error) for error in bound.errors[code]]
    if errors:
        raise ValidationError({"answers": errors})
    return kept


def _as_typed(question: Question, value: Any) -> QueryDict:
    """Return a JSON value as the form would send it: a date in its three parts, an amount with its decimal comma."""
    typed = QueryDict(mutable=True)
    if question.kind is QuestionKind.DATE:
        for name, part in zip(("year", "month", "day"), str(value).split("-"), strict=False):
            typed[f"{question.code}_{name}"] = part
        return typed
    words = [str(one) for one in value] if isinstance(value, list) else [str(value)]
    if question.kind is QuestionKind.MONEY:
        words = [word.replace(".", ",") if _DECIMAL.fullmatch(word) else word for word in words]
    typed.setlist(question.code, words)
    return typed


class CasePlot(Api):
    """The land of a draft."""

    scopes = {"PUT": Scope.CASES_WRITE}

    @extend_schema(operation_id="choose_plot", tags=["cases"], request=PlotGiven, responses=shapes.CaseFull)
    def put(self, request: Request, pk: uuid.UUID) -> Response:
        """Set the land: parcels by number, or an outline."""
        case = own_case(request, pk)
        asked = read(PlotGiven, request.data)
        sketch = layers.polygon_from_geojson(json.dumps(asked["geometry"])) if "geometry" in asked else None
        choose_plot(case=case, parcels=parcels_of(request, asked.get("parcels", [])), sketch=sketch, by=request.user)
        return whole(request, case)


class CaseWorks(Api):
    """The drawn works of a draft."""

    scopes = {"PUT": Scope.CASES_WRITE}

    @extend_schema(operation_id="draw_works", tags=["cases"], request=WorksGiven, responses=shapes.CaseFull)
    def put(self, request: Request, pk: uuid.UUID) -> Response:
        """Replace the drawn works of a draft."""
        case = own_case(request, pk)
        if case.state != CaseState.DRAFT.value:
            raise BadInput(_("Cererea a fost deja depusă; nu se mai poate schimba de aici."), code="not_a_draft")
        asked = read(WorksGiven, request.data)
        drawn = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"kind": "works"}, "geometry": one} for one in asked["geometries"]]}
        posted: dict[str, str] = {name: str(asked[name]) for name in ("use", "levels", "height_m", "width_m", "surface") if name in asked}
        save_drawn_works(case, {**posted, "works": json.dumps(drawn), "basement": "on" if asked["basement"] else ""}, request.user)
        save_answers(case=case, answers={})
        return whole(request, case)


class CaseMissing(Api):
    """What a draft still needs."""

    scopes = {"GET": Scope.CASES_READ}

    @extend_schema(operation_id="missing", tags=["cases"], responses=shapes.page_of(shapes.MissingShape))
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """List what is missing before the request can be submitted."""
        missing = missing_of(own_case(request, pk))
        return listed(request, missing, lambda one: {"field": one.field, "sentence": one.sentence})


class CaseQuote(Api):
    """The fee of a case, line by line."""

    scopes = {"GET": Scope.PAYMENTS_READ}

    @extend_schema(operation_id="quote", tags=["payments"], responses=shapes.Quote)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Compute the fee of a case with its reasons; what is missing for it is said."""
        case = file_case(request, pk)
        en = write.english()
        try:
            quote = fee_of(case)
        except MissingFact as fact:
            raise BadInput(fact.sentence_en if en else fact.sentence_ro, code="fee_incomplete", field=fact.fact) from fact
        lines = [
            {
                "code": line.code, "text": line.explanation("en" if en else "ro"), "amount": str(line.amount.lei), "legal_ref": line.legal_ref, "decision": line.decision,
                "confidence": line.confidence.value,
            }
            for line in quote.lines
        ]
        return Response({"total": str(quote.total.lei), "guarantee": str(quote.guarantee.lei), "to_confirm": quote.to_confirm, "lines": lines})


class SubmitCase(Api):
    """Submission of a draft."""

    scopes = {"POST": Scope.CASES_WRITE}

    @extend_schema(operation_id="submit_case", tags=["cases"], request=None, responses=shapes.CaseFull)
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Submit a draft: it gets its registry number and its term at once."""
        case = own_case(request, pk)
        return whole(request, submit_case(case=case, by=request.user, submit_key=case.pk.hex))


class WithdrawCase(Api):
    """Withdrawal by the applicant."""

    scopes = {"POST": Scope.CASES_WRITE}

    @extend_schema(operation_id="withdraw_case", tags=["cases"], request=None, responses=shapes.CaseFull)
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Take the request back while it has no answer."""
        return whole(request, withdraw_case(case=own_case(request, pk), by=request.user))


class CaseTimeline(Api):
    """The history of a case."""

    scopes = {"GET": Scope.CASES_READ}

    @extend_schema(operation_id="timeline", tags=["cases"], responses=shapes.page_of(shapes.EventShape))
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """List what happened, oldest first. The applicant sees what concerns them; staff see all."""
        case = file_case(request, pk)
        rows = case.events.order_by("seq")
        if case.owner_id == request.user.pk:
            rows = rows.filter(public=True)
        return listed(request, rows, write.event)


class CaseFindings(Api):
    """The stored answer about the land of a case."""

    scopes = {"GET": Scope.CASES_READ}

    @extend_schema(operation_id="case_findings", tags=["cases"], responses=shapes.page_of(shapes.FindingShape))
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """List the findings on the land of a case, as checked last, with the planner's decisions."""
        from permits.models import Finding

        rows = Finding.objects.filter(run__case=file_case(request, pk), run__current=True).order_by("number")
        return listed(request, rows, write.case_finding)
