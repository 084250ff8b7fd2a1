"""The land, open to all: parcels, places, what applies, and the procedures."""
from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as s
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from gisapp.core import clock
from layers import api as layers
from permits.queries.land_answer import DEFAULT_QUESTION, land_answer
from permits.queries.parameters import parameters_of
from permits.rest import shapes, write
from permits.rest.base import Api, listed, read
from permits.rules.deadlines import DayKind, deadline_rule
from permits.rules.fee_summaries import fee_summary
from permits.rules.procedure import Question
from permits.rules.procedure_files import all_procedures

LON = OpenApiParameter("lon", float, description="Longitude, WGS 84", required=True)
LAT = OpenApiParameter("lat", float, description="Latitude, WGS 84", required=True)


class PointAsked(s.Serializer[Any]):
    """A point in degrees."""

    lon = s.FloatField(min_value=-180, max_value=180)
    lat = s.FloatField(min_value=-90, max_value=90)


class PlaceAsked(s.Serializer[Any]):
    """A text that means a place."""

    q = s.CharField(max_length=200)


class DayAsked(s.Serializer[Any]):
    """For which procedure, as of which day."""

    procedure = s.CharField(max_length=60, required=False)
    on = s.DateField(required=False)


class AreaAsked(s.Serializer[Any]):
    """An outline to ask about."""

    geometry = shapes.Geometry()
    procedure = s.CharField(max_length=60, required=False)
    on = s.DateField(required=False)


def known_procedure(code: str) -> Any:
    """Return a procedure by code; 404 for an unknown one."""
    found = all_procedures().get(code)
    if found is None:
        raise NotFound(_("Nu există o procedură cu acest cod."))
    return found


def wanted_parcel(request: Request, number: str, on: dt.date | None = None) -> layers.ParcelInfo:
    """Return a parcel by number, as it was at the end of a day (None: now); 404 with a sentence where there is none."""
    found = None
    if "\x00" not in number:
        past = on is not None and on < clock.today()
        found = layers.past_parcel_by_number(request.authority, number, clock.end_of(on)) if past and on else layers.parcel_by_number(request.authority, number)
    if found is None:
        raise NotFound(_("Nu am găsit acest număr cadastral. Verificați-l în extrasul de carte funciară sau căutați după adresă."))
    return found


class ParcelByNumber(Api):
    """One parcel by its cadastral number."""

    @extend_schema(operation_id="parcel", responses=shapes.ParcelShape, tags=["land"], auth=[])
    def get(self, request: Request, number: str) -> Response:
        """Return a parcel by its cadastral number, as it is today."""
        return Response(write.parcel(wanted_parcel(request, number)))


class ParcelAt(Api):
    """The parcel under a point."""

    @extend_schema(operation_id="parcel_at", parameters=[LON, LAT], responses=shapes.ParcelShape, tags=["land"], auth=[])
    def get(self, request: Request) -> Response:
        """Return the parcel that a point lies in."""
        asked = read(PointAsked, request.query_params)
        found = layers.parcel_at(request.authority, layers.point_from_lonlat(asked["lon"], asked["lat"]))
        if found is None:
            raise NotFound(_("Aici nu este înregistrată o parcelă."))
        return Response(write.parcel(found))


class Places(Api):
    """The search for places."""

    @extend_schema(operation_id="places", parameters=[OpenApiParameter("q", str, required=True, description="Address, cadastral number or coordinates")], responses=shapes.page_of(shapes.PlaceShape), tags=["land"], auth=[])
    def get(self, request: Request) -> Response:
        """Find parcels, addresses and streets by what people write, best first."""
        hits = layers.search_places(request.authority, read(PlaceAsked, request.query_params)["q"])
        return listed(request, hits, lambda hit: {"kind": hit.kind, "label": hit.label, "hint": hit.hint, "lon": hit.lon, "lat": hit.lat, "parcel": hit.parcel})


def answer_json(answer: layers.Answer) -> dict[str, Any]:
    """Write the answer about a piece of land."""
    return {"on": answer.on, "state": answer.state.value, "area_m2": answer.area_m2, "outside_m2": answer.outside_m2, "endorsers": list(answer.endorsers), "findings": [write.finding(layers.finding_to_json(one)) for one in answer.findings]}


def ask(request: Request, area: GEOSGeometry, asked: dict[str, Any]) -> Response:
    """Ask about an area for a procedure (the certificate unless named)."""
    if (day := asked.get("on")) is not None and day > clock.today():
        raise s.ValidationError({"on": [_("Data cerută este în viitor.")]})
    procedure = all_procedures().get(asked.get("procedure") or DEFAULT_QUESTION)
    if procedure is None:
        raise s.ValidationError({"procedure": [_("Nu există o procedură cu acest cod.")]})
    return Response(answer_json(land_answer(area, authority=request.authority, procedure=procedure, on=asked.get("on"))))


class ParcelFindings(Api):
    """What applies to a parcel."""

    @extend_schema(
        operation_id="parcel_findings", parameters=[OpenApiParameter("procedure", str), OpenApiParameter("on", {"type": "string", "format": "date"})],
        responses=shapes.LandAnswer, tags=["land"], auth=[],
    )
    def get(self, request: Request, number: str) -> Response:
        """Return every restriction that applies to a parcel, with its state, measure and source."""
        asked = read(DayAsked, request.query_params)
        return ask(request, wanted_parcel(request, number, asked.get("on")).geom, asked)


class AreaFindings(Api):
    """What applies to a drawn outline; nothing is stored, so it needs no key."""

    repeatable = True

    @extend_schema(operation_id="area_findings", request=AreaAsked, responses=shapes.LandAnswer, tags=["land"], auth=[])
    def post(self, request: Request) -> Response:
        """Return every restriction that applies to an outline."""
        import json

        asked = read(AreaAsked, request.data)
        return ask(request, layers.polygon_from_geojson(json.dumps(asked["geometry"])), asked)


class Procedures(Api):
    """All procedures."""

    @extend_schema(operation_id="procedures", responses=shapes.page_of(shapes.ProcedureShape), tags=["procedures"], auth=[])
    def get(self, request: Request) -> Response:
        """List the procedures."""
        return listed(request, list(all_procedures().values()), write.procedure)


class ProcedureByCode(Api):
    """One procedure."""

    @extend_schema(operation_id="procedure", responses=shapes.ProcedureFull, tags=["procedures"], auth=[])
    def get(self, request: Request, code: str) -> Response:
        """Return a procedure with its questions, papers, fee and term."""
        found = known_procedure(code)
        en, day, parameters = write.english(), clock.today(), parameters_of(request.authority)
        rule = deadline_rule(found.deadline, parameters, day)
        papers = [
            {"code": one.code, "title": one.title_en if en else one.title_ro, "need": one.need.value, "when": one.when, "legal_ref": one.legal_ref} for one in found.papers
        ]
        return Response({
            **write.procedure(found), "version": found.version, "fee": fee_summary(found.fee, parameters, day, "en" if en else "ro"), "term_days": rule.length,
            "term_working_days": rule.kind is DayKind.WORKING, "questions": [_question(one, en) for one in found.questions], "papers": papers,
        })


def _question(one: Question, en: bool) -> dict[str, Any]:
    return {
        "code": one.code, "kind": one.kind.value, "label": one.label_en if en else one.label_ro, "hint": one.hint_en if en else one.hint_ro, "required": one.required,
        "when": one.when, "minimum": one.minimum, "maximum": one.maximum,
        "choices": [{"code": choice.code, "label": choice.label_en if en else choice.label_ro} for choice in one.choices],
    }
