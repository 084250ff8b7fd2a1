"""Whose territory a point is on, what public land, which street."""
from __future__ import annotations

from django.contrib.gis.geos import GEOSGeometry, Point
from django.db import connection

from gisapp.accounts.models import Authority
from layers.places.answers import PlaceInfo

_AT = """
SELECT l.role, f.key, f.label, f.attrs->>'name', ST_Distance(f.geom, %(geom)s::geometry)
FROM layers_layer l JOIN layers_feature f ON f.layer_id = l.id AND f.until IS NULL
WHERE l.authority_id = %(authority)s AND l.active AND l.role = ANY(%(roles)s)
  AND f.geom && ST_Expand(%(geom)s::geometry, %(reach)s) AND ST_DWithin(f.geom, %(geom)s::geometry, %(reach)s)
ORDER BY ST_Distance(f.geom, %(geom)s::geometry), ST_Area(f.geom) LIMIT 20
"""


def _near(authority: Authority, geometry: GEOSGeometry, roles: list[str], reach: float) -> list[tuple[str, str, str, str | None, float]]:
    with connection.cursor() as cursor:
        cursor.execute(_AT, {"geom": geometry.hexewkb.decode(), "authority": authority.pk, "roles": roles, "reach": reach})
        return list(cursor.fetchall())


def authority_at(authority: Authority, point: Point) -> tuple[str, str] | None:
    """Return (SIRUTA, name) of the UAT the point lies in, from the limits this authority keeps; None where no limit is known."""
    found = _near(authority, point, ["admin_limits"], 0.0)
    # On a shared boundary the authority's own limit comes first.
    for _role, key, label, name, _distance in sorted(found, key=lambda row: row[1] != authority.siruta):
        return key, name or label or key
    return None


def street_at(authority: Authority, geometry: GEOSGeometry, *, reach_m: float = 60.0) -> str:
    """Return the label of the nearest street within reach of a geometry (EPSG:3844), or ''."""
    found = _near(authority, geometry, ["streets"], reach_m)
    return found[0][2] if found else ""


def place_at(authority: Authority, point: Point) -> PlaceInfo:
    """Return what is known of a point (EPSG:3844) where no parcel was found."""
    uat = authority_at(authority, point)
    public = _near(authority, point, ["public_domain", "street_surfaces"], 0.0)
    public.sort(key=lambda row: row[0] != "public_domain")
    street = street_at(authority, point)
    label = public[0][2] if public else ""
    if public and public[0][0] == "street_surfaces":
        label = street or label
    return PlaceInfo(
        outside=uat is not None and uat[0] != authority.siruta, siruta=uat[0] if uat else "", authority_name=uat[1] if uat else "",
        public_domain=label, street=street,
    )
