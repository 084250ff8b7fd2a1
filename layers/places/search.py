"""The one search box: numbers of land, addresses, streets by new and old names, coordinates."""
from __future__ import annotations

from dataclasses import replace

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority
from gisapp.core.errors import BadInput
from layers import crs
from layers.places.addresses import find_addresses
from layers.places.answers import Hit, ParcelInfo
from layers.places.coordinates import read_coordinates
from layers.places.lineage import successors
from layers.places.numbers import read_number, read_numbers
from layers.places.parcels import parcel_at, parcel_by_number, parcels_by_ids, parcels_starting
from layers.places.surroundings import authority_at


def search_places(authority: Authority, q: str, *, limit: int = 8) -> list[Hit]:
    """Return suggestions for a text, best first: coordinates, then numbers of land, then addresses and streets.

    Never raises for what people type; an empty list means nothing was found.
    """
    text = " ".join(q.replace("\x00", " ").split())[:120]
    if len(text) < 2:
        return []
    points = read_coordinates(text)
    if points:
        return _of_points(authority, points)[:limit]
    hits = _of_numbers(authority, text, limit)
    if len(hits) < limit and any(char.isalpha() for char in text):
        hits += find_addresses(authority, text, limit=limit - len(hits))
    return hits[:limit]


def _of_points(authority: Authority, points: list[tuple[float, float]]) -> list[Hit]:
    """Return a hit per reading of the coordinates; readings inside the authority come first, others only if none is."""
    inside: list[Hit] = []
    outside: list[Hit] = []
    for east, north in points:
        point = Point(east, north, srid=crs.STEREO70)
        uat = authority_at(authority, point)
        lon, lat = crs.lonlat_of([(east, north)])[0]
        parcel = parcel_at(authority, point)
        hint = f"nr. cad. {parcel.cadastral_number}" if parcel else (uat[1] if uat else "")
        if len(points) > 1:
            # Near Piatra-Neamț both orders lie in town: only the person knows which was meant.
            hint = " · ".join(filter(None, (_("estul scris primul") if (east, north) == points[0] else _("nordul scris primul"), hint)))
        hit = Hit("point", f"E {east:.2f}, N {north:.2f}", hint, f"{east:.2f} {north:.2f}", lon, lat, parcel.feature_id if parcel else None, parcel.cadastral_number if parcel else "")
        (inside if uat is not None and uat[0] == authority.siruta else outside).append(hit)
    return inside or outside


def _of_numbers(authority: Authority, text: str, limit: int) -> list[Hit]:
    try:
        exact = parcel_by_number(authority, text)
    except BadInput as bad:
        if bad.code == "cadastral_number.several":
            return [hit for one in read_numbers(authority, text)[:limit] for hit in _of_numbers(authority, str(one), 1)]
        if bad.code == "number_replaced":
            return _replaced(authority, text)[:limit]
        if bad.code in ("number_in_several_uats", "number_twice"):
            return [_of_parcel(parcel) for parcel in parcels_starting(authority, text, limit=limit, exact=True)]
        return []
    hits = [_of_parcel(exact)] if exact is not None else []
    rest = parcels_starting(authority, text, limit=limit) if len(hits) < limit else []
    return hits + [_of_parcel(parcel) for parcel in rest if exact is None or parcel.feature_id != exact.feature_id]


def _replaced(authority: Authority, text: str) -> list[Hit]:
    """Return the parcels of today that stand where an old number was, and say where they come from."""
    number = read_number(authority, text)
    became = {one.feature_id: one for one in successors(authority, number.land_key, number.siruta)}
    hits = []
    for parcel in parcels_by_ids(authority, list(became)):
        act = became[parcel.feature_id]
        told = {"old": number.land_key, "act": act.act}
        hint = _("din %(old)s, împărțită prin actul %(act)s") % told if act.kind == "split" else _("din %(old)s, alipită prin actul %(act)s") % told
        hits.append(replace(_of_parcel(parcel), hint=hint))
    return hits


def _of_parcel(parcel: ParcelInfo) -> Hit:
    inside = parcel.geom.point_on_surface
    lon, lat = crs.lonlat_of([(inside.x, inside.y)])[0]
    return Hit("parcel", f"nr. cad. {parcel.cadastral_number}", parcel.address, parcel.number_with_uat, lon, lat, parcel.feature_id, parcel.cadastral_number)
