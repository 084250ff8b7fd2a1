"""The works drawn on a case, as the layers ask for them."""
from __future__ import annotations

from django.contrib.gis.geos import GEOSGeometry

from layers import api as layers
from permits.models import Case, Works
from permits.queries.land_answer import USES, works_shape

# What an excavation is for, in the words of restrictions; another work has no use, and then every restriction speaks.
NETWORK_USES = {"water": "water_pipe", "sewer": "sewer_pipe", "gas": "gas_pipe", "power": "power_cable", "heat": "heat_pipe", "telecom": "telecom_duct"}


def drawn_works(case: Case) -> list[layers.Work]:
    """Return the drawn works; a trench is its axis widened to its width (EPSG:3844), works without a use get the form's."""
    asked = {
        Works.Kind.BUILDING.value: USES.get(str(case.answers.get("building_use", "")), ""),
        Works.Kind.TRENCH.value: NETWORK_USES.get(str(case.answers.get("network", "")), ""),
    }
    found = []
    for work in Works.objects.filter(case=case).order_by("pk"):
        geom = work.geom
        if work.kind == Works.Kind.TRENCH and work.width_m and geom.dims == 1:
            geom = geom.buffer(work.width_m / 2, quadsegs=8)
            geom.srid = 3844
        found.append(layers.Work(geom, work.kind, work.use or asked.get(work.kind, ""), work.levels, work.height_m, work.basement))
    return found


def works_geometry(case: Case) -> GEOSGeometry | None:
    """Return the drawn works as one geometry (EPSG:3844), None where nothing is drawn."""
    return works_shape(drawn_works(case))
