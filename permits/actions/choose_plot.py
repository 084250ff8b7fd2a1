"""Sets the land of a draft: registered parcels, or a sketch where there are none."""
from __future__ import annotations

from collections.abc import Sequence

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon
from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core import clock
from gisapp.core.errors import BadInput
from layers.api import ParcelInfo
from permits.actions.move import locked
from permits.models import Case, Plot
from permits.rules.states import CaseState


@transaction.atomic
def choose_plot(*, case: Case, parcels: Sequence[ParcelInfo] = (), sketch: GEOSGeometry | None = None, by: User | None) -> Plot:
    """Make one plot of one or several parcels (EPSG:3844), as they are today, or of a sketched polygon.

    Raises BadInput when nothing was given or the shape cannot be a plot.
    """
    case = locked(case)
    if case.state not in (CaseState.DRAFT.value, CaseState.SUBMITTED.value):
        raise BadInput(_("Terenul nu se mai poate schimba după înregistrare."), code="plot_fixed")
    if parcels:
        shape = parcels[0].geom.clone()
        for other in parcels[1:]:
            shape = shape.union(other.geom)
    elif sketch is not None:
        shape = sketch
    else:
        raise BadInput(_("Alegeți terenul: pe hartă, după numărul cadastral sau după adresă."), code="no_plot", field="plot")
    multi = shape if isinstance(shape, MultiPolygon) else MultiPolygon(shape, srid=3844) if isinstance(shape, Polygon) else None
    if multi is None or multi.empty or not multi.valid or multi.area <= 0:
        raise BadInput(_("Conturul terenului nu este valid: se intersectează sau este gol."), code="invalid_plot", field="plot")
    multi.srid = 3844
    rows = [
        {"siruta": p.siruta, "cadastral_number": p.cadastral_number, "feature": p.feature_id, "area_m2": round(p.area_m2, 2)} for p in parcels
    ]
    addresses = [p.address for p in parcels if p.address]
    plot, _made = Plot.objects.update_or_create(
        case=case,
        defaults={
            "geom": multi, "area_m2": multi.area, "parcels": rows, "address": "; ".join(addresses)[:240], "sketched": not parcels,
            "land_register": ", ".join(str(p.attrs.get("land_register", "")) for p in parcels if p.attrs.get("land_register"))[:60],
        },
    )
    Case.objects.filter(pk=case.pk).update(updated_at=clock.now())
    return plot
