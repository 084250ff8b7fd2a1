"""The works drawn on a case as one shape."""
from __future__ import annotations

from django.contrib.gis.geos import GEOSGeometry

from permits.models import Case, Works


def works_geometry(case: Case) -> GEOSGeometry | None:
    """Return the drawn works as one geometry; a trench is its axis widened to its width (EPSG:3844)."""
    shapes = []
    for work in Works.objects.filter(case=case):
        wide = work.geom.buffer(work.width_m / 2, quadsegs=8) if work.kind == Works.Kind.TRENCH and work.width_m else work.geom
        shapes.append(wide)
    if not shapes:
        return None
    united = shapes[0]
    for shape in shapes[1:]:
        united = united.union(shape)
    united.srid = 3844
    found: GEOSGeometry = united
    return found
