"""Whether drawn works lie where they can: by their land and in the town. Typed coordinates near Piatra-Neamț look alike swapped."""
from __future__ import annotations

from collections.abc import Iterable

import shapely
from django.contrib.gis.geos import GEOSGeometry, Point
from django.utils.translation import gettext as _

from gisapp.core.errors import BadInput
from layers import api as layers
from permits.models import Case

# Works belong to their land: up to NEAR_M beside it there is the street and the connection, beyond FAR_M it is another place.
NEAR_M, FAR_M = 100.0, 3000.0
# The most the spatial question takes in one request, and the longest route a town has.
MOST_M2, MOST_M = 25_000_000.0, 50_000.0


def refuse_misplaced(shapes: Iterable[GEOSGeometry], case: Case) -> None:
    """Raise BadInput for works that are no works (points, a whole county), far from the case's land, or written with X and Y swapped."""
    plot = getattr(case, "plot", None)
    land = shapely.from_wkb(bytes(plot.geom.wkb)) if plot is not None else None
    for one in shapes:
        shape = shapely.from_wkb(bytes(one.wkb))
        if shapely.get_dimensions(shape) < 1:
            raise BadInput(_("Un punct nu arată ce se lucrează. Desenați un contur închis sau un traseu."), code="not_works", field="works")
        if shape.area > MOST_M2 or shape.length > MOST_M:
            raise BadInput(_("Lucrările desenate sunt cât o localitate. Verificați coordonatele colțurilor."), code="works_too_large", field="works")
        if land is None:
            _in_town(shape, case)
        elif (away := shape.distance(land)) > NEAR_M:
            if shapely.transform(shape, lambda points: points[:, ::-1]).distance(land) <= NEAR_M:
                raise BadInput(
                    _("X și Y par inversate: așa cum sunt scrise, lucrările cad la %(away)s m de teren, iar inversate cad pe el. În Stereo 70 X este nordul, Y este estul.") % {"away": round(away)},
                    code="axes_swapped", field="coordinates",
                )
            if away > FAR_M:
                raise BadInput(
                    _("Lucrările sunt la %(away)s km de terenul ales. Verificați coordonatele sau alegeți la pasul „Terenul” terenul pe care se lucrează.") % {"away": f"{away / 1000:.1f}".replace(".", ",")},
                    code="works_far_away", field="works",
                )


def _in_town(shape: shapely.Geometry, case: Case) -> None:
    """Refuse works wholly outside the town's limit, where no land was chosen to compare with."""
    if _outside(shape, case):
        turned = shapely.transform(shape, lambda points: points[:, ::-1])
        if not _outside(turned, case):
            raise BadInput(_("X și Y par inversate: așa cum sunt scrise, lucrările cad în afara localității. În Stereo 70 X este nordul, Y este estul."), code="axes_swapped", field="coordinates")
        raise BadInput(_("Lucrările sunt în afara teritoriului primăriei. Verificați coordonatele."), code="works_far_away", field="works")


def _outside(shape: shapely.Geometry, case: Case) -> bool:
    middle = shape.representative_point()
    return layers.place_at(case.authority, Point(middle.x, middle.y, srid=3844)).outside
