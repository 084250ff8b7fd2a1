"""Parcels by number, by point, by id: one statement each."""
from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point
from django.db import connection
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority
from gisapp.core.cadastral import CadastralNumber
from gisapp.core.errors import BadInput
from layers.places.answers import ADDRESS, ParcelInfo
from layers.places.lineage import sentence_of, successors
from layers.places.numbers import read_number

_PARCEL = """
SELECT f.id, f.siruta, f.key, encode(ST_AsEWKB(f.geom), 'hex'), f.attrs, {address}
FROM layers_feature f
WHERE f.layer_id = (SELECT id FROM layers_layer WHERE authority_id = %s AND role = 'parcels' AND active LIMIT 1) AND f.until IS NULL AND {wanted}
"""


def _rows(authority: Authority, wanted: str, parameters: Sequence[Any], tail: str = "", *, addressed: bool = False) -> list[ParcelInfo]:
    """Return parcels; lists of them with their addresses, one alone without: planning that join costs more than the row."""
    address = f"coalesce({ADDRESS.format(geom='f.geom')}, '')" if addressed else "NULL"
    with connection.cursor() as cursor:
        cursor.execute(_PARCEL.format(address=address, wanted=wanted) + tail, [*([authority.pk] if addressed else []), authority.pk, *parameters])
        rows = cursor.fetchall()
    return [
        ParcelInfo(feature_id, siruta or authority.siruta, key, ewkb, json.loads(attrs), authority.pk, told_address)
        for feature_id, siruta, key, ewkb, attrs, told_address in rows
    ]


def parcel_by_number(authority: Authority, text: str) -> ParcelInfo | None:
    """Return the parcel with a cadastral or old topographic number, as people write it.

    '54321', '54321-C1', '54321-C1-U2', 'nr. cad. 54321', '120735:54321', '54321 Pietricica', '123/1/2'. A number of a building or a flat leads
    to the land under it. Without a SIRUTA the authority's own land comes first. Raises BadInput where the text cannot be
    read, the number stands for several parcels, or was replaced by others (split, merge): the sentence names those of today.
    """
    number = read_number(authority, text)
    found = _of_number(authority, number)
    if not number.siruta:
        own = [parcel for parcel in found if parcel.siruta == authority.siruta]
        found = own or found
    if not found and (became := successors(authority, number.land_key, number.siruta)):
        raise BadInput(sentence_of(number.land_key, became), code="number_replaced", field="parcel")
    if len(found) < 2:
        return found[0] if found else None
    if len({parcel.siruta for parcel in found}) > 1:
        codes = ", ".join(sorted({parcel.siruta for parcel in found})[:6])
        raise BadInput(
            _("Numărul cadastral există în mai multe localități. Scrieți-l cu codul SIRUTA în față, de exemplu %(number_with_uat)s (coduri: %(codes)s).") % {"number_with_uat": found[0].number_with_uat, "codes": codes},
            code="number_in_several_uats", field="parcel",
        )
    raise BadInput(_("Numărul apare la mai multe parcele din cadastru. Alegeți terenul pe hartă."), code="number_twice", field="parcel")


def _of_number(authority: Authority, number: CadastralNumber) -> list[ParcelInfo]:
    wanted, parameters = _of_uat(authority, number, "f.key = %s", [number.land_key])
    found = _rows(authority, wanted, parameters, " LIMIT 50")
    if found or not number.topo:
        return found
    return _rows(authority, "f.attrs ? 'topo_number' AND f.attrs->>'topo_number' = %s", [number.land_key], " LIMIT 50")


def _of_uat(authority: Authority, number: CadastralNumber, wanted: str, parameters: list[str]) -> tuple[str, list[str]]:
    """Narrow a condition to the UAT that the number names; a layer of one UAT leaves the column empty."""
    if not number.siruta:
        return wanted, parameters
    return wanted + " AND (f.siruta = %s OR (f.siruta = '' AND %s = %s))", [*parameters, number.siruta, number.siruta, authority.siruta]


def parcel_at(authority: Authority, point: Point) -> ParcelInfo | None:
    """Return the parcel under a point (EPSG:3844); where registrations overlap, the smallest."""
    ewkb = point.hexewkb.decode()
    found = _rows(authority, "f.geom && %s::geometry AND ST_Intersects(f.geom, %s::geometry)", [ewkb, ewkb], " ORDER BY ST_Area(f.geom) LIMIT 1")
    return found[0] if found else None


def parcels_by_ids(authority: Authority, ids: Sequence[int]) -> list[ParcelInfo]:
    """Return the present parcels with these feature ids, in the order asked; ids of other authorities are left out."""
    found = {parcel.feature_id: parcel for parcel in _rows(authority, "f.id = ANY(%s)", [list(ids)], addressed=True)}
    return [found[one] for one in ids if one in found]


def parcels_in(authority: Authority, area: GEOSGeometry, *, least_m2: float = 1.0, limit: int = 500) -> list[ParcelInfo]:
    """Return the parcels that share more than `least_m2` with an area (EPSG:3844)."""
    ewkb = area.hexewkb.decode()
    wanted = "f.geom && %s::geometry AND ST_Intersects(f.geom, %s::geometry) AND ST_Area(ST_Intersection(f.geom, %s::geometry)) > %s"
    return _rows(authority, wanted, [ewkb, ewkb, ewkb, least_m2], f" ORDER BY f.key LIMIT {int(limit)}", addressed=True)


def parcels_starting(authority: Authority, text: str, *, limit: int = 8, exact: bool = False) -> list[ParcelInfo]:
    """Return the parcels whose number begins with the one typed (`exact`: all parcels with just that number), own land first."""
    number = read_number(authority, text)
    if exact:
        found = _of_number(authority, number)
    else:
        low = number.land_key
        if len(low) < 3:
            return []
        # The number holds digits, letters, - and / only: no wildcard. The pattern index on the key serves the prefix.
        wanted, parameters = _of_uat(authority, number, "f.key LIKE %s", [low + "%"])
        found = _rows(authority, wanted, parameters, f" ORDER BY f.key LIMIT {int(limit)}", addressed=True)
    return sorted(found, key=lambda parcel: (parcel.siruta != authority.siruta, parcel.cadastral_number))[:limit]
