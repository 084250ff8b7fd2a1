"""Parcels as they were on another day, for answers that are asked again."""
from __future__ import annotations

import datetime as dt

from django.contrib.gis.geos import Point
from django.db.models import Q, QuerySet

from gisapp.accounts.models import Authority
from layers.models import Feature, Layer
from layers.models.layer import in_use
from layers.places.answers import ParcelInfo
from layers.places.numbers import read_number


def _held(authority: Authority, at: dt.datetime) -> QuerySet[Feature]:
    rows = Feature.objects.filter(layer__authority=authority, layer__role=Layer.Role.PARCELS, since__lte=at).filter(in_use(at, "layer__"))
    return rows.filter(Q(until=None) | Q(until__gt=at)).order_by("pk")


def _info(authority: Authority, row: Feature | None) -> ParcelInfo | None:
    if row is None:
        return None
    return ParcelInfo(row.pk, row.siruta or authority.siruta, row.key, row.geom.hexewkb.decode(), row.attrs, authority.pk, "")


def past_parcel_by_number(authority: Authority, text: str, at: dt.datetime) -> ParcelInfo | None:
    """Return the parcel that had this cadastral number at a moment (EPSG:3844), or None."""
    number = read_number(authority, text)
    wanted = number.siruta or authority.siruta
    uat = Q(siruta=wanted) | (Q(siruta="") if wanted == authority.siruta else Q(pk__in=[]))
    return _info(authority, _held(authority, at).filter(uat, key=number.land_key).first())


def past_parcel_at(authority: Authority, point: Point, at: dt.datetime) -> ParcelInfo | None:
    """Return the smallest parcel that lay under a point (EPSG:3844) at a moment, or None."""
    found = sorted(_held(authority, at).filter(geom__intersects=point), key=lambda row: row.geom.area)
    return _info(authority, found[0] if found else None)
