"""The door of the land: all that other rooms may ask. Geometries are EPSG:3844 unless a name says otherwise."""
from __future__ import annotations

import datetime as dt

from django.contrib.gis.geos import GEOSGeometry, Point
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority
from gisapp.core import clock
from gisapp.core.errors import BadInput
from layers import crs
from layers.area_file import Drawn, as_works, one_area, read_geojson, read_geojson_file
from layers.conflicts import Answer, Effect, Finding, Source, State, find_conflicts, order_findings
from layers.conflicts.public import CODE as INTERNAL
from layers.conflicts.rulebook import one_reading
from layers.conflicts.stored import finding_from_json, finding_to_json
from layers.conflicts.stored import from_json as answer_from_json
from layers.conflicts.stored import to_json as answer_to_json
from layers.drawing import LayerDrawing, drawings_near
from layers.envelope import Cut, Envelope, buildable
from layers.extracts import LayerState, NearFeature, built_up_share, features_near, layer_states
from layers.imports.works_file import read_works_file
from layers.land import describe_land, doubt_findings, plan_unit_rules
from layers.models import PlanUnit
from layers.past_parcels import past_parcel_at, past_parcel_by_number
from layers.places import (
    Hit,
    ParcelInfo,
    PlaceInfo,
    authority_at,
    parcel_at,
    parcel_by_number,
    parcels_by_ids,
    parcels_in,
    place_at,
    read_parcel_number,
    search_places,
    street_at,
    street_names,
)
from layers.touches import Change, Watched, touched_by_delivery, touched_by_rule
from layers.touches import register as register_watch
from layers.typed_geometry import geometry_from_geojson, geometry_from_stereo70, geometry_typed, point_from_stereo70, polygon_from_geojson
from layers.zoning import Work, zoning_check
from layers.zoning.plots import apart_findings

__all__ = [
    "INTERNAL",
    "Answer",
    "Change",
    "Cut",
    "Drawn",
    "Effect",
    "Envelope",
    "Finding",
    "Hit",
    "LayerDrawing",
    "LayerState",
    "NearFeature",
    "ParcelInfo",
    "PlaceInfo",
    "PlanUnit",
    "Source",
    "State",
    "Watched",
    "Work",
    "answer_from_json",
    "answer_to_json",
    "apart_findings",
    "as_works",
    "authority_at",
    "authority_of",
    "buildable",
    "built_up_share",
    "describe_land",
    "doubt_findings",
    "drawings_near",
    "features_near",
    "find_conflicts",
    "finding_from_json",
    "finding_to_json",
    "geometry_from_geojson",
    "geometry_from_stereo70",
    "geometry_typed",
    "layer_states",
    "lonlat_of",
    "one_area",
    "one_reading",
    "order_findings",
    "parcel_at",
    "parcel_by_number",
    "parcels_by_ids",
    "parcels_in",
    "past_parcel_at",
    "past_parcel_by_number",
    "place_at",
    "plan_unit",
    "plan_unit_rules",
    "point_from_lonlat",
    "point_from_stereo70",
    "polygon_from_geojson",
    "read_geojson",
    "read_geojson_file",
    "read_parcel_number",
    "read_works_file",
    "register_watch",
    "search_places",
    "street_at",
    "street_names",
    "to_stereo70",
    "to_wgs84",
    "touched_by_delivery",
    "touched_by_rule",
    "zoning_check",
]


def plan_unit(authority: Authority, code: str, *, on: dt.date | None = None) -> PlanUnit | None:
    """Return the regulation in force for a plan unit (UTR) on a day, or None."""
    day = on or clock.today()
    return PlanUnit.objects.filter(authority=authority, code=code, valid_from__lte=day).exclude(valid_to__lt=day).first()


def authority_of(slug: str) -> Authority:
    """Return the authority with this short name; BadInput where there is none. For notebooks and commands, which have no request."""
    found = Authority.objects.filter(slug=slug).first()
    if found is None:
        raise BadInput(_("Primăria „%(slug)s” nu există în această instalare.") % {"slug": slug}, code="no_authority")
    return found


def to_wgs84(geometry: GEOSGeometry) -> GEOSGeometry:
    """Return a geometry (EPSG:3844 unless it says otherwise) as longitude and latitude."""
    return crs.to_wgs84(geometry)


def to_stereo70(geometry: GEOSGeometry) -> GEOSGeometry:
    """Return a geometry that says its SRID in EPSG:3844."""
    return crs.to_stereo70(geometry)


def point_from_lonlat(lon: float, lat: float) -> Point:
    """Return the point of a longitude and latitude in EPSG:3844; BadInput outside the degrees of the Earth."""
    return crs.stereo70_point(lon, lat)


def lonlat_of(point: Point) -> tuple[float, float]:
    """Return longitude and latitude in degrees of a point in EPSG:3844."""
    return crs.lonlat_of([(point.x, point.y)])[0]
