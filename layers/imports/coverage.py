"""Where a layer is complete: usually the town hall's own territory."""
from __future__ import annotations

from django.contrib.gis.geos import MultiPolygon

from gisapp.accounts.models import Authority
from layers.models import Feature, Layer


def own_limit(authority: Authority) -> MultiPolygon | None:
    """Return the authority's own limit (EPSG:3844) from its published layer; None where it is not published."""
    found = Feature.objects.filter(layer__authority=authority, layer__role=Layer.Role.ADMIN_LIMITS, until=None, key=authority.siruta).first()
    if found is None:
        return None
    return found.geom if isinstance(found.geom, MultiPolygon) else MultiPolygon(found.geom, srid=3844)
